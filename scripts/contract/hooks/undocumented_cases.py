"""Hooks against failures that do not follow from the contract, because it leaves the case open."""

import re
from collections.abc import Iterator
from typing import Any

import schemathesis
from schemathesis.core.failures import AcceptedNegativeData, Failure, ServerError
from schemathesis.core.transport import Response
from schemathesis.openapi.checks import (
    EnsureResourceAvailability,
    IgnoredAuth,
    RejectedPositiveData,
    UndefinedStatusCode,
)

from scripts.contract.checks.violation import as_operation
from scripts.contract.probes import samples
from scripts.contract.probes.calls import MULTIPART, Call, Input, body_content, calls, inputs
from scripts.contract.probes.responses import ABSENT, leaves_response_open, moment
from scripts.openapi import Document, Operation
from scripts.schemas import merge_all_of

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FORM_NAME = re.compile('[\x00-\x1f\x7f"\\\\]')
_CONTAINERS = {"query": "query", "header": "headers"}
_LARGEST = 2**31
_BUSY = re.compile("got `(429|503) ")


@schemathesis.hook
def filter_failure(
    context: schemathesis.HookContext, failure: Failure, case: schemathesis.Case[Any], response: Response
) -> bool:
    """Keep a failure unless the contract leaves open what the response is."""
    del context
    is_busy = response.status_code == 503 and "retry-after" in response.headers
    # Of a server error, only the error itself is reported.
    if response.status_code == 429 or is_busy or (response.status_code >= 500 and not isinstance(failure, ServerError)):
        return False
    # The check of credentials sends a separate request, whose response is in the message only. The probes report a 503
    # without `Retry-After`.
    if isinstance(failure, IgnoredAuth) and _BUSY.search(failure.message):
        return False
    operation, document = as_operation(case.operation), case.operation.schema.raw_schema
    if isinstance(failure, AcceptedNegativeData) and 400 <= response.status_code < 500:
        # An undocumented status code is reported as such.
        return str(response.status_code) in operation.definition.get("responses", {})
    if isinstance(failure, UndefinedStatusCode):
        return not (response.status_code in ABSENT and leaves_response_open(operation))
    if isinstance(failure, EnsureResourceAvailability):
        return not names_resource(document, operation, case)
    return not isinstance(failure, RejectedPositiveData) or is_documented(document, operation, case)


@schemathesis.hook("filter_case")
def has_form_names(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Keep a test case unless a part of its form has a name that is empty, or needs escapes that parsers lack."""
    del context
    if case.media_type != MULTIPART or not isinstance(case.body, dict):
        return True
    return all(name and not _FORM_NAME.search(name) for name in case.body)


def is_documented(document: Document, operation: Operation, case: schemathesis.Case[Any]) -> bool:
    """Return True if the contract says how a request is interpreted, and not only that its schema allows it."""
    containers: dict[str, Any] = {"query": case.query, "header": case.headers, "body": case.body}
    for where in inputs(document, operation, case.media_type):
        container: Any = containers.get(where.location)
        value = container.get(where.name) if hasattr(container, "get") else None
        if value is None:
            continue
        if samples.is_moment(where) and "format" not in where.schema and moment(value) is None:
            return False
        if isinstance(value, int) and abs(value) >= _LARGEST:
            return False
        if isinstance(value, str) and samples.is_free_text(where) and _is_no_address(document, operation, where, value):
            return False
    texts = [text for container in containers.values() for text in _texts(container)]
    return not any(map(_CONTROL.search, texts)) and _has_documented_properties(document, operation, case)


def _is_no_address(document: Document, operation: Operation, where: Input, value: str) -> bool:
    """Return True if the examples of an input are URLs or e-mail addresses, and a value is not."""
    examples = [each.value(where) for each in calls(document, operation)]
    found = {samples.syntax(each) for each in examples if each is not None}
    syntax = found.pop() if len(found) == 1 else None
    return syntax is not None and not syntax.fullmatch(value)


def names_resource(document: Document, operation: Operation, case: schemathesis.Case[Any]) -> bool:
    """Return True if a body has the id of a resource. A 404 may be about that one, and not about that of the path."""
    found = inputs(document, operation, case.media_type)
    names = {where.name for where in found if where.location == "body" and where.schema.get("format") == "uuid"}
    return isinstance(case.body, dict) and not names.isdisjoint(case.body)


def _has_documented_properties(document: Document, operation: Operation, case: schemathesis.Case[Any]) -> bool:
    """Return True unless a query parameter selects the properties of the body, and the body has others.

    The examples show which belong together: those of the parameter and of the body have the same names.
    """
    content = body_content(document, operation)
    if case.media_type not in content or not isinstance(case.body, dict):
        return True
    schema = merge_all_of(document, content[case.media_type].get("schema", {}))
    alternatives = {
        name for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ())) for name in each.get("required", ())
    }
    examples = calls(document, operation)
    for where in inputs(document, operation):
        value = case.query.get(where.name) if where.location == "query" else None
        if value is None or "enum" not in where.schema or not alternatives:
            continue
        selected = [_alternatives(each, alternatives) for each in examples if each.value(where) == value]
        if len({str(each.value(where)) for each in examples}) > 1:
            return alternatives & case.body.keys() in selected
    return True


def _alternatives(call: Call, names: set[str]) -> set[str]:
    return names & call.body().keys()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) or hasattr(value, "items"):
        for name, each in value.items():
            yield str(name)
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
