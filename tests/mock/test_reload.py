"""Reloading of the contract and the scenario while the mock runs."""

import asyncio
import json
import re
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.editions.contracts import contract_of
from scripts.mock import run
from scripts.mock.config import MockConfig
from scripts.mock.contract import CompiledContract
from scripts.mock.faults.scenario import FaultRule, ScenarioOptions
from scripts.processes import Mock, running_mock
from scripts.project import CONTRACT
from tests.support.waiting import until

MODELS = "/api/external/chatbot/models"
BOTH = {"api-key": "a key", "caigunn-access-token": "a token"}


def document(greeting: str, path: str = "/greeting", scheme: str = "key") -> dict[str, Any]:
    response = {"description": "A text.", "content": {"text/plain": {"example": greeting}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Greetings", "version": greeting},
        "paths": {path: {"get": {"operationId": "greet", "security": [{"k": []}], "responses": {"200": response}}}},
        "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": scheme}}},
    }


def write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


def get(mock: Mock, path: str = "/greeting", **headers: str) -> httpx.Response:
    return httpx.get(mock.url + path, headers={"key": "s3cret-key", **headers})


def log_of(mock: Mock) -> str:
    return mock.log.read_text(encoding="utf-8")


def test_changed_contract_is_served(tmp_path: Path) -> None:
    contract = tmp_path / "openapi.json"
    write(contract, document("Hello"))
    with running_mock(tmp_path / "log", contract) as mock:
        assert get(mock).text == "Hello"
        write(contract, document("Bonjour", "/salut", "clef"))
        until(lambda: get(mock, "/salut", clef="k").status_code == 200)
        assert get(mock, "/salut", clef="k").text == "Bonjour"
        assert get(mock, "/salut").status_code == 401
        assert get(mock).status_code == 404
        assert httpx.get(f"{mock.url}/__mock/health").json()["contract"] == "Bonjour"
        recorded = httpx.get(f"{mock.url}/__mock/requests").text
        assert f"reloaded {contract}" in log_of(mock)
    assert "Hello" in recorded
    assert "s3cret-key" not in recorded


def test_invalid_contract_is_reported_and_not_served(tmp_path: Path) -> None:
    contract = tmp_path / "openapi.json"
    write(contract, document("Hello"))
    with running_mock(tmp_path / "log", contract) as mock:
        contract.write_text('{"openapi": "3.1.0",', encoding="utf-8")
        until(lambda: "still serving the previous contract" in log_of(mock))
        assert get(mock).text == "Hello"
        write(contract, document("Hello again"))
        until(lambda: get(mock).text == "Hello again")
        assert log_of(mock).count("still serving") == 1
        assert "Traceback" not in log_of(mock)


def test_failure_of_a_reload_does_not_end_the_reloading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    contract = tmp_path / "openapi.json"
    write(contract, document("Hello"))
    config = MockConfig(contract, "127.0.0.1", 0, {}, ScenarioOptions(FaultRule(), None, None), None, cache=False)

    def failing(_: MockConfig) -> CompiledContract:
        monkeypatch.undo()
        raise KeyError("examples")

    def logged(text: str) -> str:
        until(lambda: any(text in each for each in caplog.messages))
        return next(each for each in caplog.messages if text in each)

    async def edit_twice() -> None:
        mock = run._Mock(config)  # noqa: SLF001 - no part of a running mock is known to fail
        await mock.start()
        reloading = asyncio.create_task(mock.reload_on_change())
        monkeypatch.setattr(run, "compile_contract", failing)
        write(contract, document("Hello you"))
        line = await asyncio.to_thread(logged, "KeyError")
        assert re.fullmatch(r"internal error: KeyError at .*\.py:\d+; still serving the previous contract", line)
        write(contract, document("Hello again"))
        await asyncio.to_thread(logged, "reloaded")
        reloading.cancel()
        await mock.stop()

    monkeypatch.setattr(run, "_has_prism", lambda: False)
    caplog.set_level("INFO", "mock")
    asyncio.run(asyncio.wait_for(edit_twice(), 20))


def test_changed_file_of_a_reference_is_served(tmp_path: Path) -> None:
    contract, responses = tmp_path / "openapi.json", tmp_path / "responses.json"
    content = document("Hello")
    write(responses, content["paths"]["/greeting"]["get"]["responses"])
    content["paths"]["/greeting"]["get"]["responses"] = {"200": {"$ref": "responses.json#/200"}}
    write(contract, content)
    with running_mock(tmp_path / "log", contract) as mock:
        assert get(mock).text == "Hello"
        write(responses, document("Bonjour")["paths"]["/greeting"]["get"]["responses"])
        until(lambda: get(mock).text == "Bonjour")


def test_changed_scenario_is_followed(tmp_path: Path) -> None:
    contract, scenario = tmp_path / "openapi.json", tmp_path / "scenario.yaml"
    content = document("Hello")
    content["paths"]["/greeting"]["get"]["responses"]["503"] = {"description": "Closed."}
    write(contract, content)
    scenario.write_text("greet: {fail: 503}", encoding="utf-8")
    with running_mock(tmp_path / "log", contract, ["--scenario", str(scenario)]) as mock:
        assert get(mock).status_code == 503
        scenario.write_text("greet: {latency: 1ms}", encoding="utf-8")
        until(lambda: get(mock).status_code == 200)
        scenario.write_text("welcome: {fail: 503}", encoding="utf-8")
        until(lambda: "'welcome' is not an operation" in log_of(mock))
        assert get(mock).status_code == 200


def test_scenario_of_a_request_is_kept_until_the_file_changes(tmp_path: Path) -> None:
    contract, scenario = tmp_path / "openapi.json", tmp_path / "scenario.json"
    write(contract, document("Hello"))
    write(scenario, {"greet": {"respond": {"body": "From the file"}}})
    with running_mock(tmp_path / "log", contract, ["--scenario", str(scenario)]) as mock:
        httpx.put(f"{mock.url}/__mock/scenario", json={"greet": {"respond": {"body": "Replaced"}}})
        write(contract, document("Bonjour", "/salut"))
        until(lambda: get(mock, "/salut").status_code == 200)
        assert get(mock, "/salut").text == "Replaced"
        write(contract, document("Hi", "/hi"))
        write(scenario, {"greet": {"respond": {"body": "From the file again"}}})
        until(lambda: get(mock, "/hi").text == "From the file again")


def test_state_of_another_edition_has_its_operations_and_events(tmp_path: Path) -> None:
    contract = tmp_path / "openapi.yaml"
    shutil.copy(CONTRACT, contract)
    training: dict[str, Any] = {"json": {"title": "Support bot"}, "headers": BOTH}
    with running_mock(tmp_path / "log", contract, ["--stateful", "--job-duration", "20ms"]) as mock:
        httpx.post(mock.url + MODELS, **training)
        shutil.copyfile(contract_of("2024-11-19"), contract)
        later = MODELS.removesuffix("s")
        until(lambda: httpx.get(mock.url + later, headers=BOTH).status_code == 200)
        httpx.post(mock.url + later, **training)
        state = httpx.get(f"{mock.url}/__mock/state", headers=BOTH).json()
        events = [each["event"] for each in state["deliveries"]]
        assert events[0]["chatbot_id"] == events[-1]["data"]["chatbot_id"] == state["id"]
        unknown = httpx.get(f"{mock.url}{later}/3fa85f64-5717-4562-b3fc-2c963f66afa6", headers=BOTH)
        assert (unknown.status_code, unknown.json()) == (404, {"detail": "Model not found"})


def test_state_is_kept(tmp_path: Path) -> None:
    contract = tmp_path / "openapi.yaml"
    text = CONTRACT.read_text(encoding="utf-8")
    contract.write_text(text, encoding="utf-8")
    with running_mock(tmp_path / "log", contract, ["--stateful"]) as mock:
        headers = BOTH | {"uid": "visitor"}
        httpx.post(f"{mock.url}/api/external/chatbot/talk", headers=headers, json={"text": "Hi"})
        contract.write_text(text.replace("  title: ", "  title: New ", 1), encoding="utf-8")
        until(lambda: "reloaded" in log_of(mock))
        [found] = httpx.get(f"{mock.url}/api/external/chatbot/messages", headers=headers).json()["messages"]
        assert found["receive"] == "Hi"
        contract.write_text(text.replace("receive", "received"), encoding="utf-8")
        until(lambda: "the state of the mock violates the contract" in log_of(mock))
        assert httpx.get(mock.url + MODELS, headers=BOTH).status_code == 200


@pytest.mark.parametrize("number", [0, 1])
def test_error_is_sent_to_open_pages(tmp_path: Path, number: int) -> None:
    """The page is open before the change, or opened after it."""
    contract = tmp_path / "openapi.json"
    write(contract, document("Hello"))
    with running_mock(tmp_path / "log", contract) as mock:
        if number:
            contract.write_text("{", encoding="utf-8")
            until(lambda: "still serving" in log_of(mock))
        with httpx.stream("GET", f"{mock.url}/__mock/events", timeout=20) as stream:
            abouts = (json.loads(line[5:]) for line in stream.iter_lines() if line.startswith('data: {"run"'))
            about = next(abouts)
            assert about["title"] == "Greetings"
            if not number:
                assert about["error"] is None
                contract.write_text("{", encoding="utf-8")
                about = next(abouts)
            assert about["error"].startswith(f"{contract}:1:2: ")
