"""Responses, validated by what the contract documents for their operation."""

import zlib
from collections.abc import Iterator, Mapping

import jsonschema_rs

from scripts.openapi import Document, Operation, resolve
from scripts.schemas import Direction, SchemaCompiler
from scripts.validation.errors import LimitExceeded, RequestError, Violation
from scripts.validation.json_body import parse_json, without_half_surrogates
from scripts.validation.limits import MAX_BODY_BYTES, MAX_EXPLAINED_BYTES
from scripts.validation.messages import Headers
from scripts.validation.negotiation import find_media_type, is_json
from scripts.validation.parameter import compile_parameter
from scripts.validation.schema_errors import schema_violations

_MAX_LISTED = 5


class ResponseValidator:
    """Validates the responses of one operation."""

    def __init__(self, document: Document, operation: Operation, compiler: SchemaCompiler | None = None) -> None:
        """Compile the responses of an operation.

        Args:
            document: The contract.
            operation: One of its operations.
            compiler: Compiles schemas for responses; operations of one contract should share it.

        Raises:
            UserError: A schema cannot be compiled.
        """
        compiler = compiler or SchemaCompiler(document, Direction.RESPONSE)
        path = operation.path.replace("~", "~0").replace("/", "~1")
        pointer = f"/paths/{path}/{operation.method.lower()}/responses"
        self._responses = {
            str(status).upper(): _Response(document, resolve(document, node), compiler, f"{pointer}/{status}")
            for status, node in operation.definition.get("responses", {}).items()
            if not str(status).startswith("x-")
        }

    def violations(
        self, status: int, headers: Headers, body: bytes | None, *, is_complete: bool = True
    ) -> Iterator[Violation]:
        """Yield the violations of a response.

        Args:
            status: Its status code.
            headers: Its headers, with lower-case names.
            body: Its body as it was sent; None if it can have none.
            is_complete: False if the body was cut off.

        Raises:
            LimitExceeded: The body cannot be validated.
        """
        known = (str(status), f"{status // 100}XX", "DEFAULT")
        response = next((self._responses[each] for each in known if each in self._responses), None)
        if response is None:
            documented = ", ".join(self._responses) or "documented"
            yield Violation("status", f"{status} is not one of {documented}")
            return
        yield from response.header_violations(headers)
        if body is not None:
            yield from response.body_violations(headers, body, is_complete=is_complete)


class _Response:
    """One documented response."""

    def __init__(self, document: Document, response: Document, compiler: SchemaCompiler, pointer: str) -> None:
        self._headers = [
            compile_parameter(
                document,
                resolve(document, node),
                compiler,
                f"{pointer}/headers/{name}",
                name=name,
                location="header",
            )
            for name, node in response.get("headers", {}).items()
            if name.lower() != "content-type"
        ]
        self._content: Mapping[str, Document] = response.get("content", {})
        self._validators: dict[str, jsonschema_rs.Validator] = {
            media_type: compiler.compile(content["schema"], f"{pointer}/content/{media_type.replace('/', '~1')}/schema")
            for media_type, content in self._content.items()
            if "schema" in content
        }

    def header_violations(self, headers: Headers) -> list[Violation]:
        by_name: dict[bytes, list[bytes]] = {}
        for name, value in headers:
            by_name.setdefault(name, []).append(value)
        violations: list[Violation] = []
        for header in self._headers:
            given = by_name.get(header.header)
            if given is not None:
                header.store_text({}, b", ".join(given).decode("latin-1"), violations)
            elif header.required:
                violations.append(header.absence())
        return violations

    def body_violations(self, headers: Headers, body: bytes, *, is_complete: bool) -> Iterator[Violation]:
        if not self._content:
            return
        by_name = dict(headers)
        given = by_name.get(b"content-type", b"").decode("latin-1")
        documented = find_media_type(self._content, given)
        if documented is None:
            name = given.partition(";")[0].strip()
            known = f", not {name}" if name and name.isprintable() else ""
            yield Violation("header.Content-Type", f"must be {' or '.join(self._content)}{known}")
        elif is_json(given) and documented in self._validators:
            if not is_complete:
                raise LimitExceeded.at(400, "body", "was cut off")
            yield from _json_violations(self._validators[documented], _decompressed(by_name, body))


def _json_violations(validator: jsonschema_rs.Validator, text: bytes) -> Iterator[Violation]:
    """Yield the violations of a body, the same one in several items of an array once."""
    try:
        value = parse_json(without_half_surrogates(text) if b"\\u" in text else text)
    except LimitExceeded:
        raise
    except RequestError as error:
        yield from error.violations
        return
    try:
        found = schema_violations(validator, value, "body", first_only=len(text) > 32 * MAX_EXPLAINED_BYTES)
    except ValueError:
        raise LimitExceeded.at(400, "body", "is nested too deeply") from None
    kinds = list(dict.fromkeys(Violation(_without_indexes(each.location), each.reason) for each in found))
    yield from kinds[:_MAX_LISTED]
    if len(kinds) > _MAX_LISTED:
        yield Violation("body", f"has {len(kinds) - _MAX_LISTED} more violations")


def _without_indexes(location: str) -> str:
    """Return a location with `[]` instead of the indexes of arrays."""
    first, *steps = location.split(".")
    return first + "".join("[]" if step.isdecimal() else f".{step}" for step in steps)


def _decompressed(headers: Mapping[bytes, bytes], body: bytes) -> bytes:
    """Return a body without its `Content-Encoding`.

    Raises:
        LimitExceeded: The encoding is not supported, or the body is too large.
    """
    encoding = headers.get(b"content-encoding", b"").decode("latin-1").strip().lower()
    if encoding in {"gzip", "x-gzip", "deflate"}:
        try:
            body = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(body, MAX_BODY_BYTES + 1)
        except zlib.error:
            raise LimitExceeded.at(400, "body", f"is not {encoding}, as its header says") from None
    elif encoding not in {"", "identity"}:
        raise LimitExceeded.at(400, "body", f"has the encoding {encoding!a}, which is not supported")
    if len(body) > MAX_BODY_BYTES:
        raise LimitExceeded.at(400, "body", f"is larger than {MAX_BODY_BYTES // 2**20} MiB")
    return body
