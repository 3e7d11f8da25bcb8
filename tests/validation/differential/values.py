"""Values of a schema, valid ones and others that differ in one place."""

import random
import string
from collections.abc import Callable, Mapping
from typing import Any

from scripts.openapi import Document
from scripts.schemas import merge_all_of, schema_types

_FORMATS: Mapping[str, tuple[str, ...]] = {
    "date": ("2024-02-29", "1999-12-31"),
    "date-time": ("2024-05-01T00:00:00Z", "2024-05-01T12:30:00.5+02:00"),
    "time": ("12:30:00Z", "23:59:59.25+01:00"),
    "email": ("mei@example.com",),
    "hostname": ("example.com", "a-b.example"),
    "ipv4": ("192.0.2.1",),
    "ipv6": ("2001:db8::1", "::"),
    "uri": ("https://example.com/a?b=c#d", "urn:isbn:1"),
    "uuid": ("3fa85f64-5717-4562-b3fc-2c963f66afa6",),
    "regex": ("^a+$",),
    "json-pointer": ("/a/b~1c", ""),
    "byte": ("YWI=", ""),
}
_ODD_TEXTS = (
    *(
        "",
        " ",
        "abc",
        "5",
        "1.0",
        "1e2",
        "-0",
        "05",
        "0x10",
        "true",
        "True",
        "null",
        "a,b",
        "1,2",
        "a b",
        "a|b",
        "é",
        "😀",
    ),
    *(
        "2023-02-29",
        "2024-05-01T00:00:00",
        "2024-05-01 00:00:00Z",
        "2016-12-31T23:59:60Z",
        "24:00:00Z",
        "mei@",
        "-a.example",
    ),
    *(
        "256.0.0.1",
        "1::2::3",
        "no uri",
        "(",
        "a/b",
        "3FA85F64-5717-4562-B3FC-2C963F66AFA6",
        "3fa85f64571745623fc2c963f66afa60",
    ),
    *("99999999999999999999", "2147483648", "9223372036854775808", "a" * 40, "1_2", "a-b", "/a", "line\nbreak"),
)
_ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 1.5, 1.0, 19.99, 0.005, 100, 2**31, 2**53 + 1, 2**63, 10**20, 1e300),
    *([], [None], [1, 1.0], ["a", "a"], {}, {"a": 1}, {"a": "1"}),
)

Change = tuple[str, Any]


class Values:
    """Generates values for the schemas of a contract."""

    def __init__(self, document: Document, source: random.Random) -> None:
        self._document = document
        self._random = source

    def valid(self, schema: Any, depth: int = 0) -> Any:
        """Return a value that the schema is meant to allow."""
        merged = self._branch(schema)
        for keyword in ("const", "example"):
            if keyword in merged:
                return merged[keyword]
        if "enum" in merged:
            return self._random.choice(merged["enum"])
        types = [name for name in schema_types(self._document, merged) if name != "null"]
        name = "object" if "properties" in merged else types[-3] if len(types) == 6 else self._random.choice(types)
        makers: dict[str, Callable[[Document, int], Any]] = {
            "boolean": lambda *_: self._random.random() < 0.5,
            "integer": lambda node, _: int(self._number(node, 1)),
            "number": lambda node, _: self._number(node, self._random.choice([1, 0.25])),
            "string": lambda node, _: self._text(node),
            "array": self._array,
            "object": self._object,
        }
        return makers[name](merged, depth)

    def changed(self, value: Any, schema: Any) -> Change:
        """Return a value that differs from a valid one in one place, and what the difference is."""
        merged = merge_all_of(self._document, schema)
        below = self._below(value, merged)
        if below and self._random.random() < 0.7:
            name, child = self._random.choice(below)
            label, changed = self.changed(value[name], child)
            copy = dict(value) if isinstance(value, dict) else list(value)
            copy[name] = changed
            return label, copy
        return self._random.choice(self._changes(value, merged))

    def text(self) -> str:
        """Return a text that is odd in some place."""
        return self._random.choice(_ODD_TEXTS)

    def _branch(self, schema: Any) -> Document:
        """Return a schema merged with one of its alternatives."""
        merged = merge_all_of(self._document, schema)
        for keyword in ("oneOf", "anyOf"):
            if keyword in merged:
                rest = {name: each for name, each in merged.items() if name != keyword}
                return self._branch({"allOf": [rest, self._random.choice(merged[keyword])]})
        return merged

    def _number(self, schema: Document, step: float) -> float:
        limits = {name: schema.get(f"exclusive{name}", schema.get(name.lower())) for name in ("Minimum", "Maximum")}
        for name, limit in limits.items():
            if limit is None or isinstance(limit, bool):
                limits[name] = schema.get(name.lower())
        low: float = -3 if limits["Minimum"] is None else limits["Minimum"]
        high: float = low + 20 if limits["Maximum"] is None else limits["Maximum"]
        if high - low <= 1:
            return float(low + high) / 2
        multiple: float = schema.get("multipleOf", step)
        value = self._random.randint(int(low) + 1, min(int(high), int(low) + 50) - 1)
        return value * multiple if multiple < 1 else value

    def _text(self, schema: Document) -> str:
        if schema.get("format") in _FORMATS:
            return self._random.choice(_FORMATS[schema["format"]])
        length = max(schema.get("minLength", 1), min(schema.get("maxLength", 8), self._random.randint(1, 8)))
        return "".join(self._random.choice(string.ascii_lowercase) for _ in range(length))

    def _array(self, schema: Document, depth: int) -> list[Any]:
        if depth > 3:
            return []
        prefix = [self.valid(each, depth + 1) for each in schema.get("prefixItems", ())]
        if schema.get("items") is False:
            return prefix
        count = max(schema.get("minItems", 0), self._random.randint(0, min(schema.get("maxItems", 3), 3)))
        items = [self.valid(schema.get("items", {"type": "string"}), depth + 1) for _ in range(count)]
        if "contains" in schema:
            items = [*items[:2], self.valid(schema["contains"], depth + 1)]
        return [*prefix, *dict.fromkeys(items)] if schema.get("uniqueItems") else [*prefix, *items]

    def _object(self, schema: Document, depth: int) -> dict[str, Any]:
        required = schema.get("required", ())
        return {
            name: self.valid(each, depth + 1)
            for name, each in schema.get("properties", {}).items()
            if name in required or (depth < 3 and self._random.random() < 0.6)
        }

    def _below(self, value: Any, schema: Document) -> list[tuple[Any, Any]]:
        """Return the keys of what is below a value, each with its schema."""
        if isinstance(value, dict):
            properties = self._branch(schema).get("properties", {})
            return [(name, properties.get(name, {})) for name in value]
        if isinstance(value, list):
            prefix = schema.get("prefixItems", [])
            return [(index, [*prefix, *[schema.get("items", {})] * len(value)][index]) for index in range(len(value))]
        return []

    def _changes(self, value: Any, schema: Document) -> list[Change]:
        odd = self._random.choice(_ODD_VALUES)
        changes: list[Change] = [(f"{_name(odd)} for {_name(value)}", odd)]
        text = self.text()
        match value:
            case str():
                changes += [("another text", text)] * 6
                changes += [("shorter text", value[:-1]), ("longer text", f"{value}x"), ("capitals", value.upper())]
            case bool():
                changes.append(("text for boolean", str(value).lower()))
            case int() | float():
                limits = [schema.get(name) for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")]
                known = [limit for limit in limits if isinstance(limit, int | float) and not isinstance(limit, bool)]
                changes += [("limit", limit + step) for limit in known for step in (-1, 0, 1)]
                changes += [("text for number", str(value)), ("fraction", value + 0.5), ("zero fraction", float(value))]
            case list():
                changes += [("repeated items", value + value), ("no items", []), ("another item", [*value, odd])]
            case dict():
                changes += [(f"no {name}", {key: each for key, each in value.items() if key != name}) for name in value]
                changes += [
                    ("another property", {**value, "extra": odd}),
                    ("another property x-y", {**value, "x-y": odd}),
                ]
        return changes


def _name(value: Any) -> str:
    names = {type(None): "null", bool: "boolean", int: "integer", float: "number", str: "text", list: "array"}
    return names.get(type(value), "object")
