"""Forms, multipart or URL-encoded: from fields to the object that their schema describes."""

from collections.abc import Mapping, Sequence
from typing import Any

from python_multipart.multipart import parse_options_header

from scripts.openapi import Document
from scripts.schemas import SchemaCompiler, flatten, merge_all_of
from scripts.validation.body import BodyReader, Buffer, Decompressor, check_body
from scripts.validation.errors import LimitExceeded, RequestError, Violation
from scripts.validation.form_fields import MULTIPART, FormField, file_rules, form_field
from scripts.validation.limits import MAX_FIELDS
from scripts.validation.messages import RequestHead
from scripts.validation.multipart import MultipartReader, Part
from scripts.validation.negotiation import is_json
from scripts.validation.styles import RawValues, decode, parse_pairs
from scripts.validation.texts import ANY_TEXT, TextType, property_schemas

_UNDECLARED = FormField(ANY_TEXT, accepts_files=True, accepts_texts=True)


class FormValidator:
    """Forms of one media type."""

    def __init__(
        self, document: Document, media_type: str, content: Document, compiler: SchemaCompiler, pointer: str
    ) -> None:
        """Compile the schema.

        Raises:
            UserError: It cannot be compiled.
        """
        schema = content.get("schema", True)
        encoding: Mapping[str, Document] = content.get("encoding", {})
        self._is_multipart = media_type == MULTIPART
        self._fields = {
            name: form_field(
                document, media_type, name, each, encoding.get(name, {}), compiler, f"{pointer}/encoding/{name}"
            )
            for name, each in property_schemas(document, schema).items()
        }
        self._styled = {name: field for name, field in self._fields.items() if field.parameter is not None}
        if any(field.accepts_files for field in self._fields.values()):
            schema = _without_files(document, schema)
        self.validator = compiler.compile(schema, f"{pointer}/schema")

    def open(self, head: RequestHead) -> BodyReader:
        """Return a reader for the body of a request.

        Raises:
            RequestError: 400; the header `Content-Type` has no boundary.
        """
        if not self._is_multipart:
            return _UrlencodedReader(head, self)
        _, options = parse_options_header(head.by_name[b"content-type"])
        boundary = options.get(b"boundary")
        if not boundary:
            raise RequestError.at(400, "header.Content-Type", "multipart/form-data needs a boundary")
        return _MultipartFormReader(head, boundary, self)

    def is_text(self, name: str, media_type: str) -> bool:
        """Return True if a part with a filename is not a file, but JSON for a property of another type."""
        field = self._fields.get(name, _UNDECLARED)
        return not field.accepts_files and is_json(media_type)

    def value(self, parts: Sequence[Part], pairs: RawValues, size: int) -> dict[str, Any]:
        """Return the object that a form represents.

        Args:
            parts: The fields.
            pairs: The texts of the fields by name, as they were sent.
            size: The number of bytes.

        Raises:
            RequestError: 400; a field is not of its type, or the object violates its schema.
        """
        styled = self._styled_values(pairs)
        plain = [part for part in parts if part.name not in styled and not self._is_spread(part.name, styled)]
        value = {**self._values(plain, prefer_last=False), **styled}
        try:
            check_body(self.validator, value, size)
        except RequestError as error:
            # A text may represent several values, such as `5` where an integer or a string is allowed.
            value = {**self._values(plain, prefer_last=True), **styled}
            try:
                check_body(self.validator, value, size)
            except RequestError:
                raise error from None
        return value

    def _values(self, parts: Sequence[Part], *, prefer_last: bool) -> dict[str, Any]:
        values: dict[str, list[Any]] = {}
        arrays: set[str] = set()
        for part in parts:
            field = self._fields.get(part.name, _UNDECLARED)
            value = field.read(f"body.{part.name}", part, prefer_last=prefer_last)
            if field.type.is_array or (prefer_last and field.type.may_repeat and not field.type.is_text):
                arrays.add(part.name)
            # A part that is a JSON array is the whole array.
            is_whole = field.type.is_array and isinstance(value, list) and not field.type.items.is_array
            values.setdefault(part.name, []).extend(value if is_whole else [value])
        return {name: each if len(each) > 1 or name in arrays else each[0] for name, each in values.items()}

    def _styled_values(self, pairs: RawValues) -> dict[str, Any]:
        values: dict[str, Any] = {}
        violations: list[Violation] = []
        for name, field in self._styled.items():
            parameter = field.parameter
            if parameter is None:
                continue
            if parameter.is_spread and name not in pairs:
                parameter.store_spread(values, pairs, self._fields, violations)
            elif name in pairs and not parameter.is_spread:
                parameter.store_texts(values, pairs[name], violations)
        if violations:
            raise RequestError(400, violations)
        return values

    def _is_spread(self, name: str, styled: Mapping[str, Any]) -> bool:
        """Return True if a field is a part of a property with a style."""
        if name in self._fields:
            return False
        return any(
            name.startswith(f"{each}[") or name in styled[each] for each in styled if isinstance(styled[each], dict)
        )


def _without_files(document: Document, schema: Any) -> Any:
    """Return the schema of a form in which files may be anything, as their bytes are not kept."""
    *others, own = [*flatten(document, schema)] or [schema]
    found = [_part_without_files(document, each) for each in (*others, own)]
    return {**found[-1], "allOf": found[:-1]} if others else found[-1]


def _part_without_files(document: Document, part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    changed = dict(part)
    for keyword in {"anyOf", "oneOf"} & part.keys():
        changed[keyword] = [_without_files(document, each) for each in part[keyword]]
    if "properties" in part:
        changed["properties"] = {name: _file_schema(document, each) for name, each in part["properties"].items()}
    return changed


def _file_schema(document: Document, schema: Any) -> Any:
    kind = TextType(document, schema)
    if not kind.is_array:
        return {} if file_rules(document, schema)[0] else schema
    return {**merge_all_of(document, schema), "items": {}} if file_rules(document, kind.items.schema)[0] else schema


class _UrlencodedReader(Buffer):
    __slots__ = ("_form",)

    def __init__(self, head: RequestHead, form: FormValidator) -> None:
        super().__init__(head)
        self._form = form

    def finish(self) -> tuple[Any, Sequence[str]]:
        raw = self.joined()
        if raw.count(b"&") >= MAX_FIELDS:
            raise LimitExceeded.at(400, "body", f"has more than {MAX_FIELDS} fields")
        pairs = parse_pairs(raw, "body")
        parts = [Part(name, decode(value), None) for name, values in pairs.items() for value in values]
        return self._form.value(parts, pairs, len(raw)), ()


class _MultipartFormReader:
    __slots__ = ("_decompressor", "_form", "_parser", "_size")

    def __init__(self, head: RequestHead, boundary: bytes, form: FormValidator) -> None:
        self._decompressor = Decompressor.of(head)
        self._parser = MultipartReader(boundary, form.is_text)
        self._form = form
        self._size = 0

    def feed(self, chunk: bytes) -> None:
        if self._decompressor is not None:
            chunk = self._decompressor.decompress(chunk)
        self._size += len(chunk)
        self._parser.feed(chunk)

    def parts(self) -> Sequence[Part]:
        return self._parser.parts

    def finish(self) -> tuple[Any, Sequence[str]]:
        if self._decompressor is not None:
            self._decompressor.finish()
        parts = self._parser.finish()
        pairs: dict[str, list[str]] = {}
        for part in parts:
            if part.text is not None:
                pairs.setdefault(part.name, []).append(part.text)
        files = [part.filename for part in parts if part.filename is not None]
        return self._form.value(parts, pairs, self._size), files
