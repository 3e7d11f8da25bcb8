"""Conventions of the tests: names, and what test modules import."""

import re

from scripts.project import ROOT

SOURCES = {path.relative_to(ROOT): path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("*.py"))}


def test_no_module_imports_a_test_module() -> None:
    imports = re.compile(r"^(?:from|import) tests\.(?:\w+\.)*test_\w+", re.MULTILINE)
    assert [f"{path}: {found}" for path, text in SOURCES.items() for found in imports.findall(text)] == []


def test_names_have_at_most_60_characters() -> None:
    names = [
        name for text in SOURCES.values() for name in re.findall(r"^(?:async )?def (test_\w+)", text, re.MULTILINE)
    ]
    assert [name for name in names if len(name) > 60] == []
