"""How the generator is given a contract: with its settings, and without what it would misunderstand."""

from pathlib import Path
from typing import Any

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from pydantic import ValidationError

from scripts.openapi import Document, is_choice_of_members, read_yaml
from scripts.project import ROOT, Failure

SETTINGS = ROOT / "generator-config.yaml"


def read_settings(path: Path) -> ConfigFile:
    """Read the generator's settings.

    Raises:
        Failure: The file can't be read, or has a key or a value that the generator doesn't know.
    """
    try:
        return ConfigFile.model_validate(read_yaml(path), extra="forbid")
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg'].lower()}" for each in error.errors())
        raise Failure(f"{path}: {wrong}") from error


def parse(
    document: Document, configured: ConfigFile, source: Path, directory: Path | None = None
) -> tuple[GeneratorData | GeneratorError, Config]:
    """Return what the generator makes of a contract, and the settings that it did so with.

    Args:
        document: The contract.
        configured: The settings.
        source: Where the contract was read from.
        directory: Where the client goes, if it is to be written.
    """
    config = Config.from_sources(configured, MetaType.UV, source, "utf-8", False, directory)
    return GeneratorData.from_dict(simplify(document), config=config), config


def simplify(node: Any) -> Any:
    """Return a copy of a document that says to the generator what it would misunderstand or overlook otherwise.

    Choices between sets of required members say nothing of types, yet the generator would make a union of them. The
    description of a parameter is read from its schema only.
    """
    if isinstance(node, list):
        return [simplify(each) for each in node]
    if not isinstance(node, dict):
        return node
    copied = {key: simplify(value) for key, value in node.items() if not is_choice_of_members(key, value)}
    schema, description = copied.get("schema"), copied.get("description")
    if "in" in copied and isinstance(schema, dict) and "$ref" not in schema and isinstance(description, str):
        schema.setdefault("description", description)
    return copied
