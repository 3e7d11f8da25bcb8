"""Indentation of JSON texts that keeps each token as it was sent, such as `1.0` and repeated names."""

import json
import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_EMPTY = {"{": "}", "[": "]"}


def indent(text: str) -> str:
    """Return a JSON object or array with a line for each of its values; any other text unchanged."""
    if text.lstrip()[:1] not in _EMPTY:
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    tokens = _TOKEN.findall(text)
    parts: list[str] = []
    depth = 0
    for index, each in enumerate(tokens):
        previous = tokens[index - 1] if index else ""
        if each in {"}", "]"}:
            depth -= 1
            if _EMPTY.get(previous) != each:
                parts.append("\n" + "  " * depth)
        elif previous in _EMPTY:
            parts.append("\n" + "  " * depth)
        parts.append(each)
        if each in _EMPTY:
            depth += 1
        elif each == ",":
            parts.append("\n" + "  " * depth)
        elif each == ":":
            parts.append(" ")
    return "".join(parts)
