"""How many requests a second the mock answers beside Prism alone, and beside steady, which checks requests too."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from scripts.bench import rivals
from scripts.bench.load import CONNECTIONS, NUMBER, Pressed, press, template
from scripts.bench.measure import Ratio, Table, say, turns
from scripts.project import CONTRACT, Failure

# At least so many times Prism's rate, steady's, and with the log of requests on Prism's. p99 is at most so many p50.
PRISM, STEADY, LOGGED, TAIL = 8.0, 2.0, 5.0, 5.0
ROUNDS, SECONDS = 5, 1.0
QUICK_ROUNDS, QUICK_SECONDS = 1, 1.0
INVALID = 0.1

_BASE = "/api/external/chatbot"
_BOTH = {"api-key": "k", "caigunn-access-token": "t"}
_ID = f'{{"model_id": "3fa85f64-5717-4562-b3fc-{NUMBER}"}}'
_UID = {**_BOTH, "uid": "visitor-7"}


@dataclass(frozen=True)
class Load:
    """Requests that are sent in turn, and the share of them that don't fit the contract."""

    what: str
    templates: Sequence[str]
    invalid: float = 0.0


def loads() -> Iterator[Load]:
    """Yield what is measured."""
    models = template("GET", f"{_BASE}/models", _BOTH)
    choose = template("PUT", _BASE, _BOTH, _ID)
    fitting = [
        models,
        choose,
        template("POST", f"{_BASE}/models", _BOTH, f'{{"title": "Bot {NUMBER}", "model_name": "gpt-4"}}'),
        template("POST", f"{_BASE}/talk", _UID, f'{{"text": "Question {NUMBER}"}}'),
        template("GET", f"{_BASE}/messages?limit=10", _UID),
        template("GET", f"{_BASE}/uids?offset=20", _BOTH),
        template("PUT", f"{_BASE}/webhook", _BOTH, f'{{"webhook_url": "https://example.com/{NUMBER}"}}'),
        template("PUT", f"{_BASE}/opentalk", _BOTH, f'{{"email": "a@b.c", "device_id": "d{NUMBER}"}}'),
        template("DELETE", f"{_BASE}/opentalk", _BOTH),
    ]
    unfit = [
        template("PUT", _BASE, _BOTH, f'{{"model_id": "no id {NUMBER}"}}'),
        template("POST", f"{_BASE}/talk", _UID, f'{{"txt": "Question {NUMBER}"}}'),
        template("GET", f"{_BASE}/uids?limit=many", _BOTH),
        template("GET", f"{_BASE}/nowhere", _BOTH),
    ]
    yield Load("GET /models", [models])
    yield Load("PUT /chatbot, another body each time", [choose])
    mix = [each for wrong in unfit for each in (*fitting, wrong)]
    yield Load("a mix, a tenth of it invalid", mix, INVALID)


def measure(quick: bool) -> Table:
    """Measure all of them in turns, each time with full checking of every request."""
    rounds, seconds = (QUICK_ROUNDS, QUICK_SECONDS) if quick else (ROUNDS, SECONDS)
    rows = []
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, ExitStack() as stack:
        contenders = {
            "Prism": partial(rivals.prism, CONTRACT),
            "steady": partial(rivals.steady, CONTRACT),
            "mock": partial(rivals.mock, Path(scratch) / "quiet", CONTRACT, ["--quiet"]),
            "logged": partial(rivals.mock, Path(scratch) / "logged", CONTRACT),
        }
        urls = {name: stack.enter_context(start()).url for name, start in contenders.items()}
        for load in loads():
            say(f"{load.what}, {rounds} rounds of {seconds:.0f} s")
            rows.append(_row(load, pressed(urls, load, rounds, seconds)))
    return Table(
        f"Requests a second over {CONNECTIONS} connections, medians of {rounds} turns of {seconds:.0f} s",
        ["load", "Prism", "steady", "mock", "to Prism", "to steady", "p99/p50", "logged", "to Prism"],
        rows,
        [
            f"at least {PRISM:.0f} times Prism and {STEADY:.0f} times steady, logged {LOGGED:.0f} times",
            f"p99 at most {TAIL:.0f} times p50",
        ],
    )


def pressed(urls: dict[str, str], load: Load, rounds: int, seconds: float) -> dict[str, list[Pressed]]:
    """Let servers take turns under a load.

    Raises:
        Failure: Prism or the mock refused more or less than doesn't fit.
    """
    names = list(urls)
    found: dict[str, list[Pressed]] = {name: [] for name in names}
    for turn in turns(len(names), rounds):
        name = names[turn]
        one = press(urls[name], load.templates, seconds)
        # steady has its own idea of what fits: it checks no credentials, for one.
        if name != "steady" and abs(one.refused / one.requests - load.invalid) > 0.01:
            raise Failure(f"{name} refused {one.refused} of {one.requests} requests: {load.what}")
        found[name].append(one)
    return found


def _row(load: Load, found: dict[str, list[Pressed]]) -> list[str | Ratio]:
    rate = {name: median(one.rate for one in each) for name, each in found.items()}
    tail = median(one.p99 / one.p50 for one in found["mock"])
    return [
        load.what,
        *(f"{rate[name]:,.0f}" for name in ("Prism", "steady", "mock")),
        Ratio(rate["mock"] / rate["Prism"], least=PRISM),
        Ratio(rate["mock"] / rate["steady"], least=STEADY),
        Ratio(tail, TAIL),
        f"{rate['logged']:,.0f}",
        Ratio(rate["logged"] / rate["Prism"], least=LOGGED),
    ]
