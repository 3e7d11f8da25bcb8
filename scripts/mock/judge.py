"""Judges a value by its schema as Prism would, so that Prism needn't be asked; or says that it isn't certain of that.

What Prism says of a value depends on which rules of the schema the value breaks, and where: its messages never repeat
the value. So two values that break the same rules in the same places (the same `Signature`) get the same answer, which
has to be asked for only once. Certain is what two implementations of JSON Schema cannot read in different ways: the
keywords named here, the formats whose rule in Prism (`ajv-formats`) is repeated here, plain numbers.
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
_MOST_TEXT = 300
_MOST_VIOLATIONS = 20
# JavaScript knows no more digits of every number, ...
_MOST_DIGITS = 15
# ... and has its own idea of half characters, and of a member with this name.
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
        plain = _plain_schema(contract, schema)
        if plain is not None:
            formats = {name: self._with_doubt(known) for name, known in _FORMATS.items()}
            self._validator = jsonschema_rs.Draft202012Validator(plain, validate_formats=True, formats=formats)

    def __call__(self, value: Any) -> Signature | None:
        """Return which rules a value breaks, or None if that isn't certain."""
        if self._validator is None:
            return None
        try:
            return self._judge(self._validator, value)
        except ValueError:  # it is nested too deeply
            return None

    def _judge(self, validator: jsonschema_rs.Draft202012Validator, value: Any) -> Signature | None:
        self._doubtful = False
        if validator.is_valid(value):
            return None if self._doubtful else FITS
        signature: list[tuple[Any, ...]] = []
        for error in validator.iter_errors(value):
            kind = error.kind.name
            if (kind not in _RULES and kind != "format") or len(signature) == _MOST_VIOLATIONS:
                return None
            missing = getattr(error.kind, "property", None)
            signature.append((kind, missing, tuple(error.instance_path), tuple(error.schema_path)))
        return None if self._doubtful else tuple(signature)

    def read(self, body: bytes) -> Signature | None:
        """Return which rules a JSON body breaks, or None if that isn't certain."""
        try:
            value = decode(body)
        except (ValueError, RecursionError):
            return None
        # Prism takes other empty values for no body.
        return self(value) if value or isinstance(value, list | dict) else None

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


def _plain_schema(contract: Document, schema: Any, above: tuple[str, ...] = ()) -> Document | None:
    """Return a schema without references, or None if not all that it says is understood in one way."""
    if not isinstance(schema, dict):
        return None
    says = {name: each for name, each in schema.items() if name not in _ANNOTATIONS and not name.startswith("x-")}
    if "$ref" in says:
        return None if len(says) > 1 else _plain_target(contract, says["$ref"], above)
    if not set(says) <= _RULES | _WITH_SCHEMAS | {"format"} or says.get("format", "binary") not in _FORMATS:
        return None
    for name in _WITH_SCHEMAS & set(says):
        below = says[name]
        if name == "items":
            plain = [_plain_schema(contract, below, above)]
            says[name] = plain[0]
        elif name == "properties":
            plain = [_plain_schema(contract, each, above) for each in below.values()]
            says[name] = dict(zip(below, plain, strict=True))
        else:
            plain = says[name] = [_plain_schema(contract, each, above) for each in below]
        if None in plain:
            return None
    return says


def _plain_target(contract: Document, reference: str, above: tuple[str, ...]) -> Document | None:
    """Return the schema that a reference leads to; see `_plain_schema`."""
    try:
        target = None if reference in above else resolve(contract, {"$ref": reference})
    except Failure:
        return None
    return _plain_schema(contract, target, (*above, reference))
