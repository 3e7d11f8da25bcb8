"""Judges a value by its schema as Prism would, so that Prism needn't be asked; or says that it isn't certain of that.

What Prism says of a value depends on which rules of the schema the value breaks, and where: its messages never repeat
the value. So two values that break the same rules in the same places (the same `Signature`) get the same answer, which
has to be asked for only once. That two implementations of JSON Schema find the same broken rules is assumed of what is
named here and of nothing else: some keywords, formats whose rule in Prism (`ajv-formats`) is repeated here, plain
numbers and names. test_mock_memory.py compares them.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import jsonschema_rs

from scripts.openapi import Document, resolve
from scripts.project import Failure

# The rules that a value breaks, each with its place, in the order of the schema; empty for a value that fits.
Signature = tuple[tuple[Any, ...], ...]
FITS: Signature = ()

# Tells whether a text has a format, None if it isn't certain.
Format = Callable[[str], bool | None]

_ANNOTATIONS = {"title", "description", "default", "example", "examples", "deprecated"}
_RULES = {"type", "required", "enum", "const", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"}
_WITH_SCHEMAS = {"allOf", "anyOf", "properties", "items"}
# Every object of JavaScript has them, so that Prism never misses one.
_INHERITED = {"constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString"}
_INHERITED |= {"valueOf", "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"}
_MOST_TEXT = 300
# To find all that is wrong takes about 30 µs for each rule that is broken, in which nobody else is answered.
_MOST_BYTES, _MOST_EXPLAINED_BYTES = 64 * 1024, 2 * 1024
_MOST_VIOLATIONS = 20
# JavaScript rounds integers of more digits, reads half characters in its own way, and this member as something else.
_MOST_DIGITS = 15
_ODD = re.compile(rb"\\u|__proto__")

_UUID = re.compile(r"(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_NAME = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_EMAIL = re.compile(rf"{_NAME}(?:\.{_NAME})*@(?:{_LABEL}\.)+{_LABEL}", re.ASCII | re.IGNORECASE)
_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_DATE_TIME = re.compile(f"{_DATE}T{_TIME}", re.ASCII)
_URI = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?(?:/[A-Za-z0-9._~/-]*)?", re.ASCII)


def _exactly(pattern: re.Pattern[str]) -> Format:
    """Return a format whose rule is a pattern."""
    return lambda text: bool(pattern.fullmatch(text)) if len(text) < _MOST_TEXT else None


def _at_least(pattern: re.Pattern[str]) -> Format:
    """Return a format that texts of a pattern have for certain; others may have it."""
    return lambda text: True if pattern.fullmatch(text) else None


_FORMATS: dict[str, Format] = {
    "uuid": _exactly(_UUID),
    "email": _exactly(_EMAIL),
    "date-time": _at_least(_DATE_TIME),
    "uri": _at_least(_URI),
    "binary": lambda _: True,
    "password": lambda _: True,
}


class Doubt(ValueError):
    """A value may mean something else to Prism."""


class Judge:
    """Judges values by one schema."""

    def __init__(self, contract: Document, schema: Any) -> None:
        """Make a judge of a schema of a contract."""
        self._doubtful = False
        self._validator: jsonschema_rs.Draft202012Validator | None = None
        plain = _Plain(contract).whole(schema)
        if plain is not None:
            formats = {name: self._with_doubt(known) for name, known in _FORMATS.items()}
            self._validator = jsonschema_rs.Draft202012Validator(plain, validate_formats=True, formats=formats)

    def __call__(self, value: Any, *, explains: bool = True) -> Signature | None:
        """Return which rules a value breaks, or None if that isn't certain.

        Args:
            value: The value.
            explains: Whether that is worth finding out of a value that doesn't fit.
        """
        if self._validator is None:
            return None
        self._doubtful = False
        try:
            if self._validator.is_valid(value):
                return None if self._doubtful else FITS
            errors = self._validator.iter_errors(value) if explains else ()
            rules = [_rule(error) for error in errors]
        except ValueError:  # it is nested too deeply
            return None
        certain = tuple(rule for rule in rules if rule is not None)
        is_certain = 0 < len(certain) == len(rules) <= _MOST_VIOLATIONS and not self._doubtful
        return certain if is_certain else None

    def read(self, body: bytes) -> Signature | None:
        """Return which rules a JSON body breaks, or None if that isn't certain."""
        if len(body) > _MOST_BYTES:
            return None
        try:
            value = decode(body)
        except (ValueError, RecursionError):
            return None
        # Prism takes other empty values for no body.
        is_body = value or isinstance(value, list | dict)
        return self(value, explains=len(body) <= _MOST_EXPLAINED_BYTES) if is_body else None

    def _with_doubt(self, known: Format) -> Callable[[str], bool]:
        def check(text: str) -> bool:
            verdict = known(text)
            if verdict is None:
                self._doubtful = True
            return verdict is not False

        return check


def decode(body: bytes) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: It isn't JSON, or Prism may read it in another way (`Doubt`).
        RecursionError: It is nested too deeply.
    """
    if _ODD.search(body):
        raise Doubt
    return _DECODER.decode(body.decode("utf-8"))


def is_plain(value: Any) -> bool:
    """Tell whether a number, or whatever else a text stands for, is the same in JavaScript for certain."""
    return not isinstance(value, int | float) or abs(value) < 10**_MOST_DIGITS


def _plain(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    def read(digits: str) -> Any:
        if len(digits) > _MOST_DIGITS or "e" in digits or "E" in digits:
            raise Doubt
        return kind(digits)

    return read


def _refuse_constant(name: str) -> None:
    raise Doubt(name)


_DECODER = json.JSONDecoder(parse_int=_plain(int), parse_float=_plain(float), parse_constant=_refuse_constant)


def _rule(error: jsonschema_rs.ValidationError) -> tuple[Any, ...] | None:
    """Return the rule that an error tells of, and its place; None if Prism may tell of it in another way."""
    kind = error.kind.name
    if kind not in _RULES and kind != "format":
        return None
    return kind, getattr(error.kind, "property", None), tuple(error.instance_path), tuple(error.schema_path)


class _Plain:
    """Makes schemas of a contract that stand by themselves, of those in which all is understood in one way."""

    def __init__(self, contract: Document) -> None:
        self._contract = contract
        # By reference; None is one that is uncertain, or leads back to where it stands.
        self._targets: dict[str, Document | None] = {}

    def whole(self, schema: Any) -> Document | None:
        """Return a schema with all that it refers to, None if something in it is uncertain."""
        plain = self._schema(schema) if jsonschema_rs.meta.is_valid(schema) else None
        if plain is None:
            return None
        return {**plain, "$defs": {str(number): each for number, each in enumerate(self._targets.values())}}

    def _schema(self, schema: Any) -> Document | None:
        if not isinstance(schema, dict):
            return None
        says = {name: each for name, each in schema.items() if name not in _ANNOTATIONS}
        if "$ref" in says:
            return self._reference(says["$ref"]) if len(says) == 1 else None
        if not set(says) <= _RULES | _WITH_SCHEMAS | {"format"} or not _is_plain_rule(says):
            return None
        for name in _WITH_SCHEMAS & set(says):
            below = says[name]
            if name == "items":
                says[name] = self._schema(below)
                parts = [says[name]]
            elif name == "properties":
                says[name] = {member: self._schema(each) for member, each in below.items()}
                parts = list(says[name].values())
            else:
                parts = says[name] = [self._schema(each) for each in below]
            if None in parts:
                return None
        return says

    def _reference(self, reference: str) -> Document | None:
        if reference not in self._targets:
            self._targets[reference] = None
            try:
                target = resolve(self._contract, {"$ref": reference})
            except Failure:
                return None
            if jsonschema_rs.meta.is_valid(target):
                self._targets[reference] = self._schema(target)
        if self._targets[reference] is None:
            return None
        return {"$ref": f"#/$defs/{list(self._targets).index(reference)}"}


def _is_plain_rule(says: Document) -> bool:
    """Tell whether the rules of a schema itself, without those below it, are understood in one way."""
    names = {*says.get("properties", ()), *says.get("required", ())}
    values = [*says.get("enum", ()), says.get("const")]
    return (
        not names & _INHERITED
        and not any(isinstance(value, list | dict) for value in values)
        # Without a type, Prism merges them in a way of its own.
        and not {"properties", "items"} <= set(says)
        and says.get("format", "binary") in _FORMATS
    )
