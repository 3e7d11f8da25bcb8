"""Extensions of the parser of openapi-python-client: discriminators, all media types of a response, unique class names.

The parser has no plug-ins, so its functions are replaced while it runs.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from attrs import define, field, fields
from openapi_python_client import schema as oai
from openapi_python_client.config import Config
from openapi_python_client.parser import openapi
from openapi_python_client.parser.errors import ParseError, PropertyError
from openapi_python_client.parser.properties import (
    AnyProperty,
    EnumProperty,
    LiteralEnumProperty,
    ModelProperty,
    Schemas,
    property_from_data,
)
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.schemas import get_reference_simple_name, parse_reference_path
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.responses import JSON_SOURCE, NONE_SOURCE, HTTPStatusPattern, Response
from openapi_python_client.schema.ref import Ref
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonIdentifier

from scripts.generate.media_types import Kind, kind_of, specificity

_DUPLICATE = re.compile(r"duplicate models with name|conflicting enums named")
_PATH_PARAMETER = re.compile(r"{([^{}/]+)}")

# The name of a discriminator's property, and the names of classes by its values.
Tag = tuple[str, tuple[tuple[str, str], ...]]


@define
class TaggedUnion(UnionProperty):
    """A union with discriminators, its own one and those of the unions in it."""

    tags: tuple[Tag, ...] = ()


@define(frozen=True)
class Content:
    """A media type of a response, and the type of its body."""

    media_type: str
    kind: Kind
    prop: Property


@define(order=False)
class DocumentedResponse(Response):
    """A response with all its media types, the specific ones first. `prop` is the union of their types."""

    contents: list[Content] = field(factory=list)


@contextmanager
def extended_parser() -> Iterator[None]:
    """Replace functions of the parser in this context."""
    replacements: list[tuple[Any, str, Any]] = [
        (openapi, "_PATH_PARAM_REGEX", _PATH_PARAMETER),
        (openapi, "response_from_data", _response_from_data),
        # Messages contain names of the contract.
        (UntrustedString, "__str__", UntrustedString.get_untrusted_value),
        (UnionProperty, "build", classmethod(_tagging(UnionProperty.build))),
        *((kind, "build", classmethod(_renaming(kind.build))) for kind in (ModelProperty, LiteralEnumProperty)),
        (EnumProperty, "build", classmethod(_renaming(EnumProperty.build))),
        # Every type has a serialization for every location.
        *((kind, "validate_location", _allow_location) for kind in (Property, UnionProperty)),
    ]
    originals = [(owner, name, vars(owner).get(name)) for owner, name, _ in replacements]
    try:
        for owner, name, value in replacements:
            setattr(owner, name, value)
        yield
    finally:
        for owner, name, value in originals:
            if value is None:
                delattr(owner, name)
            else:
                setattr(owner, name, value)


def _allow_location(_: Property, location: oai.ParameterLocation) -> ParseError | None:  # noqa: ARG001
    return None


def _tagging(build: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that builds unions, as `TaggedUnion` if they have a discriminator."""

    def build_union(_: type, *, data: oai.Schema, schemas: Schemas, **arguments: Any) -> tuple[Any, Schemas]:
        tags = tuple(_tags(data, schemas))
        prop, schemas = build(data=data, schemas=schemas, **arguments)
        if isinstance(prop, UnionProperty) and tags:
            values = {each.name: getattr(prop, each.name) for each in fields(UnionProperty)}
            prop = TaggedUnion(**values, tags=tags)
        return prop, schemas

    return build_union


def _tags(data: oai.Schema, schemas: Schemas) -> Iterator[Tag]:
    """Yield the discriminators of a union, and of the unions in it."""
    branches = [*data.oneOf, *data.anyOf]
    references = [each for each in branches if isinstance(each, oai.Reference)]
    if data.discriminator:
        targets = {get_reference_simple_name(each.ref).get_untrusted_value(): each.ref for each in references}
        for tag, target in (data.discriminator.mapping or {}).items():
            text = target.get_untrusted_value()
            targets[tag.get_untrusted_value()] = Ref(text if "#" in text else f"#/components/schemas/{text}")
        classes = {tag: _referenced(target, schemas) for tag, target in targets.items()}
        mapping = tuple(
            (tag, str(model.class_info.name)) for tag, model in classes.items() if isinstance(model, ModelProperty)
        )
        yield data.discriminator.propertyName.get_untrusted_value(), mapping
    for each in branches:
        nested = _referenced(each.ref, schemas) if isinstance(each, oai.Reference) else None
        if isinstance(nested, TaggedUnion):
            yield from nested.tags
        elif isinstance(each, oai.Schema):
            yield from _tags(each, schemas)


def _referenced(reference: Ref, schemas: Schemas) -> Property | None:
    path = parse_reference_path(reference)
    return None if isinstance(path, ParseError) else schemas.classes_by_reference.get(path)


def _renaming(build: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that builds models or enumerations, with another name if theirs is used already."""

    def build_renamed(
        _: type, *, data: oai.Schema, name: UntrustedString, parent_name: str | None, schemas: Schemas, **others: Any
    ) -> tuple[Any, Schemas]:
        def attempt(changed: oai.Schema) -> tuple[Any, Schemas]:
            return build(data=changed, name=name, parent_name=parent_name, schemas=schemas, **others)  # type: ignore[no-any-return]

        prop, changed = attempt(data)
        title, number = (data.title or name).get_untrusted_value(), 2
        while isinstance(prop, PropertyError) and _DUPLICATE.search(prop.detail or ""):
            prop, changed = attempt(data.model_copy(update={"title": UntrustedString(f"{title} {number}")}))
            number += 1
        return prop, changed

    return build_renamed


def _response_from_data(  # noqa: PLR0913 - the arguments of the replaced function
    *,
    status_code: HTTPStatusPattern,
    data: oai.Response | oai.Reference,
    schemas: Schemas,
    responses: dict[UntrustedString, oai.Response | oai.Reference],
    parent_name: str,
    config: Config,
) -> tuple[Response | ParseError, Schemas]:
    """Return a response with all its media types."""
    resolved: oai.Response | oai.Reference | None = data
    seen: list[Ref] = []
    while isinstance(resolved, oai.Reference) and resolved.ref not in seen:
        seen.append(resolved.ref)
        resolved = responses.get(get_reference_simple_name(resolved.ref))
    if not isinstance(resolved, oai.Response):
        return ParseError(data=data, detail="its $ref cannot be resolved"), schemas
    contents: list[Content] = []
    for number, (media_type, media) in enumerate((resolved.content or {}).items(), start=1):
        name = UntrustedString(f"response_{status_code.pattern}" + (f"_{number}" if number > 1 else ""))
        kind = kind_of(media_type.get_untrusted_value(), media.media_type_schema)
        others: dict[str, Any] = {"schemas": schemas, "parent_name": parent_name, "config": config}
        prop, schemas = _content_type(kind, name, media.media_type_schema, **others)
        if isinstance(prop, PropertyError):
            return prop, schemas
        contents.append(Content(media_type.get_untrusted_value().partition(";")[0].strip().lower(), kind, prop))
    contents.sort(key=lambda each: specificity(each.media_type))
    name = UntrustedString(f"response_{status_code.pattern}")
    types = {each.prop.get_type_string().as_unembedded_code(): each.prop for each in contents}
    if len(types) > 1:
        prop = UnionProperty(
            name=name,
            required=True,
            default=None,
            python_name=PythonIdentifier(value=name, prefix=config.field_prefix),
            description=None,
            example=None,
            inner_properties=list(types.values()),
        )
    else:
        prop = contents[0].prop if contents else _built(AnyProperty, name, config)
    source = JSON_SOURCE if contents else NONE_SOURCE
    return DocumentedResponse(
        status_code=status_code, prop=prop, source=source, data=resolved, contents=contents
    ), schemas


def _content_type(
    kind: Kind, name: UntrustedString, schema: oai.Schema | oai.Reference | None, *, config: Config, **others: Any
) -> tuple[Any, Schemas]:
    """Return the type of the body of a media type."""
    unchanged: Schemas = others["schemas"]
    if kind is Kind.FILE:
        return _built(FileProperty, name, config), unchanged
    if schema is None:
        return _built(StringProperty if kind is Kind.TEXT else AnyProperty, name, config), unchanged
    prop, schemas = property_from_data(name=name, required=True, data=schema, config=config, **others)
    if kind is Kind.TEXT and isinstance(prop, (ModelProperty, ListProperty, AnyProperty, UnionProperty, PropertyError)):
        return _built(StringProperty, name, config), unchanged
    return prop, schemas


def _built(kind: Any, name: UntrustedString, config: Config) -> Any:
    """Return a required property without a schema."""
    python_name = PythonIdentifier(value=name, prefix=config.field_prefix)
    return kind.build(name=name, required=True, default=None, python_name=python_name, description=None, example=None)
