"""Clients of further editions: subpackages of the Python client, and modules of the TypeScript client."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import caigunn_client
import pytest

from scripts.editions.contracts import contract_of
from scripts.generate.cli import Build
from scripts.generate.editions import embedded, further_editions, subpackage
from scripts.generate.metadata import Additions
from scripts.generate.python.build import build as build_python
from scripts.generate.python.editions import share_modules
from scripts.generate.settings import SETTINGS, read_settings
from scripts.generate.typescript.build import build as build_typescript
from scripts.openapi import load, operations
from scripts.project import CLIENT, CONTRACT, TYPESCRIPT, UserError
from scripts.reference.samples import samples
from tests.support.project_contract import CREDENTIALS, DOCUMENT, SCHEMES

EDITIONS = dict(further_editions(CONTRACT, DOCUMENT))


@pytest.fixture(params=EDITIONS)
def package(request: pytest.FixtureRequest) -> ModuleType:
    """The subpackage of an edition."""
    return import_module(f"caigunn_client.{subpackage(request.param)}")


def test_errors_and_files_are_those_of_the_package(package: ModuleType) -> None:
    shared = [name for name in package.__all__ if name.endswith("Error") or name == "File"]
    assert len(shared) > 10
    for name in shared:
        assert getattr(package, name) is getattr(caigunn_client, name)


def test_client_has_the_constructor_of_the_package(package: ModuleType) -> None:
    client = package.CaiGunn(**CREDENTIALS)
    assert client.api_key == CREDENTIALS["api_key"]
    assert not isinstance(client, caigunn_client.CaiGunn)


@pytest.mark.parametrize(
    ("used", "unused"),
    [("caigunn_client", "caigunn_client.v2024_11_19"), ("caigunn_client.v2024_11_19", "caigunn_client._sync")],
)
def test_only_the_imported_edition_is_loaded(used: str, unused: str) -> None:
    program = f"""
import sys
from {used} import CaiGunn
from {used}.testing import FakeService
with CaiGunn(api_key="k", caigunn_access_token="t", httpx_args={{"transport": FakeService().transport}}) as client:
    print(client.models.list())
print([name for name in sys.modules if name.startswith({unused!r})])
"""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=CLIENT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith("\n[]\n")


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_operation_has_a_path_in_typescript(edition: str) -> None:
    types = (TYPESCRIPT / f"v{edition}" / "schema.d.ts").read_text(encoding="utf-8")
    assert all(f'"{operation.path}": {{' in types for operation in operations(EDITIONS[edition]))


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.slow
def test_samples_run_against_the_mock(mock_of: Callable[[str], str], edition: str, tmp_path: Path) -> None:
    document = load(contract_of(edition))
    found = samples(document, edition, mock_of(edition))
    programs = [each["source"] for of_operation in found.values() for each in of_operation if each["lang"] == "python"]
    missing = {operation.id for operation in operations(document)} - {
        name for name, of_operation in found.items() if any(each["lang"] == "python" for each in of_operation)
    }
    assert missing == set()
    assert all(f"from caigunn_client.{subpackage(edition)} import CaiGunn\n" in program for program in programs)
    program = tmp_path / "samples.py"
    program.write_text("\n".join(programs), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-W", "error", program],
        env={"PYTHONPATH": str(CLIENT)} | {each.variable: "a-credential" for each in SCHEMES.values()},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")


def test_module_that_imports_a_changed_one_is_not_shared(tmp_path: Path) -> None:
    package, edition = tmp_path / "package", tmp_path / "edition"
    sources = {"__init__.py": '_MODULES = {\n    "A": "same",\n    "B": "uses",\n}\n', "same.py": "A = 1\n"}
    uses = "def f():\n    from . import (\n        same as _same,\n        changed,\n    )\n"
    for folder, value in ((package, 1), (edition, 2)):
        (folder / "groups").mkdir(parents=True)
        for name, source in {**sources, "changed.py": f"C = {value}\n", "uses.py": uses}.items():
            (folder / name).write_text(source)
        (folder / "groups" / "a.py").write_text("from ..same import A\nfrom ..uses import f\nfrom .b import B\n")
    share_modules(package, edition)
    assert {path.name for path in edition.glob("*.py")} == {"__init__.py", "changed.py", "uses.py"}
    assert (edition / "uses.py").read_text() == (
        "def f():\n    from .. import same as _same\n    from . import changed\n"
    )
    assert (edition / "groups" / "a.py").read_text() == (
        "from ...same import A\nfrom ..uses import f\nfrom .b import B\n"
    )
    assert (edition / "__init__.py").read_text() == '_MODULES = {\n    "A": ".same",\n    "B": "uses",\n}\n'


@pytest.mark.slow
@pytest.mark.parametrize("build", [build_python, build_typescript], ids=["python", "typescript"])
def test_error_in_an_edition_names_its_overlay(build: Build, tmp_path: Path) -> None:
    document = load(CONTRACT)
    edition = json.loads(json.dumps(document))
    edition["components"]["securitySchemes"]["base-url"] = {"type": "apiKey", "in": "header", "name": "base-url"}
    with pytest.raises(UserError, match=r"^edition 2030-01-01: .*; adapt overlays/2030-01-01\.yaml$"):
        build(document, read_settings(SETTINGS), tmp_path / "client", Additions({"2030-01-01": edition}, ""))


def test_other_credential_of_the_same_name_is_rejected() -> None:
    edition = {"info": {"version": "2030-01-01"}, "components": {"securitySchemes": {"api-key": {"type": "http"}}}}
    with pytest.raises(UserError, match=r"^edition 2030-01-01: security scheme 'api-key' is not that of the contract"):
        embedded(load(CONTRACT), edition)
