"""Responses that break the contract because the contract was edited."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.openapi import Document, load
from scripts.processes import Mock, running_mock
from scripts.project import CONTRACT, UserError
from tests.support.chatbots import BASE

HEADERS = {"api-key": "k", "caigunn-access-token": "t", "uid": "v"}


def rename(schema: Document, old: str, new: str) -> None:
    """Rename a property of a schema."""
    schema["properties"][new] = schema["properties"].pop(old)
    schema["required"] = [new if name == old else name for name in schema["required"]]


def edited(folder: Path, *renamed: tuple[str, str, str]) -> Path:
    """Write the contract with renamed properties: schema, old and new name."""
    document = load(CONTRACT)
    for name, old, new in renamed:
        rename(document["components"]["schemas"][name], old, new)
    path = folder / "openapi.yaml"
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def mock_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Runs a mock of an edited contract."""

    def run(*renamed: tuple[str, str, str], options: Any = ()) -> Any:
        folder = tmp_path_factory.mktemp("edited")
        return running_mock(folder / "log", edited(folder, *renamed), options)

    return run


def detail(mock: Mock, method: str, path: str, **arguments: Any) -> str:
    """Return the detail of a 500, which the log has once."""
    response = httpx.request(method, f"{mock.url}{BASE}{path}", headers=HEADERS, **arguments)
    assert response.status_code == 500
    found: str = response.json()["detail"]
    assert mock.log.read_text(encoding="utf-8").count(found) == 1
    return found


def test_example_of_a_renamed_property_is_named(mock_of: Callable[..., Any]) -> None:
    with mock_of(("Model", "title", "name")) as mock:
        found = detail(mock, "GET", "/models")
        file, line, rest = found.split(":", 2)
        pointer, _, reason = rest.strip().partition(": ")
        assert Path(file).name == "openapi.yaml"
        assert '"TwoModels": {' in Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert pointer == "#/components/examples/TwoModels"
        assert reason == (
            "this example is the response 200 of listModels, and violates its schema: body.models[].name: is required"
        )
        assert httpx.get(f"{mock.url}{BASE}/uids", headers=HEADERS).status_code == 200


def test_property_that_the_state_reads_is_named(mock_of: Callable[..., Any]) -> None:
    with mock_of(("TalkRequest", "text", "message"), options=["--stateful"]) as mock:
        assert detail(mock, "POST", "/talk", json={"message": "Hi"}) == (
            "talk: body.text: the state of the mock needs it, and the contract does not require it; adapt "
            "scripts/mock/state/handlers"
        )


def test_property_that_the_state_lists_is_named(mock_of: Callable[..., Any]) -> None:
    expected = (
        r"^listModels: the state of the mock violates the contract: body\.models\[\]\.name: is required; adapt "
        r"scripts/mock/state$"
    )
    with pytest.raises(UserError, match=expected), mock_of(("Model", "title", "name"), options=["--stateful"]):
        pass
