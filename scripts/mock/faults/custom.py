"""Custom responses: what a scenario or the header `Mock-Response` sends instead of the documented response."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from scripts.http_server.response import Response
from scripts.openapi import Document, operations
from scripts.prism.responses import DocumentedResponses
from scripts.project import UserError
from scripts.validation.errors import RequestError, Violation
from scripts.validation.messages import ValidatedRequest
from scripts.validation.negotiation import is_json
from scripts.validation.response import ResponseValidator

RESPONSE_HEADER = "Mock-Response"

_FIELDS = {"status", "headers", "body", "invalid"}
_NO_BODY: Final = object()
_PLACE = r"(?:body|query|header|path)\.[^{}\s]+"
_PLACEHOLDER = re.compile(rf"\{{({_PLACE})\}}")
_CONDITION = re.compile(rf"{_PLACE}|call")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*")
_STATUSES_WITHOUT_BODY = {204, 205, 304}


@dataclass(frozen=True)
class CustomResponse:
    """A response.

    Attributes:
        status: The status code; None for that of the documented response.
        headers: Headers in addition to `Content-Type`.
        body: A JSON value or a text; `_NO_BODY` for that of the documented response.
        is_invalid: Whether it may violate the contract.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = _NO_BODY
    is_invalid: bool = False

    @classmethod
    def parse(cls, given: Any) -> "CustomResponse":
        """Parse a map with `status`, `headers`, `body` and `invalid`.

        Raises:
            ValueError: It is something else.
        """
        if not isinstance(given, dict) or set(given) - _FIELDS:
            raise ValueError("a response has status, headers, body and invalid, and nothing else")
        status, headers = given.get("status"), given.get("headers", {})
        if status is not None and (not isinstance(status, int) or not 200 <= status <= 599):
            raise ValueError(f"status {status!r} is not a status code from 200 to 599")
        if not isinstance(headers, dict) or not all(_is_header(*each) for each in headers.items()):
            raise ValueError("headers must map names to texts in Latin-1 without line breaks")
        if not isinstance(given.get("invalid", False), bool):
            raise ValueError("invalid must be true or false")  # noqa: TRY004 - of the input
        return cls(status, headers, given.get("body", _NO_BODY), given.get("invalid", False))

    @property
    def has_body(self) -> bool:
        """True if the body replaces the body of the documented response."""
        return self.body is not _NO_BODY

    def fill(self, documented: Response, request: ValidatedRequest, media_type: str | None) -> Response:
        """Return the response to a request.

        Args:
            documented: The documented response of this status.
            request: The request, whose values replace placeholders.
            media_type: The media type of the documented response.
        """
        own = tuple(
            (name.lower().encode("latin-1"), str(_fill(value, request)).encode("latin-1", "replace"))
            for name, value in self.headers.items()
        )
        replaced = {name for name, _ in own}
        kept = tuple(header for header in documented.headers if header[0] not in replaced)
        if not self.has_body or documented.status in _STATUSES_WITHOUT_BODY:
            return Response(documented.status, kept + own, documented.body)
        media_type = self.content_type(media_type)
        if not any(name == b"content-type" for name, _ in kept + own):
            kept = ((b"content-type", media_type.encode()), *kept)
        return Response(documented.status, kept + own, _encode(_fill(self.body, request), media_type))

    def content_type(self, documented: str | None) -> str:
        """Return the media type: that of the headers, else the documented one, else JSON."""
        own = (value for name, value in self.headers.items() if name.lower() == "content-type")
        return next(own, documented or "application/json")


@dataclass
class CustomRule:
    """Responses to requests that satisfy a condition: one after the other, then the last again and again.

    Attributes:
        condition: The expected values by place, such as `body.text`, or the number of the `call` of the operation.
        responses: The responses.
        count: The number of requests so far that satisfied the condition.
    """

    condition: Mapping[str, Any]
    responses: Sequence[CustomResponse]
    count: int = 0

    @classmethod
    def parse(cls, given: Any) -> "CustomRule":
        """Parse a response with `when`, or a map of `when` and `sequence`.

        Raises:
            ValueError: It is something else.
        """
        if not isinstance(given, dict):
            raise ValueError("an entry of respond must be a map")  # noqa: TRY004 - of the input
        rest = {name: value for name, value in given.items() if name != "when"}
        condition = given.get("when", {})
        if not isinstance(condition, dict) or not all(_CONDITION.fullmatch(str(place)) for place in condition):
            raise ValueError("when must map body.NAME, query.NAME, header.NAME, path.NAME or call to a value")
        if set(rest) != {"sequence"}:
            return cls(condition, [CustomResponse.parse(rest)])
        if not isinstance(rest["sequence"], list) or not rest["sequence"]:
            raise ValueError("sequence must be a list of responses")
        return cls(condition, [CustomResponse.parse(each) for each in rest["sequence"]])

    def select(self, request: ValidatedRequest, call: int) -> CustomResponse | None:
        """Return the next response if a request satisfies the condition, else None."""
        for place, expected in self.condition.items():
            if (call if place == "call" else _value(place, request)) != expected:
                return None
        self.count += 1
        return self.responses[min(self.count, len(self.responses)) - 1]


class CustomResponder:
    """Selects the custom responses of a scenario and of the header `Mock-Response`, and checks them.

    Attributes:
        rules: The rules by operationId.
        calls: The number of requests so far to each operation that has rules.
    """

    def __init__(
        self,
        document: Document,
        documented: Mapping[str, DocumentedResponses],
        rules: Mapping[str, Sequence[CustomRule]],
    ) -> None:
        """Check the rules.

        Args:
            document: The contract.
            documented: The documented responses by operationId.
            rules: The rules by operationId; the first whose condition is satisfied applies.

        Raises:
            UserError: A response violates the contract, and is not marked as invalid.
        """
        self._document = document
        self._operations = {each.id: each for each in operations(document)}
        self._documented = documented
        self.rules = {name: each for name, each in rules.items() if each}
        self.calls = dict.fromkeys(self.rules, 0)
        self._validators: dict[str, ResponseValidator] = {}
        for name, each in self.rules.items():
            for response in (response for rule in each for response in rule.responses):
                fault = self._fault(name, response)
                if fault is not None:
                    raise UserError(f"scenario: {name}: {fault}")

    def continue_from(self, previous: "CustomResponder") -> None:
        """Take over the calls of each operation, and how far each of the same rules has got."""
        for name, rules in self.rules.items():
            self.calls[name] = previous.calls.get(name, 0)
            known = list(previous.rules.get(name, ()))
            # New rules precede the earlier ones.
            for rule in reversed(rules):
                for each in reversed(known):
                    if (each.condition, each.responses) == (rule.condition, rule.responses):
                        rule.count = each.count
                        known.remove(each)
                        break

    def select(self, request: ValidatedRequest) -> CustomResponse | None:
        """Return the custom response to a request; or None.

        Raises:
            RequestError: 400; the header is not a response, or one that violates the contract.
        """
        header = request.head.by_name.get(b"mock-response")
        if header is not None:
            return self._from_header(request.operation.id, header)
        rules = self.rules.get(request.operation.id)
        if rules is None:
            return None
        self.calls[request.operation.id] += 1
        found = (rule.select(request, self.calls[request.operation.id]) for rule in rules)
        return next((each for each in found if each is not None), None)

    def _from_header(self, name: str, header: bytes) -> CustomResponse:
        try:
            response = CustomResponse.parse(json.loads(header))
        except (ValueError, RecursionError) as error:
            raise RequestError.at(400, f"header.{RESPONSE_HEADER}", f"is not a response: {error}") from None
        fault = self._fault(name, response)
        if fault is not None:
            raise RequestError.at(400, f"header.{RESPONSE_HEADER}", fault)
        return response

    def _fault(self, name: str, response: CustomResponse) -> str | None:
        """Return the error of a response of an operation, or None."""
        if response.is_invalid:
            return None
        documented = self._documented[name]
        status = documented.default_status if response.status is None else response.status
        violation = next(self._violations(name, response, status), None)
        if violation is None:
            return None
        return f"the response {status} violates the contract: {violation}; add `invalid: true` to send it"

    def _violations(self, name: str, response: CustomResponse, status: int) -> Iterator[Violation]:
        documented = self._documented[name]
        written = documented.resolve(status)
        if written is None:
            yield Violation("status", f"is not one of {', '.join(documented.statuses)}")
            return
        if name not in self._validators:
            self._validators[name] = ResponseValidator(self._document, self._operations[name])
        media_type = response.content_type(documented.default_media_type(written))
        headers = {"content-type": media_type} | {name.lower(): value for name, value in response.headers.items()}
        body = _encode(response.body, media_type) if response.has_body else None
        lines = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        for each in self._validators[name].violations(status, lines, body):
            part, _, header = each.location.partition(".")
            # The headers that the custom response does not replace are those of the documented one.
            if part != "header" or header.lower() in headers:
                yield each


def _is_header(name: Any, value: Any) -> bool:
    return isinstance(name, str) and isinstance(value, str) and bool(_HEADER.fullmatch(f"{name}:{value}"))


def _encode(body: Any, media_type: str) -> bytes:
    """Return the bytes of a body: a text as it is unless the media type is JSON, everything else as JSON."""
    is_text = isinstance(body, str) and not is_json(media_type)
    return (body if is_text else json.dumps(body, ensure_ascii=False, separators=(",", ":"))).encode("utf-8", "replace")


def _fill(value: Any, request: ValidatedRequest) -> Any:
    """Return a JSON value with the request's values instead of placeholders such as `{body.text}`."""
    match value:
        case dict():
            return {name: _fill(each, request) for name, each in value.items()}
        case list():
            return [_fill(each, request) for each in value]
        case str():
            whole = _PLACEHOLDER.fullmatch(value)
            if whole:
                return _value(whole[1], request)
            return _PLACEHOLDER.sub(lambda found: _text(_value(found[1], request)), value)
    return value


def _value(place: str, request: ValidatedRequest) -> Any:
    """Return the value at a place of a request, such as `body.text`; or None."""
    part, _, rest = place.partition(".")
    if part == "header":
        raw = request.head.by_name.get(rest.lower().encode())
        return None if raw is None else raw.decode("utf-8", "replace")
    if part != "body":
        return (request.query if part == "query" else request.path).get(rest)
    value = request.body
    for name in rest.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
