"""`CONTRACT=`: every tool works with another contract than that of the project."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import validate
from scripts.generate.cli import main as generate
from scripts.project import ROOT
from scripts.reference.cli import main as reference
from tests.features.corpus import features

TARGETS = ("validate", "generate", "mock", "contract", "proxy", "docs", "breaking", "mutation")


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """The contract of the first feature."""
    return features()[0].write(tmp_path / "other")


@pytest.mark.parametrize("target", TARGETS)
def test_make_passes_the_contract_to_the_tool(target: str) -> None:
    command = ["make", "--dry-run", target, "CONTRACT=other contract.yaml", "UPSTREAM=http://127.0.0.1:9"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "--contract 'other contract.yaml'" in done.stdout


@pytest.mark.slow
def test_validate_checks_another_contract(contract: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert validate.main(["--contract", str(contract)]) == 1
    output = capsys.readouterr().out
    assert "send: query.q: has no named example; add one" in output
    assert "erratum" not in output
    assert "problems in 1 operations, 0 events, 0 examples and 0 claims of 0 errata" in output


@pytest.mark.slow
def test_generate_writes_clients_of_another_contract(contract: Path, tmp_path: Path) -> None:
    outputs = ["--output", str(tmp_path / "python"), "--typescript", str(tmp_path / "typescript")]
    assert generate(["--contract", str(contract), *outputs]) == 0
    assert "Feature1" in (tmp_path / "python" / "caigunn_client" / "__init__.py").read_text(encoding="utf-8")
    assert '"/a"' in (tmp_path / "typescript" / "schema.d.ts").read_text(encoding="utf-8")


def test_docs_show_another_contract(contract: Path, tmp_path: Path) -> None:
    assert reference(["--contract", str(contract), "--output", str(tmp_path / "docs")]) == 0
    shown = json.loads((tmp_path / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert [*shown["paths"]] == ["/a"]


def test_proxy_validates_by_another_contract(contract: Path) -> None:
    command = [sys.executable, "-m", "scripts.proxy", "http://127.0.0.1:9", "--contract", str(contract), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        ready = process.stdout.readline()
        process.terminate()
    assert f"validated by {contract} (1.0.0)" in ready
