"""Duration of the client's calls, compared to bare httpx and to the stock generator's client."""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.bench import stock
from scripts.bench.calls import Stock, async_calls, sync_calls
from scripts.bench.measure import Ratio, Table, log, medians, turns
from scripts.bench.stub_server import running_stub_server
from scripts.openapi import load
from scripts.project import CONTRACT

LIMIT = 1.25
ROUNDS = 100
QUICK_ROUNDS = 2
CALLS_PER_TURN = 10
MANY_MODELS = 30


@dataclass(frozen=True)
class Case:
    """A call, its response body, and the highest ratio of the client's duration to that of bare httpx."""

    name: str
    call: str
    body: bytes
    limit: float | None


def cases() -> Iterator[Case]:
    """Yield the calls. The response bodies are examples of the contract, and a longer one."""
    examples = load(CONTRACT)["components"]["examples"]
    models, reply = examples["TwoModels"]["value"], examples["Answer"]["value"]
    many = {**models, "models": (models["models"] * MANY_MODELS)[:MANY_MODELS]}
    yield Case("models.list()", "list", json.dumps(models).encode(), LIMIT)
    yield Case("conversation.talk()", "talk", json.dumps(reply).encode(), LIMIT)
    # No limit: thirty objects take longer than the layers above httpx, which the limit is for.
    yield Case(f"models.list() of {MANY_MODELS}", "list", json.dumps(many).encode(), None)


def measure(quick: bool) -> Table:
    """Measure the synchronous and the asynchronous client."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    rows: list[list[str | Ratio]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        other = Stock(stock.package(CONTRACT, Path(scratch), "stock_client"), "stock_client")
        for case in cases():
            with running_stub_server(case.body) as url:
                log(f"{case.name}, {rounds} rounds")
                rows.append(_row(case, _sync(url, case.call, other, rounds)))
                log(f"await {case.name}, {rounds} rounds")
                rows.append(_row(case, asyncio.run(_async(url, case.call, other, rounds)), "await "))
    return Table(
        f"One call, median of {rounds} rounds of {CALLS_PER_TURN} calls, in µs",
        ["call", "bare httpx", "client", "ratio", "limit", "stock client", "ratio"],
        rows,
    )


def _row(case: Case, seconds: list[float], prefix: str = "") -> list[str | Ratio]:
    bare, client, other = seconds
    return [
        prefix + case.name,
        f"{bare * 1e6:.0f}",
        f"{client * 1e6:.0f}",
        Ratio(client / bare, case.limit),
        f"{case.limit:.2f}" if case.limit else "-",
        f"{other * 1e6:.0f}",
        Ratio(other / bare),
    ]


def _sync(url: str, call: str, other: Stock, rounds: int) -> list[float]:
    with sync_calls(url, call, other) as functions:
        seconds: list[list[float]] = [[] for _ in functions]
        for function in functions:  # connects, and runs deferred imports
            function()
        for turn in turns(len(functions), rounds):
            function = functions[turn]
            begun = time.perf_counter()
            for _ in range(CALLS_PER_TURN):
                function()
            seconds[turn].append((time.perf_counter() - begun) / CALLS_PER_TURN)
    return medians(seconds)


async def _async(url: str, call: str, other: Stock, rounds: int) -> list[float]:
    async with async_calls(url, call, other) as functions:
        seconds: list[list[float]] = [[] for _ in functions]
        for function in functions:
            await function()
        for turn in turns(len(functions), rounds):
            function = functions[turn]
            begun = time.perf_counter()
            for _ in range(CALLS_PER_TURN):
                await function()
            seconds[turn].append((time.perf_counter() - begun) / CALLS_PER_TURN)
    return medians(seconds)
