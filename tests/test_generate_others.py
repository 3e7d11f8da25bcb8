"""That another contract makes another client, and one that can't make a whole client makes none."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.generate import files, main
from scripts.openapi import Document
from scripts.project import Failure
from scripts.sdk.reading import SETTINGS
from tests import odd_names, shop

BEARER = {"type": "http", "scheme": "bearer"}
Arguments = Callable[..., list[str]]


@pytest.fixture
def arguments(tmp_path: Path) -> Arguments:
    """A function that writes the contract of the shop with changes, and returns the arguments to generate from it."""

    def write(**changed: Any) -> list[str]:
        contract, settings = tmp_path / "shop.yaml", tmp_path / "settings.yaml"
        contract.write_text(yaml.safe_dump({**shop.CONTRACT, **changed}), encoding="utf-8")
        hooks = yaml.safe_load(SETTINGS.read_text("utf-8"))["post_hooks"]
        settings.write_text(yaml.safe_dump({"literal_enums": True, "post_hooks": hooks}), encoding="utf-8")
        return ["--contract", str(contract), "--config", str(settings), "--output", str(tmp_path / "client")]

    return write


def use(folder: Path, program: str, package: str) -> None:
    """Run a program that uses a client, and check the types of both."""
    (folder / "use.py").write_text(program, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(folder / "client"), "MYPYPATH": str(folder / "client")}
    mypy = [sys.executable, "-m", "mypy", "--strict", "--warn-unreachable", "--config-file", os.devnull]
    for command in ([sys.executable, "use.py"], [*mypy, package, "use.py"]):
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_another_contract_makes_another_client(arguments: Arguments, tmp_path: Path) -> None:
    assert main(arguments()) == 0
    client = tmp_path / "client"
    use(tmp_path, shop.USE, "client/pet_shop_client")
    made = "\n".join(content.decode() for content in files(client).values())
    assert "https://eu.shop.example/v1" in made
    assert 'size (GetPetSize | Unset): The "size" \\\\ of it.' in made
    assert not re.search(r"caigunn|api[-_]key|\buid\b", made, re.IGNORECASE)


def test_names_that_are_in_the_way_make_a_client_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text(yaml.safe_dump(odd_names.CONTRACT), encoding="utf-8")
    hooks = yaml.safe_load(SETTINGS.read_text("utf-8"))["post_hooks"]
    (tmp_path / "settings.yaml").write_text(yaml.safe_dump({"post_hooks": hooks}), encoding="utf-8")
    arguments = ["--contract", str(tmp_path / "odd.yaml"), "--config", str(tmp_path / "settings.yaml")]
    assert main([*arguments, "--output", str(tmp_path / "client")]) == 0
    use(tmp_path, odd_names.USE, "client/odd_client")


def operation(**members: Any) -> Document:
    """Return members of a contract that has one operation."""
    return {"paths": {"/": {"get": {"operationId": "getIt", "responses": {"200": {"description": "x"}}, **members}}}}


def body(*media_types: str) -> Document:
    """Return members of an operation that takes a pet as one of several media types."""
    schema = {"$ref": "#/components/schemas/Pet"}
    return {"requestBody": {"content": {media_type: {"schema": schema} for media_type in media_types}}}


def schemes(**named: Document) -> Document:
    """Return members of a contract that has other security schemes."""
    return {"components": {**shop.CONTRACT["components"], "securitySchemes": named}, "security": []}


def info(version: object) -> Document:
    """Return members of a contract that has another version."""
    return {"info": {"title": "Pet shop", "version": version}}


def event(schema: str) -> Document:
    """Return a webhook whose events are of a schema."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"post": {"requestBody": {"content": content}}}


TWICE = [{"name": "id", "in": place, "schema": {"type": "string"}} for place in ("query", "header")]
PAGED = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("offset", "limit")]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (operation(responses={"200": {"description": "x", "content": {"image/png": {}}}}), "Unsupported content_type"),
        (operation(parameters=[{"$ref": "#/components/parameters/None"}]), "parsing GET / within default"),
        (operation(**body("application/json", "multipart/form-data")), "get_it: two of its media types have one"),
        (operation(security=[{"none": []}]), "GET /: its security names 'none', which is no security scheme"),
        (operation(operationId=None), "GET / has no operationId"),
        ({"paths": {**shop.CONTRACT["paths"], **operation(operationId="get-pet")["paths"]}}, "makes the module"),
        (info("next"), "info.version 'next' is neither a date nor a version"),
        (info(1.4), "info.version 1.4 is neither a date nor a version"),
        (schemes(A={"type": "apiKey", "in": "query", "name": "a"}), "security scheme 'A': the client sends"),
        (schemes(A={"type": "http", "scheme": "basic"}), "security scheme 'A': the client sends"),
        (schemes(**dict.fromkeys(("aB", "a-b"), BEARER)), "its argument of the client, 'a_b', is taken"),
        (schemes(timeout=BEARER), "its argument of the client, 'timeout', is taken"),
        (schemes(log=BEARER), "its argument of the client, 'log', is taken"),
        (
            operation(operationId="123"),
            "GET /: operationId '123' makes no name of a method: give it one with x-client-name",
        ),
        (operation(**{"x-client-name": "a b"}), "GET /: x-client-name 'a b' is no name in Python"),
        (operation(parameters=TWICE), "GET /: two of its parameters are called 'id'"),
        (operation(parameters=PAGED), "its answer 0 arrays: say with x-client-items which is paged"),
        ({"info": {"title": "Client", "version": "1"}}, "info.title 'Client' makes the name of something else"),
        ({"info": {"title": "4 pets", "version": "1"}}, "info.title '4 pets' makes no name of a Python class"),
        ({"webhooks": {"a": event("Sold"), "b": event("Sold")}}, "webhooks b and a: no member with a const tells"),
        ({"webhooks": {"a": {"post": {}}}}, "webhooks a: its JSON schema must be a $ref"),
    ],
)
def test_contract_that_makes_no_whole_client_fails_and_leaves_the_old_one(
    arguments: Arguments, tmp_path: Path, changed: Document, told: str
) -> None:
    (tmp_path / "client").mkdir()
    (tmp_path / "client" / "old.py").write_text("")
    with pytest.raises(Failure, match=re.escape(told)):
        main(arguments(**changed))
    assert set(files(tmp_path)) == {"client/old.py", "shop.yaml", "settings.yaml"}
