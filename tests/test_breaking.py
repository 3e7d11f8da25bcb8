"""What changed in a contract is found, told by whom it breaks, and has to be announced and told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import openapi
from scripts.breaking import contract
from scripts.breaking.change import Change, quoted
from scripts.breaking.changelog import lacking, since
from scripts.openapi import Document
from scripts.project import CONTRACT, Failure
from tests.repositories import NEEDS_OASDIFF, Repository, entries

Edit = Callable[[Document], object]
MODELS, TALK = "/api/external/chatbot/models", "/api/external/chatbot/talk"
UIDS, TRAINING_DATA = "/api/external/chatbot/uids", "/api/external/chatbot/training_data"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with a contract."""
    return Repository(tmp_path / "repository")


def schema(document: Document, name: str) -> Any:
    return document["components"]["schemas"][name]


def remove_operation(document: Document) -> None:
    del document["paths"][MODELS]["get"]


def require_member(document: Document) -> None:
    schema(document, "TrainModelRequest")["properties"]["owner"] = {"type": "string"}
    schema(document, "TrainModelRequest")["required"].append("owner")


def narrow_enum(document: Document) -> None:
    document["paths"][TRAINING_DATA]["post"]["parameters"][0]["schema"]["enum"].remove("text")


def remove_answered_member(document: Document) -> None:
    del schema(document, "Model")["properties"]["title"]
    schema(document, "Model")["required"].remove("title")


def change_answered_type(document: Document) -> None:
    schema(document, "Model")["properties"]["title"]["type"] = "integer"


def require_parameter(document: Document) -> None:
    [start] = [each for each in document["paths"][UIDS]["get"]["parameters"] if each.get("name") == "start_at"]
    start["required"] = True
    del start["schema"]["default"]


def require_credential(document: Document) -> None:
    document["paths"][TALK]["post"]["security"] = [{"api-key": [], "caigunn-access-token": []}]


def remove_error_member(document: Document) -> None:
    del schema(document, "Error")["properties"]["detail"]
    schema(document, "Error")["required"].remove("detail")


def remove_sent_member(document: Document) -> None:
    del schema(document, "TrainingFailedEvent")["properties"]["detail"]
    schema(document, "TrainingFailedEvent")["required"].remove("detail")


def send_no_more(document: Document) -> None:
    del document["webhooks"]["crawling.initial"]


BREAKING = [
    (remove_operation, f"ERR   GET {MODELS}: api removed without deprecation [api-removed-without-deprecation]"),
    (
        require_member,
        f"ERR   POST {MODELS}: added the new required request property `owner` [new-required-request-property]",
    ),
    (
        narrow_enum,
        f"ERR   POST {TRAINING_DATA}: removed the enum value `text` from the `query` request parameter `type`",
    ),
    (
        remove_answered_member,
        f"ERR   GET {MODELS}: removed the required property `models/items/title` from the response",
    ),
    (
        change_answered_type,
        f"ERR   GET {MODELS}: the `models/items/title` response's property type/format changed from `string` to",
    ),
    (require_parameter, f"ERR   GET {UIDS}: the `query` request parameter `start_at` became required"),
    (
        require_credential,
        f"WARN  POST {TALK}: the endpoint scheme security `api-key AND caigunn-access-token` was added",
    ),
    (remove_error_member, "ERR   DELETE /api/external/chatbot/opentalk: removed the required property `detail`"),
    (
        remove_sent_member,
        "ERR   POST webhook:training.failed: removed the required property `detail` from the response",
    ),
    (send_no_more, "ERR   POST webhook:crawling.initial: api path removed without deprecation"),
]


@NEEDS_OASDIFF
@pytest.mark.parametrize(("change", "line"), BREAKING, ids=[change.__name__ for change, _ in BREAKING])
def test_what_breaks_is_announced_by_another_version_and_told_in_the_changelog(
    repository: Repository, change: Edit, line: str
) -> None:
    repository.change(change)
    ended = repository.compare()
    assert (ended.returncode, ended.stderr) == (1, "")
    assert any(each.startswith(line) for each in ended.stdout.splitlines()), ended.stdout
    assert "breaking: info.version of openapi.yaml is 2024-05-09 as before: another one announces" in ended.stdout
    assert "breaking: CHANGELOG.md doesn't tell, above [2024-05-09]:\n- **Breaking:** " in ended.stdout

    repository.tell(["## [2024-07-08]", "", *entries(ended.stdout)])
    repository.change(change, version="2024-07-08")
    ended = repository.compare()
    assert ended.returncode == 0, ended.stdout
    assert "as before" not in ended.stdout


@NEEDS_OASDIFF
def test_what_is_found_is_told_in_the_same_words_each_time(tmp_path: Path) -> None:
    """The changelog is searched for them, and oasdiff names schemes that are needed together in any order."""
    base, revision = openapi.load(CONTRACT), openapi.load(CONTRACT)
    require_credential(revision)
    told = {change.text for _ in range(30) for change in contract.judged(base, revision, tmp_path)}
    assert len(told) == 2, told


def add_parameter(document: Document) -> None:
    document["paths"][MODELS]["get"].setdefault("parameters", []).append(
        {"name": "sort", "in": "query", "schema": {"type": "string"}, "description": "How."}
    )


def add_sent_member(document: Document) -> None:
    schema(document, "TrainingFailedEvent")["properties"]["hint"] = {"type": "string", "description": "What to do."}
    schema(document, "TrainingFailedEvent")["required"].append("hint")


SORT = "added the new optional `query` request parameter `sort` [new-optional-request-parameter]"
HINT = (
    "INFO  POST webhook:training.failed: added the required property `hint` to the response with the `200` status "
    "[response-required-property-added]"
)


def describe(document: Document) -> None:
    document["paths"][MODELS]["get"]["description"] = "Other."
    document["paths"][TRAINING_DATA]["post"]["parameters"][0]["description"] = "Other."
    document["webhooks"]["crawling.initial"]["post"]["summary"] = "Other."
    document["components"]["schemas"]["Model"]["properties"]["title"]["example"] = "t"
    document["components"]["examples"]["TrainingDataFromText"]["value"]["text"] = "Other."
    document["tags"][0]["description"] = "Other."


@NEEDS_OASDIFF
@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (lambda _: None, []),
        (
            add_parameter,
            [f"INFO  GET {MODELS}: {SORT}"],
        ),
        (
            add_sent_member,
            [HINT],
        ),
        (
            describe,
            [
                "docs  tags: changed",
                f"docs  POST {TRAINING_DATA}: parameters/query type/description: changed",
                f"docs  GET {MODELS}: description: changed",
                "docs  POST webhook:crawling.initial: summary: changed",
                "docs  components/schemas/Model/properties/title/example: added",
                "docs  components/examples/TrainingDataFromText: changed",
            ],
        ),
        (
            lambda document: document["servers"][0].update(url="https://other.example"),
            ["other servers: changed, which oasdiff doesn't judge"],
        ),
    ],
    ids=["nothing", "parameter", "event", "documentation", "server"],
)
def test_what_breaks_nobody_needs_no_announcement(repository: Repository, change: Edit, lines: list[str]) -> None:
    repository.change(change)
    ended = repository.compare()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [line for line in ended.stdout.splitlines() if not line.startswith("breaking: ")] == lines


@NEEDS_OASDIFF
def test_a_member_that_is_called_description_is_no_documentation(repository: Repository) -> None:
    schema(repository.document, "Model")["properties"]["description"] = {"type": "string", "description": "One."}
    repository.write(repository.document)
    repository.commit()
    repository.change(lambda document: schema(document, "Model")["properties"].pop("description"))
    said = repository.compare("--base", "HEAD").stdout
    assert f"\nWARN  GET {MODELS}: removed the optional property `models/items/description`" in said
    assert "docs" not in said


@NEEDS_OASDIFF
def test_one_entry_tells_of_a_change_that_many_operations_have(repository: Repository) -> None:
    repository.change(remove_error_member, version="2024-07-08")
    [entry] = entries(repository.compare().stdout)
    assert entry.count("`POST ") == 3
    shorter = "- Errors have no `detail` (`response-required-property-removed`): "
    operations = [operation.id for operation in openapi.operations(repository.document)]
    repository.tell([shorter + ", ".join(f"`{each}`" for each in operations[:-1])])
    [entry] = entries(repository.compare().stdout)
    assert entry.endswith(": `PUT /api/external/chatbot/webhook`")
    repository.tell([f"  and `{operations[-1]}`"])
    assert repository.compare().returncode == 0


@NEEDS_OASDIFF
def test_what_is_told_still_has_to_be_announced(repository: Repository) -> None:
    repository.change(remove_operation)
    repository.tell(entries(repository.compare().stdout))
    ended = repository.compare()
    assert (ended.returncode, entries(ended.stdout)) == (1, [])
    assert "as before" in ended.stdout


@NEEDS_OASDIFF
def test_what_an_older_section_tells_is_old(repository: Repository) -> None:
    repository.change(remove_operation, version="2024-07-08")
    told = entries(repository.compare().stdout)
    text = repository.changelog.read_text(encoding="utf-8")
    repository.changelog.write_text("\n".join([text, *told, ""]), encoding="utf-8")
    assert repository.compare().returncode == 1


def test_without_a_changelog_or_a_section_of_the_version_all_there_is_counts() -> None:
    assert since("", {"1"}) == ""
    assert since("## [2]\n- a\n", {"1"}) == "## [2]\n- a\n"
    assert since("## [2] - today\n- a\n## [1]\n- b\n", {"1"}) == "## [2] - today\n- a\n"
    assert lacking("", []) == []


@pytest.mark.parametrize(
    ("entry", "tells"),
    [
        ("- No more `id` (`gone`): `GET /a`, `GET /b`.", True),
        ("- `getA` lost its\n  `id` (`gone`).\n- Else.", True),
        ("- No more id (`gone`): `GET /a`.", False),
        ("- No more `id`: `GET /a`.", False),
        ("- No more `id` (`gone`): `GET /b`.", False),
        ("- No more `id` (`gone`):\n- `GET /a`.", False),
    ],
)
def test_an_entry_tells_of_a_change_by_its_check_its_operation_and_its_member(entry: str, *, tells: bool) -> None:
    change = Change("ERR", "gone", ("GET /a", "getA"), "removed `id`", "id")
    assert lacking(entry, [change]) == ([] if tells else ["- **Breaking:** removed `id` (`gone`): `GET /a`"])


def test_nothing_between_backticks_is_no_name() -> None:
    assert quoted("changed from `` to `a b`, and `c`") == ["a b", "c"]


def test_where_oasdiff_is_not_installed_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "OASDIFF", tmp_path / "none")
    with pytest.raises(Failure, match=r"^oasdiff isn't installed: npm has it here for Linux on x64"):
        contract.judged({}, {}, tmp_path)
