"""Errata files."""

from pathlib import Path

import pytest

from scripts import errata
from scripts.project import UserError

ENTRY = """
- id: one
  question: Which?
  says: [{in: here, text: this}, {in: there, text: that}]
  contract: this
  because: it is so
  claims: [{at: [info, title], is: CaiGunn}]
"""


def test_valid_entry_is_read(tmp_path: Path) -> None:
    path = tmp_path / "errata.yaml"
    path.write_text(ENTRY, encoding="utf-8")
    [erratum] = errata.load(path)
    assert (erratum.id, erratum.says[1].place, erratum.claims[0].value) == ("one", "there", "CaiGunn")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ENTRY + ENTRY, "erratum one: 2 entries have this id"),
        (ENTRY.replace("because", "reason"), "erratum one: because: Field required"),
        (ENTRY.replace("is: CaiGunn", "is: CaiGunn, absent: true"), "needs either `is` or `absent: true`"),
        (ENTRY.replace("id: one", "id: One!"), "id: String should match pattern"),
        (ENTRY + "  refused: [{send: GET /, status: 500}]\n", "erratum one: refused.0.status"),
        ("one: two", "Input should be a valid list"),
        ("[]", "at least 1 item"),
    ],
    ids=["duplicate id", "missing property", "value and absent", "id", "status", "no list", "empty list"],
)
def test_invalid_entry_is_a_one_line_failure(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "errata.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=r"errata\.yaml") as raised:
        errata.load(path)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
