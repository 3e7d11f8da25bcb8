"""Changes of the contract."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import openapi
from scripts.breaking import oasdiff
from scripts.openapi import Document
from scripts.project import CONTRACT, UserError
from tests.support.repository import Repository, needs_oasdiff

Edit = Callable[[Document], object]
MODELS, TALK = "/api/external/chatbot/models", "/api/external/chatbot/talk"
UIDS, TRAINING_DATA = "/api/external/chatbot/uids", "/api/external/chatbot/training_data"
NEW_VERSION = "2099-01-01"
NEW_PARAMETER = "new-optional-request-parameter"
NEW_PROPERTY = "with the `200` status [response-required-property-added]"


def schema(document: Document, name: str) -> Any:
    return document["components"]["schemas"][name]


def remove_operation(document: Document) -> None:
    del document["paths"][MODELS]["get"]


def require_request_property(document: Document) -> None:
    schema(document, "TrainModelRequest")["properties"]["owner"] = {"type": "string"}
    schema(document, "TrainModelRequest")["required"].append("owner")


def narrow_enum(document: Document) -> None:
    document["paths"][TRAINING_DATA]["post"]["parameters"][0]["schema"]["enum"].remove("text")


def remove_response_property(document: Document) -> None:
    del schema(document, "Model")["properties"]["title"]
    schema(document, "Model")["required"].remove("title")


def change_response_type(document: Document) -> None:
    schema(document, "Model")["properties"]["title"]["type"] = "integer"


def require_parameter(document: Document) -> None:
    [start] = [each for each in document["paths"][UIDS]["get"]["parameters"] if each.get("name") == "start_at"]
    start["required"] = True
    del start["schema"]["default"]


def require_credential(document: Document) -> None:
    document["paths"][TALK]["post"]["security"] = [{"api-key": [], "caigunn-access-token": []}]


def remove_error_property(document: Document) -> None:
    del schema(document, "Error")["properties"]["detail"]
    schema(document, "Error")["required"].remove("detail")


def remove_event_property(document: Document) -> None:
    del schema(document, "TrainingFailedEvent")["properties"]["detail"]
    schema(document, "TrainingFailedEvent")["required"].remove("detail")


def remove_event(document: Document) -> None:
    del document["webhooks"]["crawling.initial"]


BREAKING = [
    (remove_operation, f"ERR   GET {MODELS}: api removed without deprecation [api-removed-without-deprecation]"),
    (
        require_request_property,
        f"ERR   POST {MODELS}: added the new required request property `owner` [new-required-request-property]",
    ),
    (
        narrow_enum,
        f"ERR   POST {TRAINING_DATA}: removed the enum value `text` from the `query` request parameter `type`",
    ),
    (
        remove_response_property,
        f"ERR   GET {MODELS}: removed the required property `models/items/title` from the response",
    ),
    (
        change_response_type,
        f"ERR   GET {MODELS}: the `models/items/title` response's property type/format changed from `string` to",
    ),
    (require_parameter, f"ERR   GET {UIDS}: the `query` request parameter `start_at` became required"),
    (
        require_credential,
        f"WARN  POST {TALK}: the endpoint scheme security `api-key AND caigunn-access-token` was added",
    ),
    (remove_error_property, "ERR   DELETE /api/external/chatbot/opentalk: removed the required property `detail`"),
    (
        remove_event_property,
        "ERR   POST webhook:training.failed: removed the required property `detail` from the response",
    ),
    (remove_event, "ERR   POST webhook:crawling.initial: api path removed without deprecation"),
]


@needs_oasdiff
@pytest.mark.parametrize(("edit", "line"), BREAKING, ids=[edit.__name__ for edit, _ in BREAKING])
def test_breaking_change_needs_version_and_entry(repository: Repository, edit: Edit, line: str) -> None:
    version = repository.version
    repository.edit_contract(edit)
    result = repository.compare()
    assert result.code == 1
    assert any(each.startswith(line) for each in result.output.splitlines()), result.output
    assert (
        f"breaking: openapi.yaml: info.version is still {version}; bump it to release a breaking change\n"
        f"breaking: CHANGELOG.md: entries are missing above [{version}]; add:\n- **Breaking:** "
    ) in result.output

    repository.add_entries([f"## [{NEW_VERSION}]", "", *result.entries])
    repository.edit_contract(edit, NEW_VERSION)
    result = repository.compare()
    assert result.code == 0, result.output
    assert "info.version is still" not in result.output


@needs_oasdiff
def test_order_of_security_schemes_is_deterministic(tmp_path: Path) -> None:
    base, document = openapi.load(CONTRACT), openapi.load(CONTRACT)
    require_credential(document)
    texts = {change.text for _ in range(8) for change in oasdiff.changes(base, document, tmp_path)}
    assert len(texts) == 2, texts


def add_parameter(document: Document) -> None:
    document["paths"][MODELS]["get"].setdefault("parameters", []).append(
        {"name": "sort", "in": "query", "schema": {"type": "string"}, "description": "How."}
    )


def add_event_property(document: Document) -> None:
    schema(document, "TrainingFailedEvent")["properties"]["hint"] = {"type": "string", "description": "A hint."}
    schema(document, "TrainingFailedEvent")["required"].append("hint")


def change_documentation(document: Document) -> None:
    document["paths"][MODELS]["get"]["description"] = "Other."
    document["paths"][TRAINING_DATA]["post"]["parameters"][0]["description"] = "Other."
    document["webhooks"]["crawling.initial"]["post"]["summary"] = "Other."
    document["components"]["schemas"]["Model"]["properties"]["title"]["example"] = "t"
    document["components"]["examples"]["TrainingDataFromText"]["value"]["text"] = "Other."
    document["tags"][0]["description"] = "Other."


def change_server(document: Document) -> None:
    document["servers"][0]["url"] = "https://other.example"


def change_nothing(_: Document) -> None:
    pass


COMPATIBLE: list[tuple[Edit, list[str]]] = [
    (change_nothing, []),
    (
        add_parameter,
        [f"INFO  GET {MODELS}: added the new optional `query` request parameter `sort` [{NEW_PARAMETER}]"],
    ),
    (
        add_event_property,
        [f"INFO  POST webhook:training.failed: added the required property `hint` to the response {NEW_PROPERTY}"],
    ),
    (
        change_documentation,
        [
            "docs  tags: changed",
            f"docs  POST {TRAINING_DATA}: parameters/query type/description: changed",
            f"docs  GET {MODELS}: description: changed",
            "docs  POST webhook:crawling.initial: summary: changed",
            "docs  components/schemas/Model/properties/title/example: added",
            "docs  components/examples/TrainingDataFromText: changed",
        ],
    ),
    (change_server, ["other servers: changed, which oasdiff does not classify"]),
]


@needs_oasdiff
@pytest.mark.parametrize(("edit", "lines"), COMPATIBLE, ids=[edit.__name__ for edit, _ in COMPATIBLE])
def test_compatible_change_needs_no_entry(repository: Repository, edit: Edit, lines: list[str]) -> None:
    repository.edit_contract(edit)
    result = repository.compare()
    assert result.code == 0
    assert [line for line in result.output.splitlines() if not line.startswith("breaking: ")] == lines


@needs_oasdiff
def test_property_named_description_is_not_documentation(repository: Repository) -> None:
    schema(repository.document, "Model")["properties"]["description"] = {"type": "string", "description": "One."}
    repository.write(repository.document)
    repository.commit()
    repository.edit_contract(lambda document: schema(document, "Model")["properties"].pop("description"))
    output = repository.compare("--base", "HEAD").output
    assert f"\nWARN  GET {MODELS}: removed the optional property `models/items/description`" in output
    assert "docs" not in output


@needs_oasdiff
def test_one_entry_covers_a_change_of_many_operations(repository: Repository) -> None:
    repository.edit_contract(remove_error_property, NEW_VERSION)
    [entry] = repository.compare().entries
    names = {f"`{each.label}`": each.id for each in openapi.operations(repository.document)}
    *others, last = [name for name in names if name in entry]
    assert others
    shorter = "- Errors have no `detail` (`response-required-property-removed`): "
    repository.add_entries([shorter + ", ".join(f"`{names[each]}`" for each in others)])
    [entry] = repository.compare().entries
    assert entry.endswith(f": {last}")
    repository.add_entries([f"  and `{names[last]}`"])
    assert repository.compare().code == 0


@needs_oasdiff
def test_entry_without_new_version_is_not_enough(repository: Repository) -> None:
    repository.edit_contract(remove_operation)
    repository.add_entries(repository.compare().entries)
    result = repository.compare()
    assert (result.code, result.entries) == (1, [])
    assert "info.version is still" in result.output


@needs_oasdiff
def test_entry_in_a_released_section_is_not_enough(repository: Repository) -> None:
    repository.edit_contract(remove_operation, NEW_VERSION)
    entries = repository.compare().entries
    text = repository.changelog.read_text(encoding="utf-8")
    repository.changelog.write_text("\n".join([text, *entries, ""]), encoding="utf-8")
    assert repository.compare().code == 1


def test_missing_oasdiff_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oasdiff, "OASDIFF", tmp_path / "none")
    with pytest.raises(UserError, match="oasdiff is missing; it is available for Linux on x64 only"):
        oasdiff.changes({}, {}, tmp_path)
