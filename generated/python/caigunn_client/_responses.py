"""Parsing of responses: the status code and the media type select the parser of the body."""

import json
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, TypeAlias, TypeVar

import httpx

from ._log import log_problem
from ._parsing import Parser, Problems
from .errors import APIResponseValidationError, status_error
from .types import File

T = TypeVar("T")
Reader: TypeAlias = Callable[[httpx.Response, Problems], Any]
# The media types of a body, the specific ones first. Without one, the result is None.
Bodies: TypeAlias = Sequence[tuple[str, Reader]]
# The documented responses: ranges of status codes, and the bodies.
Responses: TypeAlias = Sequence[tuple[int, int, Bodies]]


def read_json(parser: Parser) -> Reader:
    """Return a reader of JSON."""
    return lambda response, problems: parser(response.json(), problems)


def read_text(parser: Parser) -> Reader:
    """Return a reader of texts. If the contract requires another type, the text is the JSON of a value."""

    def read(response: httpx.Response, problems: Problems) -> Any:
        found = Problems()
        value = parser(response.text, found)
        if not found:
            return value
        try:
            as_json = Problems()
            converted = parser(json.loads(response.text), as_json)
        except ValueError:
            converted, as_json = value, found
        problems.extend(as_json)
        return converted

    return read


def read_file(response: httpx.Response, problems: Problems) -> File:  # noqa: ARG001
    """Return the body as a file."""
    return File(BytesIO(response.content), mime_type=response.headers.get("content-type"))


def checked(
    parse: Callable[[httpx.Response, Problems], T], response: httpx.Response, *, strict: bool, logged: set[str]
) -> T:
    """Return the parsed body of a response.

    Args:
        parse: The parser.
        response: The response.
        strict: A body that does not match the contract is an error; otherwise its values are kept, with a warning.
        logged: The warnings of the client until now, which are not repeated.

    Raises:
        APIResponseValidationError: The body is not JSON, or it does not match the contract.
    """
    problems = Problems()
    try:
        value = parse(response, problems)
    except (RecursionError, ValueError) as error:
        failure = APIResponseValidationError(response, error)
    else:
        if not problems:
            return value
        if not strict:
            for problem in problems:
                log_problem(response.request, problem, logged)
            return value
        failure = APIResponseValidationError(response, problems[0].error())
    raise failure  # here, not above: the context of the error could contain a credential


def parse_success(documented: Responses, default: Bodies | None, response: httpx.Response, problems: Problems) -> Any:
    """Return the parsed body of a 2xx response. If its status code is not documented, use the first one that is.

    Raises:
        ValueError: The body is not JSON.
    """
    successes = [each for each in documented if each[0] // 100 == 2]
    for first, last, bodies in successes:
        if first <= response.status_code <= last:
            return _read(bodies, response, problems)
    return _read(successes[0][2] if successes else default or (), response, problems)


def parse_response(documented: Responses, default: Bodies | None, response: httpx.Response, problems: Problems) -> Any:
    """Return the parsed body of a documented response.

    Raises:
        ValueError: The body is not JSON.
        APIStatusError: The status code is not documented.
    """
    for first, last, bodies in documented:
        if first <= response.status_code <= last:
            return _read(bodies, response, problems)
    if default is None:
        raise status_error(response)
    return _read(default, response, problems)


def _read(bodies: Bodies, response: httpx.Response, problems: Problems) -> Any:
    if not bodies:
        return None
    if len(bodies) > 1:
        received = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        for media_type, reader in bodies:
            main, _, sub = media_type.partition("/")
            if media_type == received or (sub == "*" and main in {"*", received.partition("/")[0]}):
                return reader(response, problems)
    return bodies[0][1](response, problems)
