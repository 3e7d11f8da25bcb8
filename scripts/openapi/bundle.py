"""Bundling of a document with the objects of other files that it refers to."""

import contextlib
import copy
import re
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from scripts.openapi.files import Files, is_only_reference, reference_error
from scripts.openapi.location import Source
from scripts.openapi.structure import SECTIONS, Document, Part, escape, steps, walk
from scripts.project import UserError

# The objects that may be components in every version of OpenAPI.
_SECTION_OF = {kind: section for section, kind in SECTIONS.items() if kind != "pathItem"}
_INVALID_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


class Bundled(NamedTuple):
    """Origin of a bundled document.

    Attributes:
        sources: The sources of the copies, by the JSON pointers of the copies.
        files: The file of the document, and the files that it refers to.
    """

    sources: dict[str, Source]
    files: frozenset[Path]


def bundle(document: Document, path: Path) -> Bundled:
    """Make a document independent of other files, in place.

    Objects of other files become components. Objects that cannot be components in every version of OpenAPI, such as
    path items, replace the reference, even if they are in the document itself. Then every reference is a JSON pointer
    into the document; only references in schemas with an `$id` are left as they are.

    Args:
        document: The document.
        path: Its file, to which references are relative.

    Raises:
        UserError: A reference cannot be resolved, is circular, or is not to a file.
    """
    bundler = _Bundler(document, path)
    bundler.bundle()
    return Bundled(bundler.sources, bundler.files)


class _Bundler:
    """Bundles one document.

    Attributes:
        sources: The sources of the copies, by the JSON pointers of the copies.
    """

    def __init__(self, document: Document, path: Path) -> None:
        self.sources: dict[str, Source] = {}
        self._document = document
        self._path = path
        self._files = Files(document, path)
        # Pointers of copies by kind and source.
        self._copies: dict[tuple[str, Source], str] = {}
        # Arguments for `_replace`.
        self._pending: list[tuple[Any, str, Source, str]] = []
        # New components by section; they are added last, so that walking the document does not visit them.
        self._added: dict[str, Document] = {}
        # Pointers of the objects in extensions that are referred to.
        self._extensions: set[str] = set()
        # Sources of the objects that are being inlined, the outermost first.
        self._inlining: list[Source] = []
        # Ids of the objects whose references are replaced: with YAML aliases, an object may be visited twice.
        self._done: set[int] = set()

    def bundle(self) -> None:
        """Bundle the document."""
        self._copy_components()
        self._replace_pending()
        self._replace(self._document, "document", Source(self._path, ""), "")
        self._replace_pending()
        for section, added in self._added.items():
            self._document.setdefault("components", {}).setdefault(section, {}).update(added)

    @property
    def files(self) -> frozenset[Path]:
        """The files that were read."""
        return self._files.paths

    def _copy_components(self) -> None:
        """Replace components that are references to other files by the objects, which keep these names."""
        for kind, section in _SECTION_OF.items():
            entries = self._entries(section)
            for name, node in entries.items():
                if is_only_reference(node) and not node["$ref"].startswith("#"):
                    place = Source(self._path, f"/components/{section}/{escape(name)}")
                    source = self._files.follow(place, node["$ref"])
                    if source.path != self._path and (kind, source) not in self._copies:
                        entries[name] = self._copy(kind, source, name)

    def _entries(self, section: str) -> Document:
        components = self._document.get("components", {})
        entries = components.get(section, {}) if isinstance(components, dict) else None
        if not isinstance(entries, dict):
            raise UserError(f"{Source(self._path, f'/components/{section}')}: must be an object")
        return entries

    def _replace_pending(self) -> None:
        while self._pending:
            self._replace(*self._pending.pop(0))

    def _replace(self, value: Any, kind: str, source: Source, pointer: str) -> None:
        """Replace the references in an object.

        Args:
            value: The object.
            kind: Its kind.
            source: Its source, to which references are relative.
            pointer: Its pointer in the document.
        """
        for part in walk(value, kind):
            place = source.below(part.pointer)
            is_copy = place.path != self._path
            if part.kind == "schema":
                self._replace_mapping(part, place)
                if is_copy:
                    # References by these names become pointers.
                    part.value.pop("$id", None)
                    part.value.pop("$anchor", None)
            reference = part.reference
            if reference is None or id(part.value) in self._done:
                continue
            is_local = not is_copy and reference.startswith("#/")
            if part.kind not in _SECTION_OF:
                here = pointer + part.pointer
                # The callbacks of a path item may refer to it.
                if not is_local or part.kind != "pathItem" or _is_routed(here):
                    self._inline(part, place, reference, here)
            elif is_local:
                self._enter_extension(part.kind, unquote(reference[1:]))
            elif is_copy or not self._files.resource(place):
                self._done.add(id(part.value))
                part.value["$ref"] = self._local(part.kind, self._files.follow(place, reference))

    def _replace_mapping(self, part: Part, place: Source) -> None:
        """Replace the references in the mapping of a discriminator; its other values are names of components."""
        discriminator = part.value.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        if not isinstance(mapping, dict) or id(mapping) in self._done:
            return
        self._done.add(id(mapping))
        for name, value in mapping.items():
            uri, _, fragment = str(value).partition("#")
            if self._files.is_file(place, uri) or (fragment and not uri and place.path != self._path):
                mapping[name] = self._local("schema", self._files.follow(place, value))

    def _enter_extension(self, kind: str, pointer: str) -> None:
        """Replace the references in an object of an extension: it is not data if something refers to it."""
        if "/x-" in pointer and pointer not in self._extensions:
            self._extensions.add(pointer)
            source = Source(self._path, pointer)
            with contextlib.suppress(LookupError):  # which `check` reports
                self._pending.append((self._files.value(source), kind, source, pointer))

    def _inline(self, part: Part, place: Source, reference: str, pointer: str) -> None:
        """Replace a reference by its target; the fields next to `$ref` override those of the target."""
        source = self._files.target(place, reference)
        if source in self._inlining:
            raise reference_error(place, reference, "is circular")
        copied = copy.deepcopy(self._files.value(source))
        if not isinstance(copied, dict):
            raise reference_error(place, reference, f"is not to a {part.kind} object")
        self._inlining.append(source)
        self._replace(copied, part.kind, source, pointer)
        self._inlining.pop()
        self.sources.setdefault(pointer, source)
        own = {name: value for name, value in part.value.items() if name != "$ref"}
        part.value.clear()
        part.value.update(copied | own)

    def _local(self, kind: str, source: Source) -> str:
        """Return a reference within the document to an object, which is copied if it is in another file."""
        if source.path == self._path:
            self._enter_extension(kind, source.pointer)
            pointer = source.pointer
        else:
            if (kind, source) not in self._copies:
                name = self._new_name(kind, source)
                self._added.setdefault(_SECTION_OF[kind], {})[name] = self._copy(kind, source, name)
            pointer = self._copies[kind, source]
        return f"#{quote(pointer, safe='/~!$&()*+,;=:@')}"

    def _new_name(self, kind: str, source: Source) -> str:
        section = _SECTION_OF[kind]
        taken = {*self._entries(section), *self._added.get(section, ())}
        name = _INVALID_IN_NAMES.sub("_", (steps(source.pointer) or [source.path.stem])[-1])
        numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
        return next(each for each in (name, *numbered) if each not in taken)

    def _copy(self, kind: str, source: Source, name: str) -> Any:
        """Return a copy of an object, which becomes a component with this name."""
        copied = copy.deepcopy(self._files.value(source))
        pointer = f"/components/{_SECTION_OF[kind]}/{escape(name)}"
        self._copies[kind, source] = pointer
        self.sources[pointer] = source
        self._pending.append((copied, kind, source, pointer))
        return copied


def _is_routed(pointer: str) -> bool:
    """Return True for the place of a path item in `paths` or `webhooks`."""
    return pointer.startswith(("/paths/", "/webhooks/")) and pointer.count("/") == 2
