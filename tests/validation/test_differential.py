"""Generated requests that Prism and openapi-core validate, too; 10,000 of them each night."""

from pathlib import Path

import pytest

from scripts.project import CONTRACT
from tests.validation.differential.comparison import CONTRACTS, FOLDER, Comparison, compare, documented

pytestmark = pytest.mark.slow

# About 20 s; the other contracts have their turn in the long run.
QUICK = [CONTRACT, FOLDER / "contracts/query.yaml", FOLDER / "contracts/schemas30.yaml"]


def described(result: Comparison) -> str:
    """Return the disagreements that are not documented, one a line."""
    return "\n".join(
        f"{each.validator} on {each.contract} {each.request}: {each.theirs!r}, ours: {each.ours!r}"
        for each in result.unknown
    )


def test_every_disagreement_is_documented(tmp_path: Path) -> None:
    result = compare(QUICK, 80, seed=1, logs=tmp_path)
    assert not result.unknown, described(result)
    assert result.agreed > result.requests / 2


def test_every_class_of_disagreements_names_its_clause() -> None:
    for name, each in documented().items():
        assert each["validator"] in {"prism", "openapi-core"}, name
        assert each["decision"], name
        assert each["clause"], name


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_ten_thousand_requests_have_no_other_disagreement(tmp_path: Path) -> None:
    result = compare(CONTRACTS, 930, seed=1, logs=tmp_path)
    assert result.requests > 10_000
    assert not result.unknown, described(result)
    assert documented().keys() == result.classes.keys()
