"""The mock against thousands of hostile requests: it never dies, hangs or answers 5xx."""

import asyncio
import itertools
import re
import time
from collections import Counter
from urllib.parse import urlsplit

import httpx
import psutil

from scripts.mock.bodies import SILENCE_SECONDS
from scripts.serving import Mock
from tests import hostile

REQUESTS = 6000
AT_ONCE = 24
STATUS = re.compile(rb"^HTTP/1\.1 (\d{3}) ")
# A request that stops in its middle may be waited for that long, and any is answered within a second.
MOST_SECONDS = SILENCE_SECONDS + 1


async def exchange(address: tuple[str, int], data: bytes, *, close: bool) -> str:
    """Send bytes, and return what came of it: a status, or a word for what went wrong."""
    try:
        reader, writer = await asyncio.open_connection(*address)
    except OSError:
        return "crash"
    try:
        writer.write(data)
        if close:
            writer.write_eof()
        async with asyncio.timeout(MOST_SECONDS):
            head = await reader.readuntil(b"\r\n")
            while head.startswith(b"HTTP/1.1 100"):
                await reader.readuntil(b"\r\n")
                head = await reader.readuntil(b"\r\n")
    except TimeoutError:
        return "hang"
    except (asyncio.IncompleteReadError, OSError):
        return "no answer"
    finally:
        writer.close()
    found = STATUS.match(head)
    return found[1].decode() if found else "not HTTP"


async def storm(address: tuple[str, int], seed: int, count: int) -> tuple[Counter[str], dict[str, list[bytes]]]:
    outcomes: Counter[str] = Counter()
    examples: dict[str, list[bytes]] = {}
    numbered = enumerate(itertools.islice(hostile.requests(seed), count))

    async def worker() -> None:
        for number, data in numbered:
            # Most callers close their side, so that what is incomplete is known to be; some fall silent instead.
            outcome = await exchange(address, data, close=number % 10 != 0)
            outcomes[outcome] += 1
            examples.setdefault(outcome, []).append(data)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return outcomes, examples


def test_no_hostile_request_crashes_hangs_or_gets_5xx(mock: Mock) -> None:
    parts = urlsplit(mock.url)
    assert parts.hostname
    assert parts.port
    engines = [child.pid for child in psutil.Process(mock.process.pid).children(recursive=True)]
    started = time.perf_counter()
    outcomes, examples = asyncio.run(storm((parts.hostname, parts.port), seed=1, count=REQUESTS))
    print(f"\n{REQUESTS} hostile requests in {time.perf_counter() - started:.0f} s: {dict(outcomes.most_common())}")
    asked_for = {status for status in outcomes if status.startswith("5")}
    wanted = [data for status in asked_for for data in examples[status] if b"Prefer: code=500" not in data]
    assert not wanted, wanted[:3]
    statuses = {outcome for outcome in outcomes if outcome.isdigit()}
    wrong = {outcome: examples[outcome][:3] for outcome in outcomes.keys() - statuses}
    assert not wrong, {outcome: outcomes[outcome] for outcome in wrong} | wrong
    assert statuses <= {"200", "400", "401", "404", "405", "406", "500"}
    assert sum(outcomes.values()) == REQUESTS
    assert [child.pid for child in psutil.Process(mock.process.pid).children(recursive=True)] == engines
    assert httpx.get(f"{mock.url}/nowhere").status_code == 404
