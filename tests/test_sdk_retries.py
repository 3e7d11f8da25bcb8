"""Which failures are followed by another attempt, how many there are, and that each sends the whole upload."""

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

from tests.sdk_play import Call, Play, attempts, get_and_post, posting, repeatable, talk

CONTENTS = random.Random(7).randbytes(3_000_000), b"of the second file"  # the first fits into no buffer


@pytest.mark.parametrize("script", ["408", "409", "429", "500", "502", "503", "504", "599"])
def test_status_that_may_pass_is_tried_again(play: Play, script: str) -> None:
    assert play.call(f"{script},ok").models == []
    assert len(play.seen) == 2


@pytest.mark.parametrize("script", ["reset-early", "reset", "reset-head", "reset-body", "cut", "silent", "silent-body"])
def test_answer_that_breaks_off_is_tried_again(play: Play, script: str) -> None:
    assert play.call(f"{script},ok").models == []
    assert len(play.seen) == 2


@repeatable
def test_every_operation_that_is_safe_to_repeat_is_tried_again(play: Play, call: Call) -> None:
    assert play.call("500,cut,ok", call)
    assert len(play.seen) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 406, 418, 422])
def test_refusal_is_final(play: Play, status: int) -> None:
    with pytest.raises(APIStatusError):
        play.call(f"{status},ok")
    assert len(play.seen) == 1


@pytest.mark.parametrize("retries", [0, 1, 2, 5])
def test_attempts_are_counted_exactly(play: Play, retries: int) -> None:
    play.failure(InternalServerError, "500", max_retries=retries)
    assert len(play.seen) == 1 + retries


def test_two_retries_unless_told_otherwise(play: Play) -> None:
    play.failure(InternalServerError, "500")
    assert len(play.seen) == 3


@pytest.mark.parametrize("retries", [0, 4])
@pytest.mark.parametrize("given", ["call", "copy"])
def test_attempts_are_set_for_a_call_or_a_copy(play: Play, retries: int, given: str) -> None:
    def call(caigunn: Any) -> Any:
        if given == "call":
            return caigunn.models.list(max_retries=retries)
        return caigunn.with_options(max_retries=retries).models.list()

    play.failure(InternalServerError, "500", call)
    assert len(play.seen) == 1 + retries


def test_last_error_is_the_one_that_is_raised(play: Play) -> None:
    assert play.failure(InternalServerError, "reset,429,503").status_code == 503


@posting
@pytest.mark.parametrize("script", ["500", "503", "408", "409", "reset-early", "reset", "cut", "silent"])
def test_post_that_may_have_worked_is_not_sent_again(play: Play, call: Call, script: str) -> None:
    with pytest.raises(APIError):
        play.call(f"{script},ok", call)
    assert len(play.seen) == 1


@posting
@pytest.mark.parametrize("script", ["429", "429:retry-after=1", "503:retry-after=1", "503:retry-date=1"])
def test_post_that_was_turned_away_is_sent_again(play: Play, call: Call, script: str) -> None:
    assert play.call(f"{script},ok", call)
    assert len(play.seen) == 2


@pytest.mark.parametrize("script", ["500", "503", "408", "reset-early", "reset", "reset-body", "cut", "silent"])
def test_post_is_sent_again_where_that_is_wanted(play: Play, script: str) -> None:
    assert play.call(f"{script},ok", talk, retry_unsafe=True).text == "u|Hello"
    assert len(play.seen) == 2


def test_a_copy_may_want_what_the_client_does_not(play: Play) -> None:
    assert play.call("500,ok", lambda caigunn: talk(caigunn.with_options(retry_unsafe=True)))
    careful = lambda caigunn: talk(caigunn.with_options(retry_unsafe=False))  # noqa: E731
    play.failure(InternalServerError, "500", careful, retry_unsafe=True)
    assert len(play.seen) == 3


@pytest.fixture
def overrun() -> Iterator[str]:
    """An address where a connection is neither accepted nor refused, since too many wait."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, ExitStack() as waiting:
        for _ in range(3):
            other = waiting.enter_context(socket.socket())
            other.setblocking(False)
            other.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def outcomes(log: pytest.LogCaptureFixture) -> list[str]:
    """Return what came of each attempt."""
    return [" ".join(line.split(" ")[2:5]) for line in attempts(log)]


@get_and_post
def test_refused_connection_is_tried_again(play: Play, call: Call, refused: str, log: pytest.LogCaptureFixture) -> None:
    play.failure(APIConnectionError, "", call, base_url=refused)
    assert outcomes(log) == [f"ConnectError attempt {number}" for number in (1, 2, 3)]


@get_and_post
def test_connection_that_hangs_is_tried_again(
    play: Play, call: Call, overrun: str, log: pytest.LogCaptureFixture
) -> None:
    play.failure(APITimeoutError, "", call, base_url=overrun, timeout=httpx.Timeout(30, connect=0.1))
    assert outcomes(log) == [f"ConnectTimeout attempt {number}" for number in (1, 2, 3)]


def test_an_attempt_is_a_line_in_the_log(play: Play, log: pytest.LogCaptureFixture) -> None:
    play.call("reset,500,ok")
    lines = [
        re.fullmatch(r"GET \S*/api/external/chatbot/models (\w+) attempt (\d) \d+ ms", line) for line in attempts(log)
    ]
    assert [line and line.groups() for line in lines] == [("ReadError", "1"), ("500", "2"), ("200", "3")]


@pytest.fixture(params=["path", "bytes", "opened", "file"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Any]]:
    """The contents as each thing that can be uploaded."""
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
def test_upload_arrives_whole_each_time(play: Play, files: list[Any], script: str) -> None:
    play.call(script, upload(files), max_retries=4, retry_unsafe="reset" in script)
    whole = [sha256(content).hexdigest() for content in CONTENTS]
    arrived = play.seen
    assert len(arrived) == len(script.split(","))
    assert [each.parts for each in arrived if each.length >= 0] == [whole] * sum(
        step != "reset-early" for step in script.split(",")
    )


@pytest.fixture
def pipe() -> Iterator[Any]:
    """A file that can be read once."""
    reading, writing = os.pipe()
    os.write(writing, b"from a pipe")
    os.close(writing)
    with os.fdopen(reading, "rb") as opened:
        yield opened


def test_pipe_arrives(play: Play, pipe: Any) -> None:
    play.call("ok", upload([pipe]))
    (arrived,) = play.seen
    assert arrived.parts == [sha256(b"from a pipe").hexdigest()]


@pytest.mark.parametrize(("script", "expected"), [("429", RateLimitError), ("reset", APIConnectionError)])
def test_pipe_that_was_read_is_not_sent_again(play: Play, pipe: Any, script: str, expected: type[APIError]) -> None:
    error = play.failure(expected, f"{script},ok", upload([pipe]), retry_unsafe=True)
    assert re.search("sent again", str(error))
    assert len(play.seen) == 1


def test_pipe_that_was_not_read_is_tried_again(
    play: Play, pipe: Any, refused: str, log: pytest.LogCaptureFixture
) -> None:
    play.failure(APIConnectionError, "", upload([pipe]), base_url=refused)
    assert len(attempts(log)) == 3
    assert pipe.read() == b"from a pipe"
