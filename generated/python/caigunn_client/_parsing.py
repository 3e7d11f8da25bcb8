"""Parsing of JSON values. A value that does not match the contract is kept as it is, and reported as a problem."""

import datetime
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from io import BytesIO
from typing import Any, TypeAlias, TypeVar

from .types import UNSET, File

E = TypeVar("E")

# Full years, months and days with their punctuation: RFC 3339. `fromisoformat` accepts other forms of ISO 8601 too.
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:(\d\d)(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class ValidationError(ValueError, TypeError):
    """A JSON value does not match the contract."""


class MissingPropertyError(ValidationError, KeyError):
    """A required property is missing."""

    def __str__(self) -> str:
        return str(self.args[0])


class Problem:
    """A mismatch with the contract.

    Attributes:
        expected: What the contract requires.
        path: The property names and indices that lead to the value, the innermost first.
        value: The value; `UNSET` if a required property is missing.
    """

    __slots__ = ("expected", "path", "value")

    def __init__(self, expected: str, value: Any) -> None:
        self.expected, self.value = expected, value
        self.path: list[str | int] = []

    @property
    def location(self) -> str:
        """The location of the value, such as `models[2].created_at`."""
        parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in reversed(self.path)]
        return "".join(parts).removeprefix(".")

    def __str__(self) -> str:
        location = self.location
        problem = "missing" if self.value is UNSET else f"expected {self.expected}"
        return f"{location}: {problem}" if location else problem

    def error(self) -> ValidationError:
        """Return the problem as an exception."""
        return MissingPropertyError(str(self)) if self.value is UNSET else ValidationError(str(self))


class Problems(list[Problem]):
    """The problems of a value. A parser appends its own; the parser of the enclosing value adds the location."""

    def add(self, expected: str, value: E) -> E:
        """Add a problem, and return the value."""
        self.append(Problem(expected, value))
        return value

    def locate(self, known: int, part: str | int) -> None:
        """Add a property name or an index to the location of all problems but the first `known` ones."""
        for problem in self[known:]:
            problem.path.append(part)

    def raise_first(self) -> None:
        """Raise the first problem, if there is one.

        Raises:
            ValidationError: There is a problem.
        """
        if self:
            raise self[0].error()


Parser: TypeAlias = Callable[[Any, Problems], Any]


def any_value(value: Any, problems: Problems) -> Any:  # noqa: ARG001
    """Return any JSON value."""
    return value


def null(value: Any, problems: Problems) -> Any:
    """Parse null."""
    return value if value is None else problems.add("null", value)


def boolean(value: Any, problems: Problems) -> Any:
    """Parse a boolean."""
    return value if isinstance(value, bool) else problems.add("boolean", value)


def string(value: Any, problems: Problems) -> Any:
    """Parse a string."""
    return value if isinstance(value, str) else problems.add("string", value)


def integer(value: Any, problems: Problems) -> Any:
    """Parse an integer. For JSON Schema, 5.0 is an integer."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return problems.add("integer", value)


def number(value: Any, problems: Problems) -> Any:
    """Parse a number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return problems.add("number", value)


def date(value: Any, problems: Problems) -> Any:
    """Parse a date of RFC 3339."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    return problems.add("date", value)


def date_time(value: Any, problems: Problems) -> Any:
    """Parse a date-time of RFC 3339. Python has no leap seconds; 23:59:60 becomes the next second."""
    found = _DATE_TIME.fullmatch(value) if isinstance(value, str) else None
    if found:
        try:
            if found[1] != "60":
                return datetime.datetime.fromisoformat(value.upper())
            before = f"{value[:17]}59{value[19:]}".upper()
            return datetime.datetime.fromisoformat(before) + datetime.timedelta(seconds=1)
        except (OverflowError, ValueError):
            pass
    return problems.add("date-time", value)


def uuid(value: Any, problems: Problems) -> Any:
    """Parse a UUID."""
    from uuid import UUID  # here, because few contracts need it, and it takes 3 % of the time to import the client

    return UUID(value) if isinstance(value, str) and _UUID.fullmatch(value) else problems.add("uuid", value)


def file(value: Any, problems: Problems) -> Any:
    """Parse the content of a file, in a form."""
    return File(BytesIO(value)) if isinstance(value, bytes) else problems.add("file", value)


def literal(*values: Any) -> Parser:
    """Return a parser of constants."""
    constants = {(type(each), each) for each in values}
    expected = " or ".join(json.dumps(each, ensure_ascii=False) for each in values)

    def parse(value: Any, problems: Problems) -> Any:
        if isinstance(value, float) and value.is_integer():
            value = int(value) if (int, int(value)) in constants else value
        # With the type: in Python, True is equal to 1.
        known = isinstance(value, (str, int, float)) and (type(value), value) in constants
        return value if known else problems.add(expected, value)

    return parse


def enumeration(members: Callable[[Any], E], values: Collection[Any]) -> Parser:
    """Return a parser of the values of an enumeration, as its members."""
    parse_value = literal(*values)

    def parse(value: Any, problems: Problems) -> Any:
        known = len(problems)
        parsed = parse_value(value, problems)
        return members(parsed) if len(problems) == known else value

    return parse


def array(item: Parser) -> Parser:
    """Return a parser of arrays."""

    def parse(value: Any, problems: Problems) -> Any:
        if not isinstance(value, list):
            return problems.add("array", value)
        found, known = [], len(problems)
        for index, each in enumerate(value):
            found.append(item(each, problems))
            if problems and len(problems) != known:
                problems.locate(known, index)
                known = len(problems)
        return found

    return parse


def union(*parsers: Parser) -> Parser:
    """Return a parser that tries others in turn. If none matches, the result is that of the closest one."""

    def parse(value: Any, problems: Problems) -> Any:
        attempts = []
        for each in parsers:
            found = Problems()
            parsed = each(value, found)
            if not found:
                return parsed
            attempts.append((found, parsed))
        # A problem without a location is another JSON type.
        near = [(found, parsed) for found, parsed in attempts if all(each.path for each in found)]
        if not near:
            return problems.add(
                " or ".join(dict.fromkeys(each.expected for found, _ in attempts for each in found)), value
            )
        found, parsed = min(near, key=lambda attempt: len(attempt[0]))
        problems.extend(found)
        return parsed

    return parse


def tagged_union(tags: Sequence[tuple[str, Mapping[str, Parser]]], otherwise: Parser) -> Parser:
    """Return a parser of objects whose type depends on a property: the discriminator.

    Args:
        tags: Discriminators: the name of the property, and the parsers by its values.
        otherwise: The parser of all other values.
    """

    def parse(value: Any, problems: Problems) -> Any:
        if isinstance(value, Mapping):
            for name, parsers in tags:
                tag = value.get(name)
                if isinstance(tag, str) and tag in parsers:
                    return parsers[tag](value, problems)
        return otherwise(value, problems)

    return parse
