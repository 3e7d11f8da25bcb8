"""Parameters of an operation, by location."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from scripts.openapi import Document, Operation, parameters, resolve
from scripts.project import UserError
from scripts.schemas import SchemaCompiler
from scripts.security import security_requirements
from scripts.validation.errors import Violation
from scripts.validation.messages import RequestHead
from scripts.validation.parameter import Parameter, compile_parameter
from scripts.validation.styles import DEFAULT_STYLES, STYLES, RawValues

# Names of headers that OpenAPI describes elsewhere: a parameter of such a name is ignored (OpenAPI 3.1.1, 4.8.12.2).
_IGNORED_HEADERS = {"accept", "authorization", "content-type"}


class ParametersValidator:
    """The parameters of an operation."""

    def __init__(self, document: Document, operation: Operation, compiler: SchemaCompiler, pointer: str) -> None:
        """Compile the parameters.

        Raises:
            UserError: A parameter has a style that its location does not allow, a schema that cannot be compiled, or is
                missing in the path.
        """
        compiled = [
            _compile(document, node, compiler, where)
            for where, node in _parameters(document, operation, pointer)
            if not (node["in"] == "header" and node["name"].lower() in _IGNORED_HEADERS)
        ]
        self.path = [each for each in compiled if each.location == "path"]
        self.headers = [each for each in compiled if each.location == "header"]
        credentials = {each.name for alternative in security_requirements(document, operation) for each in alternative}
        self.query = _Pairs(compiled, "query", credentials)
        self.cookies = _Pairs(compiled, "cookie", credentials)
        for each in self.path:
            if f"{{{each.name}}}" not in operation.path:
                raise UserError(f"#{pointer}: the path parameter {each.name!r} is not in the path {operation.path}")

    def read_path(self, texts: Mapping[str, str], violations: list[Violation]) -> Mapping[str, Any]:
        """Return the path parameters; append their violations to `violations`."""
        values: dict[str, Any] = {}
        for each in self.path:
            each.store_text(values, texts[each.name], violations)
        return values

    def read_headers(self, head: RequestHead, violations: list[Violation]) -> Mapping[str, Any]:
        """Return the header parameters by lower-case name; append their violations to `violations`."""
        values: dict[str, Any] = {}
        for each in self.headers:
            sent = head.by_name.get(each.header)
            if sent is not None:
                if len(head.headers) != len(head.by_name):
                    # Several lines of one name are one list (RFC 9110, 5.3).
                    sent = b", ".join(head.all(each.header))
                each.store_text(values, sent.decode("latin-1"), violations)
            elif each.required:
                violations.append(each.absence())
        return values


class _Pairs:
    """The parameters of a query, or of cookies."""

    def __init__(self, declared: Sequence[Parameter], location: str, others: Collection[str]) -> None:
        found = [each for each in declared if each.location == location]
        self._by_name = {each.name: each for each in found if not each.is_spread}
        self._required = [each for each in self._by_name.values() if each.required]
        self._spread = [each for each in found if each.is_spread]
        self._reserved = {*self._by_name, *others}
        self.is_empty = not found

    def read(self, pairs: RawValues, violations: list[Violation]) -> Mapping[str, Any]:
        """Return the parameters; append their violations to `violations`."""
        values: dict[str, Any] = {}
        for name, texts in pairs.items():
            parameter = self._by_name.get(name)
            if parameter is not None:
                parameter.store_texts(values, texts, violations)
        for each in self._required:
            if each.name not in pairs:
                violations.append(each.absence())  # noqa: PERF401 - there is seldom one
        for each in self._spread:
            each.store_spread(values, pairs, self._reserved, violations)
        return values


def parse_cookies(head: RequestHead) -> dict[str, list[str]]:
    """Return the cookies of a request, each value as it was sent."""
    found: dict[str, list[str]] = {}
    for line in head.all(b"cookie"):
        for pair in line.decode("latin-1").split(";"):
            name, separator, value = pair.strip().partition("=")
            if separator:
                found.setdefault(name, []).append(value.removeprefix('"').removesuffix('"'))
    return found


def _parameters(document: Document, operation: Operation, pointer: str) -> list[tuple[str, Document]]:
    """Return the parameters of an operation with their JSON pointers."""
    item = resolve(document, document["paths"][operation.path])
    places: dict[tuple[str, str], str] = {}
    for parent, owner in ((pointer.rpartition("/")[0], item), (pointer, operation.definition)):
        for index, node in enumerate(owner.get("parameters", [])):
            each = resolve(document, node)
            where = node["$ref"][1:] if "$ref" in node else f"{parent}/parameters/{index}"
            places[each["in"], each["name"]] = where
    return [(places[each["in"], each["name"]], each) for each in parameters(document, operation)]


def _compile(document: Document, node: Document, compiler: SchemaCompiler, pointer: str) -> Parameter:
    location = node["in"]
    style = node.get("style", DEFAULT_STYLES[location])
    if style not in STYLES[location]:
        allowed = ", ".join(sorted(STYLES[location]))
        raise UserError(f"#{pointer}/style: {style!r} is not allowed in a {location} parameter: use {allowed}")
    return compile_parameter(document, node, compiler, pointer, name=node["name"], location=location, style=style)
