"""That mutants of the client, the templates and the decisions are made, tried, and told apart from faults of ours."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import errata, openapi
from scripts.mutants import changes, client, client_tests, decisions, equivalent, templates
from scripts.mutants.mutant import Mutant
from scripts.project import CONTRACT, ERRATA, Failure

GROUPS: dict[str, Callable[[], list[Mutant]]] = {
    "client": client.mutants,
    "templates": templates.mutants,
    "decisions": decisions.mutants,
}
MARKED = "tests/test_marked.py"


@pytest.mark.parametrize("group", GROUPS)
def test_every_mutant_has_a_name_of_its_own(group: str) -> None:
    found = GROUPS[group]()
    assert len({mutant.id for mutant in found}) == len(found)
    assert all(mutant.id.startswith(f"{group}/") and "\n" not in mutant.what for mutant in found)


@pytest.mark.parametrize("group", GROUPS)
def test_the_list_of_equivalent_ones_is_about_mutants_that_there_are(group: str) -> None:
    listed = equivalent.about(equivalent.read(equivalent.LIST), [group], [*GROUPS, "server"])
    assert list(equivalent.faults(listed, GROUPS[group](), {}, equivalent.LIST)) == []


def test_each_change_of_the_contract_changes_it() -> None:
    whole = openapi.load(CONTRACT)
    pickled = pickle.dumps(whole)
    for change in changes.changes(whole):
        document = pickle.loads(pickled)  # noqa: S301 - our own; faster than a copy
        change.make(document)
        assert document != whole, change
    assert whole == openapi.load(CONTRACT)


@pytest.mark.parametrize(
    "kind", ["path-changed", "parameter-optional", "member-renamed", "type-changed", "value-dropped"]
)
def test_changes_come_from_the_contract(kind: str) -> None:
    shop = {
        "paths": {
            "/orders": {
                "get": {
                    "operationId": "listOrders",
                    "parameters": [
                        {
                            "name": "of",
                            "in": "query",
                            "required": True,
                            "schema": {"type": "string", "enum": ["me", "you"]},
                        }
                    ],
                    "responses": {"200": {"description": "Orders."}},
                }
            }
        },
        "components": {"schemas": {"Order": {"type": "object", "properties": {"number": {"type": "integer"}}}}},
    }
    found = {change.kind: change.where for change in changes.changes(shop)}
    assert found[kind].partition(".")[0] in {"listOrders", "Order"}


def test_no_claim_is_true_where_it_is_reverted() -> None:
    whole = openapi.load(CONTRACT)
    for erratum in errata.load(ERRATA):
        document = decisions.reverted(whole, erratum.claims)
        assert [claim.at for claim in erratum.claims if not claim.fault(document)] == []


def test_each_claim_that_is_reverted_is_told_with_its_erratum() -> None:
    for mutant in decisions.mutants():
        if mutant.kind == "decisions/claims":
            verdict = mutant.run()
            assert verdict.outcome == "killed"
            assert str(verdict.by).startswith(f"erratum {mutant.id.split('/')[2].rpartition('-')[0]}: ")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "old: MAX_RETRIES = 2\n",
            "old: MAX_RETRIES = 5\n",
            "retries-are-one-more: 'MAX_RETRIES = 5' stands 0 times in ",
        ),
        ("old: MAX_RETRIES = 2\n", "old: max_retries\n", "retries-are-one-more: 'max_retries' stands "),
        (
            "promise: Redirects are",
            "promise: Redirects aren't",
            "the client's README doesn't promise \"Redirects aren't",
        ),
        ("file: package/_pages.py.jinja", "file: package/none.jinja", "none.jinja: no such file"),
        ("      new: MAX_RETRIES = 3\n", "", "Field required"),
    ],
)
def test_a_change_that_does_not_fit_is_one_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    written = templates.PROMISES.read_text(encoding="utf-8")
    assert old in written
    path = tmp_path / "templates.yaml"
    path.write_text(written.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Failure) as raised:
        templates.mutants(path)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("group", "name", "by"),
    [
        ("client", "client/member-renamed/TrainedData.model_id", "tests/test_sdk_webhooks.py"),
        ("templates", "templates/page-overlaps-the-one-before", "tests/test_sdk_pages.py"),
        ("decisions", "decisions/requests/train-path", "tests/test_errata.py"),
    ],
)
def test_a_mutant_is_noticed(group: str, name: str, by: str) -> None:
    (mutant,) = (each for each in GROUPS[group]() if each.id == name)
    verdict = mutant.run()
    assert (verdict.outcome, str(verdict.by).partition("::")[0]) == ("killed", by)


def judged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, test: str, change: Callable[[Path], str | None]
) -> tuple[str, str]:
    """Return what becomes of a change in a project that has one test."""
    for name in client_tests.FOLDERS:
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / MARKED).write_text(test, encoding="utf-8")
    (tmp_path / "value.txt").write_text("as it was", encoding="utf-8")
    monkeypatch.setattr(client_tests, "ROOT", tmp_path)
    client_tests.fails_unchanged.cache_clear()
    verdict = client_tests.judge(change, [(f"{MARKED}::test_value",)])
    client_tests.fails_unchanged.cache_clear()
    assert (tmp_path / "value.txt").read_text(encoding="utf-8") == "as it was"
    return verdict.outcome, str(verdict.by)


TEST = "from pathlib import Path\ndef test_value():\n    assert Path('value.txt').read_text() != 'changed'\n"


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        (TEST, "changed", ("killed", f"{MARKED}::test_value")),
        (TEST, "as it was", ("survived", "None")),
        (TEST.replace("!=", "=="), "changed", ("error", f"it fails without a mutant too: {MARKED}::test_value")),
        ("import nothing_that_is_there\n", "changed", ("error", f"it fails without a mutant too: {MARKED}")),
    ],
    ids=["killed", "survived", "red before", "not importable"],
)
def test_only_what_passes_without_a_mutant_can_notice_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, test: str, value: str, expected: tuple[str, str]
) -> None:
    def change(copy: Path) -> None:
        (copy / "value.txt").write_text(value, encoding="utf-8")

    assert judged(monkeypatch, tmp_path, test, change) == expected


def test_tests_that_cannot_be_run_are_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    outcome, by = judged(monkeypatch, tmp_path, "", lambda _: None)
    assert outcome == "error"
    assert by.startswith("pytest ended with ")
