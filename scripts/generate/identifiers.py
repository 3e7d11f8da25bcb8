"""References by `$id`, `$anchor` and `$dynamicAnchor`, changed to JSON pointers, which all generators follow."""

import copy
from collections.abc import Iterator
from urllib.parse import quote, unquote, urldefrag, urljoin

from scripts.openapi import Document
from scripts.openapi.structure import Part, walk


def use_pointers(document: Document) -> Document:
    """Return a document whose references to schemas are JSON pointers.

    A `$dynamicRef` refers to the anchor in its schema, and not to one in a schema that extends it: the types of
    clients are the same for all schemas that refer to a schema.
    """
    schemas = [part for part in walk(document) if part.kind == "schema"]
    if not any(isinstance(part.value.get("$id"), str) or "$dynamicRef" in part.value for part in schemas):
        return document
    copied = copy.deepcopy(document)
    schemas = [part for part in walk(copied) if part.kind == "schema"]
    resources = {"": ""}
    located = [*_located(schemas, resources)]
    anchors = {
        (base, part.value[keyword]): part.pointer
        for part, base in located
        for keyword in ("$anchor", "$dynamicAnchor")
        if isinstance(part.value.get(keyword), str)
    }
    changed: set[int] = set()  # aliases of YAML are one object
    for part, base in located:
        for keyword in ("$ref", "$dynamicRef"):
            reference = part.value.get(keyword)
            if not isinstance(reference, str) or id(part.value) in changed:
                continue
            uri, fragment = urldefrag(urljoin(base, reference))
            fragment = unquote(fragment)
            is_pointer = not fragment or fragment.startswith("/")
            pointer = resources.get(uri, "") + fragment if is_pointer else anchors.get((uri, fragment))
            if uri in resources and pointer:
                changed.add(id(part.value))
                del part.value[keyword]
                part.value["$ref"] = "#" + quote(pointer, safe="/~!$&()*+,;=:@")
    return copied


def _located(schemas: list[Part], resources: dict[str, str]) -> Iterator[tuple[Part, str]]:
    """Yield each schema and the URI of the resource that it is in, and add the pointers of resources by URI."""
    bases: dict[str, str] = {}
    for part in schemas:
        around = max((each for each in bases if f"{part.pointer}/".startswith(f"{each}/")), key=len, default="")
        base = bases.get(around, "")
        if isinstance(part.value.get("$id"), str):
            base = urldefrag(urljoin(base, part.value["$id"])).url
            bases[part.pointer] = base
            resources[base] = part.pointer
        yield part, base
