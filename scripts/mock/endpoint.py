"""One operation as the gateway sees it: what must hold of a request before Prism judges the rest."""

import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from scripts.mock.bodies import Fields, File
from scripts.mock.judge import FITS, Judge, Signature, is_plain
from scripts.mock.lowering import FORMS
from scripts.mock.refusal import Refusal
from scripts.mock.texts import admits_empty, flatten, read, types
from scripts.openapi import Document, Operation, parameters, resolve
from scripts.project import Failure

JSON = re.compile(r"application/(.+\+)?json")

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True)
class _Parameter:
    """A parameter of the query or of the headers."""

    place: str
    name: str
    required: bool
    admits_empty: bool
    schema: dict[str, Any]
    judge: Judge

    def check(self, texts: Sequence[str]) -> list[str]:
        """Return those of the parameter's texts that are for Prism to judge."""
        if self.required and not texts:
            raise Refusal(400, f"{self.place}.{self.name}: is required")
        for text in texts:
            if not text and not self.admits_empty:
                raise Refusal(400, f"{self.place}.{self.name}: must not be empty")
            if "array" not in types(self.schema):
                try:
                    read(self.schema, text)
                except ValueError as error:
                    raise Refusal(400, f"{self.place}.{self.name}: {error}") from None
        return [text for text in texts if text]

    def fits(self, text: str) -> bool:
        """Tell whether one text, which `check` has let pass, fits the schema for certain."""
        try:
            value = read(self.schema, text)
        except ValueError:
            return False
        return is_plain(value) and self.judge(value) == FITS


@dataclass(frozen=True)
class _Member:
    """A member of a form. One that repeats is an array of what its schema describes."""

    schema: dict[str, Any]
    repeats: bool

    def read(self, place: str, content: str | File) -> Any:
        """Return the JSON value of one field; a file becomes a text that stands for it."""
        expects_file = self.schema.get("format") == "binary"
        if isinstance(content, File):
            if not expects_file and self is not _ANYTHING:
                raise Refusal(400, f"{place}: must be a text, not a file")
            return "file"
        if expects_file:
            raise Refusal(400, f"{place}: must be a file, which is a part with a filename")
        try:
            return read(self.schema, content)
        except ValueError as error:
            raise Refusal(400, f"{place}: {error}") from None


# What the schema of a form doesn't name.
_ANYTHING = _Member({}, repeats=False)


class Endpoint:
    """An operation of the contract, made ready for the gateway."""

    def __init__(self, contract: Document, operation: Operation, admitted: Mapping[str, str]) -> None:
        """Make an operation ready.

        Args:
            contract: The contract.
            operation: One of its operations.
            admitted: The value that a credential must have, by its header; any other header's may have any value.

        Raises:
            Failure: The operation asks for something that the mock can't do.
        """
        self.operation = operation
        definition = operation.definition
        self._parameters = [
            _Parameter(
                place=parameter["in"],
                name=parameter["name"],
                required=parameter.get("required", False),
                admits_empty=admits_empty(contract, parameter.get("schema", {})),
                schema=flatten(contract, parameter.get("schema", {})),
                judge=Judge(contract, parameter.get("schema", {})),
            )
            for parameter in parameters(contract, operation)
            if parameter["in"] in {"query", "header"}
        ]
        self._by_name = {(each.place, each.name.lower()): each for each in self._parameters}
        self._is_fixed = "{" not in operation.path
        self._choices = {parameter.name for parameter in self._parameters if "enum" in parameter.schema}
        self._credentials = _credentials(contract, operation)
        self._admitted = admitted
        body = resolve(contract, definition.get("requestBody", {}))
        self.body_required: bool = body.get("required", False)
        self.media_types: list[str] = list(body.get("content", {}))
        for media_type in self.media_types:
            if media_type not in FORMS and not JSON.fullmatch(media_type):
                raise Failure(f"{operation.id}: a body as {media_type!r}: the mock reads JSON and forms")
        self._forms = {
            media_type: _form(contract, content.get("schema", {}))
            for media_type, content in body.get("content", {}).items()
            if media_type in FORMS
        }
        self._judges = {
            media_type: Judge(contract, content.get("schema", {}))
            for media_type, content in body.get("content", {}).items()
        }
        declared_responses = definition.get("responses", {})
        responses = {status: resolve(contract, response) for status, response in declared_responses.items()}
        self._success = next((status for status in responses if status.startswith("2")), "")
        if not all(status.isdecimal() for status in [*responses, self._success]):
            raise Failure(f"{operation.id}: the mock needs statuses of three digits, one of them 2xx")
        self._answers = list(responses[self._success].get("content", {}))
        self._examples = {
            status: [name for content in response.get("content", {}).values() for name in content.get("examples", {})]
            for status, response in responses.items()
        }

    @property
    def statuses(self) -> list[str]:
        """The statuses that the contract documents."""
        return list(self._examples)

    def check_credentials(self, headers: Headers) -> None:
        """Refuse a request without the credentials that the operation's security asks for.

        Raises:
            Refusal: 401; a credential is missing, empty or not the one that is admitted.
        """
        faults = [
            [fault for name in together if (fault := self._fault(name, headers))] for together in self._credentials
        ]
        if faults and all(faults):
            fewest: list[str] = min(faults, key=len)
            raise Refusal(401, "; ".join(fewest))

    def _fault(self, name: str, headers: Headers) -> str | None:
        """Return what is wrong with a credential, or None."""
        given = headers.get(name)
        if not given:
            return f"header.{name}: is required"
        admitted = self._admitted.get(name)
        if admitted is not None and not hmac.compare_digest(given.encode("latin-1"), admitted.encode()):
            return f"header.{name}: is not valid"
        return None

    def check_accept(self, headers: Headers) -> None:
        """Refuse a request that admits none of the media types of the operation's success.

        Prism dies of an `Accept` that is malformed, so it never sees one.

        Raises:
            Refusal: 406.
        """
        accept = ", ".join(headers.getlist("accept"))
        if not accept or not self._answers:
            return
        # A parameter such as charset says nothing about the media type.
        admitted = MIMEAccept([(name.partition(";")[0], q) for name, q in parse_accept_header(accept, MIMEAccept)])
        if admitted.best_match(self._answers) is None:
            raise Refusal(406, f"header.Accept: must admit {' or '.join(self._answers)}")

    def check_parameters(
        self, query: Sequence[tuple[str, str]], headers: Headers
    ) -> tuple[list[tuple[str, str]], dict[bytes, bytes]]:
        """Return the query and the headers that are for Prism to judge.

        Raises:
            Refusal: 400; a parameter is missing, or its text stands for no value of its type.
        """
        for_query: list[tuple[str, str]] = []
        for_headers: dict[bytes, bytes] = {}
        for parameter in self._parameters:
            if parameter.place == "query":
                texts = parameter.check([text for name, text in query if name == parameter.name])
                for_query += [(parameter.name, text) for text in texts]
            elif texts := parameter.check(_printable(parameter.name, headers.getlist(parameter.name))):
                for_headers[parameter.name.encode()] = ", ".join(texts).encode("latin-1")
        return for_query, for_headers

    def form_value(self, media_type: str, fields: Fields) -> dict[str, Any]:
        """Return the JSON object that a form stands for, by the schema of its media type.

        Raises:
            Refusal: 400; a file stands where a text is expected, or the other way round.
        """
        members: dict[str, list[Any]] = {}
        form = self._forms[media_type]
        for name, content in fields:
            members.setdefault(name, []).append(form.get(name, _ANYTHING).read(f"body.{name}", content))
        return {
            name: values if form.get(name, _ANYTHING).repeats or len(values) > 1 else values[0]
            for name, values in members.items()
        }

    def judge(
        self,
        media_type: str | None,
        query: Sequence[tuple[str, str]],
        headers: Mapping[bytes, bytes],
        body: bytes | None,
    ) -> Signature | None:
        """Return which rules the body breaks of a request whose parameters fit, or None if that isn't certain.

        Args:
            media_type: The media type of the body, or None if there is none.
            query: The query that is for Prism to judge.
            headers: The headers that are.
            body: The JSON that the body stands for, None if there is none.
        """
        texts = [("query", name, text) for name, text in query]
        texts += [("header", name.decode(), text.decode("latin-1")) for name, text in headers.items()]
        if not self._is_fixed or len({(place, name) for place, name, _ in texts}) < len(texts):
            return None
        if not all(self._by_name[place, name.lower()].fits(text) for place, name, text in texts):
            return None
        return FITS if media_type is None or body is None else self._judges[media_type].read(body)

    def reader(self, media_type: str) -> Callable[[bytes], Signature | None]:
        """Return what judges a JSON body of a media type from its bytes."""
        return self._judges[media_type].read

    def preference(self, prefer: Mapping[str, str], query: Sequence[tuple[str, str]]) -> tuple[int, bytes]:
        """Return the status that a request which fits is answered with, and the header `Prefer` that asks Prism for it.

        Args:
            prefer: The preferences of the caller: `code` and `example`.
            query: The query. Where an example is named like a value that is one of an enumeration, that one answers.

        Raises:
            Refusal: 400; the caller prefers a status or an example that the contract doesn't have.
        """
        status = prefer.get("code", self._success)
        if status not in self._examples:
            raise Refusal(400, f"header.Prefer: code={status} is not one of {', '.join(self._examples)}")
        names = self._examples[status]
        chosen = prefer.get("example")
        if chosen is None:
            values = {text for name, text in query if name in self._choices}
            chosen = next((name for name in names if name in values), None)
        elif chosen not in names:
            raise Refusal(400, f"header.Prefer: example={chosen} is not one of {', '.join(names)}")
        return int(status), (f"code={status}" + (f", example={chosen}" if chosen else "")).encode()


def _printable(name: str, texts: list[str]) -> list[str]:
    """Return the texts of a header. Node.js refuses a request with a control character in one, whatever Prism says."""
    if any(_CONTROL.search(text) for text in texts):
        raise Refusal(400, f"header.{name}: must not have control characters")
    return texts


def _form(contract: Document, schema: dict[str, Any]) -> dict[str, _Member]:
    """Return the members of a form by its schema."""
    members = {}
    for name, declared in flatten(contract, schema).get("properties", {}).items():
        member = flatten(contract, declared)
        repeats = "items" in member
        members[name] = _Member(flatten(contract, member["items"]) if repeats else member, repeats=repeats)
    return members


def _credentials(contract: Document, operation: Operation) -> list[list[str]]:
    """Return the headers that carry credentials: alternatives, each of which needs all its headers."""
    schemes = contract.get("components", {}).get("securitySchemes", {})
    declaring = operation.definition if "security" in operation.definition else contract
    requirements: list[dict[str, Any]] = declaring.get("security", [])
    for name in {name for together in requirements for name in together}:
        scheme = resolve(contract, schemes.get(name, {}))
        if scheme.get("type") != "apiKey" or scheme.get("in") != "header":
            raise Failure(f"{operation.id}: security scheme {name!r} is no apiKey in a header: the mock can't check it")
    return [[resolve(contract, schemes[name])["name"] for name in together] for together in requirements]
