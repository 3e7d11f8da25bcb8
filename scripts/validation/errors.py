"""Validation errors: violations with their locations, and the status code that rejects a request."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

_MAX_LISTED = 5
# A reason may have a semicolon, but is not likely to go on like a location.
_SEPARATOR = re.compile(r"; (?=(?:body|cookie|header|hint|method|path|query)\b|and \d+ more(?:;|$))")


class Violation(NamedTuple):
    """One mismatch with the contract.

    Attributes:
        location: Where it is, such as `body.title`, `query.limit` or `header.uid`.
        reason: Why it is one. It never repeats a value of the message, which may be a secret.
    """

    location: str
    reason: str

    def __str__(self) -> str:
        return f"{self.location}: {self.reason}"


class RequestError(Exception):
    """A request that is rejected.

    Attributes:
        status: The status code of the response.
        violations: Its violations; at least one.
        headers: Headers of the response, such as `Allow`.
    """

    def __init__(self, status: int, violations: Sequence[Violation], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, violations)
        self.status = status
        self.violations = violations
        self.headers = headers or {}

    @classmethod
    def at(cls, status: int, location: str, reason: str, headers: Mapping[str, str] | None = None) -> Self:
        """Return the error of a single violation."""
        return cls(status, (Violation(location, reason),), headers)

    @property
    def detail(self) -> str:
        """The violations as one line; beyond the fifth they are counted."""
        return summarize(self.violations)

    def __str__(self) -> str:
        return self.detail


class LimitExceeded(RequestError):
    """A request that is too large or too deeply nested to be read, although it may satisfy the contract."""


def parse_summary(text: str) -> list[Violation]:
    """Return the violations in a line of `summarize`; nothing for another text."""
    lines = (line.partition(": ") for line in _SEPARATOR.split(text))
    return [Violation(location, reason) for location, separator, reason in lines if separator]


def summarize(violations: Sequence[Violation]) -> str:
    """Return violations as one line, each once; beyond the fifth they are counted."""
    lines = list(dict.fromkeys(map(str, violations)))
    more = len(lines) - _MAX_LISTED
    return "; ".join(lines[:_MAX_LISTED]) + (f"; and {more} more" if more > 0 else "")
