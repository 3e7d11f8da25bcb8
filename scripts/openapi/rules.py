"""Faults of a document by the rules of OpenAPI that its JSON Schemas do not have."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from scripts.openapi.references import resolve, value_at
from scripts.openapi.schema_faults import Fault
from scripts.openapi.structure import METHODS, SECTIONS, Document, Part, escape, steps, walk

_EXPRESSION = re.compile(r"\{([^{}]*)\}")


def rule_faults(document: Document) -> list[Fault]:
    """Return the faults of a document that is valid by its schema."""
    parts = list(walk(document))
    return list(_reference_faults(document, parts)) or [
        *_operation_id_faults(parts),
        *_path_faults(document),
        *_security_faults(document, parts),
    ]


def _reference_faults(document: Document, parts: list[Part]) -> Iterator[Fault]:
    """Yield a fault for each reference that cannot be resolved, is circular, or is to an object of another kind."""
    # References within a schema that has an `$id` are relative to that: they are checked when schemas are compiled.
    resources = tuple(
        f"{part.pointer}/" for part in parts if part.kind == "schema" and isinstance(part.value.get("$id"), str)
    )
    seen = set()
    pending = parts
    while pending:
        found: list[Part] = []
        for part in pending:
            reference = part.reference
            if reference is None or (part.kind, reference) in seen or f"{part.pointer}/".startswith(resources):
                continue
            seen.add((part.kind, reference))
            reason = _reference_fault(document, part.kind, reference)
            if reason:
                yield Fault(0, f"{part.pointer}/$ref", f"found {reference!r}, which {reason}")
            elif "/x-" in reference:
                # An object in an extension is not data if something refers to it.
                pointer = unquote(reference[1:])
                found += walk(value_at(document, pointer), part.kind, pointer)
        pending = found


def _reference_fault(document: Document, kind: str, reference: str) -> str | None:
    followed: list[str] = []
    while True:
        if not reference.startswith("#/"):
            return "is not within the document, expected a JSON pointer such as '#/components/schemas/Pet'"
        if reference in followed:
            return "is circular, expected an object"
        followed.append(reference)
        pointer = unquote(reference[1:])
        try:
            target = value_at(document, pointer)
        except LookupError:
            return f"leads nowhere, expected the JSON pointer of an object of kind {kind}"
        match steps(pointer):
            case ["components", section, _] if SECTIONS.get(section, kind) != kind:
                return f"is a {SECTIONS[section]} object, expected a {kind} object"
        if not isinstance(target, dict | bool):
            return f"is not an object, expected a {kind} object"
        if not isinstance(target, dict) or not isinstance(target.get("$ref"), str) or "$id" in target:
            return None
        reference = target["$ref"]


def _operation_id_faults(parts: list[Part]) -> Iterator[Fault]:
    """Yield a fault for each operationId that an operation before has."""
    first: dict[str, str] = {}
    for part in parts:
        # `load` has copied these path items to the paths that refer to them.
        if part.kind != "operation" or part.pointer.startswith("/components/pathItems/"):
            continue
        name = part.value.get("operationId")
        if name in first:
            pointer = f"{part.pointer}/operationId"
            yield Fault(0, pointer, f"found {name!r}, which #{first[name]} has, too, expected another one")
        elif name is not None:
            first[name] = part.pointer


def _path_faults(document: Document) -> Iterator[Fault]:
    """Yield the faults of path templates and of the parameters in them."""
    first: dict[str, str] = {}
    for path, node in document.get("paths", {}).items():
        if path.startswith("x-"):
            continue
        pointer = f"/paths/{escape(path)}"
        names = _EXPRESSION.findall(path)
        template = _EXPRESSION.sub("{}", path)
        if template in first:
            yield Fault(
                0, pointer, f"found the same paths as those of {first[template]!r}, expected one template for them"
            )
        first.setdefault(template, path)
        yield from _parameter_faults(document, resolve(document, node), pointer, names)


def _parameter_faults(document: Document, item: Document, pointer: str, names: list[str]) -> Iterator[Fault]:
    shared = _parameters(document, item.get("parameters", []))
    yield from _list_faults(shared, f"{pointer}/parameters", names)
    for method in METHODS:
        if method in item:
            own = _parameters(document, item[method].get("parameters", []))
            yield from _list_faults(own, f"{pointer}/{method}/parameters", names)
            declared = {name for location, name in (*shared, *own) if location == "path"}
            for name in names:
                if name not in declared:
                    reason = f"found no parameter {name!r} with `in: path`, expected one, as the path has {{{name}}}"
                    yield Fault(1, f"{pointer}/{method}", reason)


def _parameters(document: Document, nodes: list[Document]) -> list[tuple[str, str]]:
    resolved = (resolve(document, node) for node in nodes)
    return [(node["in"], node["name"]) for node in resolved]


def _list_faults(parameters: list[tuple[str, str]], pointer: str, names: list[str]) -> Iterator[Fault]:
    for index, (location, name) in enumerate(parameters):
        if (location, name) in parameters[:index]:
            yield Fault(0, f"{pointer}/{index}", f"found {location} parameter {name!r} twice, expected it once")
        if location == "path" and name not in names:
            expected = " or ".join(map(repr, names)) or "no path parameter, as the path has no {expression}"
            yield Fault(0, f"{pointer}/{index}", f"found path parameter {name!r}, expected {expected}")


def _security_faults(document: Document, parts: list[Part]) -> Iterator[Fault]:
    """Yield a fault for each security scheme that is required and not defined."""
    defined = document.get("components", {}).get("securitySchemes", {})
    for part in (part for part in parts if part.kind in {"document", "operation"}):
        for index, alternative in enumerate(part.value.get("security", [])):
            for name in (name for name in alternative if name not in defined):
                expected = f"one of components.securitySchemes: {', '.join(defined) or '(empty)'}"
                yield Fault(
                    0, f"{part.pointer}/security/{index}/{escape(name)}", f"found {name!r}, expected {expected}"
                )
