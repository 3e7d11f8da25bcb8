"""Probes of HTTP: media types, content negotiation, methods, framing and connections."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import MULTIPART, URLENCODED, Call, body_content, encode
from scripts.contract.probes.responses import TOO_LARGE
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse, Request
from scripts.openapi import success_responses
from scripts.validation.negotiation import find_media_type

NOT_ACCEPTABLE = "unsupported_accept_rejected"
ACCEPTABLE = "supported_accept_accepted"
MEDIA_TYPES = "undocumented_content_type_rejected"
SPELLINGS = "content_type_spellings_accepted"


class HttpProbe(NamedTuple):
    """A request and its expected outcome: `2xx`, `406`, `rejected`, `any`; as warnings, `like GET` and `accepted`."""

    call: Call
    request: Request
    what: str
    expected: str
    check: str
    location: str


def run(session: Session, baselines: Baselines) -> None:
    """Send variants of valid requests that mean the same, or that must be rejected."""
    probes: list[HttpProbe] = []
    for operation in session.operations:
        call = baselines.first(operation)
        if call is None:
            continue
        probes += _accept(session, call)
        probes += _framing(session, call)
        for each in baselines.per_media_type(operation):
            probes += _content_types(session, each)
            probes += _malformed(each)
    session.map(lambda each: _send(session, each), probes)
    _repeated_on_one_connection(session, baselines)


def _send(session: Session, probe: HttpProbe) -> None:
    operation = probe.call.operation
    with contextlib.suppress(NoResponse):
        validate = probe.request.method == operation.method and probe.expected not in {"any", "like GET"}
        tolerated = TOO_LARGE | {415, 411, 501, 400}
        response = session.send(
            operation, probe.request, probe.what, topic=probe.check, validate=validate, tolerated=tolerated
        )
        status = response.status
        is_rejected = 400 <= status < 500 and status not in {404, 409, 411}
        if probe.expected in {"2xx", "accepted"} and is_rejected:
            if not session.still_accepts(probe.call, response):
                return
            message = f"{probe.what} was rejected with {status}"
            if probe.expected == "accepted":
                session.warn(operation, probe.check, message, probe.request, response)
                return
        elif probe.expected == "406" and status != 406 and status < 500:
            if is_rejected and not session.still_accepts(probe.call, response):
                return
            message = f"{probe.what} got {status} instead of 406"
        elif probe.expected == "like GET" and status in {405, 501}:
            message = f"HEAD got {status}, although HTTP requires it where GET is supported"
            session.warn(operation, "head_supported", message, probe.request, response)
            return
        elif probe.expected == "rejected" and response.succeeded:
            message = f"{probe.what} was accepted"
        else:
            return
        # Usually the same code serves all operations.
        cause = probe.what if probe.check in {"malformed_bodies_rejected", "http_conformance"} else probe.check
        session.report(
            operation,
            probe.check,
            message,
            probe.request,
            response,
            location=probe.location,
            cause=cause,
            variant=probe.what,
        )


def _accept(session: Session, call: Call) -> Iterator[HttpProbe]:
    operation = call.operation
    successes = success_responses(session.document, operation).values()
    content = {media for response in successes for media in response.get("content", {})}
    if content != {"application/json"}:
        return
    location = f"{operation.id}, responses"

    def probe(value: str | None, expected: str) -> HttpProbe:
        what = "a request without Accept" if value is None else f"`Accept: {value}`"
        check = ACCEPTABLE if expected == "2xx" else NOT_ACCEPTABLE
        return HttpProbe(call, call.request().with_header("Accept", value), what, expected, check, location)

    for value in (
        *(None, "*/*", "application/*", "application/json;q=0.1", "application/json, text/html", "Application/JSON"),
        *("text/html, */*;q=0.1", "text/html,application/json;q=0.9", "application/xml, application/*;q=0.5"),
        *("application/json ; q=1.0", "text/html;q=0, application/json"),
    ):
        yield probe(value, "2xx")
    if "406" in operation.definition["responses"]:
        for value in ("text/html", "application/xml", "image/*", "application/x-unsupported", "application/json;q=0"):
            yield probe(value, "406")
    yield probe("*/*;q=0", "any")
    yield probe("not a media type", "any")
    yield probe(", ".join(f"text/x{number};q=0.{number % 10}" for number in range(200)), "any")


def _content_types(session: Session, call: Call) -> Iterator[HttpProbe]:
    request, documented = call.request(), body_content(session.document, call.operation)
    # An empty form has no body.
    if call.media_type is None or not request.body or not call.body():
        return
    location = f"{call.operation.id}, request body"
    given = request.header("Content-Type") or ""
    kind, _, parameters = given.partition(";")
    same = [given.replace(kind, kind.upper())]
    if not parameters:
        same += [f"{kind}; charset=utf-8", f"{kind};charset=UTF-8"]
    if call.media_type == "application/json":
        same.append(f'{kind}; charset="utf-8"')
    elif " boundary=" in parameters:
        name, _, boundary = given.rpartition("=")
        same.append(f'{name}="{boundary}"')  # RFC 2046, 5.1.1
    for value in same:
        yield HttpProbe(
            call,
            request.with_header("Content-Type", value),
            f"`Content-Type: {_without_boundary(value)}`",
            "2xx",
            SPELLINGS,
            location,
        )
    others = ["text/plain", "application/xml", URLENCODED] + (
        ["application/json"] if MULTIPART not in documented else []
    )
    for value in others:
        if not find_media_type(documented, value):
            body = encode(URLENCODED, call.body())[0] if value == URLENCODED and not parameters else request.body
            changed = replace(request.with_header("Content-Type", value), body=body)
            yield HttpProbe(call, changed, f"a body with `Content-Type: {value}`", "rejected", MEDIA_TYPES, location)
    yield HttpProbe(
        call, request.with_header("Content-Type", None), "a body without Content-Type", "any", MEDIA_TYPES, location
    )
    for value in ("multipart/form-data", "application/json; charset=utf-16", "not a media type", "/"):
        yield HttpProbe(
            call, request.with_header("Content-Type", value), f"`Content-Type: {value}`", "any", MEDIA_TYPES, location
        )


def _without_boundary(content_type: str) -> str:
    """Return a Content-Type without the value of its boundary, which differs in each run."""
    name, _, value = content_type.partition(" boundary=")
    return f'{name} boundary="…"' if value.startswith('"') else name


def _malformed(call: Call) -> Iterator[HttpProbe]:
    request = call.request()
    if request.body is None or call.media_type is None:
        return
    location = f"{call.operation.id}, request body"
    required = bool(call.operation.definition.get("requestBody", {}).get("required"))
    yield HttpProbe(
        call,
        replace(request, body=b""),
        "an empty body",
        "rejected" if required else "any",
        "malformed_bodies_rejected",
        location,
    )
    if call.media_type != "application/json":
        cut = request.body[: len(request.body) // 2]
        yield HttpProbe(
            call, replace(request, body=cut), "a form that is cut off", "any", "malformed_bodies_rejected", location
        )
        return
    for body, what, expected in (
        (request.body[:-1], "a JSON body that is cut off", "rejected"),
        (request.body + b"x", "a JSON body with text behind it", "rejected"),
        (b"[]", "an array instead of an object", "rejected"),
        (b'"text"', "a text instead of an object", "rejected"),
        (b"null", "null instead of an object", "rejected"),
        (b"1", "a number instead of an object", "rejected"),
        (request.body[:-1] + b', "more": NaN}', "a JSON body with NaN", "any"),
        (request.body.replace(b'"', b"'"), "a JSON body with single quotes", "rejected"),
        (request.body[:-1] + b', "more": "\xff"}', "a JSON body that is not UTF-8", "any"),
        (b"\xef\xbb\xbf" + request.body, "a JSON body with a byte order mark", "any"),
        (b"[" * 5000, "5,000 nested arrays", "any"),
        (request.body[:-1] + b', "more": ' + b"9" * 5000 + b"}", "an integer of 5,000 digits", "any"),
    ):
        yield HttpProbe(call, replace(request, body=body), what, expected, "malformed_bodies_rejected", location)


def _framing(session: Session, call: Call) -> Iterator[HttpProbe]:
    request, operation = call.request(), call.operation
    location = f"{operation.id}"
    capitals = tuple((name.upper(), value) for name, value in request.headers)
    lower = tuple((name.lower(), value) for name, value in request.headers)
    check = "http_conformance"
    yield HttpProbe(
        call, replace(request, headers=capitals), "a request with header names in capitals", "2xx", check, location
    )
    yield HttpProbe(
        call, replace(request, headers=lower), "a request with header names in lower case", "2xx", check, location
    )
    if request.body is not None:
        yield HttpProbe(call, replace(request, chunked=True), "a request with a chunked body", "2xx", check, location)
    yield HttpProbe(
        call, replace(request, path=f"{request.path}/"), "a path with a slash at its end", "any", check, location
    )
    unknown, what = request.with_query(unknown="1"), "a request with an undocumented query parameter"
    yield HttpProbe(call, unknown, what, "accepted", "undocumented_query_accepted", location)
    yield HttpProbe(
        call,
        replace(request, query=(*request.query, *(("limit", "1"), ("limit", "2")))),
        "a repeated query parameter",
        "any",
        check,
        location,
    )
    yield HttpProbe(
        call,
        replace(request, query=(*request.query, ("%", "%zz"), ("", ""), ("a[b]", "1"))),
        "unusual query parameters",
        "any",
        check,
        location,
    )
    yield HttpProbe(
        call, request.with_header("Origin", "https://example.com"), "a request with `Origin`", "2xx", check, location
    )
    yield HttpProbe(
        call,
        request.with_header("User-Agent", None).with_header("Accept-Encoding", "gzip;q=0, br, *"),
        "`Accept-Encoding: gzip;q=0, br, *`",
        "any",
        check,
        location,
    )
    yield HttpProbe(
        call,
        request.with_header("If-None-Match", '"x"').with_header("Range", "bytes=0-1"),
        "`If-None-Match` and `Range`",
        "any",
        check,
        location,
    )
    yield HttpProbe(
        call,
        request.with_header("X-Request-Id", "\u00e9" * 300),
        "a long header that is not ASCII",
        "any",
        check,
        location,
    )
    if operation.method == "GET":
        head = replace(request, method="HEAD")
        yield HttpProbe(call, head, "HEAD", "like GET", check, location)
    if not session.read_only:
        yield HttpProbe(call, replace(request, method="OPTIONS", body=None), "OPTIONS", "any", check, location)
        preflight = replace(
            request,
            method="OPTIONS",
            body=None,
            headers=(("Origin", "https://example.com"), ("Access-Control-Request-Method", operation.method)),
        )
        yield HttpProbe(call, preflight, "a CORS preflight request", "any", check, location)


def _repeated_on_one_connection(session: Session, baselines: Baselines) -> None:
    """Send rejected requests with bodies and valid ones in turn: unread bytes must not become the next request."""
    for operation in session.operations:
        call = baselines.first(operation)
        if call is None or call.media_type is None:
            continue
        bad = call.request()
        for name, _ in call.credentials:
            bad = bad.with_header(name, None)
        with contextlib.suppress(NoResponse):
            for _ in range(2):
                session.send(operation, bad, "a request without credentials")
                response = session.call(call, "a valid request after a rejected one")
                if response.status in {400, 401, 501, 505}:
                    message = f"a valid request got {response.status} after a rejected one on the same connection"
                    session.report(operation, "http_conformance", message, call.request(), response)
        return
