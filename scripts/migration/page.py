"""The Markdown page of a migration."""

import json
from collections.abc import Iterator
from typing import Any

from scripts.editions.contracts import has_overlay
from scripts.editions.notes import Notes
from scripts.generate.editions import packaged
from scripts.migration.changes import event_changes, operation_changes, success_content
from scripts.openapi import Document, Operation, base_url, operations, resolve
from scripts.reference.requests import sample_requests
from scripts.reference.samples import samples
from scripts.reference.typescript import typescript

LANGUAGES = {"shell": "curl", "python": "Python", "typescript": "TypeScript"}
Samples = dict[str, list[dict[str, str]]]


def render(old: Document, new: Document, notes: Notes) -> str:
    """Return the guide for a migration.

    Args:
        old: The contract of the callers.
        new: The contract that they will use.
        notes: The notes of the overlays.
    """
    return "\n".join(_lines(old, new, notes)).rstrip() + "\n"


def _lines(old: Document, new: Document, notes: Notes) -> Iterator[str]:
    before, after = (str(each["info"]["version"]) for each in (old, new))
    existing = {each.id: each for each in operations(new)}
    pairs = {each.id: (each, existing.get(notes.replacement(each.id))) for each in operations(old)}
    yield f"# Migration from {before} to {after}\n"
    yield f"<!-- Written by `make migration FROM={before} TO={after}`; do not edit. -->\n"
    yield "The differences between the two contracts in paths, credentials, parameters, properties and their values."
    yield "Calls that are the same in both are omitted. See [editions](../editions.md).\n"
    if base_url(old) != base_url(new):
        yield f"The server `{base_url(old)}` is now `{base_url(new)}`.\n"
    yield "## Operations\n"
    calls = _samples(old), _samples(new)
    unchanged = []
    for operation_id, (old_operation, operation) in pairs.items():
        if operation is None:
            yield f"### {operation_id}\n\n`{old_operation.label}` is removed.\n"
            yield from (f"{text}\n" for text in notes.texts.get(operation_id, ()))
            continue
        changes = list(operation_changes(old, old_operation, new, operation))
        if not changes:
            unchanged.append(f"`{operation_id}`")
            continue
        title = operation_id if operation.id == operation_id else f"{operation_id}, now {operation.id}"
        yield f"### {title}\n"
        yield from (f"{text}\n" for text in notes.texts.get(operation_id, ()))
        yield "\n".join(f"- {change}" for change in changes) + "\n"
        yield from _calls(calls[0][operation_id], calls[1][operation.id], (before, after))
        responses = [_response(*each) for each in ((old, old_operation), (new, operation))]
        if responses[0] != responses[1]:
            for edition, response in zip((before, after), responses, strict=True):
                yield f"Response, {edition}:\n\n{response}\n"
    yield f"Without differences: {', '.join(unchanged) or 'none'}.\n"
    yield "## New operations\n"
    known = {operation.id for _, operation in pairs.values() if operation}
    added = [each for each in existing.values() if each.id not in known]
    yield "\n".join(f"- `{each.label}`: {each.definition['summary']}" for each in added) or "None."
    yield ""
    yield from _events(old, new)


def _samples(document: Document) -> Samples:
    """Return the samples of each operation by operationId, with those for the TypeScript client."""
    server, version = base_url(document) or "", str(document["info"]["version"])
    edition = version if has_overlay(version) else None  # guides are those of editions only
    found = samples(document, edition, server)
    for request in sample_requests(packaged(document, edition), server):
        sample = {"lang": "typescript", "source": typescript(document, edition, request, server)}
        if request.example is not None:
            sample["example"] = request.example
        found[request.operation.id].append(sample)
    return found


def _calls(before: list[dict[str, str]], after: list[dict[str, str]], editions: tuple[str, str]) -> Iterator[str]:
    """Yield the old and the new call of an operation in each language."""
    for language, name in LANGUAGES.items():
        old = [each for each in before if each["lang"] == language]
        new = [each for each in after if each["lang"] == language]
        if not old or not new:
            continue
        # The same example in both, if they share one.
        shared = [each.get("example") for each in old if each.get("example") in {other.get("example") for other in new}]
        wanted = shared[0] if shared else None
        sources = [
            next((each for each in found if each.get("example") == wanted), found[0])["source"] for found in (old, new)
        ]
        if sources[0] != sources[1]:
            for edition, source in zip(editions, sources, strict=True):
                yield f"{name}, {edition}:\n\n```{language}\n{source}\n```\n"


def _response(document: Document, operation: Operation) -> str:
    """Return the first example of the successful response as a block of Markdown."""
    for example in success_content(document, operation).get("examples", {}).values():
        value = json.dumps(resolve(document, example)["value"], ensure_ascii=False, indent=2)
        return f"```json\n{value}\n```"
    return "no body."


def _events(old: Document, new: Document) -> Iterator[str]:
    before = {each.path: each for each in operations(old, "webhooks")}
    after = {each.path: each for each in operations(new, "webhooks")}
    if not before and not after:
        return
    yield "## Events\n"
    for name in [each for each in before if each not in after]:
        yield f"`{name}` is removed.\n"
    added = [f"`{name}`" for name in after if name not in before]
    if added:
        yield f"New: {', '.join(added)}.\n"
    for name, event in after.items():
        changes = list(event_changes(old, before[name], new, event)) if name in before else []
        if changes:
            yield f"### {name}\n"
            yield "\n".join(f"- {change}" for change in changes) + "\n"
            for document, each in ((old, before[name]), (new, event)):
                value = json.dumps(_payload(document, each), ensure_ascii=False, indent=2)
                yield f"{document['info']['version']}:\n\n```json\n{value}\n```\n"


def _payload(document: Document, event: Operation) -> Any:
    examples = event.definition["requestBody"]["content"]["application/json"]["examples"]
    return resolve(document, next(iter(examples.values())))["value"]
