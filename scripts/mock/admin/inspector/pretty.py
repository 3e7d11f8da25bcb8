"""Indented lines of JSON texts, which keep each token as it was sent, such as `1.0` and repeated names."""

import json
import re
from typing import NamedTuple

_PATTERN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_EMPTY = {"{": "}", "[": "]"}
_CLOSING = set(_EMPTY.values())


class Line(NamedTuple):
    """A line: its text, and the location of the value in it, such as `body.items.0`; empty for a closing bracket."""

    text: str
    location: str


def lines(text: str) -> list[Line]:
    """Return a JSON object or array as a line for each of its values; any other text as none."""
    if text.lstrip()[:1] not in _EMPTY:
        return []
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return []
    found: list[Line] = []
    steps: list[str | int] = []  # in each open object or array, the name or index of the value that is being read
    line, location = "", None
    tokens = _PATTERN.findall(text)
    for index, each in enumerate(tokens):
        previous = tokens[index - 1] if index else ""
        if each in _CLOSING:
            steps.pop()
        if (
            previous == ","
            or (each in _CLOSING and _EMPTY.get(previous) != each)
            or (previous in _EMPTY and each not in _CLOSING)
        ):
            found.append(Line(line, location or ""))
            line, location = "  " * len(steps), None
        if tokens[index + 1 : index + 2] == [":"]:
            steps[-1] = json.loads(each)
        if location is None:
            location = "" if each in _CLOSING else ".".join(["body", *map(str, steps)])
        line += f"{each} " if each == ":" else each
        if each in _EMPTY:
            steps.append(0)
        elif each == "," and isinstance(steps[-1], int):
            steps[-1] += 1
    return [*found, Line(line, location or "")]


def indent(text: str) -> str:
    """Return a JSON object or array with a line for each of its values; any other text unchanged."""
    return "\n".join(line.text for line in lines(text)) or text
