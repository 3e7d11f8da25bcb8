"""Start the mock: `python -m scripts.mock [--contract FILE] [--host HOST] [--port PORT] [--stateful]`."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop

from scripts import openapi
from scripts.addresses import host_of
from scripts.mock.engine import Engine
from scripts.mock.faults import Faults, add_arguments, duration, from_arguments, typed
from scripts.mock.refusal import Unavailable
from scripts.mock.starting import listen, log_to_stderr, port_number, shown, start, url_of
from scripts.openapi import Document
from scripts.project import CONTRACT, Failure, run

if TYPE_CHECKING:
    from scripts.mock.behaviour import Behaviour


@dataclass(frozen=True)
class State:
    """How a mock keeps state: `seconds` of background work, hosts that webhooks may be on, and Redis if it is there."""

    seconds: float
    allowed: Sequence[str]
    redis_url: str | None


@dataclass(frozen=True)
class Manner:
    """How a mock answers.

    Attributes:
        admitted: The value that a credential must have, by its header; any other header's may have any value.
        faults: The failures and the slowness that are asked for.
        state: How it keeps state, None if it keeps none.
        remembers: Whether answers come from memory; else Prism is asked each time, and nothing is judged before.
    """

    admitted: Mapping[str, str]
    faults: Faults
    state: State | None
    remembers: bool = True


async def serve(path: Path, host: str, port: int, manner: Manner) -> tuple[int, int]:
    """Serve a contract until a signal ends it.

    Args:
        path: The contract.
        host: The address to listen at.
        port: The port, or 0 for any free one.
        manner: How to answer.

    Returns:
        The number of requests that were answered, and of those that were answered from memory.

    Raises:
        Failure: The contract is broken, the port is taken, or Prism can't run.
    """
    contract = openapi.load(path)
    with listen(host, port) as listening:
        engine = Engine()
        behaviour = None
        try:
            await start(engine, contract, path)
            from scripts.mock import gateway, recall, server  # noqa: PLC0415 - `start` has, while Prism started

            manner.faults.check(contract)
            behaviour = await _behaviour(contract, manner.state) if manner.state else None
            memory = recall.Recall(engine, remembers=manner.remembers)
            app = gateway.gateway(contract, memory, manner.admitted, manner.faults, behaviour, host=host.lower())
            version = contract["info"]["version"]
            kind = ", with state," if manner.state else ""
            url = url_of(listening)
            ready = f"mock: {url} answers{kind} for {shown(path)} ({version}); see {url}/__mock/; Ctrl-C stops it"
            answered = await server.serve(app, listening, ready)
            return answered, memory.count + (app.memory.count if app.memory else 0)
        finally:
            if behaviour:
                await behaviour.work.stop()
                await behaviour.store.close()
            await engine.stop()


async def _behaviour(contract: Document, state: State) -> "Behaviour":
    # Slow to import, and needed for state alone.
    from scripts.mock.behaviour import Behaviour  # noqa: PLC0415
    from scripts.mock.store import InMemory, InRedis, Store  # noqa: PLC0415
    from scripts.mock.work import Work  # noqa: PLC0415

    store: Store = InMemory()
    if state.redis_url:
        try:
            store = InRedis(state.redis_url)
            await store.check()
        except (TypeError, ValueError):
            # What Python says of it may have the password.
            raise Failure("REDIS_URL: is no URL of Redis: write redis://host:port/0") from None
        except Unavailable as error:
            raise Failure(f"REDIS_URL: {error}") from error
    return Behaviour(contract, store, Work(contract, store, state.seconds, state.allowed))


def _host(text: str) -> str:
    try:
        # An address of IPv6 stands in brackets where it stands in a URL.
        host = host_of(f"http://[{text}]" if ":" in text else f"http://{text}")
    except Failure:
        host = ""
    if not text or host != text.lower():
        raise argparse.ArgumentTypeError(f"{text!r} is no host: write a name or an address, without port and path")
    return host


def admitted_credentials(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the credentials that the mock is told to admit, by their header.

    `MOCK_CREDENTIAL_API_KEY=k` says that the header `api-key` must be `k`. They come from the environment because a
    command line is for everybody to see.
    """
    prefix = "MOCK_CREDENTIAL_"
    return {
        name.removeprefix(prefix).lower().replace("_", "-"): value
        for name, value in environment.items()
        if name.startswith(prefix) and value
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the mock until Ctrl-C or SIGTERM; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mock", description=__doc__)
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: %(default)s)")
    parser.add_argument(
        "--port", type=port_number, default=4010, help="the port; 0 is any free one (default: %(default)s)"
    )
    parser.add_argument("--stateful", action="store_true", help="remember what was created; REDIS_URL shares it")
    parser.add_argument(
        "--work", type=typed(duration), help="how long background work takes, such as 2s (default: 500ms)"
    )
    parser.add_argument(
        "--allow-webhook", type=_host, action="append", metavar="HOST", help="a host that events are sent to"
    )
    parser.add_argument(
        "--quiet", action="store_true", help="log no requests; the page /__mock/ shows them all the same"
    )
    parser.add_argument("--no-memory", action="store_true", help="ask Prism about each request, alike or not")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    if not options.stateful and (options.work is not None or options.allow_webhook):
        parser.error("--work and --allow-webhook need --stateful")
    seconds = 0.5 if options.work is None else options.work
    state = State(seconds, options.allow_webhook or (), os.environ.get("REDIS_URL")) if options.stateful else None
    log_to_stderr(quiet=options.quiet)
    manner = Manner(admitted_credentials(os.environ), from_arguments(options), state, not options.no_memory)
    answered, recalled = uvloop.run(serve(options.contract, options.host, options.port, manner))
    print(f"mock: stopped, {answered:,} requests answered, {recalled:,} from memory", flush=True)
    return 0


if __name__ == "__main__":
    run("mock", main)
