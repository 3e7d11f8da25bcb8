"""Command line of the proxy: `python -m scripts.proxy URL [--contract FILE] [--port PORT] [--fail-on-violation]`."""

import argparse
import logging
import sys
from pathlib import Path

import uvloop

from scripts import openapi
from scripts.editions.options import add_contract_options
from scripts.http_server.server import listen, port_number, serve, url_of
from scripts.options import RenamedOption, argument, duration
from scripts.project import UserError, displayed
from scripts.proxy.app import ProxyApp
from scripts.proxy.report import Report
from scripts.proxy.upstream import Upstream


async def run_proxy(contract: Path, upstream_url: str, host: str, port: int, silence_seconds: float) -> Report:
    """Pass traffic on until a signal arrives.

    Args:
        contract: The contract's file.
        upstream_url: The URL of the server that requests are passed on to.
        host: The address to listen on.
        port: The port; 0 is any free one.
        silence_seconds: How long the server, or a client, may be silent within a message.

    Returns:
        The violations and counts.

    Raises:
        UserError: The contract or the URL is not valid, or the port is taken.
    """
    document = openapi.load(contract)
    upstream = Upstream(upstream_url, silence_seconds)
    with listen(host, port) as listening:
        openapi.check(document, contract)
        app = ProxyApp(document, upstream)
        version = document["info"]["version"]
        ready = f"proxy: passing {url_of(listening)} to {upstream_url}, validated by {displayed(contract)} ({version})"
        try:
            await serve(
                app,
                listening,
                lambda: print(f"{ready}; Ctrl-C stops it", flush=True),
                silence_seconds=silence_seconds,
            )
        finally:
            upstream.close()
    return app.report


def main(arguments: list[str] | None = None) -> int:
    """Run the proxy until Ctrl-C or SIGTERM; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.proxy",
        description="Pass traffic to a server, and report the requests and responses that violate the contract.",
    )
    add = parser.add_argument
    add(
        "upstream",
        metavar="URL",
        nargs="?",
        default="",
        help="the server, such as https://host or http://host:port/path",
    )
    add_contract_options(parser)
    add("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    add("--port", type=port_number, default=4011, help="the port; 0 is any free one (default: %(default)s)")
    add(
        "--timeout",
        type=argument(duration),
        default="60s",
        metavar="DURATION",
        help="how long the server, or a client, may be silent (default: %(default)s)",
    )
    add(
        "--fail-on-violation",
        action="store_true",
        help="exit with 1 on violations, with 2 if validation was impossible",
    )
    add("--fail", dest="fail_on_violation", action=RenamedOption, new="--fail-on-violation", nargs=0, const=True)
    add("--quiet", action="store_true", help="log violations only, not each request")
    options = parser.parse_args(arguments)
    if not options.upstream:
        raise UserError("no server: write its URL, as in `make proxy UPSTREAM=http://127.0.0.1:8000`")
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    if options.quiet:
        logging.getLogger("proxy.access").setLevel(logging.CRITICAL)
    report = uvloop.run(run_proxy(options.contract, options.upstream, options.host, options.port, options.timeout))
    print("\n".join(report.summary()), flush=True)
    if not options.fail_on_violation:
        return 0
    return 1 if report.violations else 2 if report.not_validated else 0
