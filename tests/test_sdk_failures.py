"""What the SDK makes of a service that fails, hangs, breaks off and lies: errors, attempts, and no secret told."""

import asyncio
import json
import logging
import os
import pickle
import random
import re
import socket
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import caigunn_client
import httpx
import pytest
from caigunn_client import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AsyncCaiGunn,
    AuthenticationError,
    BadRequestError,
    CaiGunn,
    ConflictError,
    InternalServerError,
    MissingCredentialError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
)

from tests.recording_server import recording_server
from tests.unreliable_service import Seen, UnreliableService, unreliable_service

API_KEY = "key-of-one-chatbot"
ACCESS_TOKEN = "token-of-the-account"  # noqa: S105 - of no service
MODEL = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
Call = Callable[[Any], Any]
E = TypeVar("E", bound=Exception)

READING: dict[str, Call] = {
    "models.list": lambda caigunn: caigunn.models.list(),
    "list_messages": lambda caigunn: caigunn.conversation.list_messages(uid="u"),
    "list_uids": lambda caigunn: caigunn.conversation.list_uids(),
}
REPEATABLE = READING | {
    "update_model": lambda caigunn: caigunn.chatbot.update_model(model_id=MODEL),
    "bind": lambda caigunn: caigunn.opentalk.bind(email="a@example.com", device_id="d"),
    "unbind": lambda caigunn: caigunn.opentalk.unbind(),
    "webhook.set": lambda caigunn: caigunn.webhook.set(webhook_url="https://example.com"),
}
POSTING: dict[str, Call] = {
    "talk": lambda caigunn: caigunn.conversation.talk(uid="u", text="Hello"),
    "train": lambda caigunn: caigunn.models.train(title="t"),
    "create": lambda caigunn: caigunn.training_data.create(type="text", text="Hello"),
}
list_models, talk = READING["models.list"], POSTING["talk"]

every_operation = pytest.mark.parametrize("call", (calls := REPEATABLE | POSTING).values(), ids=calls)
repeatable = pytest.mark.parametrize("call", REPEATABLE.values(), ids=REPEATABLE)
get_and_post = pytest.mark.parametrize("call", [list_models, talk], ids=["GET", "POST"])
posting = pytest.mark.parametrize("call", POSTING.values(), ids=POSTING)


@dataclass(frozen=True)
class Play:
    """A service that fails as a script says, and one way to call it."""

    service: UnreliableService
    way: str
    key: str

    def call(self, script: str, call: Call = list_models, **options: Any) -> Any:
        """Make a call by a client of its own and return the answer; `options` are the client's."""
        settings: dict[str, Any] = {
            "base_url": f"{self.service.url}/{self.key}/{script}",
            "api_key": API_KEY,
            "caigunn_access_token": ACCESS_TOKEN,
            "verify_ssl": False,  # nothing is encrypted here, and to read the certificates takes its time
            "timeout": 0.4 if "silent" in script else 20,
        }
        settings |= options
        if self.way == "sync":
            with CaiGunn(**settings) as caigunn:
                return call(caigunn)

        async def await_it() -> Any:
            async with AsyncCaiGunn(**settings) as caigunn:
                return await call(caigunn)

        return asyncio.run(await_it())

    def failure(self, expected: type[E], script: str, call: Call = list_models, **options: Any) -> E:
        """Make a call that fails and return its error."""
        with pytest.raises(expected) as caught:
            self.call(script, call, **options)
        assert type(caught.value) is expected
        return caught.value

    @property
    def seen(self) -> list[Seen]:
        """The requests that arrived."""
        return self.service.seen(self.key)

    @property
    def gap(self) -> float:
        """The seconds between the two requests that arrived."""
        first, second = self.seen
        return second.time - first.time


@pytest.fixture(scope="module")
def service() -> Iterator[UnreliableService]:
    with unreliable_service() as running:
        yield running


@pytest.fixture(params=["sync", "async"])
def patient(service: UnreliableService, request: pytest.FixtureRequest) -> Play:
    """Wait as long as the SDK does."""
    return Play(service, request.param, uuid.uuid4().hex)


@pytest.fixture
def waits(patient: Play, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits that the SDK wanted; it goes on at once. One that would block the event loop is an error."""
    wanted: list[float] = []
    sleep = asyncio.sleep

    def wait(seconds: float) -> None:
        assert patient.way == "sync"
        wanted.append(seconds)

    async def wait_async(seconds: float) -> None:
        wanted.append(seconds)
        await sleep(0)

    monkeypatch.setattr(time, "sleep", wait)
    monkeypatch.setattr(asyncio, "sleep", wait_async)
    return wanted


@pytest.fixture
def play(patient: Play, waits: list[float]) -> Play:  # noqa: ARG001 - makes it impatient
    return patient


@pytest.fixture
def refused() -> Iterator[str]:
    """An address where nobody listens, and nobody else can begin to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def overrun() -> Iterator[str]:
    """An address where a connection is neither accepted nor refused, since too many wait."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, ExitStack() as waiting:
        for _ in range(3):
            other = waiting.enter_context(socket.socket())
            other.setblocking(False)
            other.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged, also by the libraries below."""
    for name in ("", "caigunn_client", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog


def attempts(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in log.records if record.name == "caigunn_client"]


# Which error


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (300, APIStatusError),
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (408, APIStatusError),
        (409, ConflictError),
        (418, APIStatusError),
        (422, UnprocessableEntityError),
        (429, RateLimitError),
        (500, InternalServerError),
        (502, InternalServerError),
        (503, InternalServerError),
        (599, InternalServerError),
        (600, InternalServerError),
        (999, InternalServerError),
    ],
)
def test_each_status_is_its_error(play: Play, status: int, expected: type[APIStatusError]) -> None:
    error = play.failure(expected, str(status))
    assert error.status_code == error.response.status_code == status
    assert error.detail == f"status {status}"
    assert error.body == {"detail": f"status {status}"}
    assert error.request.method == "GET"
    assert re.fullmatch(rf"[^\n]*GET \S*/api/external/chatbot/models\b.*\b{status}\b.*status {status}.*", str(error))


@every_operation
def test_every_operation_raises(play: Play, call: Call) -> None:
    assert play.failure(AuthenticationError, "401", call).detail == "status 401"
    assert len(play.seen) == 1


@every_operation
def test_every_operation_answers(play: Play, call: Call) -> None:
    assert play.call("ok", call)
    assert len(play.seen) == 1


def test_errors_have_their_order() -> None:
    assert issubclass(APITimeoutError, APIConnectionError)
    assert issubclass(InternalServerError, APIStatusError)
    assert not issubclass(APIStatusError, APIConnectionError)
    assert not issubclass(APIResponseValidationError, APIStatusError)
    assert not issubclass(MissingCredentialError, APIError)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@get_and_post
def test_redirect_is_an_error_and_the_other_host_gets_nothing(play: Play, call: Call, status: int) -> None:
    with recording_server() as other:
        error = play.failure(APIStatusError, f"{status}:to=127.0.0.1:{other.server_port}", call)
        assert other.requests == []
    assert error.status_code == status
    assert len(play.seen) == 1


@pytest.mark.parametrize(
    ("script", "body"),
    [
        ("502:html", "<html><body>Sorry</body></html>"),
        ("502:malformed", '{"detail": "done", "models": ['),
        ("502:null", None),
        ("502:empty", None),
    ],
)
def test_error_without_a_detail_has_its_body(play: Play, script: str, body: str | None) -> None:
    error = play.failure(InternalServerError, script)
    assert error.body == body
    assert error.detail is None
    assert "\n" not in str(error)


def test_detail_that_is_no_text_is_none(play: Play) -> None:
    error = play.failure(BadRequestError, "400:wrong")
    assert isinstance(error.body, dict)
    assert error.body["detail"] == {}
    assert error.detail is None


@get_and_post
@pytest.mark.parametrize("script", ["200:malformed", "200:empty", "200:null", "200:wrong", "200:html", "204"])
def test_undocumented_success_is_an_error_and_final(play: Play, call: Call, script: str) -> None:
    error = play.failure(APIResponseValidationError, script, call)
    assert error.status_code == error.response.status_code == int(script[:3])
    assert "\n" not in str(error)
    assert len(play.seen) == 1


@every_operation
def test_every_operation_checks_its_answer(play: Play, call: Call) -> None:
    play.failure(APIResponseValidationError, "200:wrong", call)


def test_undocumented_success_has_its_body(play: Play) -> None:
    assert play.failure(APIResponseValidationError, "200:malformed").body == '{"detail": "done", "models": ['
    assert play.failure(APIResponseValidationError, "200:wrong").body["models"] == 7


def test_body_that_cannot_be_decoded_is_an_error(play: Play) -> None:
    with pytest.raises((APIConnectionError, APIResponseValidationError)):
        play.call("bad-gzip")


@pytest.mark.parametrize("script", ["reset-early", "reset", "reset-head", "reset-body", "cut", "huge-head"])
def test_no_whole_answer_is_a_connection_error(play: Play, script: str) -> None:
    error = play.failure(APIConnectionError, script, max_retries=1)
    assert error.request.method == "GET"
    assert re.fullmatch(r"[^\n]*GET \S*/api/external/chatbot/models\b.*", str(error))
    assert isinstance(error.__cause__, httpx.TransportError)
    assert len(play.seen) == 2


def test_missing_credential_is_an_error_before_anything_is_sent(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAIGUNN_API_KEY", raising=False)
    monkeypatch.delenv("CAIGUNN_ACCESS_TOKEN", raising=False)
    with pytest.raises(MissingCredentialError, match="CAIGUNN_API_KEY"):
        play.call("ok", api_key=None)
    with pytest.raises(MissingCredentialError, match="CAIGUNN_ACCESS_TOKEN"):
        play.call("ok", caigunn_access_token=None)
    assert play.seen == []


# Which attempts


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


@get_and_post
def test_refused_connection_is_tried_again(play: Play, call: Call, refused: str, log: pytest.LogCaptureFixture) -> None:
    play.failure(APIConnectionError, "", call, base_url=refused)
    assert [line.split(" ")[2:5] for line in attempts(log)] == [["ConnectError", "attempt", n] for n in "123"]


@get_and_post
def test_connection_that_hangs_is_tried_again(
    play: Play, call: Call, overrun: str, log: pytest.LogCaptureFixture
) -> None:
    play.failure(APITimeoutError, "", call, base_url=overrun, timeout=httpx.Timeout(30, connect=0.1))
    assert [line.split(" ")[2:5] for line in attempts(log)] == [["ConnectTimeout", "attempt", n] for n in "123"]


def test_an_attempt_is_a_line_in_the_log(play: Play, log: pytest.LogCaptureFixture) -> None:
    play.call("reset,500,ok")
    lines = [
        re.fullmatch(r"GET \S*/api/external/chatbot/models (\w+) attempt (\d) \d+ ms", line) for line in attempts(log)
    ]
    assert [line and line.groups() for line in lines] == [("ReadError", "1"), ("500", "2"), ("200", "3")]


# How long


@pytest.mark.parametrize(
    ("script", "call", "least", "most"),
    [
        ("429:retry-after=1", list_models, 1, 2),
        ("429:retry-date=1", list_models, 1, 3),
        ("503:retry-after=1", talk, 1, 2),
        ("500", list_models, 0.25, 1.5),
    ],
)
def test_wait_is_as_long_as_asked_for(patient: Play, script: str, call: Call, least: float, most: float) -> None:
    assert patient.call(f"{script},ok", call)
    assert least <= patient.gap < most


@get_and_post
@pytest.mark.parametrize("script", ["429:retry-after=3600", "503:retry-after=61", "503:retry-date=3600"])
def test_long_wait_is_an_error_at_once(play: Play, waits: list[float], call: Call, script: str) -> None:
    with pytest.raises(APIStatusError) as caught:
        play.call(f"{script},ok", call)
    assert caught.value.status_code == int(script[:3])
    assert len(play.seen) == 1
    assert waits == []


def test_a_minute_is_waited_for(play: Play, waits: list[float]) -> None:
    play.call("429:retry-after=60,ok")
    (wait,) = waits
    assert 60 <= wait < 61


@pytest.mark.parametrize("value", ["0", "-1", "", "soon", "nan", "inf", "1e400", "²", "1.5", "0x10", "1_0"])
def test_odd_retry_after_breaks_nothing(play: Play, waits: list[float], value: str) -> None:
    assert play.call(f"429:retry-after={value},ok").models == []
    assert sum(waits) <= 1.5


def test_retry_after_in_the_past_is_no_wait(play: Play, waits: list[float]) -> None:
    assert play.call("429:retry-date=-3600,ok").models == []
    assert sum(waits) <= 0.5


def test_waits_grow_to_eight_seconds(play: Play, waits: list[float]) -> None:
    play.failure(InternalServerError, "500", max_retries=8)
    assert len(waits) == 8
    for number, wait in enumerate(waits):
        longest = min(8, 0.5 * 2**number)
        assert longest / 2 <= wait <= longest


def test_waits_are_left_to_chance(play: Play, waits: list[float]) -> None:
    for _ in range(5):
        play.failure(InternalServerError, "500")
    assert len(set(waits)) == len(waits) == 10


@pytest.mark.parametrize("script", ["silent", "silent-body"])
@pytest.mark.parametrize("given", ["client", "copy", "call", "httpx"])
def test_silence_is_a_timeout(play: Play, script: str, given: str) -> None:
    timeout = httpx.Timeout(30, read=0.3) if given == "httpx" else 0.3

    def call(caigunn: Any) -> Any:
        if given == "copy":
            return caigunn.with_options(timeout=timeout).models.list()
        return caigunn.models.list(timeout=timeout) if given == "call" else caigunn.models.list()

    started = time.monotonic()
    of_client = timeout if given in {"client", "httpx"} else 20
    play.failure(APITimeoutError, script, call, max_retries=0, timeout=of_client)
    assert 0.3 <= time.monotonic() - started < 2
    assert len(play.seen) == 1


# What an error keeps, and what nobody is told

FAILURES = [
    "401",
    "429",
    "503",
    "302:to=localhost:1",
    "502:html",
    "200:malformed",
    "200:wrong",
    "reset",
    "cut",
    "silent",
]
REPEATING = ["401:repeat", "500:repeat", "200:repeat", "302:repeat", "not-http"]


def facts(error: APIError) -> dict[str, object]:
    response = getattr(error, "response", None)
    names = ("status_code", "body", "detail")
    return {name: getattr(error, name, None) for name in names} | {
        "type": type(error),
        "told": (str(error), repr(error)),
        "request": (error.request.method, error.request.url),
        "response": response and (response.status_code, response.headers, response.content),
    }


@pytest.mark.parametrize("script", [*FAILURES, *REPEATING])
def test_errors_pickle(play: Play, script: str) -> None:
    with pytest.raises(APIError) as caught:
        play.call(script, max_retries=0)
    assert facts(pickle.loads(pickle.dumps(caught.value))) == facts(caught.value)  # noqa: S301 - of our own


def test_missing_credential_pickles(play: Play) -> None:
    error = play.failure(MissingCredentialError, "ok", api_key="")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - of our own
    assert (type(again), str(again)) == (type(error), str(error))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and the errors that caused it or that it came up in."""
    if error:
        yield error
        yield from chain(error.__cause__)
        yield from chain(error.__context__)


def told(error: BaseException) -> str:
    """Return all that an error tells of itself."""
    shown = "".join(str(each) + repr(each) + repr(each.args) + repr(vars(each)) for each in chain(error))
    return shown + "".join(traceback.format_exception(error)) + pickle.dumps(error).decode("latin-1")


def carried(error: BaseException) -> str:
    """Return the headers of all requests that can be reached from an error."""
    holders = list(chain(error))
    holders += [each.response for each in holders if hasattr(each, "response")]
    requests = [vars(each).get("_request", getattr(each, "request", None)) for each in holders]
    return "".join(str(request.headers.raw) for request in requests if request)


@pytest.mark.parametrize(
    ("script", "given"),
    [(script, "client") for script in (*FAILURES, *REPEATING)]
    + [(script, given) for script in ("401:repeat", "cut") for given in ("copy", "environment")],
)
def test_credentials_are_never_told(
    play: Play, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, script: str, given: str
) -> None:
    credentials = {"api_key": API_KEY, "caigunn_access_token": ACCESS_TOKEN}
    others = {"api_key": "other", "caigunn_access_token": "other"}
    monkeypatch.setenv("CAIGUNN_API_KEY", API_KEY)
    monkeypatch.setenv("CAIGUNN_ACCESS_TOKEN", ACCESS_TOKEN)

    def by_copy(caigunn: Any) -> Any:
        copy = caigunn.with_options(**credentials)
        log_of_objects.append(repr(caigunn) + repr(copy) + repr(vars(copy)))
        return copy.models.list()

    log_of_objects: list[str] = []
    kinds: dict[str, dict[str, Any]] = {"client": {}, "copy": others, "environment": dict.fromkeys(credentials)}
    with pytest.raises(APIError) as caught:
        play.call(script, by_copy if given == "copy" else list_models, max_retries=1, **kinds[given])
    # httpcore logs an answer that isn't HTTP as it came, what it repeats included.
    logged = "".join(attempts(log)) if script == "not-http" else log.text
    everything = told(caught.value) + carried(caught.value) + logged + "".join(log_of_objects)
    assert API_KEY not in everything
    assert ACCESS_TOKEN not in everything
    (key,) = {each.headers["api-key"] for each in play.seen}
    assert key == API_KEY


def test_a_repeated_credential_is_masked_and_the_rest_told(play: Play) -> None:
    error = play.failure(AuthenticationError, "401:repeat")
    assert re.search(r"\bnot \S+ and \S+", str(error))
    assert re.fullmatch(r"not \S+ and \S+", error.detail or "")


@pytest.mark.parametrize("key", ['key"of-one', "key\\of-one", "key/of+one=="])
def test_a_credential_that_json_escapes_is_masked(play: Play, key: str) -> None:
    everything = told(play.failure(AuthenticationError, "401:repeat", api_key=key))
    assert key not in everything
    assert json.dumps(key)[1:-1] not in everything


def test_a_password_in_the_address_is_not_shown(play: Play, refused: str) -> None:
    shown: list[str] = []

    def call(caigunn: Any) -> Any:
        shown.append(repr(caigunn) + repr(caigunn.with_options(max_retries=1)))
        return list_models(caigunn)

    error = play.failure(APIConnectionError, "", call, base_url=refused.replace("//", "//user:s3cret@"))
    assert "s3cret" not in shown[0] + str(error) + repr(error)


# Uploads

CONTENTS = random.Random(7).randbytes(3_000_000), b"of the second file"  # the first fits into no buffer


@pytest.fixture(params=["path", "bytes", "opened", "file"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Any]]:
    """The contents as each thing that can be uploaded."""
    paths = [tmp_path / name for name in ("first.bin", "second.txt")]
    for path, content in zip(paths, CONTENTS, strict=True):
        path.write_bytes(content)
    with ExitStack() as stack:
        opened = [stack.enter_context(path.open("rb")) for path in paths]
        wrapped = [caigunn_client.File(content, "x") for content in CONTENTS]
        kinds: dict[str, list[Any]] = {"path": paths, "bytes": [*CONTENTS], "opened": opened, "file": wrapped}
        yield kinds[request.param]


@pytest.mark.parametrize("script", ["429,503:retry-after=0,ok", "reset-early,reset,500,cut,ok"])
def test_upload_arrives_whole_each_time(play: Play, files: list[Any], script: str) -> None:
    play.call(
        script,
        lambda caigunn: caigunn.training_data.create(type="file", files=files),
        max_retries=4,
        retry_unsafe="reset" in script,
    )
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


def upload(file: Any) -> Call:
    return lambda caigunn: caigunn.training_data.create(type="file", files=[file])


def test_pipe_arrives(play: Play, pipe: Any) -> None:
    play.call("ok", upload(pipe))
    (arrived,) = play.seen
    assert arrived.parts == [sha256(b"from a pipe").hexdigest()]


@pytest.mark.parametrize(("script", "expected"), [("429", RateLimitError), ("reset", APIConnectionError)])
def test_pipe_that_was_read_is_not_sent_again(play: Play, pipe: Any, script: str, expected: type[APIError]) -> None:
    error = play.failure(expected, f"{script},ok", upload(pipe), retry_unsafe=True)
    assert re.search("sent again", str(error))
    assert len(play.seen) == 1


def test_pipe_that_was_not_read_is_tried_again(
    play: Play, pipe: Any, refused: str, log: pytest.LogCaptureFixture
) -> None:
    play.failure(APIConnectionError, "", upload(pipe), base_url=refused)
    assert len(attempts(log)) == 3
    assert pipe.read() == b"from a pipe"


@pytest.mark.parametrize("depth", [100, 400, 700, 990, 5000])
def test_a_body_that_is_nested_deeply_is_an_error_like_others(depth: int) -> None:
    content = b'{"detail": ' + b"[" * depth + b"]" * depth + b"}"
    args = {"transport": httpx.MockTransport(lambda _: httpx.Response(404, content=content))}
    with (
        CaiGunn(httpx_args=args, api_key=API_KEY, caigunn_access_token=ACCESS_TOKEN) as caigunn,
        pytest.raises(NotFoundError) as caught,
    ):
        caigunn.models.list()
    assert caught.value.detail is None
