"""What the gateway does when something behind it does what nobody foresaw."""

import asyncio

import httpx
import pytest

from scripts import openapi
from scripts.mock.engine import Answer, Engine
from scripts.mock.gateway import gateway
from scripts.mock.recall import Recall
from scripts.project import CONTRACT

DOCUMENT = openapi.load(CONTRACT)


def ask(monkeypatch: pytest.MonkeyPatch, behind: Answer | Exception) -> httpx.Response:
    """Ask a gateway whose engine answers, or fails, as it is told: Prism itself can't be made to."""

    async def told(*_: object, **__: object) -> Answer:
        if isinstance(behind, Exception):
            raise behind
        return behind

    async def call() -> httpx.Response:
        engine = Engine()
        monkeypatch.setattr(engine, "ask", told)
        transport = httpx.ASGITransport(gateway(DOCUMENT, Recall(engine), {}))
        async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
            headers = {"api-key": "k", "Origin": "https://shop.example"}
            answer = await client.get("/api/external/chatbot/uids", headers=headers)
        await engine.stop()
        return answer

    return asyncio.run(call())


def test_a_fault_of_the_mock_is_500_in_the_contracts_shape(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    response = ask(monkeypatch, RuntimeError("with a s3cret in it"))
    assert (response.status_code, response.json()) == (500, {"detail": "the mock has a fault, see its log"})
    assert response.headers["Content-Type"] == "application/json"
    assert "a fault of the mock: RuntimeError at " in caplog.text
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize(
    "behind",
    [
        Answer(400, None, "", b""),
        Answer(413, "application/json", "", b'{"error": {}}'),
        Answer(500, "application/problem+json", "", b"{}"),
        Answer(401, "application/json", "", b'{"detail": "x"}'),
    ],
)
def test_an_answer_that_prism_was_not_asked_for_does_not_pass(monkeypatch: pytest.MonkeyPatch, behind: Answer) -> None:
    response = ask(monkeypatch, behind)
    assert response.status_code == 503
    assert response.json()["detail"].startswith(f"the mock can't answer: Prism says {behind.status} ")
