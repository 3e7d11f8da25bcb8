"""Retries of the client: failures that are retried, number of attempts, and uploads."""

import os
import random
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from caigunn_client import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    File,
    InternalServerError,
    RateLimitError,
)

from tests.support.client_driver import (
    Call,
    ClientDriver,
    every_safe_operation,
    every_unsafe_operation,
    get_and_post,
    logged_attempts,
    talk,
)

CONTENTS = random.Random(7).randbytes(3_000_000), b"of the second file"  # the first one exceeds all buffers


@pytest.mark.parametrize("script", ["408", "409", "429", "500", "502", "503", "504", "599"])
def test_temporary_status_is_retried(driver: ClientDriver, script: str) -> None:
    assert driver.call(f"{script},ok").models
    assert len(driver.received) == 2


@pytest.mark.parametrize("script", ["reset-early", "reset", "reset-head", "reset-body", "cut", "silent", "silent-body"])
def test_incomplete_response_is_retried(driver: ClientDriver, script: str) -> None:
    assert driver.call(f"{script},ok").models
    assert len(driver.received) == 2


@every_safe_operation
def test_safe_operation_is_retried(driver: ClientDriver, call: Call) -> None:
    driver.call("500,cut,ok", call)
    assert len(driver.received) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 406, 418, 422])
def test_client_error_is_not_retried(driver: ClientDriver, status: int) -> None:
    with pytest.raises(APIStatusError):
        driver.call(f"{status},ok")
    assert len(driver.received) == 1


@pytest.mark.parametrize("retries", [0, 1, 2, 5])
def test_max_retries_limits_the_attempts(driver: ClientDriver, retries: int) -> None:
    driver.error(InternalServerError, "500", max_retries=retries)
    assert len(driver.received) == 1 + retries


def test_default_is_two_retries(driver: ClientDriver) -> None:
    driver.error(InternalServerError, "500")
    assert len(driver.received) == 3


@pytest.mark.parametrize("retries", [0, 4])
@pytest.mark.parametrize("level", ["call", "copy"])
def test_max_retries_of_call_or_copy_overrides(driver: ClientDriver, retries: int, level: str) -> None:
    def call(caigunn: Any) -> Any:
        if level == "call":
            return caigunn.models.list(max_retries=retries)
        return caigunn.with_options(max_retries=retries).models.list()

    driver.error(InternalServerError, "500", call)
    assert len(driver.received) == 1 + retries


def test_last_error_is_raised(driver: ClientDriver) -> None:
    assert driver.error(InternalServerError, "reset,429,503").status_code == 503


@every_unsafe_operation
@pytest.mark.parametrize("script", ["500", "503", "408", "409", "reset-early", "reset", "cut", "silent"])
def test_unsafe_operation_is_not_retried(driver: ClientDriver, call: Call, script: str) -> None:
    with pytest.raises(APIError):
        driver.call(f"{script},ok", call)
    assert len(driver.received) == 1


@every_unsafe_operation
@pytest.mark.parametrize("script", ["429", "429:retry-after=1", "503:retry-after=1", "503:retry-date=1"])
def test_unsafe_operation_is_retried_if_rejected(driver: ClientDriver, call: Call, script: str) -> None:
    driver.call(f"{script},ok", call)
    assert len(driver.received) == 2


@pytest.mark.parametrize("script", ["500", "503", "408", "reset-early", "reset", "reset-body", "cut", "silent"])
def test_retry_unsafe_retries_post(driver: ClientDriver, script: str) -> None:
    assert driver.call(f"{script},ok", talk, retry_unsafe=True).text
    assert len(driver.received) == 2


def test_retry_unsafe_of_a_copy_overrides(driver: ClientDriver) -> None:
    assert driver.call("500,ok", lambda caigunn: talk(caigunn.with_options(retry_unsafe=True)))
    not_retried = lambda caigunn: talk(caigunn.with_options(retry_unsafe=False))  # noqa: E731
    driver.error(InternalServerError, "500", not_retried, retry_unsafe=True)
    assert len(driver.received) == 3


@pytest.fixture
def full_backlog_url() -> Iterator[str]:
    """A URL where a connection is neither accepted nor refused."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, ExitStack() as waiting:
        for _ in range(3):
            other = waiting.enter_context(socket.socket())
            other.setblocking(False)
            other.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def outcomes(log: pytest.LogCaptureFixture) -> list[str]:
    """Return the logged outcome and number of each attempt."""
    return [" ".join(line.split(" ")[2:5]) for line in logged_attempts(log)]


@get_and_post
def test_refused_connection_is_retried(
    driver: ClientDriver, call: Call, refusing_url: str, log: pytest.LogCaptureFixture
) -> None:
    driver.error(APIConnectionError, "", call, base_url=refusing_url)
    assert outcomes(log) == [f"ConnectError attempt {number}" for number in (1, 2, 3)]


@get_and_post
def test_connect_timeout_is_retried(
    driver: ClientDriver, call: Call, full_backlog_url: str, log: pytest.LogCaptureFixture
) -> None:
    driver.error(APITimeoutError, "", call, base_url=full_backlog_url, timeout=httpx.Timeout(30, connect=0.1))
    assert outcomes(log) == [f"ConnectTimeout attempt {number}" for number in (1, 2, 3)]


def test_each_attempt_is_logged(driver: ClientDriver, log: pytest.LogCaptureFixture) -> None:
    driver.call("reset,500,ok")
    lines = [
        re.fullmatch(r"GET \S*/api/external/chatbot/models (\w+) attempt (\d) \d+ ms", line)
        for line in logged_attempts(log)
    ]
    assert [line and line.groups() for line in lines] == [("ReadError", "1"), ("500", "2"), ("200", "3")]


@pytest.fixture(params=["path", "bytes", "opened", "file"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Any]]:
    """The contents as each kind of upload."""
    paths = [tmp_path / name for name in ("first.bin", "second.txt")]
    for path, content in zip(paths, CONTENTS, strict=True):
        path.write_bytes(content)
    with ExitStack() as stack:
        opened = [stack.enter_context(path.open("rb")) for path in paths]
        wrapped = [File(content, "x") for content in CONTENTS]
        kinds: dict[str, list[Any]] = {"path": paths, "bytes": [*CONTENTS], "opened": opened, "file": wrapped}
        yield kinds[request.param]


def upload(files: list[Any]) -> Call:
    return lambda caigunn: caigunn.training_data.create(type="file", files=files)


@pytest.mark.parametrize("script", ["429,503:retry-after=0,ok", "reset-early,reset,500,cut,ok"])
def test_upload_is_complete_in_every_attempt(driver: ClientDriver, files: list[Any], script: str) -> None:
    driver.call(script, upload(files), max_retries=4, retry_unsafe="reset" in script)
    complete = [sha256(content).hexdigest() for content in CONTENTS]
    received = driver.received
    assert len(received) == len(script.split(","))
    assert [each.parts for each in received if each.length >= 0] == [complete] * sum(
        step != "reset-early" for step in script.split(",")
    )


@pytest.fixture
def pipe() -> Iterator[Any]:
    """A file that can be read only once."""
    reading, writing = os.pipe()
    os.write(writing, b"from a pipe")
    os.close(writing)
    with os.fdopen(reading, "rb") as opened:
        yield opened


def test_pipe_is_uploaded(driver: ClientDriver, pipe: Any) -> None:
    driver.call("ok", upload([pipe]))
    (request,) = driver.received
    assert request.parts == [sha256(b"from a pipe").hexdigest()]


@pytest.mark.parametrize(("script", "expected"), [("429", RateLimitError), ("reset", APIConnectionError)])
def test_pipe_is_not_retried_after_reading(
    driver: ClientDriver, pipe: Any, script: str, expected: type[APIError]
) -> None:
    error = driver.error(expected, f"{script},ok", upload([pipe]), retry_unsafe=True)
    assert str(error).endswith("(not retried: a file of the request can be read only once)")
    assert len(driver.received) == 1


def test_pipe_is_retried_without_a_connection(
    driver: ClientDriver, pipe: Any, refusing_url: str, log: pytest.LogCaptureFixture
) -> None:
    driver.error(APIConnectionError, "", upload([pipe]), base_url=refusing_url)
    assert len(logged_attempts(log)) == 3
    assert pipe.read() == b"from a pipe"
