"""Values that texts represent: those of parameters and of form fields, by the types that their schema allows."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

from scripts.openapi import Document
from scripts.schemas import JSON_TYPES, flatten, schema_types
from scripts.validation.limits import MAX_DIGITS

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)").fullmatch
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?").fullmatch
# The result of a reader for a text that represents no value of its type.
_NOTHING = object()

# A text; several of one name; or texts by property.
Raw = str | Sequence["Raw"] | Mapping[str, "Raw"]


@dataclass(eq=False)
class TextType:
    """The values that texts may represent by a schema: scalars, arrays or objects.

    Attributes:
        document: The contract.
        schema: The schema.
    """

    document: Document
    schema: Any

    def __post_init__(self) -> None:
        """Find the types that the schema allows."""
        types = schema_types(self.document, self.schema)
        # A schema that allows every type says nothing of it: the text is the value.
        self.types = ("string",) if len(types) in {0, len(JSON_TYPES)} else tuple(types)
        self.may_repeat = "array" in types
        self.is_text = self.types == ("string",)
        self.is_array = "array" in self.types and not set(self.types) - {"array", "null"}
        self.is_object = "object" in self.types and not set(self.types) - {"object", "null"}
        self._readers = [reader for name, reader in _READERS.items() if name in self.types]

    @cached_property
    def items(self) -> "TextType":
        """The type of the items of an array."""
        return TextType(self.document, _first(self.document, self.schema, "items", True))

    @cached_property
    def prefix_items(self) -> Sequence["TextType"]:
        """The types of the first items of an array."""
        prefix = _first(self.document, self.schema, "prefixItems", ())
        return [TextType(self.document, each) for each in prefix]

    @cached_property
    def properties(self) -> Mapping[str, "TextType"]:
        """The types of the properties of an object."""
        declared = property_schemas(self.document, self.schema)
        return {name: TextType(self.document, each) for name, each in declared.items()}

    @cached_property
    def additional(self) -> "TextType | None":
        """The type of an object's other properties; None if it has none that are declared."""
        default = not self.properties
        additional = _first(self.document, self.schema, "additionalProperties", default)
        return None if additional is False else TextType(self.document, additional)

    def convert(self, raw: Raw, prefer_last: bool = False) -> Any:
        """Return the value of a text, or of texts.

        Args:
            raw: The text or texts.
            prefer_last: Of the values that one text may represent, such as `5` as integer or string, take the last
                rather than the first.

        Raises:
            ValueError: It represents no value of the allowed types; the message says what it must be.
        """
        if isinstance(raw, str):
            for read in reversed(self._readers) if prefer_last else self._readers:
                value = read(raw)
                if value is not _NOTHING:
                    return value
            raise ValueError("must not be empty" if not raw else self._expected())
        if isinstance(raw, Mapping):
            types = {name: self.properties.get(name) or self.additional or ANY_TEXT for name in raw}
            return {name: types[name].convert(each, prefer_last) for name, each in raw.items()}
        prefix = self.prefix_items
        types_of_items = [*prefix[: len(raw)], *[self.items] * (len(raw) - len(prefix))]
        return [kind.convert(each, prefer_last) for kind, each in zip(types_of_items, raw, strict=True)]

    def _expected(self) -> str:
        """Return what the value must be."""
        names = [name for name in self.types if not (name == "integer" and "number" in self.types)]
        return f"must be {' or '.join(names)}" + (" (true or false)" if "boolean" in names else "")


def property_schemas(document: Document, schema: Any, depth: int = 0) -> dict[str, Any]:
    """Return the schemas of all properties that a schema defines, in `allOf`, `anyOf` and `oneOf`, too.

    Raises:
        UserError: A reference cannot be resolved.
    """
    found: dict[str, list[Any]] = {}
    for part in flatten(document, schema):
        for name, each in part.get("properties", {}).items():
            found.setdefault(name, []).append(each)
        branches = [*part.get("anyOf", ()), *part.get("oneOf", ()), part.get("then"), part.get("else")]
        choices: dict[str, list[Any]] = {}
        for branch in branches if depth < 8 else ():
            for name, each in property_schemas(document, branch, depth + 1).items():
                choices.setdefault(name, []).append(each)
        for name, each in choices.items():
            found.setdefault(name, []).append(each[0] if len(each) == 1 else {"anyOf": each})
    return {name: each[0] if len(each) == 1 else {"allOf": each} for name, each in found.items()}


def _first(document: Document, schema: Any, keyword: str, default: Any) -> Any:
    """Return the value of a keyword in the schema that has it."""
    return next((part[keyword] for part in flatten(document, schema) if keyword in part), default)


def _read_boolean(text: str) -> Any:
    return text == "true" if text in {"true", "false"} else _NOTHING


def _read_integer(text: str) -> Any:
    if _INTEGER(text) and len(text) <= MAX_DIGITS:
        return int(text)
    # 1.0 is an integer (JSON Schema 2020-12, 4.2.3).
    value = _read_number(text)
    return int(value) if value is not _NOTHING and value.is_integer() else _NOTHING


def _read_number(text: str) -> Any:
    if not _NUMBER(text):
        return _NOTHING
    value = float(text)
    return value if isfinite(value) else _NOTHING


def _read_string(text: str) -> Any:
    return text


def _read_null(text: str) -> Any:
    return None if text in {"", "null"} else _NOTHING


# In the order in which a text is read: what a text may always be comes last.
_READERS: Mapping[str, Callable[[str], Any]] = {
    "boolean": _read_boolean,
    "integer": _read_integer,
    "number": _read_number,
    "string": _read_string,
    "null": _read_null,
}

ANY_TEXT = TextType({}, True)
