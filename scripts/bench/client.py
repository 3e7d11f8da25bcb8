"""What a call of the client costs beside the same call by bare httpx, and beside the stock generator's client."""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.bench import stock
from scripts.bench.contenders import Stock, async_calls, sync_calls
from scripts.bench.measure import Ratio, Table, medians, say, turns
from scripts.bench.server import running_server
from scripts.openapi import load
from scripts.project import CONTRACT

LIMIT = 1.25
ROUNDS = 100
QUICK_ROUNDS = 2
CALLS_A_TURN = 10
MANY_MODELS = 30


@dataclass(frozen=True)
class Case:
    """What is called, what is answered, and how many times what bare httpx takes the client may take."""

    what: str
    call: str
    body: bytes
    limit: float | None


def cases() -> Iterator[Case]:
    """Yield what is measured. The answers are the contract's examples, and one that is longer."""
    examples = load(CONTRACT)["components"]["examples"]
    models, answer = examples["TwoModels"]["value"], examples["Answer"]["value"]
    many = {**models, "models": (models["models"] * MANY_MODELS)[:MANY_MODELS]}
    yield Case("models.list()", "list", json.dumps(models).encode(), LIMIT)
    yield Case("conversation.talk()", "talk", json.dumps(answer).encode(), LIMIT)
    # What it takes to make thirty objects says nothing of the layers between a call and httpx.
    yield Case(f"models.list() of {MANY_MODELS}", "list", json.dumps(many).encode(), None)


def measure(quick: bool) -> Table:
    """Measure the calls, waiting and awaited."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    rows: list[list[str | Ratio]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        other = Stock(stock.package(CONTRACT, Path(scratch), "stock_client"), "stock_client")
        for case in cases():
            with running_server(case.body) as url:
                say(f"{case.what}, {rounds} rounds")
                rows.append(_row(case, _sync(url, case.call, other, rounds)))
                say(f"await {case.what}, {rounds} rounds")
                rows.append(_row(case, asyncio.run(_async(url, case.call, other, rounds)), "await "))
    return Table(
        f"One call, median of {rounds} turns of {CALLS_A_TURN} calls, in µs",
        ["call", "bare httpx", "client", "ratio", "limit", "stock client", "ratio"],
        rows,
    )


def _row(case: Case, seconds: list[float], prefix: str = "") -> list[str | Ratio]:
    bare, client, other = seconds
    return [
        prefix + case.what,
        f"{bare * 1e6:.0f}",
        f"{client * 1e6:.0f}",
        Ratio(client / bare, case.limit),
        f"{case.limit:.2f}" if case.limit else "-",
        f"{other * 1e6:.0f}",
        Ratio(other / bare),
    ]


def _sync(url: str, call: str, other: Stock, rounds: int) -> list[float]:
    with sync_calls(url, call, other) as contenders:
        taken: list[list[float]] = [[] for _ in contenders]
        for contender in contenders:  # connects, and imports what is imported late
            contender()
        for turn in turns(len(contenders), rounds):
            contender = contenders[turn]
            begun = time.perf_counter()
            for _ in range(CALLS_A_TURN):
                contender()
            taken[turn].append((time.perf_counter() - begun) / CALLS_A_TURN)
    return medians(taken)


async def _async(url: str, call: str, other: Stock, rounds: int) -> list[float]:
    async with async_calls(url, call, other) as contenders:
        taken: list[list[float]] = [[] for _ in contenders]
        for contender in contenders:
            await contender()
        for turn in turns(len(contenders), rounds):
            contender = contenders[turn]
            begun = time.perf_counter()
            for _ in range(CALLS_A_TURN):
                await contender()
            taken[turn].append((time.perf_counter() - begun) / CALLS_A_TURN)
    return medians(taken)
