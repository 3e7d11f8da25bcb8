"""Read an OpenAPI document, and walk what it declares."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml

from scripts.project import Failure

if TYPE_CHECKING:
    from openapi_schema_validator import OAS31Validator

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

Document = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One operation: what `definition` says may be called by `method` at `path`."""

    id: str
    method: str
    path: str
    definition: Document


class _Loader(yaml.CSafeLoader):
    """YAML as JSON has it: no timestamps, and no member twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.tag not in {"tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"}:
                raise yaml.constructor.ConstructorError(
                    None, None, "a name is no text: put it in quotes", key.start_mark
                )
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands here twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> Any:
    """Read a YAML or JSON file; what looks like a date stays a string.

    Raises:
        Failure: The file can't be read, isn't UTF-8, isn't YAML, or has a member twice.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise Failure(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise Failure(f"{path}: not UTF-8 at byte {error.start}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise Failure(f"{where}: not YAML: {getattr(error, 'problem', None) or error}") from error


def load(path: Path) -> Document:
    """Read an OpenAPI document. Whether it is valid is another matter: `scripts.validate` tells.

    Raises:
        Failure: The file can't be read or parsed, or isn't an OpenAPI document with operations.
    """
    document = read_yaml(path)
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3."):
        raise Failure(f"{path}: not an OpenAPI 3 document: it has no member `openapi: 3.x`")
    paths = document.get("paths")
    if not isinstance(paths, dict) or not all(isinstance(item, dict) for item in paths.values()):
        raise Failure(f"{path}: `paths` is not a map of path items")
    try:
        json.dumps(document, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise Failure(f"{path}: has a value that JSON doesn't know: {error}") from None
    definitions = [item[method] for item in paths.values() for method in METHODS if method in item]
    if not definitions:
        raise Failure(f"{path}: `paths` declares no operation")
    if not all(isinstance(part, dict) for part in [*definitions, document.get("info")]):
        raise Failure(f"{path}: `info` or an operation is not a map")
    return document


def operations(document: Document, member: Literal["paths", "webhooks"] = "paths") -> Iterator[Operation]:
    """Yield the operations of a document, or of its webhooks, in its order."""
    for path, item in document.get(member, {}).items():
        for method in METHODS:
            if method in item:
                definition = item[method]
                yield Operation(definition.get("operationId", f"{method} {path}"), method.upper(), path, definition)


def resolve(document: Document, node: Any) -> Any:
    """Follow the local `$ref` of a node, if it has one, to what it names.

    Raises:
        Failure: A reference leads nowhere, in a circle, or out of the document.
    """
    seen: set[str] = set()
    while isinstance(node, dict) and "$ref" in node:
        reference = node["$ref"]
        if not isinstance(reference, str) or not reference.startswith("#/") or reference in seen:
            raise Failure(f"$ref {reference!r}: not a reference within the document, or a circle")
        seen.add(reference)
        node = document
        for token in reference[2:].split("/"):
            try:
                node = node[token.replace("~1", "/").replace("~0", "~")]
            except (KeyError, TypeError):
                raise Failure(f"$ref {reference!r} leads nowhere") from None
    return node


def parameters(document: Document, operation: Operation) -> list[Document]:
    """Return the parameters of an operation, those that its path shares with others included, without references.

    Raises:
        Failure: A reference leads nowhere.
    """
    shared = document["paths"][operation.path].get("parameters", [])
    return [resolve(document, parameter) for parameter in [*shared, *operation.definition.get("parameters", [])]]


def base_url(document: Document) -> str | None:
    """Return the address of the contract's first server, None if that names no host."""
    server = (document.get("servers") or [{}])[0]
    url = str(server.get("url", ""))
    for name, value in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(value["default"]))
    return url if re.match("https?://", url) else None


def is_choice_of_members(key: str, value: Any) -> bool:
    """Return whether a member of a schema is a choice between sets of required members, which says nothing of types."""
    choices = value if key in {"anyOf", "oneOf"} and isinstance(value, list) else []
    return bool(choices) and all(isinstance(choice, dict) and set(choice) == {"required"} for choice in choices)


def schema_validator(document: Document, schema: Document) -> "OAS31Validator":
    """Return a validator of a schema of a document, formats included, that finds what the schema refers to."""
    from openapi_schema_validator import OAS31Validator, oas31_format_checker  # noqa: PLC0415 - slow to import

    whole = {**resolve(document, schema), "components": document.get("components", {})}
    return OAS31Validator(whole, format_checker=oas31_format_checker)


def check(document: Document, path: Path) -> None:
    """Check that a document is valid OpenAPI.

    Args:
        document: The document.
        path: Where it was read from, for the message.

    Raises:
        Failure: It isn't; the message has the first fault and where it is.
    """
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator  # noqa: PLC0415 - slow to import

    validator = OpenAPIV30SpecValidator if document["openapi"].startswith("3.0") else OpenAPIV31SpecValidator
    try:
        fault = next(iter(validator(document).iter_errors()), None)
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise Failure(f"{path}: not valid OpenAPI: {reason[:300]}") from error
    if fault is not None:
        where = "/".join(str(step) for step in fault.absolute_path)
        raise Failure(f"{path}: #/{where}: {fault.message.splitlines()[0][:300]}")
