"""One parameter: found and deserialized by its style, then validated by its schema."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import jsonschema_rs

from scripts.openapi import Document
from scripts.schemas import SchemaCompiler, flatten
from scripts.validation.errors import RequestError, Violation
from scripts.validation.json_body import parse_json
from scripts.validation.negotiation import is_json
from scripts.validation.schema_errors import schema_violations
from scripts.validation.styles import RawValues, TextStyle, decode, deep_object, exploded_object, split_values
from scripts.validation.texts import Raw, TextType

# Keywords that limit no text. The type does, when the text is converted.
_ANNOTATIONS = {"type", "description", "title", "default", "example", "examples", "deprecated"}
_SCALARS = {"boolean", "integer", "number", "string"}
_DECODERS: dict[str, Callable[[str], str]] = {"query": decode, "cookie": unquote, "path": unquote, "header": str.strip}


@dataclass(eq=False)
class Parameter:
    """One parameter of an operation, a header of a response, or a property of a form that has a style.

    Attributes:
        name: Its name.
        location: `query`, `header`, `path`, `cookie` or `body`.
        required: Whether it must be given.
        allows_empty: Whether an empty value is valid whatever the schema (`allowEmptyValue`).
        style: How it is serialized.
        explode: Whether its items or properties are serialized one by one.
        type: What its texts become; None if it is JSON (`content`).
        validator: Its schema; None if every value of the type is valid.
        unescape: Removes the escapes of a text.
    """

    name: str
    location: str
    required: bool
    allows_empty: bool
    style: str
    explode: bool
    type: TextType | None
    validator: jsonschema_rs.Validator | None
    unescape: Callable[[str], str]

    def __post_init__(self) -> None:
        """Derive how the parameter is found and read."""
        kind = self.type
        self.header = self.name.lower().encode("latin-1", "replace")
        self.key = self.name.lower() if self.location == "header" else self.name
        self.where = f"{self.location}.{self.name}"
        is_object = kind is not None and kind.is_object
        # An object may be spread over pairs of other names.
        self.is_spread = is_object and (self.style == "deepObject" or (self.style == "form" and self.explode))
        self._allows_every_text = kind is not None and kind.is_text and self.validator is None
        self._convert = self._parse if kind is None else kind.convert
        self._is_single = kind is None or not (kind.may_repeat or kind.is_object)
        self._text_style: TextStyle | None = None
        if kind is not None and not (self._is_single and self.style == "simple"):
            self._text_style = TextStyle(self.name, self.style, self.explode, kind, self.unescape)

    def store_texts(self, values: dict[str, Any], texts: Sequence[str], violations: list[Violation]) -> None:
        """Put the value of the pairs of its name into `values`, or append its violations to `violations`.

        Args:
            values: The values by name.
            texts: The texts of the pairs as they were sent; at least one.
            violations: The violations so far.
        """
        if self.allows_empty and list(texts) == [""]:
            values[self.key] = ""
            return
        if self._is_single:
            if len(texts) > 1:
                violations.append(Violation(self.where, "must not be repeated"))
            else:
                self._store(values, violations, self.unescape(texts[0]))
            return
        try:
            self._store(values, violations, *self._split(texts))
        except ValueError as error:
            violations.append(Violation(self.where, str(error)))

    def store_spread(
        self, values: dict[str, Any], pairs: RawValues, reserved: Collection[str], violations: list[Violation]
    ) -> None:
        """Put the object that is spread over pairs into `values`, or append its violations to `violations`.

        Args:
            values: The values by name.
            pairs: All pairs.
            reserved: The names of pairs that belong to other parameters.
            violations: The violations so far.
        """
        assert self.type is not None  # noqa: S101 - only objects are spread
        try:
            if self.style == "deepObject":
                raw = deep_object(pairs, self.name, self.type, self.unescape)
            else:
                raw = exploded_object(pairs, self.type, reserved, self.unescape)
        except ValueError as error:
            violations.append(Violation(self.where, str(error)))
            return
        if raw:
            self._store(values, violations, raw)
        elif self.required:
            violations.append(self.absence())

    def store_text(self, values: dict[str, Any], text: str, violations: list[Violation]) -> None:
        """Put the value of a path segment or a header into `values`, or append its violations to `violations`."""
        if self._text_style is None:
            self._store(values, violations, self.unescape(text))
            return
        try:
            raw = self._text_style.split(text)
        except ValueError as error:
            violations.append(Violation(self.where, str(error)))
            return
        self._store(values, violations, raw)

    def absence(self) -> Violation:
        """Return the violation of a required parameter that is not given."""
        return Violation(self.where, "is required")

    def _split(self, texts: Sequence[str]) -> Sequence[Raw]:
        """Return what the texts of its name may represent, the preferred first.

        Raises:
            ValueError: They are not written as the style demands.
        """
        kind = self.type
        assert kind is not None  # noqa: S101 - JSON is a single text
        decoded = [self.unescape(each) for each in texts]
        if not (kind.is_array or kind.is_object):
            return (decoded[0], decoded) if len(texts) == 1 else (decoded,)
        if kind.is_array and self.explode and self.style != "deepObject":
            return (decoded,)
        return split_values(texts, self.style, kind, self.unescape)

    def _store(self, values: dict[str, Any], violations: list[Violation], *raws: Raw) -> None:
        """Put the first valid value into `values`, or append the violations of the first to `violations`.

        Args:
            values: The values by name.
            violations: The violations so far.
            raws: What the texts may represent, the preferred first.
        """
        if self._allows_every_text:
            values[self.key] = raws[0]
            return
        faults: list[Violation] = []
        # Of a text that may represent several values, the last is tried after the first.
        for prefer_last in (False, True):
            for raw in raws:
                try:
                    value = self._convert(raw, prefer_last)
                    if self.validator is None or self.validator.is_valid(value):
                        values[self.key] = value
                        return
                    faults = faults or schema_violations(self.validator, value, self.where)
                except ValueError as error:
                    faults = faults or [Violation(self.where, str(error))]
                except RequestError as error:
                    faults = faults or [*error.violations]
        violations += faults

    def _parse(self, raw: Raw, prefer_last: bool) -> Any:
        """Return the value of a JSON text.

        Raises:
            RequestError: It is not JSON.
        """
        del prefer_last  # JSON represents one value
        return parse_json(str(raw).encode("utf-8", "surrogatepass"), self.where)


def compile_parameter(  # noqa: PLR0913 - what parameters and headers differ in
    document: Document,
    node: Document,
    compiler: SchemaCompiler,
    pointer: str,
    *,
    name: str,
    location: str,
    style: str = "simple",
) -> Parameter:
    """Compile a parameter or a header.

    Raises:
        UserError: Its schema cannot be compiled.
    """
    media_type, content = next(iter(node.get("content", {}).items()), ("", node))
    schema = content.get("schema", True)
    if media_type:
        pointer = f"{pointer}/content/{media_type.replace('/', '~1')}"
    if media_type and not is_json(media_type) and not media_type.startswith("text/"):
        schema = True  # which no schema describes, such as XML
    kind = None if is_json(media_type) else TextType(document, schema)
    validator = compiler.compile(schema, f"{pointer}/schema")
    return Parameter(
        name=name,
        location=location,
        required=node.get("required", False) or location == "path",
        allows_empty=location == "query" and node.get("allowEmptyValue", False),
        style=style,
        explode=node.get("explode", style == "form"),
        type=kind,
        validator=None if _allows_every_value(document, schema, kind) else validator,
        unescape=_DECODERS[location],
    )


def _allows_every_value(document: Document, schema: Any, kind: TextType | None) -> bool:
    """Return True if every value that a text of a type becomes is valid."""
    keywords = {keyword for part in flatten(document, schema) for keyword in part}
    return kind is not None and not keywords - _ANNOTATIONS and set(kind.types) <= _SCALARS
