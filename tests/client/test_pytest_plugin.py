"""The service and the fixtures for tests of applications."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from caigunn_client import (
    APITimeoutError,
    AsyncCaiGunn,
    AuthenticationError,
    CaiGunn,
    InternalServerError,
    RateLimitError,
)
from caigunn_client.testing import FakeService

from scripts.project import CLIENT
from tests.support.client_driver import CALLS
from tests.support.client_methods import group_name, name_of
from tests.support.project_contract import CREDENTIALS, OPERATIONS, error_statuses, success_response

# A test suite of an application.
APPLICATION = """
import asyncio
import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn, RateLimitError
from caigunn_client.testing import FakeService


def reply(caigunn: CaiGunn, text: str) -> str:
    try:
        return caigunn.conversation.talk(uid="visitor-7", text=text).text
    except RateLimitError:
        return "Please wait."


def test_reply_is_returned(caigunn: CaiGunn, caigunn_service: FakeService) -> None:
    caigunn_service.respond("conversation.talk", json={"text": "At nine."})
    assert reply(caigunn, "When?") == "At nine."
    assert caigunn_service.calls[0].json == {"text": "When?"}
    assert caigunn_service.calls[0].headers["uid"] == "visitor-7"


def test_rate_limit_is_handled(caigunn: CaiGunn, caigunn_service: FakeService) -> None:
    caigunn_service.respond("conversation.talk", 429)
    assert reply(caigunn, "When?") == "Please wait."
    assert len(caigunn_service.calls) == 3


def test_asynchronous_client_has_examples(async_caigunn: AsyncCaiGunn) -> None:
    assert asyncio.run(async_caigunn.models.list()).models
"""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> FakeService:
    """A service, whose clients retry immediately."""
    monkeypatch.setattr("caigunn_client._retries.MAX_BACKOFF", 0.0)
    return FakeService()


@pytest.fixture
def client(service: FakeService) -> CaiGunn:
    """A client of that service."""
    return CaiGunn(httpx_args={"transport": service.transport}, **CREDENTIALS)


def client_name(operation_id: str) -> str:
    return f"{group_name(operation_id)}.{name_of(operation_id)}"


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_operation_returns_its_example(service: FakeService, client: CaiGunn, operation_id: str) -> None:
    operation = OPERATIONS[operation_id]
    status, example = success_response(operation)
    assert (CALLS[operation_id](client) is None) == (example is None)
    (call,) = service.calls
    assert (call.operation, call.method) == (client_name(operation_id), operation.method)
    raw = CALLS[operation_id](_Raw(client))
    assert (raw.status_code, json.loads(raw.content or b"null")) == (status, example)


class _Raw:
    """A client whose groups return raw responses."""

    def __init__(self, client: CaiGunn) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client.with_raw_response, name)


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_documented_errors_are_returned(service: FakeService, client: CaiGunn, operation_id: str) -> None:
    for status in error_statuses(OPERATIONS[operation_id]):
        service.respond(client_name(operation_id), status)
        with pytest.raises(Exception, match=f"returned status {status}: .") as caught:
            CALLS[operation_id](client)
        assert caught.value.status_code == status  # type: ignore[attr-defined]


def test_responses_follow_each_other(service: FakeService, client: CaiGunn) -> None:
    service.respond("models.list", 503, times=2)
    service.respond("models.list", json={"models": []})
    assert client.models.list().models == []
    assert [call.operation for call in service.calls] == ["models.list"] * 3
    service.respond("models.list", 401)
    with pytest.raises(AuthenticationError):
        client.models.list()


def test_example_is_selected_by_name(service: FakeService, client: CaiGunn) -> None:
    service.respond("training_data.create", example="crawler")
    result = client.training_data.create(type="text", text="Hello")
    assert result.detail == "Crawling training data in background"
    with pytest.raises(ValueError, match=r"training_data.create: no example 'no' for 200; choose from file, crawler"):
        service.respond("training_data.create", example="no")


def test_error_is_raised(service: FakeService, client: CaiGunn) -> None:
    service.respond("models.list", error=httpx.ReadTimeout("too late"), times=1)
    assert client.models.list().models
    service.respond("models.list", error=httpx.ReadTimeout("too late"))
    with pytest.raises(APITimeoutError):
        client.models.list()


def test_body_and_headers_are_returned(service: FakeService, client: CaiGunn) -> None:
    service.respond("models.list", 429, json={"detail": "slow"}, headers={"Retry-After": "100", "X-Request-Id": "7"})
    with pytest.raises(RateLimitError, match="slow") as caught:
        client.models.list()
    assert caught.value.request_id == "7"
    service.respond("models.list", 502, content=b"<html>")
    with pytest.raises(InternalServerError) as failed:
        client.models.list()
    assert failed.value.body == "<html>"


def test_unknown_operation_raises(service: FakeService) -> None:
    with pytest.raises(ValueError, match=r"operation 'talk': unknown; choose from .*training_data.create, models.list"):
        service.respond("talk", 429)


def test_undocumented_path_can_have_a_response(service: FakeService, client: CaiGunn) -> None:
    with pytest.raises(Exception, match="the contract has no operation GET /beta"):
        client.get("/beta")
    service.respond("GET /beta", json={"a": 1})
    assert client.get("/beta", extra_query={"b": 2}).parse() == {"a": 1}
    assert (service.calls[-1].operation, service.calls[-1].query["b"]) == ("GET /beta", "2")


def test_asynchronous_client_is_served(service: FakeService) -> None:
    async def main() -> None:
        async with AsyncCaiGunn(httpx_args={"transport": service.transport}, **CREDENTIALS) as client:
            await client.training_data.create(type="file", files=[b"content"])

    asyncio.run(main())
    assert b"content" in service.calls[0].content


def test_fixtures_serve_an_application(tmp_path: Path) -> None:
    (tmp_path / "test_application.py").write_text(APPLICATION, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "caigunn_client.pytest_plugin", "-p", "no:schemathesis"]
    environment = {**os.environ, "PYTHONPATH": str(CLIENT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "3 passed" in done.stdout, done.stdout + done.stderr
