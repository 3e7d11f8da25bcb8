"""Rebuilding of an edition whose sources have changed."""

import shutil
from pathlib import Path

import pytest

from scripts import openapi
from scripts.editions import contracts
from scripts.project import CONTRACT, OVERLAYS

EDITION = next(iter(sorted(OVERLAYS.glob("*.yaml")))).stem


def test_changed_contract_is_in_the_rebuilt_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract, overlays = tmp_path / "openapi.yaml", tmp_path / "overlays"
    shutil.copy(CONTRACT, contract)
    shutil.copytree(OVERLAYS, overlays)
    for name, value in {"CONTRACT": contract, "OVERLAYS": overlays, "EDITIONS": tmp_path / "editions"}.items():
        monkeypatch.setattr(contracts, name, value)
    built = contracts.contract_of(EDITION)
    before = built.read_bytes()
    assert contracts.rebuild(built) == {contract, overlays / f"{EDITION}.yaml"}
    assert built.read_bytes() == before
    contract.write_text(
        CONTRACT.read_text(encoding="utf-8").replace("info:\n", "info:\n  x-new: true\n", 1), encoding="utf-8"
    )
    contracts.rebuild(built)
    assert openapi.load(built)["info"]["x-new"] is True


def test_other_contract_is_left_alone() -> None:
    assert contracts.rebuild(CONTRACT) == frozenset()
