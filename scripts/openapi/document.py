"""OpenAPI documents: reading them, and walking their operations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from scripts.openapi.bundle import bundle
from scripts.openapi.check import check
from scripts.openapi.location import Source
from scripts.openapi.reader import read_yaml
from scripts.openapi.references import resolve
from scripts.openapi.structure import METHODS, Document, escape
from scripts.project import UserError

_VERSION = re.compile(r"3\.[01]\.\d+(-.+)?")


@dataclass(frozen=True)
class Operation:
    """An operation.

    Attributes:
        id: Its operationId, else its method and path.
        method: The method in upper case.
        path: The path template.
        definition: The operation object.
    """

    id: str
    method: str
    path: str
    definition: Document

    @property
    def label(self) -> str:
        """Its method and path, by which messages and schemathesis name it."""
        return f"{self.method} {self.path}"

    @property
    def is_safe(self) -> bool:
        """True if a request has no effect: GET, unless the operation has the extension `x-has-effects`."""
        return self.method == "GET" and not self.definition.get("x-has-effects")


def load(path: Path) -> Document:
    """Read an OpenAPI document: see `load_with_files`."""
    return load_with_files(path)[0]


def load_with_files(path: Path) -> tuple[Document, frozenset[Path]]:
    """Read an OpenAPI document, and make it independent of other files (see `bundle`).

    Returns:
        The document, and the files that it was read from.

    Raises:
        UserError: A file cannot be read, a reference to a file cannot be resolved, or the document is not OpenAPI 3.0
            or 3.1 with operations. `check` finds all other faults.
    """
    content = read_yaml(path)
    document: Document = content if isinstance(content, dict) else {}
    version = document.get("openapi")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        found = "`openapi` is missing" if version is None else f"`openapi` is {version!r}"
        raise UserError(f"{path}: not an OpenAPI 3 document: {found}, expected '3.0.x' or '3.1.x'")
    files = bundle(document, path).files
    if isinstance(document.get("paths"), dict):
        # No tool reads extensions of `paths`.
        document["paths"] = {name: item for name, item in document["paths"].items() if not name.startswith("x-")}
    for pointer, value in _objects(document):
        if not isinstance(value, dict):
            raise UserError(f"{Source(path, pointer)}: must be an object")
    if not any(True for _ in operations(document)):
        check(document, path)  # its message may have the reason, such as a misspelled method
        raise UserError(f"{path}: `paths` declares no operation")
    return document, files


def _objects(document: Document) -> Iterator[tuple[str, Any]]:
    """Yield the values that must be objects for `operations`, with their pointers; outer values come first."""
    yield "/info", document.get("info")
    yield "/paths", document.get("paths", {})
    for path, item in document.get("paths", {}).items():
        pointer = f"/paths/{escape(path)}"
        yield pointer, item
        yield from ((f"{pointer}/{method}", item[method]) for method in METHODS if method in item)


def operations(document: Document, member: Literal["paths", "webhooks"] = "paths") -> Iterator[Operation]:
    """Yield the operations of a document, or of its webhooks, in its order."""
    for path, node in document.get(member, {}).items():
        item = resolve(document, node)
        for method in (each for each in METHODS if each in item):
            definition = item[method]
            yield Operation(definition.get("operationId", f"{method} {path}"), method.upper(), path, definition)


def parameters(document: Document, operation: Operation) -> list[Document]:
    """Return the parameters of an operation, without references.

    Those of its path come first; the operation's own replace those of the same name and location (OpenAPI 3.1, 4.8.10).

    Raises:
        UserError: A reference cannot be resolved.
    """
    shared = resolve(document, document["paths"][operation.path]).get("parameters", [])
    declared = [resolve(document, node) for node in (*shared, *operation.definition.get("parameters", []))]
    return list({(node["in"], node["name"]): node for node in declared}.values())


def success_responses(document: Document, operation: Operation) -> dict[str, Document]:
    """Return the documented 2xx responses of an operation by status, without references.

    Raises:
        UserError: A reference cannot be resolved.
    """
    responses = operation.definition.get("responses", {})
    return {str(status): resolve(document, node) for status, node in responses.items() if str(status).startswith("2")}


def base_url(document: Document) -> str | None:
    """Return the address of the contract's first server, None if that names no host.

    Raises:
        UserError: A variable of the server has no default.
    """
    url = server_url((document.get("servers") or [{}])[0])
    return url if re.match("https?://", url) else None


def server_url(server: Document) -> str:
    """Return the URL of a server, with the defaults of its variables.

    Raises:
        UserError: A variable has no default.
    """
    url = str(server.get("url", ""))
    for name, value in server.get("variables", {}).items():
        if "default" not in value:
            raise UserError(f"servers: the variable {name!r} has no default; OpenAPI requires one")
        url = url.replace(f"{{{name}}}", str(value["default"]))
    return url


def is_choice_of_members(key: str, value: Any) -> bool:
    """Return whether a member of a schema is a choice between sets of required members, which says nothing of types."""
    choices = value if key in {"anyOf", "oneOf"} and isinstance(value, list) else []
    return bool(choices) and all(isinstance(choice, dict) and set(choice) == {"required"} for choice in choices)
