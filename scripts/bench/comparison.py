"""Request rates of several servers under the same loads, measured in turns."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from statistics import median

from scripts.bench.load import CONNECTIONS, LoadResult, RequestTemplate
from scripts.bench.measure import Ratio, log, turns
from scripts.project import UserError

ROUNDS, QUICK_ROUNDS = 5, 1
SECONDS = 1.0
TITLE = f"requests/s over {CONNECTIONS} connections, medians of rounds of {SECONDS:.0f} s"
# Allowed difference between rejected and invalid requests: those in flight at the end are not counted.
_TOLERANCE = CONNECTIONS + 1

Send = Callable[[str, Sequence[RequestTemplate], float], LoadResult]


@dataclass(frozen=True)
class Load:
    """Requests that are sent in turn, and the share of them that violates the contract, spread evenly."""

    name: str
    templates: Sequence[RequestTemplate]
    invalid: float = 0.0


@dataclass(frozen=True)
class Server:
    """A server under test, and its targets.

    Attributes:
        name: The name in the table.
        start: Runs the server within a context that yields its address.
        at_least: The lowest ratio of its rate to that of other servers, by their names.
        tail: The highest ratio of p99 to p50.
        validates: Whether it rejects the invalid requests, and no other.
    """

    name: str
    start: Callable[[], AbstractContextManager[str]]
    at_least: Mapping[str, float] = field(default_factory=dict)
    tail: float | None = None
    validates: bool = True


def compare(
    servers: Sequence[Server], loads: Sequence[Load], send: Send, baselines: Sequence[str], quick: bool
) -> list[list[str | Ratio]]:
    """Run all servers at once, send them the loads in turns, and return a row per load and server.

    Raises:
        UserError: A server does not start, loses requests, or rejects more or fewer than the invalid ones.
    """
    rounds = QUICK_ROUNDS if quick else ROUNDS
    rows = []
    with ExitStack() as stack:
        urls = [stack.enter_context(server.start()) for server in servers]
        for load in loads:
            log(f"{load.name}: {', '.join(server.name for server in servers)}; {rounds} rounds of {SECONDS:.0f} s")
            for url in urls:  # fills caches, and lets Node.js compile
                send(url, load.templates, SECONDS)
            results: list[list[LoadResult]] = [[] for _ in servers]
            for turn in turns(len(servers), rounds):
                result = send(urls[turn], load.templates, SECONDS)
                check(result, servers[turn], load)
                results[turn].append(result)
            rows += table_rows(load.name, servers, results, baselines)
    return rows


def columns(baselines: Sequence[str]) -> list[str]:
    """Return the names of the columns of the rows."""
    return ["load, server", "requests/s", *(f"to {name}" for name in baselines), "p99/p50"]


def check(result: LoadResult, server: Server, load: Load) -> None:
    """Check that a server rejects the invalid requests, and no other.

    Raises:
        UserError: It does not.
    """
    if server.validates and abs(result.rejected - load.invalid * result.requests) > _TOLERANCE:
        raise UserError(
            f"{load.name}: {server.name} rejected {result.rejected} of {result.requests} requests, "
            f"but {load.invalid:.0%} are invalid"
        )


def table_rows(
    load: str, servers: Sequence[Server], results: Sequence[Sequence[LoadResult]], baselines: Sequence[str]
) -> list[list[str | Ratio]]:
    """Return a row per server, with the ratios of its rate to those of the baselines."""
    rates = {server.name: median(one.rate for one in each) for server, each in zip(servers, results, strict=True)}
    rows = []
    for server, each in zip(servers, results, strict=True):
        rate = rates[server.name]
        row: list[str | Ratio] = [f"{load}, {server.name}", f"{rate:,.0f}"]
        row += [
            "-" if name == server.name else Ratio(rate / rates[name], at_least=server.at_least.get(name))
            for name in baselines
        ]
        row.append(Ratio(median(one.p99 / one.p50 for one in each), at_most=server.tail))
        rows.append(row)
    return rows
