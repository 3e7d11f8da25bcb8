"""Faults of a document by the JSON Schemas that the OpenAPI Initiative publishes."""

import difflib
import importlib.util
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import jsonschema_rs
from jsonschema_rs import ValidationError
from jsonschema_rs import ValidationErrorKind as Kind

from scripts.openapi.references import value_at
from scripts.openapi.structure import Document, escape
from scripts.project import IS_INSTALLED, ROOT

_URI = "https://spec.openapis.org/oas/schema"
_OAS_DIALECTS = "https://spec.openapis.org/oas/3.1/dialect/"
_DIALECT = f"{_OAS_DIALECTS}base"
_DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE = {"$ref": "#/definitions/Reference"}
# The schemas of the OpenAPI Initiative: package and path. The wheel contains these files instead of the packages.
SCHEMA_FILES = {
    "3.0": ("openapi_spec_validator", "resources/schemas/v3.0/schema.json"),
    "3.1": ("openapi_spec_validator", "resources/schemas/v3.1/schema.json"),
    "3.1-dialect": ("openapi_schema_validator", "schemas/oas3.1/metaschema.json"),
    "3.1-vocabulary": ("openapi_schema_validator", "schemas/oas3.1/vocabularies/base"),
}
_ALTERNATIVES = re.compile(r"\^\(([\w|]+)\)\$")
_MAX_SHOWN = 60
_TYPES = {
    **{name: f"a {name}" for name in ("boolean", "number", "string")},
    **{name: f"an {name}" for name in ("array", "integer", "object")},
    "null": "null",
}


class Fault(NamedTuple):
    """Something that is not valid OpenAPI.

    Attributes:
        rank: 0 for a wrong value or name, 1 for something missing, which may follow from a wrong name, 2 for an
            ambiguity, which may follow from both.
        pointer: The JSON pointer.
        reason: The value that was found, and the expected ones.
    """

    rank: int
    pointer: str
    reason: str


def _shown(value: Any) -> str:
    match value:
        case dict():
            return "an object"
        case list():
            return "an array"
        case str():
            return repr(value if len(value) <= _MAX_SHOWN else f"{value[:_MAX_SHOWN]}…")
        case _:
            return json.dumps(value)


def schema_faults(document: Document) -> list[Fault]:
    """Return the faults of a document of OpenAPI 3.0 or 3.1."""
    if document["openapi"].startswith("3.0"):
        schema, validator = _validator_30()
    else:
        schema, validator = _validator_31(str(document.get("jsonSchemaDialect", _DIALECT)))
    explainer = _Explainer(schema)
    return [fault for error in validator.iter_errors(document) for fault in explainer.faults(error)]


def schema_file(name: str) -> Path:
    """Return the path of one of `SCHEMA_FILES`. Its package is not imported, as that takes long."""
    if IS_INSTALLED:
        return ROOT / "openapi_schemas" / f"{name}.json"
    package, path = SCHEMA_FILES[name]
    found = importlib.util.find_spec(package)
    assert found and found.origin  # noqa: PT018, S101
    return Path(found.origin).parent / path


def _read(name: str) -> Any:
    return json.loads(schema_file(name).read_text(encoding="utf-8"))


@lru_cache
def _validator_30() -> tuple[Document, jsonschema_rs.Validator]:
    schema = _translate(_read("3.0"))
    for section in schema["definitions"]["Components"]["properties"].values():
        section["additionalProperties"] = False  # for names that do not match the pattern
    schema = {**schema, "$id": _URI, "$schema": "http://json-schema.org/draft-07/schema#"}
    return schema, jsonschema_rs.Draft7Validator(schema, validate_formats=False, offline=True)


def _translate(schema: Any) -> Any:
    """Translate the schema of OpenAPI 3.0 from draft 4 to draft 7, with conditions for references.

    `oneOf: [a, Reference]` becomes `if` there is a `$ref`, `then` Reference, `else` a: errors are those of one of both.
    """
    if isinstance(schema, list):
        return [_translate(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {name: _translate(value) for name, value in schema.items()}
    if isinstance(changed.get("oneOf"), list) and _REFERENCE in changed["oneOf"]:
        others = [each for each in changed.pop("oneOf") if each != _REFERENCE]
        changed |= {
            "if": {"type": "object", "required": ["$ref"]},
            "then": _REFERENCE,
            "else": others[0] if len(others) == 1 else {"anyOf": others},
        }
    if changed.get("exclusiveMinimum") is True:
        changed["exclusiveMinimum"] = changed.pop("minimum")
    return changed


@lru_cache
def _validator_31(dialect: str) -> tuple[Document, jsonschema_rs.Validator]:
    """Return the schema of OpenAPI 3.1 with a dialect. Unknown dialects are left for the compiler of schemas."""
    schema = _read("3.1")
    schema["$id"] = _URI
    definitions = schema["$defs"]
    # Later editions of the schema have corrected these.
    definitions["path-item"]["properties"]["$ref"] = {"type": "string"}
    definitions["path-item-or-reference"] = {"$ref": "#/$defs/path-item"}
    del definitions["reference"]["unevaluatedProperties"]
    link = definitions["link"]["properties"]
    link |= {"server": link.pop("body"), "parameters": {"type": "object"}}
    if dialect.startswith(_OAS_DIALECTS):
        dialect = _DIALECT
    if dialect in {_DIALECT, _DRAFT_2020_12}:
        definitions["schema"] |= {"if": {"required": ["$schema"]}, "else": {"$ref": dialect}}
    base = _read("3.1-dialect")
    vocabulary = _read("3.1-vocabulary")
    registry = jsonschema_rs.Registry([(each["$id"], each) for each in (base, vocabulary)])
    return schema, jsonschema_rs.Draft202012Validator(schema, registry=registry, validate_formats=False, offline=True)


class _Explainer:
    """Converts errors of a schema to faults."""

    def __init__(self, schema: Document) -> None:
        self._schema = schema

    def faults(self, error: ValidationError) -> Iterator[Fault]:
        """Yield the faults of an error."""
        kind = error.kind
        where = _pointer(error)
        found = _shown(error.instance)
        match kind:
            case Kind.AdditionalProperties(names) | Kind.UnevaluatedProperties(names):
                allowed = self._allowed_names(error)
                for name in names:
                    yield Fault(0, f"{where}/{escape(name)}", _unknown_name(name, allowed))
            case Kind.PropertyNames(inner):
                name = str(inner.instance)
                yield Fault(0, f"{where}/{escape(name)}", f"found the name {name!r}, expected {_expected(inner.kind)}")
            case Kind.Required(name):
                yield Fault(1, where, f"found no {name!r}, which is required")
            case Kind.AnyOf(branches) | Kind.OneOfNotValid(branches):
                yield from self._union(error, branches)
            case Kind.Not({"required": [*names]}):
                yield Fault(0, where, f"found {' and '.join(map(repr, names))}, expected only one of them")
            case Kind.OneOfMultipleValid():
                names = [name for branch in self._keyword(error) for name in branch.get("required", ())]
                if names:
                    yield Fault(0, where, f"found {' and '.join(map(repr, names))}, expected only one of them")
                else:
                    yield Fault(2, where, f"found {found}, expected only one of several alternatives")
            case Kind.MinProperties() | Kind.MinItems():
                yield Fault(1, where, f"found {found} that is empty, expected an entry")
            case _:
                yield Fault(0, where, f"found {found}, expected {_expected(kind)}")

    def _union(self, error: ValidationError, branches: Sequence[Sequence[ValidationError]]) -> Iterator[Fault]:
        """Yield the faults of the intended branch, which is the one with the right type, or the right value of `in`.

        If no branch has it, that is the fault.
        """
        first = [branch[0].kind for branch in branches]
        if all(isinstance(kind, Kind.Required) for kind in first) and all(len(branch) == 1 for branch in branches):
            names = [kind.property for kind in first if isinstance(kind, Kind.Required)]
            yield Fault(1, _pointer(error), f"found none of {', '.join(map(repr, names))}, expected one of them")
            return
        mismatches = [{_pointer(each): each for each in branch if _is_mismatch(each, error)} for branch in branches]
        count = Counter(pointer for each in mismatches for pointer in each)
        deciding, number = count.most_common(1)[0] if count else ("", 0)
        if number == len(branches):
            expected = _one_of(list(dict.fromkeys(_expected(each[deciding].kind) for each in mismatches)))
            yield Fault(0, deciding, f"found {_shown(mismatches[0][deciding].instance)}, expected {expected}")
            return
        possible = [branch for branch, each in zip(branches, mismatches, strict=True) if deciding not in each]
        for each in min(possible, key=lambda branch: (-max(len(each.instance_path) for each in branch), len(branch))):
            yield from self.faults(each)

    def _keyword(self, error: ValidationError) -> Any:
        """Return the value of the keyword that failed; an empty list if it is in another schema."""
        base, _, pointer = str(error.absolute_keyword_location).partition("#")
        return value_at(self._schema, unquote(pointer)) if base == _URI else []

    def _allowed_names(self, error: ValidationError) -> list[str]:
        """Return the names that an object may have instead of an unexpected one, and patterns for them."""
        base, _, pointer = str(error.absolute_keyword_location).rpartition("/")[0].partition("#")
        return list(dict.fromkeys(self._names(value_at(self._schema, unquote(pointer))))) if base == _URI else []

    def _names(self, schema: Any) -> Iterator[str]:
        yield from schema.get("properties", ())
        for pattern in schema.get("patternProperties", ()):
            names = _ALTERNATIVES.fullmatch(pattern)
            if pattern != "^x-":
                yield from names[1].split("|") if names else [f"a name that matches {pattern}"]
        conditional = [schema["then"]] if "then" in schema else []
        for part in (*schema.get("allOf", ()), *schema.get("dependentSchemas", {}).values(), *conditional):
            yield from self._names(part)
        if "$ref" in schema:
            yield from self._names(value_at(self._schema, schema["$ref"][1:]))


def _pointer(error: ValidationError) -> str:
    return "".join(f"/{escape(str(step))}" for step in error.instance_path)


def _unknown_name(name: str, allowed: Sequence[str]) -> str:
    similar = difflib.get_close_matches(name, allowed, 1)
    if not allowed:
        return f"found {name!r}, which is not allowed here"
    return f"found {name!r}, expected {_one_of(similar or allowed)}"


def _one_of(names: Sequence[str]) -> str:
    return f"one of {', '.join(names)}" if len(names) > 2 else " or ".join(names)


def _is_mismatch(error: ValidationError, union: ValidationError) -> bool:
    """Return True for the wrong type of the value of a union, or a wrong constant as one of its properties."""
    path = error.instance_path[len(union.instance_path) :]
    return (isinstance(error.kind, Kind.Type) and not path) or (
        isinstance(error.kind, Kind.Enum) and len(path) == 1 and isinstance(path[0], str)
    )


def _expected(kind: Kind) -> str:  # noqa: PLR0911 - one line per keyword
    match kind:
        case Kind.Type(types):
            return " or ".join(_TYPES[name] for name in types)
        case Kind.Enum(options):
            return _one_of([_plain(each) for each in options])
        case Kind.Constant(value):
            return _plain(value)
        case Kind.Pattern(pattern):
            return f"a name that matches {pattern}"
        case Kind.Minimum(limit):
            return f"at least {limit}"
        case Kind.ExclusiveMinimum(limit):
            return f"more than {limit}"
        case Kind.MaxProperties(limit):
            return f"at most {limit} of them"
        case Kind.UniqueItems():
            return "no item twice"
        case _:
            return f"what {kind.name!r} of its schema allows"


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
