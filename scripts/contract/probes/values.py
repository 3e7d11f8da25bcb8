"""Probes of single values: valid ones must be accepted, invalid ones rejected, and none may fail the service."""

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from scripts.contract.probes import samples
from scripts.contract.probes.baseline import REJECTED, Baselines
from scripts.contract.probes.calls import MULTIPART, Call, File, Input, body_content, inputs, is_binary
from scripts.contract.probes.responses import TOO_LARGE
from scripts.contract.probes.samples import Sample
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse, Response
from scripts.openapi import Document, Operation
from scripts.schemas import merge_all_of
from scripts.validation.negotiation import is_json

# Keywords by which a body may be invalid although each of its properties is valid.
RELATIONS = {"dependencies", "dependentRequired", "dependentSchemas", "if", "maxProperties", "minProperties", "not"}
# The bytes of bodies that a server should accept, by what is expected of it.
SMALL = {"accepted": 2**16, "advised": 2**20}
ACCEPTED, REFUSED = "boundary_values_accepted", "invalid_values_rejected"


class ValueProbe(NamedTuple):
    """A call with one special value."""

    call: Call
    where: Input
    sample: Sample
    shown: str


def run(session: Session, baselines: Baselines) -> None:
    """Send every special value in every input of every operation."""
    planned = []
    for operation in session.operations:
        for call in baselines.per_media_type(operation):
            same = [each for each in baselines.accepted[operation.id] if each.media_type == call.media_type]
            planned += list(_probes(session, call, same))
    session.map(lambda each: _send(session, each), planned)


def _send(session: Session, probe: ValueProbe) -> None:
    operation, where, sample = probe.call.operation, probe.where, probe.sample
    # Characters without an encoding fail in the code that all operations share.
    topic = sample.what if sample.what in samples.UNENCODABLE else f"{where}"
    what = f"`{where.name}`: {sample.what}" if sample.expected != "rejected" else f"{probe.shown}, {sample.what}"
    with contextlib.suppress(NoResponse):
        request = probe.call.request()
        # Servers reject control characters in headers before the service sees them.
        validate = not (where.location == "header" and sample.expected == "any")
        response = session.send(operation, request, what, topic=topic, tolerated=TOO_LARGE | {415}, validate=validate)
        limit = SMALL.get(sample.expected)
        is_too_large = response.status == 413 and len(request.body or b"") < (limit or 0)
        if limit and (response.status in REJECTED or is_too_large):
            message = f"{probe.shown} was rejected with {response.status}, but the schema allows {sample.what}"
            kind = samples.kind(sample)
            cause = f"{where} {kind}" if kind == "number" else f"{operation.id} {where} {kind}"
            cause += f" {sample.expected}"
            session.report(
                operation,
                ACCEPTED,
                message,
                request,
                response,
                location=where.pointer,
                cause=cause,
                variant=sample.what,
                severity="violation" if sample.expected == "accepted" else "warning",
            )
        elif sample.expected == "rejected" and (response.succeeded or _is_not_found(operation, response)):
            outcome = "was accepted" if response.succeeded else "got 404 instead of 400"
            message = f"{probe.shown} {outcome}" + (f", {sample.what}" if sample.what != "which is null" else "")
            session.report(
                operation,
                REFUSED,
                message,
                request,
                response,
                location=where.pointer,
                cause=_cause(operation.id, where, sample),
                variant=f"{probe.shown}, {sample.what}",
            )


def _is_not_found(operation: Operation, response: Response) -> bool:
    """Return True if an invalid value was looked up instead of rejected."""
    return response.status == 404 and {"400", "404"} <= operation.definition.get("responses", {}).keys()


def _cause(operation: str, where: Input, sample: Sample) -> str:
    """Return the cause of an accepted value. Parsers of numbers and dates are the same in all operations."""
    if sample.value is None and sample.what != "which is null":
        return f"{operation} {where} required"
    if where.schema.get("type") == "integer" or where.schema.get("format"):
        return f"{where.location} {where.schema.get('format') or 'integer'}"
    return f"{operation} {where} {'values' if isinstance(sample.value, str) else 'types'}"


def _probes(session: Session, call: Call, accepted: Sequence[Call]) -> Iterator[ValueProbe]:
    """Yield the probes of a media type; each input has its values in an accepted call that has the input."""
    is_related = bool(RELATIONS & _body_schema(session, call).keys())
    declared = inputs(session.document, call.operation, call.media_type)
    for where in declared:
        if where.location == "path":
            yield from _spellings(call, where)
            continue
        base = next((each for each in accepted if each.value(where) is not None), call)
        fresh = _with_own_parent(base, declared)
        for found in (*_samples(session, fresh, where), *_default(where)):
            is_open = is_related and where.location == "body" and found.expected == "accepted"
            sample = found._replace(expected="any") if is_open else found
            value = [sample.value] if isinstance(sample.value, File | str) and _is_array(where) else sample.value
            yield ValueProbe(fresh.put(where, value), where, sample, _shown(where, sample))
        if where.required:
            absent = Sample(None, f"but `{where.name}` is required", "rejected")
            for each in accepted or [call]:
                yield ValueProbe(
                    _without(_with_own_parent(each, declared), where), where, absent, "a request without it"
                )
            if where.location == "query":
                yield from _other_names(_without(fresh, where), where, [where.name], call.value(where))
        elif base.value(where) is not None and (where.location != "body" or len(base.body()) > 1):
            # Findings on requests that another part of the schema makes invalid are dropped.
            optional = Sample(None, "leaving it out", "any" if is_related else "accepted")
            yield ValueProbe(_without(fresh, where), where, optional, f"a request without `{where.name}`")
    fresh = _with_own_parent(call, declared)
    yield from _extra_properties(session, fresh)
    yield from _alternatives(session, fresh)


def _spellings(call: Call, where: Input) -> Iterator[ValueProbe]:
    """Yield another spelling of an id in the path: another id would be that of another object, or of none."""
    if where.schema.get("format") == "uuid":
        value = str(call.value(where)).upper()
        yield ValueProbe(
            call.put(where, value), where, Sample(value, "a UUID in capitals"), f"`{where.name}` in capitals"
        )


def _with_own_parent(call: Call, declared: Sequence[Input]) -> Call:
    """Return a call with its own conversation, so that its data does not disturb other probes.

    A list keeps its conversation, because one that does not exist may get 404.
    """
    for where in declared:
        is_parent = where.location == "header" and where.required and samples.is_free_text(where)
        if is_parent and call.operation.method != "GET":
            call = call.put(where, f"probe-{uuid.uuid4()}")
    return call


def _samples(session: Session, call: Call, where: Input) -> Iterator[Sample]:
    schema, value = where.schema, call.value(where)
    kind = schema.get("type")
    as_text = where.location != "body" or call.media_type == MULTIPART or "urlencoded" in str(call.media_type)
    if "enum" in schema and all(isinstance(each, str) for each in schema["enum"]):
        # A parameter may select which body belongs to it.
        is_alone = where.location == "body" or call.operation.method == "GET"
        yield from samples.of_enum(schema["enum"], is_alone=is_alone)
    elif schema.get("format") == "uuid":
        known = str(value or uuid.uuid4())
        yield Sample(known.upper(), "a UUID in capitals")
        yield from samples.no_uuids(known)
    elif schema.get("format") == "date-time":
        yield from samples.MOMENTS
        yield from samples.NO_MOMENTS
    elif kind == "integer" and as_text:
        limited = bool(samples.RESTRICTIONS & schema.keys())
        yield from (each._replace(expected="any") if limited else each for each in samples.INTEGERS)
        yield from samples.NO_INTEGERS
    elif kind == "boolean" and as_text:
        yield from (Sample(each, f"`{each}`") for each in ("true", "false"))
        yield from samples.NO_BOOLEANS
    elif (_is_array(where) and is_binary(merge_all_of(session.document, schema.get("items", {})))) or is_binary(schema):
        yield from _files(call, where)
    elif is_json(schema.get("contentMediaType", "")):
        yield from samples.json_texts(value)
    elif samples.is_free_text(where):
        yield from _texts(where, value)
    if not as_text and kind == "string":
        yield from samples.NO_STRINGS


def _default(where: Input) -> Iterator[Sample]:
    default = where.schema.get("default")
    # A parameter with an enum may select which body belongs to it.
    if isinstance(default, str | int | float) and "enum" not in where.schema:
        # The examples of a text show which formats are documented, if its default has another one.
        is_open = samples.is_moment(where) and "format" not in where.schema
        yield Sample(default, "its default", "advised" if is_open else "accepted")


def _files(call: Call, where: Input) -> Iterator[Sample]:
    yield from samples.FILES if call.media_type == MULTIPART else samples.FILES[:-1]
    if _is_array(where) and "maxItems" not in where.schema:
        yield from samples.MANY_FILES


def _texts(where: Input, value: Any) -> Iterator[Sample]:
    if where.location == "header":
        yield from (each._replace(value=f"{value or 'a'}{each.value}") for each in samples.HEADER_TEXTS)
        yield from (each for each in samples.WORDS if str(each.value).strip())
        return
    yield from samples.addresses(value)
    prefix = value or ""
    may_have_syntax = samples.is_moment(where)
    for each in samples.TEXTS:
        if each.expected == "advised" and where.location != "body":
            continue
        is_plain = each.what in {"256 characters", "1,000 characters", "a Chinese character"}
        # A long query may exceed what a server reads of a request line.
        is_long = where.location == "query" and len(str(each.value).encode("utf-8", "surrogatepass")) > 2000
        open_ = may_have_syntax or is_long or (samples.syntax(value) and not is_plain)
        yield each._replace(value=f"{prefix}{each.value}", expected="any" if open_ else each.expected)
    for each in samples.WORDS:
        if may_have_syntax or where.schema.get("minLength"):
            yield each._replace(expected="any")
        else:
            # The description may say that it is an address, although the schema allows any text.
            yield each._replace(expected="advised") if samples.syntax(value) else each


def _extra_properties(session: Session, call: Call) -> Iterator[ValueProbe]:
    """Yield a body with a property that the contract does not name: objects may have others, unless it forbids them."""
    if call.media_type is None or "json" not in call.media_type:
        return
    schema = _body_schema(session, call)
    if schema.get("additionalProperties", True) is True and "unevaluatedProperties" not in schema:
        where = Input("body", "undocumented", {}, False, f"{call.operation.id}, request body")
        for value, what in (("text", "further properties"), ({"a": [None, 1.5]}, "further properties of any type")):
            yield ValueProbe(
                call.put(where, value), where, Sample(value, what), "a property that the contract does not name"
            )
        nested: Any = None
        for _ in range(200):
            nested = {"a": nested}
        deep = Sample(nested, "200 nested objects", "any")
        yield ValueProbe(call.put(where, nested), where, deep, "200 nested objects")


def _alternatives(session: Session, call: Call) -> Iterator[ValueProbe]:
    """Yield a body that satisfies no alternative of `anyOf` or `oneOf`, because its properties are missing."""
    if call.media_type is None:
        return
    schema = _body_schema(session, call)
    alternatives = [each.get("required", ()) for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()))]
    if not alternatives or not all(alternatives):
        return
    required = sorted({name for names in alternatives for name in names})
    bare = call
    for name in required:
        bare = bare.having("body", **{name: None})
    where = Input("body", "other", {}, False, f"{call.operation.id}, request body ({call.media_type})")
    listed = ", ".join(f"`{each}`" for each in required)
    sample = Sample(None, f"although one of {listed} is required", "rejected")
    yield ValueProbe(bare.put(where, "text"), where, sample, f"a body without {listed}")
    if not is_json(call.media_type):
        yield from _other_names(bare, where, required, "text")


def _other_names(call: Call, where: Input, names: Sequence[str], value: Any) -> Iterator[ValueProbe]:
    """Yield names that some parsers take for a required one: those of its members."""
    for name in names:
        for other in (f"{name}[]", f"{name}[x]"):
            sample = Sample(None, "which is required", "rejected")
            shown = f"`{other}={value}` instead of `{name}`"
            yield ValueProbe(call.having(where.location, **{other: value}), where, sample, shown)


def _body_schema(session: Session, call: Call) -> Document:
    content = body_content(session.document, call.operation).get(str(call.media_type), {})
    return merge_all_of(session.document, content.get("schema", {}))


def _without(call: Call, where: Input) -> Call:
    return call.having(where.location, **{where.name: None})


def _is_array(where: Input) -> bool:
    return where.schema.get("type") == "array"


def _shown(where: Input, sample: Sample) -> str:
    if sample.expected != "rejected":
        return f"`{where.name}` ({sample.what})"
    if where.location == "body":
        return f"`{where.name}`: {'null' if sample.value is None else repr(sample.value)}"
    return f"`{where.name}={sample.value}`"
