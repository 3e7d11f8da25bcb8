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

from scripts.generate import SETTINGS, files, main
from scripts.openapi import Document
from scripts.project import Failure
from tests import shop

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


def test_another_contract_makes_another_client(arguments: Arguments, tmp_path: Path) -> None:
    assert main(arguments()) == 0
    client = tmp_path / "client"
    (tmp_path / "use.py").write_text(shop.USE, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(client), "MYPYPATH": str(client)}
    mypy = [sys.executable, "-m", "mypy", "--strict", "--warn-unreachable", "--config-file", os.devnull]
    for command in ([sys.executable, "use.py"], [*mypy, "client/pet_shop_client", "use.py"]):
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    made = "\n".join(content.decode() for content in files(client).values())
    assert "https://eu.shop.example/v1" in made
    assert 'size (GetPetSize | Unset): The "size" \\\\ of it.' in made
    assert not re.search(r"caigunn|api[-_]key|\buid\b", made, re.IGNORECASE)


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
