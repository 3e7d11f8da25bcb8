"""The recorder."""

import asyncio

import pytest

from scripts.mock.admin.inspector.events import request_events
from scripts.mock.recorder import KEPT_BYTES, KEPT_HEADERS, KEPT_REQUESTS, Recorder
from scripts.redaction import Redactor
from scripts.validation.messages import RequestHead


def record(recorder: Recorder, path: bytes = b"/", headers: int = 0, body: bytes = b"") -> None:
    head = RequestHead("POST", path, b"", [(b"a", b"b")] * headers)
    recorder.record(head, body, len(body), 200, [], body, None, 0.5)


def test_requests_beyond_the_limit_are_dropped() -> None:
    recorder = Recorder()
    for _ in range(KEPT_REQUESTS + 10):
        record(recorder)
    assert [each.id for each in recorder.after(0)] == list(range(11, KEPT_REQUESTS + 11))
    assert [each.id for each in recorder.after(KEPT_REQUESTS + 8)] == [KEPT_REQUESTS + 9, KEPT_REQUESTS + 10]


def test_headers_of_all_requests_are_limited() -> None:
    recorder = Recorder()
    for _ in range(50):
        record(recorder, headers=1000)
    assert sum(len(each.head.headers) for each in recorder.after(0)) == KEPT_HEADERS
    record(recorder, headers=KEPT_HEADERS + 1)
    assert recorder.after(0) == []
    record(recorder)
    assert [each.id for each in recorder.after(0)] == [52]


def test_bodies_are_cut_and_their_size_is_kept() -> None:
    recorder = Recorder()
    record(recorder, body=b"a" * (KEPT_BYTES + 1))
    [request] = recorder.after(0)
    assert (len(request.body), request.size) == (KEPT_BYTES, KEPT_BYTES + 1)
    assert (len(request.response.body), request.response.size) == (KEPT_BYTES, KEPT_BYTES + 1)


def test_readers_wake_when_a_request_is_recorded() -> None:
    async def wait() -> None:
        recorder = Recorder()
        readers = [asyncio.create_task(recorder.wait(0)) for _ in range(3)]
        await asyncio.sleep(0)
        assert not any(reader.done() for reader in readers)
        record(recorder)
        await asyncio.gather(*readers, recorder.wait(0))

    asyncio.run(asyncio.wait_for(wait(), 5))


def test_closed_recorder_does_not_block_readers() -> None:
    async def wait() -> None:
        recorder = Recorder()
        reader = asyncio.create_task(recorder.wait(0))
        await asyncio.sleep(0)
        recorder.close()
        await asyncio.gather(reader, recorder.wait(0))

    asyncio.run(asyncio.wait_for(wait(), 5))


@pytest.mark.timeout(20)
def test_stream_waits_after_requests_were_removed() -> None:
    """A page that is loaded then has none of them. A stream that does not wait blocks the whole mock."""

    async def read() -> list[bytes]:
        recorder = Recorder()
        record(recorder)
        recorder.clear()
        stream = request_events(recorder, 0, "run", lambda: (0, {}), lambda: Redactor({}))
        about = await anext(stream)
        following = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        record(recorder, b"/new")
        return [about, await following]

    about, requests = asyncio.run(read())
    assert about.startswith(b"event: about\n")
    assert requests.startswith(b"event: requests\nid: run-2\n")
