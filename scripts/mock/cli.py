"""Command line of the mock: `python -m scripts.mock [--contract FILE] [--host HOST] [--port PORT] [--stateful]`."""

import argparse
import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import uvloop

from scripts import openapi
from scripts.addresses import host_of
from scripts.http_server.server import listen, port_number, serve, url_of
from scripts.mock.admin.routes import admin_app
from scripts.mock.app import MockApp
from scripts.mock.callbacks import CallbackSender
from scripts.mock.faults.inject import FaultInjector
from scripts.mock.faults.options import FaultConfig, add_arguments, from_arguments
from scripts.mock.recorder import Recorder
from scripts.mock.respond import Responder
from scripts.openapi import Document
from scripts.options import RenamedOption, argument, duration
from scripts.prism.cache import ResponseCache, ResponseKey
from scripts.prism.responses import DocumentedResponses
from scripts.prism.store import ResponseStore
from scripts.prism.supervisor import PrismSupervisor
from scripts.project import BUILD, CONTRACT, Unavailable, UserError, displayed
from scripts.validation.operation import OperationValidator, compile_operations
from scripts.validation.routing import Router

if TYPE_CHECKING:
    from scripts.mock.state import State

DEFAULT_JOB_SECONDS = 0.5

_CREDENTIAL = "MOCK_CREDENTIAL_"
_STORE = BUILD / "prism"


@dataclass(frozen=True)
class StateConfig:
    """Settings of a mock with state.

    Attributes:
        job_seconds: How long a background job takes.
        redis_url: Where the state is; None keeps it in memory.
    """

    job_seconds: float
    redis_url: str | None


@dataclass(frozen=True)
class MockConfig:
    """Settings of a mock.

    Attributes:
        contract: The contract's file.
        host: The address to listen on.
        port: The port; 0 is any free one.
        credentials: The only valid value of a credential, by the lower-case name of its header.
        faults: The faults to inject.
        state: The settings of the state; None for a mock without state.
        cache: Whether responses of Prism are cached.
        allowed_hosts: Hosts, besides this machine, that webhooks and callbacks are delivered to.
    """

    contract: Path
    host: str
    port: int
    credentials: Mapping[str, str]
    faults: FaultConfig
    state: StateConfig | None
    cache: bool
    allowed_hosts: Sequence[str] = ()


async def run_mock(config: MockConfig) -> int:
    """Serve a contract until a signal arrives.

    Returns:
        The number of requests.

    Raises:
        UserError: The contract is not valid, the port is taken, or Prism cannot run.
    """
    supervisor = PrismSupervisor()
    state: State | None = None
    filling: asyncio.Task[None] | None = None
    try:
        contract = _compile(config)
        with listen(config.host, config.port) as listening:
            cache = ResponseCache(supervisor, ResponseStore(_STORE) if config.cache else None, enabled=config.cache)
            missing = _missing_responses(cache, contract.responses.values())
            if missing:
                await supervisor.start()
            if config.cache:
                filling = asyncio.create_task(_fill(cache, missing))
            state = await _open_state(contract.document, config.state, config.allowed_hosts) if config.state else None
            app = _app(contract, config, cache, state)
            url = url_of(listening)
            kind = " with state" if state else ""
            version = contract.document["info"]["version"]
            ready = f"mock: serving {displayed(config.contract)} ({version}){kind} at {url}; inspector: {url}/__mock/"
            await serve(app, listening, lambda: print(f"{ready}; Ctrl-C stops it", flush=True), app.recorder.close)
            return app.count
    finally:
        if filling is not None:
            filling.cancel()
        if state is not None:
            await state.close()
        await supervisor.stop()


class _Contract(NamedTuple):
    """A contract, compiled: its document, its responses by operationId, and its operations by method and path."""

    document: Document
    responses: Mapping[str, DocumentedResponses]
    router: Router[OperationValidator]


def _compile(config: MockConfig) -> _Contract:
    """Read, check and compile the contract.

    Raises:
        UserError: It is not valid, or a schema cannot be compiled.
    """
    document = openapi.load(config.contract)
    openapi.check(document, config.contract)
    try:
        responses = {each.id: DocumentedResponses(document, each) for each in openapi.operations(document)}
        media_types = {name: each.default_media_types for name, each in responses.items()}
        router = compile_operations(document, config.credentials, media_types)
    except UserError as error:
        raise openapi.located(error, config.contract) from error
    return _Contract(document, responses, router)


def _missing_responses(cache: ResponseCache, responses: Iterable[DocumentedResponses]) -> list[ResponseKey]:
    """Load the default response of each operation, and return the keys of those that only Prism can provide."""
    missing = []
    for each in responses:
        media_type = next(iter(each.default_media_types), None)
        key = ResponseKey(each, each.default_status, media_type)
        with contextlib.suppress(Unavailable):  # the response to a request is 503 and says why
            if not cache.load(key):
                missing.append(key)
    return missing


async def _fill(cache: ResponseCache, keys: Sequence[ResponseKey]) -> None:
    """Generate responses before they are requested, and let the next mock start without Prism."""
    for key in keys:
        with contextlib.suppress(Unavailable):
            await cache.fetch(key)


def _app(contract: _Contract, config: MockConfig, cache: ResponseCache, state: "State | None") -> MockApp:
    recorder = Recorder()
    return MockApp(
        router=contract.router,
        responder=Responder(contract.document, contract.responses, cache, state.handlers if state else None),
        callbacks=CallbackSender(contract.document, cache, config.allowed_hosts),
        faults=FaultInjector(config.faults, contract.responses),
        recorder=recorder,
        admin=admin_app(recorder, contract.document, config.credentials, state, config.host.lower()),
    )


async def _open_state(document: Document, config: StateConfig, allowed_hosts: Sequence[str]) -> "State":
    from scripts.mock.state import open_state  # noqa: PLC0415 - not needed without state

    return await open_state(
        document,
        job_duration=config.job_seconds,
        allowed_hosts=allowed_hosts,
        redis_url=config.redis_url,
    )


def required_credentials(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the credentials that the mock requires, by the lower-case names of their headers.

    `MOCK_CREDENTIAL_API_KEY=k` requires that the header `api-key` is `k`. They are read from the environment because
    everybody on a machine can read command lines.
    """
    return {
        name.removeprefix(_CREDENTIAL).lower().replace("_", "-"): value
        for name, value in environment.items()
        if name.startswith(_CREDENTIAL) and value
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the mock until Ctrl-C or SIGTERM; return the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.stateful and options.job_duration is not None:
        parser.error("--job-duration needs --stateful")
    state = None
    if options.stateful:
        seconds = DEFAULT_JOB_SECONDS if options.job_duration is None else options.job_duration
        state = StateConfig(seconds, os.environ.get("REDIS_URL"))
    log_to_stderr(quiet=options.quiet)
    config = MockConfig(
        contract=options.contract,
        host=options.host,
        port=options.port,
        credentials=required_credentials(os.environ),
        faults=from_arguments(options),
        state=state,
        cache=options.cache,
        allowed_hosts=options.allow_webhook or (),
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.mock", description=__doc__)
    add = parser.add_argument
    add("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    add("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    add("--port", type=port_number, default=4010, help="the port; 0 is any free one (default: %(default)s)")
    add("--stateful", action="store_true", help="keep what is created; REDIS_URL shares it among mocks")
    add("--job-duration", type=argument(duration), metavar="DURATION", help="of background jobs (default: 500ms)")
    add("--work", dest="job_duration", action=RenamedOption, new="--job-duration", type=argument(duration))
    add(
        "--allow-webhook",
        type=_host,
        action="append",
        metavar="HOST",
        help="a host that webhooks and callbacks are delivered to",
    )
    add("--quiet", action="store_true", help="log no requests; the inspector shows them all the same")
    add("--no-cache", dest="cache", action="store_false", help="let Prism generate every response anew")
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
