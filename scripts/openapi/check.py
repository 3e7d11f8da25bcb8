"""Validation of OpenAPI documents."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.openapi.bundle import bundle
from scripts.openapi.location import Source
from scripts.openapi.reader import read_yaml
from scripts.openapi.structure import Document, steps
from scripts.project import UserError

if TYPE_CHECKING:
    from scripts.openapi.schema_faults import Fault


def check(document: Document, path: Path) -> None:
    """Check that a document is valid OpenAPI 3.0 or 3.1.

    Args:
        document: The document as `load` returns it.
        path: Its file, for the message.

    Raises:
        UserError: It is not valid; the message has file, line and JSON pointer of the first fault.
    """
    from scripts.openapi.rules import rule_faults  # noqa: PLC0415 - imports jsonschema-rs, which takes long
    from scripts.openapi.schema_faults import schema_faults  # noqa: PLC0415

    faults = schema_faults(document) or rule_faults(document)
    if faults:
        raise UserError(_first(faults, document, path))


def _first(faults: "list[Fault]", document: Document, path: Path) -> str:
    """Return the message for the first fault of the lowest rank."""
    rank = min(fault.rank for fault in faults)
    fault = min((each for each in faults if each.rank == rank), key=lambda each: _position(document, each.pointer))
    return f"{source_of(path, fault.pointer)}: {fault.reason}"


def located(error: UserError, path: Path) -> UserError:
    """Return an error with file and line before the JSON pointer that its message begins with.

    Args:
        error: The error. Its message begins with `#/`; if not, only the file is put before it.
        path: The file of the document.
    """
    text = str(error)
    pointer, _, reason = text.removeprefix("#").partition(": ")
    return UserError(f"{source_of(path, pointer)}: {reason}" if text.startswith("#/") else f"{path}: {text}")


def _position(document: Document, pointer: str) -> list[int]:
    """Return what sorts pointers in the order of the document."""
    value: Any = document
    position = []
    for step in steps(pointer):
        if isinstance(value, dict) and step in value:
            position.append(list(value).index(step))
            value = value[step]
        elif isinstance(value, list):
            position.append(int(step))
            value = value[int(step)]
    return position


def source_of(path: Path, pointer: str) -> Source:
    """Return where a part of a document is written, which is another file if `load` has copied it from there."""
    try:
        copies = bundle(read_yaml(path), path).sources
    except UserError:
        copies = {}
    copy = max((each for each in copies if f"{pointer}/".startswith(f"{each}/")), key=len, default=None)
    return Source(path, pointer) if copy is None else copies[copy].below(pointer.removeprefix(copy))
