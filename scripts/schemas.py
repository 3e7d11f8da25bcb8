"""Schemas of a contract: what they allow, and compiling them by the dialect of the document."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any
from urllib.parse import unquote

import jsonschema_rs

from scripts import patterns
from scripts.openapi import Document
from scripts.project import UserError

JSON_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")

# The base URI of the document while its schemas are compiled; nothing is fetched from it.
_URI = "https://contract.invalid/"
_OAS_DIALECT = "https://spec.openapis.org/oas/3.1/dialect/base"
# Its editions, such as https://spec.openapis.org/oas/3.1/dialect/2024-11-10, add the same annotations to 2020-12.
_OAS_DIALECTS = re.compile(r"https://spec\.openapis\.org/oas/3\.1/dialect/(base|\d{4}-\d{2}-\d{2})")
_DIALECTS: dict[str, type[jsonschema_rs.Validator]] = {
    "https://json-schema.org/draft/2020-12/schema": jsonschema_rs.Draft202012Validator,
    "https://json-schema.org/draft/2019-09/schema": jsonschema_rs.Draft201909Validator,
    "http://json-schema.org/draft-07/schema": jsonschema_rs.Draft7Validator,
    "http://json-schema.org/draft-06/schema": jsonschema_rs.Draft6Validator,
    "http://json-schema.org/draft-04/schema": jsonschema_rs.Draft4Validator,
}
# Keywords whose values are schemas, lists of schemas (`items` of old drafts, too), and maps of schemas.
_ONE = {
    *("additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not"),
    *("propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"),
}
_LISTS = {"allOf", "anyOf", "oneOf", "prefixItems", "items"}
_MAPS = {"$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"}
# The keywords of OpenAPI 3.0 that validate: others of JSON Schema have no meaning there (3.0.4, 4.7.24.1).
_KEYWORDS_30 = {
    *("additionalProperties", "allOf", "anyOf", "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "items"),
    *("maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum"),
    *("multipleOf", "not", "nullable", "oneOf", "pattern", "properties", "required", "type", "uniqueItems"),
}
_ANNOTATIONS = {"discriminator", "example", "externalDocs", "xml"}
# Formats of OpenAPI (3.0.3, 4.4; the format registry); those of JSON Schema are known to jsonschema-rs.
_INTEGER_BITS = {"int32": 31, "int64": 63}
_BASE64 = re.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_FORMATS = {"byte": lambda text: _BASE64.fullmatch(text) is not None}


class Direction(Enum):
    """Who sends a value: `readOnly` properties are not required of requests, `writeOnly` ones not of responses."""

    REQUEST = "readOnly"
    RESPONSE = "writeOnly"


class SchemaCompiler:
    """Compiles schemas of one contract for one direction.

    OpenAPI 3.0 schemas are translated to JSON Schema 2020-12: `nullable` adds null to its `type`, boolean
    `exclusiveMinimum` and `exclusiveMaximum` become numbers, and siblings of a `$ref` are ignored (OpenAPI 3.0.3,
    4.7.24). Schemas of 3.1 are compiled by `jsonSchemaDialect`, which is 2020-12 unless given. `discriminator` changes
    no result (OpenAPI 3.1.1, 4.8.25).
    """

    def __init__(self, document: Document, direction: Direction) -> None:
        """Prepare to compile.

        Raises:
            UserError: `jsonSchemaDialect` is not supported.
        """
        self._document = document
        self._flag = direction.value
        self._is_30 = is_30(document)
        self._dialect = _dialect(document.get("jsonSchemaDialect", _OAS_DIALECT), "#/jsonSchemaDialect")
        self._keyword = "$defs" if "/draft/" in self._dialect else "definitions"
        # Schemas that others refer to are definitions of one resource: their numbers by pointer, and translations.
        self._numbers: dict[str, int] = {}
        self._definitions: list[Any] = []
        self._registry = jsonschema_rs.Registry([])
        self._has_components = False

    def compile(self, schema: Any, pointer: str) -> jsonschema_rs.Validator:
        """Compile a schema of the document, or one made of such schemas.

        Args:
            schema: The schema.
            pointer: Where it is in the document, for the message.

        Raises:
            UserError: It is not a valid schema, or a reference cannot be resolved.
        """
        own = schema.get("$schema") if isinstance(schema, dict) and not self._is_30 else None
        validator = _DIALECTS[_dialect(own, f"#{pointer}/$schema") if own else self._dialect]
        try:
            translated = self._translate(schema)
            self._translate_definitions()
            return validator(translated, formats=_FORMATS, validate_formats=True, registry=self._registry, offline=True)
        except UserError as error:
            raise UserError(f"#{pointer}: the schema cannot be compiled: {error}") from None
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            reason = (getattr(error, "message", None) or str(error)).partition("\n")[0]
            place = self._place(pointer, getattr(error, "instance_path", ()))
            raise UserError(f"#{place}: the schema cannot be compiled: {reason[:300]}") from None

    def _place(self, pointer: str, path: Sequence[str | int]) -> str:
        """Return the pointer of an error, which is in a schema or in a definition that it refers to."""
        if len(path) > 1 and path[0] == self._keyword and str(path[1]).isdecimal():
            pointer, path = list(self._numbers)[int(path[1])], path[2:]
        return pointer + "".join(f"/{_escape(str(step))}" for step in path)

    def _translate_definitions(self) -> None:
        """Translate the schemas that are referred to and are not translated yet."""
        if len(self._definitions) == len(self._numbers):
            return
        while len(self._definitions) < len(self._numbers):
            for pointer in list(self._numbers)[len(self._definitions) :]:
                self._definitions.append(self._translate(_schema_at(self._document, pointer)))
        definitions = {str(number): each for number, each in enumerate(self._definitions)}
        self._registry = jsonschema_rs.Registry([(_URI, {"$schema": self._dialect, self._keyword: definitions})])

    def _translate(self, schema: Any, optional: frozenset[str] = frozenset(), *, has_id: bool = False) -> Any:
        """Translate a schema for jsonschema-rs.

        Args:
            schema: The schema.
            optional: The properties that the other direction sends, if this is a part of an `allOf` that defines them.
            has_id: Whether it is in a schema with an `$id`, to which its references are relative.
        """
        if not isinstance(schema, dict):
            return schema
        if self._is_30:
            if isinstance(schema.get("$ref"), str):
                return {"$ref": self._reference(schema["$ref"])}
            schema = {name: value for name, value in schema.items() if name in _KEYWORDS_30}
        has_id = has_id or isinstance(schema.get("$id"), str)
        if ("required" in schema or "allOf" in schema) and not has_id:
            optional |= self._sent_by_other(schema)
        translated = {
            name: self._translate_keyword(name, value, optional, has_id)
            for name, value in schema.items()
            if name not in _ANNOTATIONS
        }
        if isinstance(translated.get("required"), list):
            translated["required"] = [name for name in translated["required"] if name not in optional]
        if self._is_30:
            _translate_30(translated)
        _bound_integers(translated)
        return translated

    def _translate_keyword(self, name: str, value: Any, optional: frozenset[str], has_id: bool) -> Any:
        match value:
            case str() if name in {"$ref", "$dynamicRef"}:
                return self._reference(value, has_id=has_id)
            case str() if name == "pattern":
                return patterns.translate(value)
            case dict() if name in _MAPS:
                is_pattern = name == "patternProperties"
                return {
                    patterns.translate(key) if is_pattern else key: self._translate(each, has_id=has_id)
                    for key, each in value.items()
                }
            case dict() if name in _ONE:
                return self._translate(value, has_id=has_id)
            case list() if name in _LISTS:
                inherited = optional if name == "allOf" else frozenset()
                return [self._translate(each, inherited, has_id=has_id) for each in value]
        return value

    def _sent_by_other(self, schema: Document) -> frozenset[str]:
        """Return the properties that the other direction sends (OpenAPI 3.0.3, 4.7.24.2)."""
        properties = merge_all_of(self._document, schema).get("properties", {})
        return frozenset(
            name for name, each in properties.items() if merge_all_of(self._document, each).get(self._flag) is True
        )

    def _reference(self, reference: str, *, has_id: bool = False) -> str:
        """Return a reference to a schema of the document as one to a definition."""
        if not self._has_components:
            # It may lead to an `$id` or an `$anchor`, which may be in any schema. And each new definition needs a new
            # registry: adding them one by one would take quadratic time.
            self._has_components = True
            for name in self._document.get("components", {}).get("schemas", {}):
                self._number(f"/components/schemas/{_escape(name)}")
        # Even in a schema with an `$id`, authors mean the document by `#/components`, and nothing else can have it.
        if reference.startswith("#/components/") or (reference.startswith("#/") and not has_id):
            return f"{_URI}#/{self._keyword}/{self._number(unquote(reference[1:]))}"
        return f"{_URI}{reference}" if reference.startswith("#") and not has_id else reference

    def _number(self, pointer: str) -> int:
        return self._numbers.setdefault(pointer, len(self._numbers))


def is_30(document: Document) -> bool:
    """Return True if a document is of OpenAPI 3.0."""
    return str(document.get("openapi", "")).startswith("3.0")


def merge_all_of(document: Document, schema: Any) -> Document:
    """Return a schema with its `$ref` resolved and its `allOf` merged into it.

    Properties of all parts are kept, and `required` is their union; of another keyword the last value is kept, that of
    the schema itself before all others.
    """
    merged: Document = {}
    for part in flatten(document, schema):
        properties = {**merged.get("properties", {}), **part.get("properties", {})}
        required = [*merged.get("required", ()), *part.get("required", ())]
        merged |= {name: value for name, value in part.items() if name != "allOf"}
        if properties:
            merged["properties"] = properties
        if required:
            merged["required"] = list(dict.fromkeys(required))
    return merged


def schema_types(document: Document, schema: Any) -> Sequence[str]:
    """Return the JSON types that a schema allows, in the order of `JSON_TYPES`."""
    found = _types(document, schema, frozenset())
    return [name for name in JSON_TYPES if name in found]


def flatten(document: Document, schema: Any, seen: frozenset[int] = frozenset()) -> Iterator[Document]:
    """Yield the schemas that must all match: those of `$ref` and `allOf`, then the schema itself without them.

    A reference that leads nowhere yields nothing; it is an error when the schema is compiled.
    """
    if not isinstance(schema, dict) or id(schema) in seen:
        return
    seen |= {id(schema)}
    if isinstance(schema.get("$ref"), str):
        yield from flatten(document, _referred(document, schema["$ref"]), seen)
        if is_30(document):
            return
    for each in schema.get("allOf", ()):
        yield from flatten(document, each, seen)
    yield {name: value for name, value in schema.items() if name not in {"$ref", "allOf"}}


def _referred(document: Document, reference: str) -> Any:
    """Return the schema that a reference leads to, by pointer, `$id` or `$anchor`; None if it leads nowhere."""
    if reference.startswith("#/"):
        try:
            return _schema_at(document, unquote(reference[1:]))
        except UserError:
            return None
    schemas = document.get("components", {}).get("schemas", {}).values()
    names = (({each.get("$id"), f"#{each.get('$anchor')}"}, each) for each in schemas if isinstance(each, dict))
    return next((each for known, each in names if reference in known), None)


def _schema_at(document: Document, pointer: str) -> Any:
    """Return the schema at a JSON pointer; if it is a reference itself, that is not followed.

    Raises:
        UserError: There is nothing.
    """
    node: Any = document
    for step in pointer[1:].split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        try:
            node = node[int(name) if isinstance(node, list) else name]
        except (KeyError, IndexError, TypeError, ValueError):
            raise UserError(f"$ref '#{pointer}' leads nowhere") from None
    return node


def _types(document: Document, schema: Any, seen: frozenset[int]) -> set[str]:
    allowed = set(JSON_TYPES)
    for part in flatten(document, schema):
        declared = part.get("type", [])
        names = {declared} if isinstance(declared, str) else set(declared)
        if names:
            names |= {"integer"} if "number" in names else set()
            allowed &= names | ({"null"} if part.get("nullable") is True and is_30(document) else set())
        if "enum" in part or "const" in part:
            allowed &= {name for value in part.get("enum", [part.get("const")]) for name in _types_of(value)}
        for branches in (part[name] for name in ("anyOf", "oneOf") if name in part):
            if not any(id(branch) in seen for branch in branches):
                within = seen | {id(branch) for branch in branches}
                allowed &= {name for branch in branches for name in _types(document, branch, within)}
    return allowed


def _types_of(value: Any) -> set[str]:
    if isinstance(value, float):
        return {"number", "integer"} if value.is_integer() else {"number"}
    names = {type(None): {"null"}, bool: {"boolean"}, int: {"integer", "number"}, str: {"string"}, list: {"array"}}
    return names.get(type(value), {"object"})


def _translate_30(schema: Document) -> None:
    """Translate the keywords of a schema object of OpenAPI 3.0 that JSON Schema 2020-12 has in another form."""
    if schema.pop("nullable", False) is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    for exclusive, inclusive in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        flag = schema.get(exclusive)
        if isinstance(flag, bool):
            del schema[exclusive]
            if flag and inclusive in schema:
                schema[exclusive] = schema.pop(inclusive)


def _bound_integers(schema: Document) -> None:
    """Add the range of `int32` and `int64` to a schema with such a format."""
    bits = _INTEGER_BITS.get(str(schema.get("format")))
    if bits:
        limits = {"minimum": -(2**bits), "maximum": 2**bits - 1}
        schema["allOf"] = [*schema.get("allOf", ()), limits]


def _dialect(uri: Any, where: str) -> str:
    """Return the URI of a dialect as jsonschema-rs has it.

    Raises:
        UserError: The dialect is not supported.
    """
    if _OAS_DIALECTS.fullmatch(str(uri)):
        return next(iter(_DIALECTS))
    for known in _DIALECTS:
        if str(uri).rstrip("#").partition("://")[2] == known.partition("://")[2]:
            return known
    raise UserError(f"{where}: {uri!r} is not supported: use {', '.join(_DIALECTS)} or {_OAS_DIALECT}")


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
