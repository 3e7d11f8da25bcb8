"""Unparsed responses of a whole client, and responses that are read in chunks."""

import asyncio
import inspect
import json
import threading
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from caigunn_client import (
    APIConnectionError,
    APIResponseValidationError,
    AsyncCaiGunn,
    CaiGunn,
    InternalServerError,
    NotFoundError,
)

from tests.support.client_driver import CALLS, Call, ClientDriver, run
from tests.support.client_methods import group_name, name_of, required_arguments
from tests.support.project_contract import CREDENTIALS, OPERATIONS, success_response
from tests.support.recording_server import RecordingServer

_, MODELS = success_response(OPERATIONS["listModels"])


async def _value(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


def stream(client: Any, read: str, method: str = "models.list", path: Path | None = None, **options: Any) -> Any:
    """Open the streamed response of a method, and return the result of one of the response's methods."""
    group, _, name = method.partition(".")
    opened = getattr(getattr(client.with_streaming_response, group), name)(**options)
    arguments = [path] if path else []
    if isinstance(client, CaiGunn):
        with opened as response:
            result = getattr(response, read)(*arguments)
            return (response, list(result) if read.startswith("iter") else result)

    async def open_async() -> Any:
        async with opened as response:
            result = getattr(response, read)(*arguments)
            return (response, [each async for each in result] if read.startswith("iter") else await result)

    return open_async()


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_client_wide_raw_response_has_every_method(mode: str, operation_id: str, server: RecordingServer) -> None:
    status, content = success_response(OPERATIONS[operation_id])
    server.response = status, json.dumps(content).encode() if content is not None else b"", "application/json"

    def call(client: Any) -> Any:
        group = getattr(client.with_raw_response, group_name(operation_id))
        return getattr(group, name_of(operation_id))(**required_arguments(operation_id))

    response = run(mode, call, base_url=server.url)
    assert response.status_code == status
    assert response.parse() == run(mode, CALLS[operation_id], base_url=server.url)


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_client_wide_stream_has_every_method(mode: str, operation_id: str, server: RecordingServer) -> None:
    status, content = success_response(OPERATIONS[operation_id])
    server.response = status, json.dumps(content).encode() if content is not None else b"", "application/json"
    method, arguments = f"{group_name(operation_id)}.{name_of(operation_id)}", required_arguments(operation_id)
    response, parsed = run(mode, lambda client: stream(client, "parse", method, **arguments), base_url=server.url)
    assert (response.status_code, response.attempts) == (status, 1)
    assert parsed == run(mode, CALLS[operation_id], base_url=server.url)


def test_body_is_read_in_chunks_and_lines(mode: str, server: RecordingServer) -> None:
    server.response = 200, b"first\nsecond\n" * 50_000, "text/plain"
    response, chunks = run(mode, lambda client: stream(client, "iter_bytes"), base_url=server.url)
    assert b"".join(chunks) == server.response[1]
    assert len(chunks) > 1
    assert repr(response).endswith("StreamedResponse 200>")
    _, lines = run(mode, lambda client: stream(client, "iter_lines"), base_url=server.url)
    assert lines == ["first", "second"] * 50_000
    _, content = run(mode, lambda client: stream(client, "read"), base_url=server.url)
    assert content == server.response[1]


def test_body_is_written_to_a_file_in_chunks(mode: str, tmp_path: Path) -> None:
    chunk, count = bytes(65_536), 512

    class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
        """A body of 32 MiB."""

        def __iter__(self) -> Iterator[bytes]:
            """Yield the chunks."""
            return iter([chunk] * count)

        async def __aiter__(self) -> AsyncIterator[bytes]:
            """Yield the chunks."""
            for each in self:
                yield each

    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Body()))
    tracemalloc.start()
    try:
        run(
            mode,
            lambda client: stream(client, "stream_to_file", path=tmp_path / "body"),
            httpx_args={"transport": transport},
        )
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "body").read_bytes() == chunk * count
    assert peak < 4 * 2**20


@pytest.mark.parametrize("mode", ["async", "trio"])
def test_file_is_written_outside_of_the_event_loop(mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    threads, opened, path = [], open, tmp_path / "body"

    def record(file: Any, *args: Any, **options: Any) -> Any:
        if file == path:
            threads.append(threading.current_thread())
        return opened(file, *args, **options)

    monkeypatch.setattr("builtins.open", record)
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=b"text"))
    run(mode, lambda client: stream(client, "stream_to_file", path=path), httpx_args={"transport": transport})
    [writer] = threads
    assert writer is not threading.main_thread()
    assert path.read_bytes() == b"text"


def test_body_is_not_read_ahead(driver: ClientDriver) -> None:
    response, _ = driver.call(
        "silent-body", lambda client: stream(client, "__repr__") if driver.mode == "sync" else _head(client)
    )
    assert response.headers["content-type"] == "application/json"


async def _head(client: AsyncCaiGunn) -> Any:
    async with client.with_streaming_response.models.list() as response:
        return response, None


def test_failures_before_the_body_are_retried(driver: ClientDriver) -> None:
    response, parsed = driver.call("500,reset,ok", lambda client: stream(client, "parse"))
    assert len(parsed.models) == len(MODELS["models"])
    assert response.attempts == 3
    assert driver.error(InternalServerError, "503", lambda client: stream(client, "read")).detail == "status 503"


@pytest.mark.parametrize("read", ["iter_bytes", "iter_lines", "read", "parse"])
def test_failure_within_the_body_raises(driver: ClientDriver, read: str) -> None:
    error = driver.error(APIConnectionError, "cut,ok", lambda client: stream(client, read))
    assert error.request.headers["api-key"] == "[redacted]"
    assert len(driver.received) == 1


def test_invalid_body_raises(driver: ClientDriver) -> None:
    driver.error(APIResponseValidationError, "200:malformed", lambda client: stream(client, "parse"))


def test_connection_is_used_again(server: RecordingServer) -> None:
    server.response = 200, json.dumps(MODELS).encode(), "application/json"
    with CaiGunn(base_url=server.url, **CREDENTIALS) as caigunn:
        for _ in range(120):  # more than the pool has connections
            with caigunn.models.with_streaming_response.list():
                pass

    async def main() -> None:
        async with AsyncCaiGunn(base_url=server.url, **CREDENTIALS) as client:
            for _ in range(120):
                async with client.models.with_streaming_response.list():
                    pass

    asyncio.run(main())


def test_attempts_are_counted(driver: ClientDriver) -> None:
    assert driver.error(InternalServerError, "500").attempts == 3
    assert driver.error(APIConnectionError, "reset", max_retries=1).attempts == 2
    raw = driver.call("500,ok", lambda client: client.with_raw_response.models.list())
    assert raw.attempts == 2


def test_request_id_is_available(mode: str) -> None:
    for status in (200, 404):
        response = httpx.Response(status, headers={"X-Request-Id": "id-1"}, json=MODELS)
        args = {"transport": httpx.MockTransport(lambda _, response=response: response)}
        call: Call = lambda client: client.models.with_raw_response.list()  # noqa: E731
        if status == 200:
            assert run(mode, call, httpx_args=args).request_id == "id-1"
        else:
            with pytest.raises(NotFoundError) as caught:
                run(mode, call, httpx_args=args)
            assert caught.value.request_id == "id-1"
