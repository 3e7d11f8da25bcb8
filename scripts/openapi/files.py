"""Files of a document, and references between them."""

import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from scripts.openapi.location import Source
from scripts.openapi.reader import read_yaml
from scripts.openapi.references import value_at
from scripts.openapi.structure import Document, escape, steps, walk
from scripts.project import UserError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


class Files:
    """The files of one document, each read once, when something refers to it."""

    def __init__(self, document: Document, path: Path) -> None:
        """Take the document and its path."""
        self._root = path
        self._contents: dict[Path, Any] = {path: document}
        # By the resolved path: a file may be referred to by several paths.
        self._paths = {path.resolve(): path}

    @property
    def paths(self) -> frozenset[Path]:
        """The files that were read."""
        return frozenset(self._contents)

    def value(self, source: Source) -> Any:
        """Return the value at a place.

        Raises:
            LookupError: There is no value.
        """
        return value_at(self._contents[source.path], source.pointer)

    def target(self, place: Source, reference: str) -> Source:
        """Return the target of a reference.

        Args:
            place: The place of the reference.
            reference: The reference.

        Raises:
            UserError: It cannot be resolved.
        """
        uri, _, fragment = reference.partition("#")
        fragment = unquote(fragment)
        if not uri:
            path, base = place.path, self.resource(place)
        elif uri in self._ids:
            path, base = self._root, self._ids[uri]
        else:
            path, base = self._open(place, reference), ""
        if fragment and fragment[0] != "/":
            anchor = _find_anchor(self._contents[path], fragment)
            if anchor is None:
                raise reference_error(place, reference, f"leads nowhere: {path} has no such $anchor")
            base, fragment = anchor, ""
        source = Source(path, base + fragment)
        try:
            self.value(source)
        except LookupError:
            raise reference_error(place, reference, f"leads nowhere: {path} has no #{source.pointer}") from None
        return source

    def follow(self, place: Source, reference: str) -> Source:
        """Return the target of a reference, through all objects of other files that are only references.

        Raises:
            UserError: A reference cannot be resolved, or is circular.
        """
        seen = []
        source = self.target(place, reference)
        while source.path != self._root and is_only_reference(value := self.value(source)):
            if source in seen:
                raise reference_error(place, reference, "is circular")
            seen.append(source)
            source = self.target(source, value["$ref"])
        return source

    def resource(self, place: Source) -> str:
        """Return the pointer of the innermost schema with an `$id` that a place is in: fragments are relative to it."""
        value, pointer, found = self._contents[place.path], "", ""
        for step in steps(place.pointer):
            value = value[int(step) if isinstance(value, list) else step]
            pointer += f"/{escape(step)}"
            if isinstance(value, dict) and isinstance(value.get("$id"), str):
                found = pointer
        return found

    def is_file(self, place: Source, uri: str) -> bool:
        """Return True if a relative reference names a file that exists."""
        return bool(uri) and not _SCHEME.match(uri) and (place.path.parent / unquote(uri)).is_file()

    def _open(self, place: Source, reference: str) -> Path:
        uri = reference.partition("#")[0]
        if _SCHEME.match(uri) or uri.startswith("//"):
            raise reference_error(place, reference, "nothing is downloaded: save it, and refer to the file")
        path = Path(os.path.normpath(place.path.parent / unquote(uri)))
        path = self._paths.setdefault(path.resolve(), path)
        if path not in self._contents:
            try:
                self._contents[path] = read_yaml(path)
            except UserError as error:
                raise reference_error(place, reference, str(error)) from None
        return path

    @cached_property
    def _ids(self) -> dict[str, str]:
        """The pointers of the document's schemas by their `$id`."""
        parts = walk(self._contents[self._root])
        schemas = (part for part in parts if part.kind == "schema")
        return {
            part.value["$id"].rstrip("#"): part.pointer for part in schemas if isinstance(part.value.get("$id"), str)
        }


def is_only_reference(value: Any) -> bool:
    """Return True for an object whose only field is a `$ref`."""
    return isinstance(value, dict) and len(value) == 1 and isinstance(value.get("$ref"), str)


def reference_error(place: Source, reference: str, reason: str) -> UserError:
    """Return the error for a reference, with its file, line and pointer."""
    return UserError(f"{place.below('/$ref')}: {reference!r}: {reason}")


def _find_anchor(value: Any, name: str, pointer: str = "") -> str | None:
    """Return the pointer of the schema with an `$anchor`, None if no schema has it."""
    if isinstance(value, dict):
        if name in (value.get("$anchor"), value.get("$dynamicAnchor")):
            return pointer
        children = [(escape(key), each) for key, each in value.items()]
    elif isinstance(value, list):
        children = [(str(index), each) for index, each in enumerate(value)]
    else:
        return None
    found = (_find_anchor(each, name, f"{pointer}/{key}") for key, each in children)
    return next((each for each in found if each is not None), None)
