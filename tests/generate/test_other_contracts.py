"""Python clients of other contracts, and contracts that are rejected."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.generate.cli import main
from scripts.generate.publish import read_files
from scripts.generate.settings import SETTINGS
from scripts.openapi import Document
from scripts.project import UserError
from tests.support import pet_shop, reserved_names
from tests.support.yaml_files import write_yaml

BEARER = {"type": "http", "scheme": "bearer"}
HOOKS = yaml.safe_load(SETTINGS.read_text("utf-8"))["post_hooks"]


def generate(directory: Path, contract: Document, **settings: Any) -> Path:
    """Generate the Python client of a contract, and return its directory."""
    write_yaml(directory / "contract.yaml", contract)
    write_yaml(directory / "settings.yaml", {"post_hooks": HOOKS, **settings})
    arguments = ["--contract", str(directory / "contract.yaml"), "--config", str(directory / "settings.yaml")]
    assert main([*arguments, "--output", str(directory / "client")]) == 0
    return directory / "client"


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The directories of the clients by contract, each with the contract's program."""
    directories = {}
    for module, settings in ((pet_shop, {"literal_enums": True}), (reserved_names, {"generate_all_tags": True})):
        name = module.__name__.rpartition(".")[2]
        directories[name] = generate(tmp_path_factory.mktemp(name), module.CONTRACT, **settings)
        (directories[name] / f"use_{name}.py").write_text(module.PROGRAM, encoding="utf-8")
    return directories


@pytest.mark.parametrize("contract", ["pet_shop", "reserved_names"])
def test_client_of_another_contract_works(clients: dict[str, Path], contract: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(clients[contract])}
    command = [sys.executable, "-W", "error", f"use_{contract}.py"]
    done = subprocess.run(command, cwd=clients[contract], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_clients_of_other_contracts_are_well_typed(clients: dict[str, Path], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--warn-unreachable", "--config-file", os.devnull]
    command += ["--cache-dir", str(tmp_path), "-p", "pet_shop_client", "-p", "odd_client"]
    command += [argument for contract in clients for argument in ("-m", f"use_{contract}")]
    environment = {**os.environ, "MYPYPATH": os.pathsep.join(map(str, clients.values()))}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_client_has_no_name_of_the_project(clients: dict[str, Path]) -> None:
    content = "\n".join(content.decode() for content in read_files(clients["pet_shop"]).values())
    assert "https://eu.shop.example/v1" in content
    assert 'size (GetPetSize | Unset): The "size" \\\\ of it.' in content
    assert not re.search(r"caigunn|api[-_]key|\buid\b", content, re.IGNORECASE)


def operation(**members: Any) -> Document:
    """Return the paths of a contract with one operation."""
    return {"paths": {"/": {"get": {"operationId": "getIt", "responses": {"200": {"description": "x"}}, **members}}}}


def schemes(**named: Document) -> Document:
    """Return the components of a contract with other security schemes, and no requirement."""
    components = {**pet_shop.CONTRACT["components"], "securitySchemes": named}
    return {"components": components, "security": [], **operation()}


def info(version: object, title: str = "Pet shop") -> Document:
    return {"info": {"title": title, "version": version}}


def event(schema: str) -> Document:
    """Return a webhook with an event of a schema."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"post": {"requestBody": {"content": content}, "responses": {"200": {"description": "x"}}}}


PAGE = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("offset", "limit")]


INVALID_UNION = {"anyOf": [{"type": "string", "format": "date", "default": "someday"}, {"type": "integer"}]}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            operation(parameters=[{"name": "odd", "in": "query", "schema": INVALID_UNION}]),
            "cannot parse parameter of endpoint get_it: Invalid property in union odd",
        ),
        (
            {"servers": [{"url": "https://{region}.example", "variables": {"region": {}}}]},
            "servers: the variable 'region' has no default",
        ),
        (operation(security=[{"none": []}]), "'none'"),
        (
            {"paths": {**pet_shop.CONTRACT["paths"], **operation(operationId="get-pet")["paths"]}},
            "'get_pet'; change it",
        ),
        (info("next"), "info.version 'next': not a date or a PEP 440 version"),
        (
            schemes(A={"type": "http", "scheme": "hoba"}),
            "security scheme 'A': HTTP authentication 'hoba' is not supported",
        ),
        (schemes(**dict.fromkeys(("aB", "a-b"), BEARER)), "already has an argument 'a_b'; rename the scheme"),
        (schemes(timeout=BEARER), "already has an argument 'timeout'; rename the scheme"),
        (schemes(log=BEARER), "already has an argument 'log'; rename the scheme"),
        (operation(operationId="123"), "GET /: operationId '123' is not usable as a method name; set x-client-name"),
        (operation(**{"x-client-name": "a b"}), "GET /: x-client-name 'a b' is not a Python identifier"),
        (
            operation(parameters=PAGE, **{"x-client-items": "b"}),
            "GET /: x-client-items 'b': not an array of the response",
        ),
        (info("1", "Client"), "info.title 'Client': the package already exports 'Client'; add a word to the title"),
        (info("1", "4 pets"), "info.title '4 pets': not usable as a Python class name; start it with an ASCII letter"),
        ({"webhooks": {"a": event("Sold"), "b": event("Sold")}}, "webhooks a and b: same constant properties"),
        ({"webhooks": {"a": {"post": {"responses": {}}}}}, "webhook a: its JSON schema must be a $ref"),
    ],
)
def test_unsupported_contract_is_rejected(tmp_path: Path, changed: Document, message: str) -> None:
    (tmp_path / "client").mkdir()
    (tmp_path / "client" / "previous.py").write_text("")
    with pytest.raises(UserError, match=re.escape(message)):
        generate(tmp_path, {**pet_shop.CONTRACT, **changed})
    assert set(read_files(tmp_path)) == {"client/previous.py", "contract.yaml", "settings.yaml"}


@pytest.mark.parametrize(
    ("hook", "message"),
    [
        ("ruff check --no-such-option", "post_hooks: `ruff check --no-such-option` failed: error: "),
        ("no-such-program", "no-such-program: No such file or directory; run `make setup`"),
    ],
)
def test_failing_hook_is_reported(tmp_path: Path, hook: str, message: str) -> None:
    with pytest.raises(UserError, match=re.escape(message)):
        generate(tmp_path, pet_shop.CONTRACT, post_hooks=[hook])
    assert not (tmp_path / "client").exists()
