"""Responses that do not match the contract: kept with a warning by default, an error on request."""

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from caigunn_client import APIResponseValidationError, APIStatusError, AsyncCaiGunn, CaiGunn, Client
from caigunn_client.api.models import list_models
from caigunn_client.models import ModelList
from caigunn_client.types import UNSET

from tests.support.project_contract import CREDENTIALS

MODEL = {
    "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "title": "t",
    "model_name": "gpt-4",
    "created_at": "2024-05-09T10:21:07Z",
    "updated_at": "2024-05-09T10:21:07Z",
}
PATH = "GET /api/external/chatbot/models"


def models(**changed: Any) -> list[dict[str, Any]]:
    """Return three models, the last one changed; a value of `...` removes the property."""
    last = {name: value for name, value in {**MODEL, **changed}.items() if value is not ...}
    return [MODEL, MODEL, last]


def transport(body: Any) -> dict[str, Any]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return {"transport": httpx.MockTransport(lambda _: httpx.Response(200, content=content))}


def listed(body: Any, mode: str = "sync", **options: Any) -> ModelList:
    """Return the models of a response; `options` are arguments of the method."""
    if mode == "sync":
        return CaiGunn(**CREDENTIALS, httpx_args=transport(body)).models.list(**options)
    return asyncio.run(AsyncCaiGunn(**CREDENTIALS, httpx_args=transport(body)).models.list(**options))


@pytest.mark.parametrize(
    ("attribute", "value", "problem"),
    [
        ("created_at", "yesterday", "expected date-time"),
        ("created_at", "2024-05-09", "expected date-time"),
        ("id", "7", "expected uuid"),
        ("title", None, "expected string"),
        ("title", [1], "expected string"),
        ("title", UNSET, "missing"),
    ],
)
def test_mismatch_keeps_the_value_with_a_warning(
    caplog: pytest.LogCaptureFixture, mode: str, attribute: str, value: object, problem: str
) -> None:
    body = {"models": models(**{attribute: ... if value is UNSET else value})}
    result = listed(body, mode)
    assert [type(each.created_at) for each in result.models[:2]] == [dt.datetime, dt.datetime]
    assert getattr(result.models[2], attribute) == value
    warnings = [(each.name, each.levelname, each.getMessage()) for each in caplog.records if each.name != "httpx"]
    assert warnings == [("caigunn_client", "WARNING", f"{PATH}: models[2].{attribute}: {problem}")]
    assert json.loads(json.dumps(result.to_dict()))["models"][2].get(attribute, UNSET) == value


@pytest.mark.parametrize(("body", "problem"), [({"models": 7}, "models: expected array"), ([], "expected object")])
def test_value_of_another_json_type_is_kept(caplog: pytest.LogCaptureFixture, body: Any, problem: str) -> None:
    result = listed(body)
    assert (result.models if isinstance(body, dict) else result) == (7 if isinstance(body, dict) else [])
    assert f"{PATH}: {problem}" in caplog.messages


def test_warning_is_not_repeated_by_a_client_and_its_copies(caplog: pytest.LogCaptureFixture) -> None:
    body = {"models": models(title=7) + models(title=7)}
    with CaiGunn(**CREDENTIALS, httpx_args=transport(body)) as client:
        for each in (client, client, client.with_options(timeout=3)):
            each.models.list()
    warnings = [message for message in caplog.messages if message.startswith(PATH)]
    assert warnings == [f"{PATH}: models[{index}].title: expected string" for index in (2, 5)]


STRICT: dict[str, Callable[[CaiGunn], Any]] = {
    "client": lambda client: client.with_options(strict_response_validation=True).models.list(),
    "call": lambda client: client.models.list(strict_response_validation=True),
    "raw": lambda client: client.models.with_raw_response.list(strict_response_validation=True).parse(),
}


@pytest.mark.parametrize("call", STRICT.values(), ids=STRICT)
def test_mismatch_raises_if_strict(call: Callable[[CaiGunn], Any]) -> None:
    client = CaiGunn(**CREDENTIALS, httpx_args=transport({"models": models(created_at="now")}))
    with pytest.raises(APIResponseValidationError) as caught:
        call(client)
    text = "models[2].created_at: expected date-time; the request itself has succeeded"
    assert str(caught.value) == f"{PATH} returned status 200 with an invalid body: {text}"
    assert caught.value.request_succeeded
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_strict_client_can_be_overridden_by_a_call() -> None:
    body = {"models": models(title=7)}
    client = CaiGunn(**CREDENTIALS, httpx_args=transport(body), strict_response_validation=True)
    assert client.strict_response_validation
    assert not client.with_options(strict_response_validation=False).strict_response_validation
    titles: list[Any] = [each.title for each in client.models.list(strict_response_validation=False).models]
    assert titles[2] == 7
    assert client.with_options(strict_response_validation=False).models.list().models


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"models": ['])
def test_body_that_is_not_json_always_raises(mode: str, body: bytes, strict: bool) -> None:
    with pytest.raises(APIResponseValidationError, match="not JSON; the request itself has succeeded") as caught:
        listed(body, mode, strict_response_validation=strict)
    assert caught.value.request_succeeded


def test_error_of_a_failed_request_has_not_succeeded() -> None:
    response = httpx.Response(404, json={"detail": "no"})
    client = CaiGunn(**CREDENTIALS, httpx_args={"transport": httpx.MockTransport(lambda _: response)})
    with pytest.raises(APIStatusError) as caught:
        client.models.list()
    assert not caught.value.request_succeeded


def test_functions_are_lenient_unless_their_client_is_strict(caplog: pytest.LogCaptureFixture) -> None:
    settings: dict[str, Any] = {**CREDENTIALS, "httpx_args": transport({"models": models(title=7)})}
    result = list_models.sync(client=Client(**settings))
    assert isinstance(result, ModelList)
    titles: list[Any] = [each.title for each in result.models]
    assert titles[2] == 7
    assert f"{PATH}: models[2].title: expected string" in caplog.messages
    with pytest.raises(APIResponseValidationError, match="expected string"):
        list_models.sync(client=Client(**settings, strict_response_validation=True))
