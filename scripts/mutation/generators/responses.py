"""Faults of responses: bodies, status codes, media types and headers that differ from the contract."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from scripts import openapi
from scripts.mutation.fault import Part, ServerFault
from scripts.mutation.fault_proxy import Forward, ProxiedRequest, ProxiedResponse
from scripts.openapi import Document, Operation, resolve

Path = tuple[str | int, ...]
# Changes a value in place; the arguments are its parent, and its key or index.
Edit = Callable[[Any, Any], None]
Change = Callable[[ProxiedResponse], ProxiedResponse]

# Errors that a test can provoke in any server: an invalid request, missing credentials, an unsupported Accept header.
PROVOKED = ("400", "401", "406")


@dataclass(frozen=True)
class ChangedResponse:
    """Middleware that changes the responses with a status code, or all successful ones."""

    status: int | None
    change: Change

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the changed response."""
        response = await forward(request)
        is_selected = response.succeeded if self.status is None else response.status == self.status
        if not is_selected or request.method == "HEAD":
            return response
        changed = self.change(response)
        return response if changed == response else changed


def _undocumented(text: str) -> str:
    return f"{text}x"


def _without_zone(text: str) -> str:
    return text[:19]


def _with_space(text: str) -> str:
    return text[:19].replace("T", " ")


def _date_only(text: str) -> str:
    return text[:10]


def _unix_time(_: str) -> str:
    return "1715249981"


def _truncated(text: str) -> str:
    return text[:-1]


# Common mistakes of servers, by format. The functions have names because they are pickled for the worker processes.
FORMATS: dict[str, dict[str, Callable[[str], str]]] = {
    "date-time": {
        "without-zone": _without_zone,
        "with-space": _with_space,
        "date-only": _date_only,
        "unix-time": _unix_time,
    },
    "uuid": {"truncated": _truncated, "unix-time": _unix_time},
}
# A valid value of each format, where the example is null.
VALID = {"date-time": "2024-05-09T10:21:07Z", "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}


def faults(document: Document) -> Iterator[ServerFault]:
    """Yield the faults of the responses of each operation."""
    for operation in openapi.operations(document):
        responses = {str(status): node for status, node in operation.definition.get("responses", {}).items()}
        success = next((each for each in responses if each.startswith("2")), "default")
        yield from _body_faults(document, operation, None, responses.get(success, {}))
        yield from _status_faults(operation, None, responses, success)
        for status in PROVOKED:
            if status in responses:
                yield from _body_faults(document, operation, int(status), responses[status])
                yield from _status_faults(operation, int(status), responses, status)
        if "404" in responses:
            # Only a server with state responds with 404.
            for fault in _body_faults(document, operation, 404, responses["404"]):
                yield replace(fault, stateful=True)
            for fault in _status_faults(operation, 404, responses, "404"):
                yield replace(fault, stateful=True)
        yield from _method_faults(document, operation)


def _fault(  # noqa: PLR0913, PLR0917 - the parts of a fault
    operation: Operation, status: int | None, kind: str, location: str, description: str, change: Change
) -> ServerFault:
    part: Part = "response" if status is None else "error"
    return ServerFault(
        operation=operation,
        part=part,
        kind=kind,
        location=".".join(filter(None, ("" if status is None else str(status), location))),
        description=description,
        middleware=ChangedResponse(status, change),
    )


def _body_faults(
    document: Document, operation: Operation, status: int | None, response: Document
) -> Iterator[ServerFault]:
    content = resolve(document, response).get("content", {})
    if not content:
        return
    fault = partial(_fault, operation, status)
    schema = next(iter(content.values())).get("schema", {})
    is_success = status is None
    for path, node, required in _values(document, schema):
        location = ".".join(map(str, path))
        for kind, edit in _edits(node, required=required and isinstance(path[-1], str), is_success=is_success):
            yield fault(kind, location, f"{location}: {kind.replace('-', ' ')}", partial(_edited, path, edit))
    if schema:
        if is_success:
            yield fault("body-wrapped", "", "the body is wrapped in an array", _wrapped)
            yield fault("body-null", "", "the body is null", partial(replace, body=b"null"))
        yield fault("body-empty", "", "the body is empty", partial(replace, body=b""))
        yield fault("body-truncated", "", "the JSON of the body is truncated", _without_last_byte)
    media_types = (("html", "text/html"), ("plain", "text/plain"), ("missing", None))
    for kind, media_type in media_types if is_success else media_types[:1]:
        change = partial(ProxiedResponse.with_header, name="content-type", value=media_type)
        yield fault(f"media-type-{kind}", "", f"the media type is {media_type or 'missing'}", change)


def _values(
    document: Document, schema: Any, path: Path = (), ancestors: tuple[int, ...] = ()
) -> Iterator[tuple[Path, Document, bool]]:
    """Yield path, schema and requiredness of each value that a schema describes; of an array, the last item."""
    schema = resolve(document, schema)
    if not isinstance(schema, dict) or id(schema) in ancestors:
        return
    ancestors = (*ancestors, id(schema))
    for name, node in schema.get("properties", {}).items():
        yield (*path, name), resolve(document, node), name in schema.get("required", ())
        yield from _values(document, node, (*path, name), ancestors)
    if "items" in schema:
        yield (*path, -1), resolve(document, schema["items"]), True
        yield from _values(document, schema["items"], (*path, -1), ancestors)
    for part in schema.get("allOf", ()):
        yield from _values(document, part, path, ancestors)


def _edits(schema: Document, *, required: bool, is_success: bool) -> Iterator[tuple[str, Edit]]:
    if required:
        yield "property-removed", _remove
        if is_success:
            yield "property-renamed", _rename
    types = schema.get("type", [])
    if types:
        yield "type-changed", _change_type
    if is_success and types and "null" not in types:
        yield "value-null", _set_null
    if "enum" in schema or "const" in schema:
        yield "value-undocumented", partial(_rewrite, write=_undocumented)
    for name, write in FORMATS.get(schema.get("format", ""), {}).items():
        yield f"{schema['format']}-{name}", partial(_rewrite, write=write, instead_of_null=VALID[schema["format"]])


def _edited(path: Path, edit: Edit, response: ProxiedResponse) -> ProxiedResponse:
    """Return a response with a changed value; the same response if it lacks the value."""
    try:
        body = parent = json.loads(response.body)
        for step in path[:-1]:
            parent = parent[step]
        edit(parent, path[-1])
    except (ValueError, LookupError, TypeError):
        return response
    return response.with_json(body)


def _remove(parent: Any, key: Any) -> None:
    del parent[key]


def _rename(parent: Any, key: Any) -> None:
    parent[f"{key}_"] = parent.pop(key)


def _change_type(parent: Any, key: Any) -> None:
    match parent[key]:
        case str():
            parent[key] = 1
        case list():
            parent[key] = {}
        case dict():
            parent[key] = []
        case None:  # a text could be valid where null is
            parent[key] = [{}]
        case value:
            parent[key] = str(value)


def _set_null(parent: Any, key: Any) -> None:
    parent[key] = None


def _rewrite(parent: Any, key: Any, write: Callable[[str], str], instead_of_null: str = "") -> None:
    value = parent[key]
    parent[key] = write(instead_of_null if value is None else value)


def _wrapped(response: ProxiedResponse) -> ProxiedResponse:
    return replace(response, body=b"[" + response.body + b"]")


def _without_last_byte(response: ProxiedResponse) -> ProxiedResponse:
    return replace(response, body=response.body[:-1])


def _status_faults(
    operation: Operation, status: int | None, responses: Document, documented: str
) -> Iterator[ServerFault]:
    others = [int(each) for each in responses if each.isdecimal() and each != documented]
    if status is not None:
        others = [each for each in others if 400 <= each < 500]
    undocumented = [each for each in ((202, 204) if status is None else (200, 422, 500)) if str(each) not in responses]
    for other in [*others, *undocumented]:
        description = f"the status code is {other} instead of {status or documented}"
        yield _fault(operation, status, "status-changed", str(other), description, partial(replace, status=other))


def _method_faults(document: Document, operation: Operation) -> Iterator[ServerFault]:
    """Yield the faults of responses to undocumented methods; they belong to the first operation of a path."""
    item = document["paths"][operation.path]
    methods = [method.upper() for method in openapi.METHODS if method in item]
    if operation.method != methods[0]:
        return
    fault = partial(_fault, operation, 405)
    allow = partial(ProxiedResponse.with_header, name="allow")
    for kind, value in (("missing", None), ("empty", ""), ("other", "TRACE")):
        yield fault(f"allow-{kind}", "", f"Allow is {value or kind} in a 405", partial(allow, value=value))
    for method in methods if len(methods) > 1 else ():
        listed = ", ".join(each for each in methods if each != method)
        yield fault("allow-incomplete", method, f"Allow lacks {method} in a 405", partial(allow, value=listed))
    for other in (200, 400, 404, 501):
        description = f"an undocumented method gets {other} instead of 405"
        yield fault("status-changed", str(other), description, partial(replace, status=other))
