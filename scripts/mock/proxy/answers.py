"""Judges an answer by what the contract documents for its operation. No message repeats what stands in the answer."""

import json
import zlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from itertools import islice
from typing import Any

import jsonschema_rs
from starlette.datastructures import Headers

from scripts.mock.endpoint import JSON
from scripts.mock.engine import MOST_BYTES
from scripts.mock.refusal import TooMuch
from scripts.mock.texts import flatten, read, types
from scripts.openapi import Document, Operation, resolve

_MOST_ERRORS = 1000
_MOST_KINDS = 5


class Answers:
    """What an operation may answer."""

    def __init__(self, contract: Document, operation: Operation) -> None:
        self._contract = contract
        declared = operation.definition.get("responses", {})
        self._responses = {status.upper(): resolve(contract, response) for status, response in declared.items()}
        self._validator = cache(self._new_validator)

    def departures(self, status: int, headers: Headers, body: bytes | None, *, cut: bool = False) -> Iterator[str]:
        """Yield where an answer departs from the contract, such as `body.models[].id: is not of type "string"`.

        Args:
            status: Its status.
            headers: Its headers.
            body: Its body as it was sent, None where there can be none.
            cut: The body did not pass as a whole.

        Raises:
            TooMuch: The body can't be judged.
        """
        known = (str(status), f"{status // 100}XX", "DEFAULT")
        response = next((self._responses[each] for each in known if each in self._responses), None)
        if response is None:
            yield f"status: {status} is not one of {', '.join(self._responses)}"
            return
        for name, node in response.get("headers", {}).items():
            if fault := self._in_header(resolve(self._contract, node), headers.get(name)):
                yield f"header.{name}: {fault}"
        content = response.get("content", {})
        if body is None or not content:
            return
        given = headers.get("content-type", "").partition(";")[0].strip().lower()
        documented = next(
            (each for each in sorted(content, key=_stars) if fnmatchcase(given, _media_range(each))), None
        )
        if documented is None:
            yield f"header.Content-Type: must be {' or '.join(content)}" + (f", not {given}" if given else "")
        elif JSON.fullmatch(given) and "schema" in content[documented]:
            if cut:
                raise TooMuch(400, "body: did not pass as a whole")
            yield from self._in_body(content[documented]["schema"], _decoded(headers, body))

    def _in_header(self, header: Document, text: str | None) -> str | None:
        """Return what is wrong with a header, or None."""
        if text is None:
            return "is required" if header.get("required") else None
        schema = flatten(self._contract, header.get("schema", {}))
        if {"array", "object"} & set(types(schema)):
            return None
        try:
            value = read(schema, text)
        except ValueError as error:
            return str(error)
        return next((_told(error) for error in self._validator(json.dumps(schema)).iter_errors(value)), None)

    def _in_body(self, schema: Document, body: bytes) -> Iterator[str]:
        """Yield what is wrong with a body of JSON, each kind once."""
        try:
            value = json.loads(body.decode(), parse_constant=_refuse_constant)
        except UnicodeDecodeError as error:
            yield f"body: is not UTF-8 at byte {error.start}"
            return
        except json.JSONDecodeError as error:
            yield f"body: is not JSON: {error.msg} at line {error.lineno} column {error.colno}"
            return
        except (ValueError, RecursionError):
            raise TooMuch(400, "body: has a number that is too long, or is nested too deeply") from None
        try:
            errors = list(islice(self._validator(json.dumps(schema)).iter_errors(value), _MOST_ERRORS))
        except ValueError:
            raise TooMuch(400, "body: has half a character, or is nested too deeply") from None
        kinds = list(dict.fromkeys(f"body{_place(error.instance_path)}: {_told(error)}" for error in errors))
        yield from kinds[:_MOST_KINDS]
        if len(kinds) > _MOST_KINDS:
            yield f"body: departs in {len(kinds) - _MOST_KINDS} more ways"

    def _new_validator(self, schema: str) -> jsonschema_rs.Draft202012Validator:
        """Return what validates as schemathesis does, and names no values."""
        whole = {"allOf": [json.loads(schema)], "components": self._contract.get("components", {})}
        try:
            return jsonschema_rs.Draft202012Validator(whole, validate_formats=True, mask="it")
        except ValueError:
            raise TooMuch(400, "the contract's schema isn't understood") from None


def _told(error: jsonschema_rs.ValidationError) -> str:
    return error.message.removeprefix("it ")


def _place(path: list[str | int]) -> str:
    """Return a place in a body; which entry of an array it is makes no other kind of departure."""
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in path)


def _media_range(text: str) -> str:
    return text.partition(";")[0].strip().lower()


def _stars(media_range: str) -> int:
    return media_range.count("*")


def _decoded(headers: Headers, body: bytes) -> bytes:
    """Return a body without its `Content-Encoding`.

    Raises:
        TooMuch: It is in an encoding that isn't known here, or too large.
    """
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in {"gzip", "x-gzip", "deflate"}:
        try:
            body = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(body, MOST_BYTES + 1)
        except zlib.error:
            raise TooMuch(400, f"body: is not {encoding}, as its header says") from None
    elif encoding not in {"", "identity"}:
        raise TooMuch(400, f"body: is encoded as {encoding}")
    if len(body) > MOST_BYTES:
        raise TooMuch(400, f"body: is larger than the {MOST_BYTES // 2**20} MiB that the proxy reads")
    return body


def _refuse_constant(name: str) -> Any:
    raise json.JSONDecodeError(f"{name} is no number of JSON", "", 0)
