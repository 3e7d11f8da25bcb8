"""What the mock answers from memory is what Prism would have said, byte for byte; what isn't certain is for Prism."""

import asyncio
import json
import random
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from scripts.mock.engine import Answer, Engine
from scripts.mock.journal import KEPT_HEADERS, Asked, Journal, Told
from scripts.mock.memory import Lesson, Memory
from scripts.mock.recall import Question, Recall
from scripts.serving import Mock, running_mock
from tests import hostile
from tests.alike import CHATBOT, ID, requests
from tests.test_mock_wire import talk

REQUESTS = 12_000
AT_ONCE = 8
# uvicorn's own.
IDLE_SECONDS = 5
DATE = re.compile(rb"\r\ndate: [^\r]+")
BOTH = {"api-key": "a key", "caigunn-access-token": "a token"}


class Caller:
    """A connection to a mock, made anew where the mock closes it."""

    def __init__(self, mock: Mock) -> None:
        parts = urlsplit(mock.url)
        self._address = (parts.hostname, parts.port)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, data: bytes) -> bytes:
        """Return the answer to a request, without the time of day."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._address)
        reader, writer = self._streams
        writer.write(data)
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        assert length
        answer = head + await reader.readexactly(0 if data.startswith(b"HEAD ") else int(length[1]))
        if b"connection: close" in head:
            await self.close()
        return DATE.sub(b"", answer)

    async def close(self) -> None:
        """Close the connection."""
        if self._streams:
            self._streams[1].close()
            await self._streams[1].wait_closed()
            self._streams = None


async def compare(quick: Mock, thorough: Mock, asked: Iterator[bytes]) -> Counter[bytes]:
    """Ask both mocks, and return how often which status was told; that both tell the same is asserted."""
    statuses: Counter[bytes] = Counter()

    async def worker() -> None:
        callers = Caller(quick), Caller(thorough)
        for data in asked:
            told, expected = await asyncio.gather(*(caller.ask(data) for caller in callers))
            assert told == expected, data
            statuses[told.split()[1]] += 1
        for caller in callers:
            await caller.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(worker())
    return statuses


def from_memory(mock: Mock) -> int:
    """Stop a mock, and return how many answers it had from memory."""
    mock.process.terminate()
    assert mock.process.stdout
    said = mock.process.stdout.read()
    found = re.search(r"([\d,]+) from memory", said)
    assert found, said
    return int(found[1].replace(",", ""))


def test_answers_from_memory_are_prisms_byte_for_byte(tmp_path: Path) -> None:
    chance = random.Random(20240509)
    pool = requests(20240509)
    first = [next(pool) for _ in range(REQUESTS * 3 // 4)]
    # The same again, in another order, when they are known.
    asked = [*first, *chance.sample(first, REQUESTS - len(first))]
    with (
        running_mock(tmp_path / "quick") as quick,
        running_mock(tmp_path / "slow", options=["--no-memory"]) as thorough,
    ):
        statuses = asyncio.run(compare(quick, thorough, iter(asked)))
        remembered, asked_again = from_memory(quick), from_memory(thorough)
    print(f"\n{statuses.total()} requests, {remembered} answered from memory: {dict(statuses)}")
    assert statuses.total() == REQUESTS
    assert asked_again == 0
    assert remembered > REQUESTS / 2
    assert all(statuses[status] > 100 for status in (b"200", b"400", b"401", b"404"))


@pytest.fixture(scope="module")
def no_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    """A mock that asks Prism each time."""
    with running_mock(tmp_path_factory.mktemp("slow") / "log", options=["--no-memory"]) as mock:
        yield mock


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[Mock, psutil.Process]]:
    """A mock, and its Prism."""
    with running_mock(tmp_path / "log") as mock:
        [prism] = psutil.Process(mock.process.pid).children()
        yield mock, prism
        prism.resume()


def test_what_is_known_is_answered_while_prism_sleeps(alone: tuple[Mock, psutil.Process]) -> None:
    mock, prism = alone
    with httpx.Client(base_url=mock.url + CHATBOT, headers=BOTH, timeout=1) as http:

        def told() -> list[tuple[int, str]]:
            number = random.randrange(10**12)
            answers = [
                http.get("/models"),
                http.put(mock.url + CHATBOT, json={"model_id": f"3fa85f64-5717-4562-b3fc-{number:012}"}),
                http.put(mock.url + CHATBOT, json={"model_id": f"no uuid {number}"}),
                http.put(mock.url + CHATBOT, json={"model": number}),
                http.post("/talk", json={"text": f"{number}?"}, headers={"uid": f"visitor {number}"}),
                http.get("/messages", params={"limit": number % 100}, headers={"uid": f"visitor {number}"}),
                http.get("/models", headers={"api-key": ""}),
                http.get(f"/{number}"),
            ]
            return [(answer.status_code, re.sub(r"\d{6,}", "N", answer.text)) for answer in answers]

        first = told()
        prism.suspend()
        assert [told(), told()] == [first, first]
        assert [status for status, _ in first] == [200, 200, 400, 400, 200, 200, 401, 404]


GET = hostile.request("GET", f"{CHATBOT}/models", b"", [])
PUT = hostile.request("PUT", CHATBOT, json.dumps({"model_id": ID}).encode(), [("Content-Type", "application/json")])
NO_KEY = PUT.replace(b"api-key: k", b"api-kei: k")
BAD = PUT.replace(ID.encode(), b"-" * len(ID))


@pytest.mark.parametrize(
    "pieces",
    [
        [GET],
        [PUT],
        [BAD],
        [GET + GET],
        [PUT + BAD + GET + PUT],
        [GET, PUT, BAD, GET],
        [PUT[:20], PUT[20:]],
        [PUT[:-5], PUT[-5:]],
        [NO_KEY[:-5], NO_KEY[-5:]],
        [PUT + GET[:9], GET[9:] + BAD],
        [PUT.replace(b"Content-Length: 52", b"Content-Length: 50")[:-2] + GET],
        [GET.replace(b"Content-Length: 0", b"Connection: close")],
        [GET.replace(b"HTTP/1.1", b"HTTP/1.0")],
        [GET.replace(b"\r\n", b"\n")],
        [PUT.replace(b"Host: x", b"Expect: 100-continue")],
        [GET.replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"0\r\n\r\n"],
        [GET.replace(b"Content-Length: 0", b"Transfer-Encoding: chunked"), b"0\r\n\r\n"],
        [GET.replace(b"\r\nHost: x", b"")],
    ],
)
def test_a_known_request_is_answered_alike_however_it_arrives(
    mock_url: str, no_memory: Mock, pieces: list[bytes]
) -> None:
    expected = talk(no_memory.url, *pieces)
    assert expected
    assert [talk(mock_url, *pieces) for _ in range(3)] == [expected] * 3


def test_two_requests_are_never_taken_for_one(mock_url: str) -> None:
    """The first ends its lines as few do, so that the first empty line as all end theirs is the second's."""
    parts = urlsplit(mock_url)
    both = GET.replace(b"\r\n", b"\n") + GET
    with socket.create_connection((parts.hostname, parts.port or 0), timeout=10) as connection:
        received = b""
        for count in (2, 4, 6):
            connection.sendall(both)
            while received.count(b"HTTP/1.1 200 OK") < count:
                received += connection.recv(65536)


def test_what_is_remembered_has_a_bound() -> None:
    memory, asked = Memory(), Asked("GET", b"/", [(b"host", b"x")])
    told = Told(200, [], b"-" * 10_000, None)
    heads = [b"GET /%d HTTP/1.1\r\nhost: x" % number for number in range(2000)]
    for head in heads:
        memory.learn(head, 0, Lesson(), asked, told)
    known = [head for head in heads if memory.find(head)]
    assert heads[-1] in known
    assert 0 < len(known) * 10_000 < 16 * 2**20


def statuses(url: str, data: bytes, times: int) -> list[int]:
    """Send the same request some times over one connection, and return the statuses of the answers."""
    return [status for status, _ in talk(url, *[data] * times)]


def test_requests_that_are_kept_are_fewer_if_they_have_many_headers() -> None:
    journal, told = Journal(), Told(200, (), b"", None)
    for number in range(50):
        headers = [(b"x", b"y")] * (KEPT_HEADERS // 10)
        journal.record(Asked("GET", b"/%d" % number, headers), b"", 0, told, 1.0)
    assert [each.asked.target for each in journal.after(0)] == [b"/%d" % number for number in range(40, 50)]
    journal.record(Asked("GET", b"/most", [(b"x", b"y")] * (KEPT_HEADERS + 1)), b"", 0, told, 1.0)
    assert journal.after(0) == []
    journal.record(Asked("GET", b"/next", ()), b"", 0, told, 1.0)
    assert [each.asked.target for each in journal.after(0)] == [b"/next"]


class Faulty(Engine):
    """A Prism that fails at first."""

    def __init__(self) -> None:
        self.asked = 0

    async def ask(self, *_: object, **__: object) -> Answer:
        """Answer 500 at first, and 200 from then on."""
        self.asked += 1
        return Answer(500 if self.asked == 1 else 200, "application/json", "", b"{}")


def test_what_prism_says_when_it_fails_isnt_remembered() -> None:
    engine = Faulty()
    recall = Recall(engine)
    question = Question("GET", "/models", {}, None, 200)
    key = ("GET", "/models", None, b"", ())

    async def ask() -> list[int]:
        return [(await recall.ask(key, question)).status for _ in range(4)]

    assert asyncio.run(ask()) == [500, 200, 200, 200]
    assert (engine.asked, recall.count) == (2, 2)


def test_what_is_to_fail_by_chance_isnt_remembered(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log", options=["--fail", "50% 503", "--seed", "7"]) as mock:
        for known in (GET, PUT):
            assert set(statuses(mock.url, known, 30)) == {200, 503}
    for name, value, status in (("Mock-Fail", "50% 503", 503), ("Mock-Fail", "503", 503)):
        asking = PUT.replace(b"Host: x", f"{name}: {value}".encode() + b"\r\nHost: x")
        with running_mock(tmp_path / "log") as mock:
            assert status in statuses(mock.url, asking, 20)
            assert statuses(mock.url, PUT, 3) == [200] * 3


def test_a_mock_with_state_remembers_what_happens_not_what_it_said(stateful: Mock) -> None:
    key = f"of {random.randrange(10**9)}".encode()
    headers: list[tuple[str, str | bytes]] = [("uid", "u"), ("Content-Type", "application/json")]
    say = hostile.request("POST", f"{CHATBOT}/talk", b'{"text": "Hello"}', headers).replace(b"key: k", b"key: " + key)
    look = hostile.request("GET", f"{CHATBOT}/messages", b"", [("uid", "u")]).replace(b"key: k", b"key: " + key)
    told = talk(stateful.url, say, look, say, look, say, look)
    assert [status for status, _ in told] == [200] * 6
    counts = [len(body["messages"]) for _, body in told if "messages" in body]  # type: ignore[arg-type] # a list
    assert counts == [1, 2, 3]


def test_a_path_with_a_parameter_is_judged_each_time(tmp_path: Path) -> None:
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    operation = {"operationId": "getPet", "parameters": [number], "responses": {"200": {"description": "The pet."}}}
    contract = tmp_path / "shop.json"
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/pets/{id}": {"get": operation}},
    }
    contract.write_text(json.dumps(document), encoding="utf-8")
    with running_mock(tmp_path / "log", contract) as mock:
        asked = [httpx.get(f"{mock.url}/pets/{name}") for name in ("1", "one", "2", "two")]
    assert [answer.status_code for answer in asked] == [200, 400, 200, 400]


def test_an_answer_that_cant_be_remembered_leaves_the_connection_open(mock_url: str) -> None:
    assert statuses(mock_url, GET.replace(b"/api/external/chatbot/models", b"/__mock/nowhere"), 2) == [404] * 2


def test_a_status_that_nobody_knows_is_answered_again(tmp_path: Path) -> None:
    content = {"application/json": {"example": {"detail": "Nobody waits for it."}}}
    responses = {"200": {"description": "The pet."}, "499": {"description": "Gone away.", "content": content}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/pet": {"get": {"operationId": "getPet", "responses": responses}}},
    }
    contract = tmp_path / "shop.json"
    contract.write_text(json.dumps(document), encoding="utf-8")
    with running_mock(tmp_path / "log", contract) as mock:
        assert statuses(mock.url, hostile.request("GET", "/pet", b"", [("Prefer", "code=499")]), 3) == [499] * 3


def test_an_idle_connection_is_closed_a_while_after_its_last_request(mock_url: str) -> None:
    parts = urlsplit(mock_url)
    with socket.create_connection((parts.hostname, parts.port or 0), timeout=3 * IDLE_SECONDS) as connection:
        begun = last = time.monotonic()
        # Requests from memory, some of them after the time at which the first would have been forgotten.
        while last < begun + IDLE_SECONDS + 1:
            connection.sendall(GET)
            received = b""
            while not received.endswith(b"}]}"):
                piece = connection.recv(65536)
                assert piece
                received += piece
            assert received.startswith(b"HTTP/1.1 200 OK")
            last = time.monotonic()
        assert connection.recv(1) == b""
        assert IDLE_SECONDS - 1 < time.monotonic() - last < IDLE_SECONDS + 1
