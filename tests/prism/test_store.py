"""Responses on disk."""

from pathlib import Path

import pytest

from scripts.prism import store
from scripts.prism.generator import GeneratedResponse
from scripts.prism.store import ResponseStore

RESPONSE = GeneratedResponse(200, "application/json", is_text=False, headers={"X-Rate": 60}, body=b'{"a": "\xc3\xbc"}')


def test_stored_response_is_read_by_another_store(tmp_path: Path) -> None:
    ResponseStore(tmp_path / "new").put("document", 200, "first", RESPONSE)
    assert ResponseStore(tmp_path / "new").get("document", 200, "first") == RESPONSE
    assert len(list((tmp_path / "new").iterdir())) == 1


@pytest.mark.parametrize(
    ("document", "status", "example"), [("other", 200, "first"), ("document", 201, "first"), ("document", 200, None)]
)
def test_response_of_another_request_is_not_found(
    tmp_path: Path, document: str, status: int, example: str | None
) -> None:
    responses = ResponseStore(tmp_path)
    responses.put("document", 200, "first", RESPONSE)
    assert responses.get(document, status, example) is None


def test_response_of_another_generator_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ResponseStore(tmp_path).put("document", 200, None, RESPONSE)
    launcher = tmp_path / "launcher.cjs"
    launcher.write_text("// changed", encoding="utf-8")
    monkeypatch.setattr(store, "LAUNCHER", launcher)
    assert ResponseStore(tmp_path).get("document", 200, None) is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"status": "200"}'])
def test_damaged_file_is_replaced(tmp_path: Path, content: bytes) -> None:
    responses = ResponseStore(tmp_path)
    responses.put("document", 200, None, RESPONSE)
    [file] = tmp_path.iterdir()
    file.write_bytes(content)
    assert responses.get("document", 200, None) is None
    responses.put("document", 200, None, RESPONSE)
    assert responses.get("document", 200, None) == RESPONSE


def test_folder_that_is_not_writable_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    responses = ResponseStore(tmp_path / "file")
    responses.put("document", 200, None, RESPONSE)
    assert responses.get("document", 200, None) is None
