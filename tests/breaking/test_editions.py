"""The contract of an edition, compared with that of a revision."""

import json
from pathlib import Path

import pytest

from scripts.breaking.cli import _old_contract
from scripts.breaking.revision import find_revision
from scripts.editions.contracts import EDITIONS
from scripts.project import UserError
from tests.support.repository import Repository

BUILT = EDITIONS / "2030-01-01" / "openapi.yaml"


def test_edition_of_a_revision_is_built_from_its_sources(repository: Repository, tmp_path: Path) -> None:
    actions = [{"target": "$.info", "update": {"version": "2030-01-01", "title": "Later"}}]
    overlay = {"overlay": "1.0.0", "info": {"title": "Test", "version": "1"}, "actions": actions}
    (repository.folder / "overlays").mkdir()
    (repository.folder / "overlays/2030-01-01.yaml").write_text(json.dumps(overlay), encoding="utf-8")
    repository.commit()
    document = _old_contract(find_revision(repository.folder, "HEAD"), BUILT, tmp_path)
    assert (document["info"]["version"], document["info"]["title"]) == ("2030-01-01", "Later")


def test_revision_without_the_edition_is_reported(repository: Repository, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r": overlays/2030-01-01\.yaml is missing; choose a revision that has it"):
        _old_contract(find_revision(repository.folder, "HEAD"), BUILT, tmp_path)
