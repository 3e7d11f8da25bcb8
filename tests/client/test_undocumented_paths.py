"""Requests to paths that the contract does not document."""

import json
from typing import Any

import pytest
from caigunn_client import APIConnectionError, NotFoundError, RawResponse

from tests.support.client_driver import ClientDriver, run
from tests.support.project_contract import CREDENTIAL_HEADERS, CREDENTIALS
from tests.support.recording_server import RecordingServer


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_request_is_sent_with_all_credentials(mode: str, server: RecordingServer, method: str) -> None:
    server.response = 201, b'{"id": 7}', "application/json"
    options: dict[str, Any] = {"extra_query": {"a": [1, 2]}, "extra_headers": {"x-b": "c"}}
    call = lambda caigunn: getattr(caigunn, method)("/beta/things", json={"d": 1}, **options)  # noqa: E731
    response: RawResponse[Any] = run(mode, call, base_url=f"{server.url}/v2")
    assert (response.status_code, response.attempts, response.parse()) == (201, 1, {"id": 7})
    request = server.request
    assert (request.method, request.path, request.query) == (method.upper(), "/v2/beta/things", {"a": ["1", "2"]})
    assert {name: request.headers[name] for name in CREDENTIAL_HEADERS} == CREDENTIAL_HEADERS
    assert (json.loads(request.body), request.headers["x-b"]) == ({"d": 1}, "c")


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_response_is_streamed(mode: str, server: RecordingServer, method: str) -> None:
    server.response = 200, b"first\nsecond", "text/plain"

    async def read_async(caigunn: Any) -> tuple[Any, list[str]]:
        async with getattr(caigunn.with_streaming_response, method)("/beta", json=1) as response:
            return response, [line async for line in response.iter_lines()]

    def read(caigunn: Any) -> Any:
        if mode == "async":
            return read_async(caigunn)
        with getattr(caigunn.with_streaming_response, method)("/beta", json=1) as response:
            return response, [*response.iter_lines()]

    response, lines = run(mode, read, base_url=server.url)
    assert (type(response).__name__.removeprefix("Async"), lines) == ("StreamedResponse", ["first", "second"])
    assert (server.request.method, server.request.path, server.request.body) == (method.upper(), "/beta", b"1")
    assert {name: server.request.headers[name] for name in CREDENTIAL_HEADERS} == CREDENTIAL_HEADERS


def test_form_and_files_are_sent(mode: str, server: RecordingServer) -> None:
    server.response = 204, b"", ""
    files = {"file": ("a.txt", b"content")}
    call = lambda caigunn: caigunn.post("/beta/files", data={"a": "b"}, files=files)  # noqa: E731
    assert run(mode, call, base_url=server.url).parse() is None
    assert {part.name: part.content for part in server.request.parts} == {"a": b"b", "file": b"content"}


def test_failures_are_retried_and_raised(driver: ClientDriver) -> None:
    response = driver.call("500,reset,ok", lambda caigunn: caigunn.get("/beta"))
    assert (response.attempts, len(driver.received)) == (3, 3)
    error = driver.error(NotFoundError, "404", lambda caigunn: caigunn.get("/beta"))
    assert (error.detail, error.attempts) == ("status 404", 1)
    driver.error(APIConnectionError, "reset", lambda caigunn: caigunn.post("/beta"))
    assert len(driver.received) == 5


@pytest.mark.parametrize("path", ["", "beta", "https://elsewhere.example/", "@elsewhere.example/"])
def test_path_without_slash_is_rejected(mode: str, server: RecordingServer, path: str) -> None:
    with pytest.raises(ValueError, match=r"must start with a slash; it is relative to base_url"):
        run(mode, lambda caigunn: caigunn.get(path), base_url=server.url)
    assert server.requests == []


def test_missing_credentials_are_not_required(mode: str, server: RecordingServer) -> None:
    server.response = 200, b"{}", "application/json"
    run(mode, lambda caigunn: caigunn.get("/beta"), base_url=server.url, **dict.fromkeys(CREDENTIALS, ""))
    assert not any(server.request.headers[name] for name in CREDENTIAL_HEADERS)
