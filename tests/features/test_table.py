"""The table of the features in the documentation."""

from tests.features.corpus import features, limits
from tests.features.table import PAGE, TOOLS, page


def test_table_of_the_documentation_is_up_to_date() -> None:
    current = PAGE.read_text(encoding="utf-8")
    assert current == page(current), "run `python -m tests.features.table`"


def test_clients_are_right_or_refuse() -> None:
    for tool in ("Python client", "TypeScript client"):
        assert {limit.kind for limit in limits(tool).values()} <= {"refused"}


def test_limits_name_features_that_exist() -> None:
    known = {str(each) for each in features()}
    named = {name for tool in TOOLS if tool != "proxy" for name in limits(tool)}
    assert not named - known
