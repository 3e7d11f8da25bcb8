"""Command line of the mock: `[--contract FILE] [--edition DATE] [--host HOST] [--port PORT] [--stateful]`."""

import argparse
import logging
import os
import sys
from collections.abc import Mapping

import uvloop

from scripts.addresses import host_of
from scripts.editions.options import add_contract_options
from scripts.http_server.server import port_number
from scripts.mock.config import MockConfig, StateConfig
from scripts.mock.durations import JobDurations
from scripts.mock.faults.options import add_arguments
from scripts.mock.faults.scenario import FaultRule, ScenarioOptions
from scripts.mock.run import run_mock
from scripts.options import RenamedOption, argument
from scripts.project import BUILD, UserError, displayed

_CREDENTIAL = "MOCK_CREDENTIAL_"


def required_credentials(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the credentials that the mock requires, by the lower-case names of their headers.

    `MOCK_CREDENTIAL_API_KEY=k` requires that the header `api-key` is `k`. They are read from the environment because
    every user of a machine can read command lines.
    """
    return {
        name.removeprefix(_CREDENTIAL).lower().replace("_", "-"): value
        for name, value in environment.items()
        if name.startswith(_CREDENTIAL) and value
    }


def main(arguments: list[str] | None = None, *, program: str = "python -m scripts.mock") -> int:
    """Run the mock until Ctrl-C or SIGTERM; return the exit code.

    Args:
        arguments: The arguments; those of the process by default.
        program: The command that `--help` shows.
    """
    parser = _parser(program)
    options = parser.parse_args(arguments)
    if not options.stateful and options.job_duration is not None:
        parser.error("--job-duration needs --stateful")
    state = None
    if options.stateful:
        state = StateConfig(options.job_duration or JobDurations(), os.environ.get("REDIS_URL"))
    log_to_stderr(quiet=options.quiet)
    config = MockConfig(
        contract=options.contract,
        host=options.host,
        port=options.port,
        credentials=required_credentials(os.environ),
        scenario=ScenarioOptions(FaultRule(options.latency, options.fail), options.scenario, options.seed),
        state=state,
        cache=options.cache,
        allowed_hosts=options.allow_webhook or (),
        has_tls=options.tls,
    )
    count = uvloop.run(run_mock(config))
    print(f"mock: stopped after {count:,} requests", flush=True)
    return 0


def log_to_stderr(*, quiet: bool) -> None:
    """Log to standard error; if `quiet`, without the requests."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    for noisy in ("httpx", "python_multipart"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    if quiet:
        logging.getLogger("mock.access").setLevel(logging.CRITICAL)


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="Serve an OpenAPI document: validate each request, and respond with the documented examples.",
    )
    add = parser.add_argument
    add_contract_options(parser)
    add("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    add("--port", type=port_number, default=4010, help="the port; 0 is any free one (default: %(default)s)")
    add("--stateful", action="store_true", help="keep created data; with REDIS_URL, mocks share it")
    add(
        "--job-duration",
        type=argument(JobDurations.parse),
        metavar="DURATION",
        help="duration of background jobs, also by operation: 2s,trainModel=10s (default: 500ms)",
    )
    add("--work", dest="job_duration", action=RenamedOption, new="--job-duration", type=argument(JobDurations.parse))
    add(
        "--allow-webhook",
        type=_host,
        action="append",
        metavar="HOST",
        help="also deliver webhooks and callbacks to this host; can be repeated",
    )
    add("--quiet", action="store_true", help="do not log requests; the inspector still shows them")
    add(
        "--tls",
        action="store_true",
        help=f"serve HTTPS, with a certificate of an authority in {displayed(BUILD / 'tls')}",
    )
    add("--no-cache", dest="cache", action="store_false", help="generate each response with Prism on every request")
    add("--no-memory", dest="cache", action=RenamedOption, new="--no-cache", nargs=0, const=False)
    add_arguments(parser)
    return parser


def _host(text: str) -> str:
    try:
        # An IPv6 address is written in brackets in a URL.
        host = host_of(f"http://[{text}]" if ":" in text else f"http://{text}")
    except UserError:
        host = ""
    if not text or host != text.lower():
        raise argparse.ArgumentTypeError(f"{text!r} is not a host: write a name or an address, without port and path")
    return host
