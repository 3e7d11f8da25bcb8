"""Pass traffic to a server, and tell where it departs from the contract: `python -m scripts.mock.proxy URL`."""

import argparse
from pathlib import Path

import uvloop

from scripts import openapi
from scripts.mock.engine import Engine
from scripts.mock.faults import Faults, duration, typed
from scripts.mock.proxy.tally import Tally
from scripts.mock.starting import listen, log_to_stderr, port_number, shown, start, url_of
from scripts.project import CONTRACT, run


async def serve(path: Path, upstream_url: str, seconds: float, host: str, port: int) -> Tally:
    """Pass traffic on until a signal ends it.

    Args:
        path: The contract.
        upstream_url: The server that requests go to.
        seconds: How long it may be silent.
        host: The address to listen at.
        port: The port, or 0 for any free one.

    Returns:
        What was found.

    Raises:
        Failure: The contract is broken, the URL is none, the port is taken, or Prism can't run.
    """
    from scripts.mock.proxy.upstream import Upstream  # noqa: PLC0415 - slow to import, and --help needn't

    contract = openapi.load(path)
    upstream = Upstream(upstream_url, seconds)
    with listen(host, port) as listening:
        engine = Engine()
        try:
            await start(engine, contract, path)
            from scripts.mock import gateway, recall, server  # noqa: PLC0415 - `start` has, while Prism started
            from scripts.mock.access import Access  # noqa: PLC0415
            from scripts.mock.journal import Journal  # noqa: PLC0415
            from scripts.mock.proxy.relay import Relay  # noqa: PLC0415

            tally = Tally()
            routes = gateway.resources(contract, recall.Recall(engine), {}, Faults())
            app = Access(Relay(contract, routes, upstream, tally), Journal(), None)
            ready = (
                f"proxy: {url_of(listening)} passes to {upstream_url} what {shown(path)} "
                f"({contract['info']['version']}) judges; Ctrl-C stops it"
            )
            await server.serve(app, listening, ready, dates=False)
            return tally
        finally:
            await upstream.close()
            await engine.stop()


def main(arguments: list[str] | None = None) -> int:
    """Run the proxy until Ctrl-C or SIGTERM; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mock.proxy", description=__doc__)
    parser.add_argument("upstream", metavar="URL", help="the server, such as https://host or http://host:port/path")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: %(default)s)")
    parser.add_argument(
        "--port", type=port_number, default=4011, help="the port; 0 is any free one (default: %(default)s)"
    )
    parser.add_argument(
        "--timeout",
        type=typed(duration),
        default="60s",
        metavar="DURATION",
        help="how long the server may be silent (default: %(default)s)",
    )
    parser.add_argument(
        "--fail", action="store_true", help="leave with 1 if anything departed, with 2 if anything couldn't be judged"
    )
    parser.add_argument("--quiet", action="store_true", help="log departures alone, and not each request")
    options = parser.parse_args(arguments)
    log_to_stderr(quiet=options.quiet)
    tally = uvloop.run(serve(options.contract, options.upstream, options.timeout, options.host, options.port))
    print("\n".join(tally.summary()), flush=True)
    if not options.fail:
        return 0
    return 1 if tally.departures else 2 if tally.unjudged else 0


if __name__ == "__main__":
    run("proxy", main)
