"""Additional query parameters, properties and headers, and credentials that functions return."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from caigunn_client import APIStatusError, MissingCredentialError

from tests.support.client_driver import Call, run
from tests.support.project_contract import CREDENTIALS
from tests.support.recording_server import RecordedRequest, RecordingServer


@pytest.fixture
def sent(mode: str, server: RecordingServer) -> Callable[..., RecordedRequest]:
    """A function that calls a method of a new client, and returns the received request."""

    def send(call: Call, **settings: Any) -> RecordedRequest:
        server.requests.clear()
        server.response = 200, b'{"detail": "done", "text": "Hi", "uids": [], "models": []}', "application/json"
        run(mode, call, base_url=server.url, **settings)
        return server.request

    return send


Send = Callable[..., RecordedRequest]


def test_query_of_client_copy_and_call_is_merged(sent: Send) -> None:
    def call(caigunn: Any) -> Any:
        copy = caigunn.with_options(default_query={"b": "copy", "c": ["copy", "copy"]})
        assert copy.default_query == {"a": "client", "b": "copy", "c": ["copy", "copy"], "offset": 0}
        return copy.conversation.list_uids(offset=3, limit=7, extra_query={"c": "call", "limit": 8})

    request = sent(call, default_query={"a": "client", "b": "client", "offset": 0})
    assert request.query == {"a": ["client"], "b": ["copy"], "c": ["call"], "offset": ["3"], "limit": ["8"]}


def test_none_removes_a_query_parameter(sent: Send) -> None:
    call = lambda caigunn: caigunn.conversation.list_uids(limit=7, extra_query={"limit": None, "a": None})  # noqa: E731
    assert sent(call, default_query={"a": "client"}).query == {}


def test_extra_body_is_added_to_json(sent: Send) -> None:
    extra = {"text": "other", "mood": {"kind": "good"}}
    request = sent(lambda caigunn: caigunn.conversation.talk(uid="u", text="Hello", extra_body=extra))
    assert json.loads(request.body) == extra


def test_extra_body_is_added_to_a_form(sent: Send) -> None:
    extra = {"type": "other", "dry_run": True}
    create: Call = lambda caigunn: caigunn.training_data.create(type="text", text="Hello", extra_body=extra)  # noqa: E731
    request = sent(create)
    assert {part.name: part.content for part in request.parts} == {
        "text": b"Hello",
        "type": b"other",
        "dry_run": b"true",
    }


def test_extra_body_is_sent_without_another_body(sent: Send) -> None:
    request = sent(lambda caigunn: caigunn.opentalk.unbind(extra_body={"force": True}))
    assert json.loads(request.body) == {"force": True}
    assert request.headers["content-type"] == "application/json"


def test_none_removes_a_header(sent: Send) -> None:
    removed = {"X-A": None, "user-agent": None, "Content-Type": None}
    call = lambda caigunn: caigunn.conversation.talk(uid="u", text="Hello", extra_headers=removed)  # noqa: E731
    request = sent(call, headers={"x-a": "client", "x-b": "client", "accept": None})
    names = ("x-a", "user-agent", "content-type", "accept", "x-b")
    assert [request.headers[name] for name in names] == [None, None, None, None, "client"]


@pytest.mark.parametrize("level", ["client", "call"])
@pytest.mark.parametrize("value", ["own-key", None])
def test_header_replaces_a_missing_credential(sent: Send, level: str, value: str | None) -> None:
    headers = {"API-Key": value}
    options: dict[str, Any] = {"extra_headers": headers} if level == "call" else {}
    settings: dict[str, Any] = {"headers": headers} if level == "client" else {}
    request = sent(lambda caigunn: caigunn.models.list(**options), api_key="", **settings)
    assert (request.headers["api-key"], request.headers["caigunn-access-token"]) == (
        value,
        CREDENTIALS["caigunn_access_token"],
    )


def test_function_returns_the_credential_of_each_request(sent: Send, mode: str) -> None:
    keys = iter(["key-1", "key-2"])

    async def next_key() -> str:
        return next(keys)

    def call(caigunn: Any) -> Any:
        assert callable(caigunn.api_key)
        return caigunn.models.list()

    settings = {"api_key": (lambda: next(keys)) if mode == "sync" else next_key}
    assert [sent(call, **settings).headers["api-key"] for _ in range(2)] == ["key-1", "key-2"]
    settings = {"api_key": lambda: "of-plain-function"}
    assert sent(call, **settings).headers["api-key"] == "of-plain-function"


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ("", MissingCredentialError, "credential missing: the function api_key has returned none"),
        (None, MissingCredentialError, "credential missing: the function api_key has returned none"),
        (7, TypeError, "api_key must be a string"),
        ("secret-key\n", ValueError, "api_key must be printable ASCII"),
    ],
)
def test_invalid_credential_of_a_function_raises(
    sent: Send, server: RecordingServer, value: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message) as caught:
        sent(lambda caigunn: caigunn.models.list(), api_key=lambda: value)
    assert "secret-key" not in str(caught.value)
    assert server.requests == []


def test_credential_of_a_function_is_redacted(mode: str, server: RecordingServer) -> None:
    server.response = 401, b'{"detail": "bad key-of-function"}', "application/json"
    with pytest.raises(APIStatusError) as caught:
        run(mode, lambda caigunn: caigunn.models.list(), base_url=server.url, api_key=lambda: "key-of-function")
    assert caught.value.detail == "bad [redacted]"
    assert caught.value.request.headers["api-key"] == "[redacted]"


def test_function_is_called_only_if_the_credential_is_required(sent: Send) -> None:
    def fail() -> str:
        raise AssertionError

    request = sent(lambda caigunn: caigunn.conversation.list_uids(), caigunn_access_token=fail)
    assert request.headers["caigunn-access-token"] is None


@pytest.mark.parametrize("argument", ["uid", "text"])
def test_none_as_required_argument_raises(sent: Send, server: RecordingServer, argument: str) -> None:
    arguments: dict[str, Any] = {"uid": "u", "text": "Hello"} | {argument: None}
    with pytest.raises(TypeError, match=f"^{argument}: is required, and must not be None$"):
        sent(lambda caigunn: caigunn.conversation.talk(**arguments))
    assert server.requests == []
