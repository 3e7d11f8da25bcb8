"""Properties of a form: what their fields become, and which files, media types and headers they may have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scripts.openapi import Document, resolve
from scripts.schemas import SchemaCompiler, is_30, merge_all_of
from scripts.validation.errors import RequestError, Violation
from scripts.validation.json_body import parse_json
from scripts.validation.messages import FILE
from scripts.validation.multipart import Part
from scripts.validation.negotiation import is_json, matches
from scripts.validation.parameter import Parameter, compile_parameter
from scripts.validation.styles import decode
from scripts.validation.texts import TextType

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"

# Keywords of a schema that says nothing of what a property is.
_UNTYPED = {"type", "enum", "const", "anyOf", "oneOf", "properties", "items"}


@dataclass(frozen=True)
class FormField:
    """A property of a form.

    Attributes:
        type: What its texts become.
        accepts_files: Whether its value, or its items, may be files.
        accepts_texts: Whether they may be texts.
        media_types: The media types and ranges that `encoding.contentType` allows; all if it has none.
        parameter: Deserializes it by its style: the one that `encoding` gives it, or that of an object in a URL-encoded
            form.
        headers: The headers that its parts have in a multipart form (`encoding.headers`).
    """

    type: TextType
    accepts_files: bool
    accepts_texts: bool
    media_types: Sequence[str] = ()
    parameter: Parameter | None = None
    headers: Sequence[Parameter] = ()

    def read(self, where: str, part: Part, *, prefer_last: bool) -> Any:
        """Return the value of one part.

        Raises:
            RequestError: 400; it is a file instead of a text, a text instead of a file, or not of its type.
        """
        if (
            part.media_type
            and self.media_types
            and not any(matches(each, part.media_type) for each in self.media_types)
        ):
            raise RequestError.at(400, where, f"must have the Content-Type {' or '.join(self.media_types)}")
        self._check_headers(where, part)
        if part.text is None:
            if not self.accepts_files:
                raise RequestError.at(400, where, "must be a text, not a file")
            return FILE
        if not self.accepts_texts:
            raise RequestError.at(400, where, "must be a file, which is a part with a filename")
        kind = self.type.items if self.type.is_array else self.type
        if not kind.is_text and (kind.is_object or kind.is_array or self.is_json(part.media_type)):
            return parse_json(part.text.encode(), where)
        try:
            return kind.convert(part.text, prefer_last)
        except ValueError as error:
            raise RequestError.at(400, where, str(error)) from None

    def _check_headers(self, where: str, part: Part) -> None:
        """Validate the headers of a part.

        Raises:
            RequestError: 400; one is missing or invalid.
        """
        violations: list[Violation] = []
        for header in self.headers:
            given = part.headers.get(header.header)
            if given is not None:
                header.store_text({}, given.decode("latin-1"), violations)
            elif header.required:
                violations.append(header.absence())
        if violations:
            found = [Violation(each.location.replace("header", where, 1), each.reason) for each in violations]
            raise RequestError(400, found)

    def is_json(self, media_type: str) -> bool:
        """Return True if a part with a media type is JSON."""
        return is_json(media_type) or any(map(is_json, self.media_types))


def _part_headers(
    document: Document, compiler: SchemaCompiler, encoding: Document, pointer: str
) -> Sequence[Parameter]:
    """Return the headers that `encoding` gives the parts of a property, without `Content-Type`, which it ignores."""
    return [
        compile_parameter(
            document, resolve(document, node), compiler, f"{pointer}/headers/{name}", name=name, location="header"
        )
        for name, node in encoding.get("headers", {}).items()
        if name.lower() != "content-type"
    ]


def form_field(  # noqa: PLR0913, PLR0917 - what a property and its compilation need
    document: Document,
    media_type: str,
    name: str,
    schema: Any,
    encoding: Document,
    compiler: SchemaCompiler,
    pointer: str,
) -> FormField:
    """Compile a property of a form.

    Args:
        document: The contract.
        media_type: The media type of the form.
        name: The name of the property.
        schema: Its schema.
        encoding: Its encoding object.
        compiler: Compiles the schemas of headers.
        pointer: Where the encoding object is in the document.

    Raises:
        UserError: A header cannot be compiled.
    """
    kind = TextType(document, schema)
    accepts_files, accepts_texts = file_rules(document, kind.items.schema if kind.is_array else schema)
    is_urlencoded = media_type == URLENCODED
    parameter = None
    # In a multipart form of OpenAPI 3.0, `style` and `explode` are ignored (3.0.3, 4.7.15.1).
    has_style = bool({"style", "explode", "allowReserved"} & encoding.keys()) and (is_urlencoded or not is_30(document))
    if has_style or (is_urlencoded and kind.is_object and "contentType" not in encoding):
        style = encoding.get("style", "form")
        explode = encoding.get("explode", style == "form")
        parameter = Parameter(name, "body", False, False, style, explode, kind, None, decode if is_urlencoded else str)
    content_type = "" if has_style else encoding.get("contentType", "")
    return FormField(
        type=kind,
        accepts_files=accepts_files and not is_urlencoded,
        accepts_texts=accepts_texts or is_urlencoded,
        media_types=[each.strip() for each in content_type.split(",") if each.strip()],
        parameter=parameter,
        headers=() if is_urlencoded else _part_headers(document, compiler, encoding, pointer),
    )


def file_rules(document: Document, schema: Any) -> tuple[bool, bool]:
    """Return whether a property may be a file, and whether it may be a text.

    OpenAPI 3.0 marks a file by `format: binary`, 3.1 by `contentMediaType` or by no type at all (4.8.14.3).
    """
    merged = merge_all_of(document, schema)
    if merged.get("format") == "binary":
        return True, False
    media_type = merged.get("contentMediaType")
    if media_type is not None and "contentEncoding" not in merged:
        return True, is_json(media_type) or media_type.startswith("text/")
    branches = [file_rules(document, each) for each in (*merged.get("anyOf", ()), *merged.get("oneOf", ()))]
    if branches and not {"type", "enum", "const"} & merged.keys():
        return any(files for files, _ in branches), any(texts for _, texts in branches)
    return not _UNTYPED & merged.keys(), True
