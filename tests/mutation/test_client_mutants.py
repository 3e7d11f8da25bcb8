"""Mutants of clients, templates and decisions, and the test suites that test them."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import errata, openapi
from scripts.mutation import equivalent, project_tests
from scripts.mutation.generators import client, contract_edits, decisions, templates
from scripts.mutation.mutant import Mutant
from scripts.project import CONTRACT, ERRATA, UserError
from tests.support.project_contract import DOCUMENT

GROUPS: dict[str, Callable[[], list[Mutant]]] = {
    "client": client.mutants,
    "templates": templates.mutants,
    "decisions": decisions.mutants,
}


@pytest.mark.parametrize("group", GROUPS)
def test_mutants_have_unique_ids(group: str) -> None:
    mutants = GROUPS[group]()
    assert len({mutant.id for mutant in mutants}) == len(mutants)
    assert all(mutant.id.startswith(f"{group}/") and "\n" not in mutant.description for mutant in mutants)


@pytest.mark.parametrize("group", GROUPS)
def test_listed_equivalent_mutants_exist(group: str) -> None:
    listed = equivalent.select(equivalent.load(equivalent.LIST), [group], [*GROUPS, "server"])
    assert list(equivalent.errors(listed, GROUPS[group](), {}, equivalent.LIST)) == []


def test_each_edit_changes_the_contract() -> None:
    original = openapi.load(CONTRACT)
    pickled = pickle.dumps(original)
    for edit in contract_edits.edits(original):
        document = pickle.loads(pickled)  # noqa: S301 - faster than a deep copy
        edit.apply(document)
        assert document != original, edit
    assert original == openapi.load(CONTRACT)


@pytest.mark.parametrize(
    "kind", ["path-changed", "parameter-optional", "property-renamed", "type-changed", "enum-value-removed"]
)
def test_edits_are_derived_from_the_contract(kind: str) -> None:
    parameter = {"name": "of", "in": "query", "required": True, "schema": {"type": "string", "enum": ["me", "you"]}}
    operation = {
        "operationId": "listOrders",
        "parameters": [parameter],
        "responses": {"200": {"description": "Orders."}},
    }
    shop = {
        "paths": {"/orders": {"get": operation}},
        "components": {"schemas": {"Order": {"type": "object", "properties": {"number": {"type": "integer"}}}}},
    }
    locations = {edit.kind: edit.location for edit in contract_edits.edits(shop)}
    assert locations[kind].partition(".")[0] in {"listOrders", "Order"}


def test_reverted_claims_are_false() -> None:
    document = openapi.load(CONTRACT)
    for erratum in errata.load(ERRATA):
        changed = decisions.reverted(document, erratum.claims)
        assert [claim.at for claim in erratum.claims if not claim.mismatch(changed)] == []


@pytest.mark.parametrize(
    "erratum", [each for each in errata.load(ERRATA) if each.accepted or each.refused], ids=lambda each: each.id
)
def test_reverted_contract_for_requests_is_valid(erratum: errata.Erratum) -> None:
    openapi.check(decisions.reverted(DOCUMENT, erratum.claims), CONTRACT)


def test_reverted_claims_are_reported_with_their_erratum() -> None:
    for mutant in decisions.mutants():
        if mutant.kind == "decisions/claims":
            verdict = mutant.test()
            assert verdict.outcome == "killed"
            assert str(verdict.reason).startswith(f"erratum {mutant.id.split('/')[2].rpartition('-')[0]}: ")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("old: MAX_RETRIES = 2\n", "old: MAX_RETRIES = 5\n", "contains 'MAX_RETRIES = 5' 0 times; it must be unique"),
        ("old: MAX_RETRIES = 2\n", "old: max_retries\n", "contains 'max_retries' "),
        ("promise: Redirects are", "promise: Redirects aren't", "README does not contain \"Redirects aren't"),
        ("file: package/_pages.py.jinja", "file: package/none.jinja", "none.jinja: no such file"),
        ("      new: MAX_RETRIES = 3\n", "", "Field required"),
    ],
)
def test_outdated_change_of_a_template_is_a_user_error(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = templates.PROMISES.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "templates.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as raised:
        templates.mutants(path)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("group", "id_", "file"),
    [
        ("client", "client/property-renamed/TrainedData.model_id", "test_webhooks.py"),
        ("templates", "templates/page-overlaps-previous", "test_pagination.py"),
        ("decisions", "decisions/requests/train-path", "test_requests.py"),
    ],
)
def test_mutant_is_killed_by_the_tests(group: str, id_: str, file: str) -> None:
    (mutant,) = (each for each in GROUPS[group]() if each.id == id_)
    verdict = mutant.test()
    assert verdict.outcome == "killed"
    assert str(verdict.reason).partition("::")[0].endswith(file)


VALUE_TEST = "from pathlib import Path\ndef test_value():\n    assert Path('value.txt').read_text() != 'changed'\n"
VALUE_TESTS = "tests/test_value.py"


def outcome_of(
    monkeypatch: pytest.MonkeyPatch, project: Path, test: str, change: Callable[[Path], str | None]
) -> tuple[str, str]:
    """Return outcome and reason of a change of a project with one test."""
    for name in project_tests.FOLDERS:
        (project / name).mkdir(parents=True)
    (project / VALUE_TESTS).write_text(test, encoding="utf-8")
    (project / "value.txt").write_text("original", encoding="utf-8")
    monkeypatch.setattr(project_tests, "ROOT", project)
    project_tests.baseline_failure.cache_clear()
    verdict = project_tests.run(change, [(f"{VALUE_TESTS}::test_value",)])
    project_tests.baseline_failure.cache_clear()
    assert (project / "value.txt").read_text(encoding="utf-8") == "original"
    return verdict.outcome, str(verdict.reason)


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        (VALUE_TEST, "changed", ("killed", f"{VALUE_TESTS}::test_value")),
        (VALUE_TEST, "original", ("survived", "None")),
        (
            VALUE_TEST.replace("!=", "=="),
            "changed",
            ("error", f"the test fails without the mutant too: {VALUE_TESTS}::test_value"),
        ),
        ("import missing_module\n", "changed", ("error", f"the test fails without the mutant too: {VALUE_TESTS}")),
    ],
    ids=["killed", "survived", "failing before", "not importable"],
)
def test_mutant_is_killed_by_tests_that_passed_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, test: str, value: str, expected: tuple[str, str]
) -> None:
    def change(copy: Path) -> None:
        (copy / "value.txt").write_text(value, encoding="utf-8")

    assert outcome_of(monkeypatch, tmp_path, test, change) == expected


def test_missing_test_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    outcome, reason = outcome_of(monkeypatch, tmp_path, "", lambda _: None)
    assert outcome == "error"
    assert reason.startswith("pytest exited with ")
