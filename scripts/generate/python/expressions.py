"""Python expressions of the templates: the parsers of values, in the functions of `_parsing.py.jinja`."""

from collections.abc import Iterable

from openapi_python_client.parser.properties import AnyProperty, EnumProperty, LiteralEnumProperty, ModelProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from scripts.generate.media_types import Kind
from scripts.generate.python.extensions import Content, TaggedUnion

_SIMPLE: dict[type, str] = {
    BooleanProperty: "boolean",
    DateProperty: "date",
    DateTimeProperty: "date_time",
    FileProperty: "file",
    FloatProperty: "number",
    IntProperty: "integer",
    NoneProperty: "null",
    StringProperty: "string",
    UuidProperty: "uuid",
}
# Imports of the stock templates that ours do not need.
_UNUSED = ("from typing import cast", "from io import BytesIO")


def parser(prop: Property) -> str:  # noqa: PLR0911 - one for each type
    """Return the parser of a property's value."""
    if isinstance(prop, ModelProperty):
        return f"{prop.class_info.name}._parse"
    if isinstance(prop, ListProperty):
        return f"_parsing.array({parser(prop.inner_property)})"
    if isinstance(prop, LiteralEnumProperty):
        return f"_parsing.literal({', '.join(map(repr, sorted(prop.values)))})"
    if isinstance(prop, EnumProperty):
        return f"_parsing.enumeration({prop.class_info.name}, {list(prop.values.values())!r})"
    if isinstance(prop, ConstProperty):
        return f"_parsing.literal({prop.value.raw_value!r})"
    if isinstance(prop, UnionProperty):
        return _union(prop)
    return f"_parsing.{_SIMPLE.get(type(prop), 'any_value')}"


def _union(prop: UnionProperty) -> str:
    otherwise = f"_parsing.union({', '.join(map(parser, prop.inner_properties))})"
    if not isinstance(prop, TaggedUnion):
        return otherwise
    models = {each.class_info.name for each in prop.inner_properties if isinstance(each, ModelProperty)}
    tags = []
    for name, mapping in prop.tags:
        parsers = ", ".join(f"{tag!r}: {model}._parse" for tag, model in mapping if model in models)
        tags.append(f"({name!r}, {{{parsers}}})")
    return f"_parsing.tagged_union(({', '.join(tags)},), {otherwise})"


def reader(content: Content) -> str:
    """Return the reader of a body of a response."""
    if content.kind is Kind.FILE:
        return "_responses.read_file"
    return f"_responses.read_{content.kind.value}({parser(content.prop)})"


def instance(prop: Property) -> str:  # noqa: PLR0911 - one for each type
    """Return the classes of a property's values, for `isinstance`."""
    if isinstance(prop, ModelProperty):
        return str(prop.class_info.name)
    if isinstance(prop, ListProperty):
        return "list | tuple"
    if isinstance(prop, LiteralEnumProperty):
        return prop.value_type.__name__
    if isinstance(prop, ConstProperty):
        return type(prop.value.raw_value).__name__
    if isinstance(prop, UnionProperty):
        return " | ".join(dict.fromkeys(map(instance, prop.inner_properties)))
    if isinstance(prop, NoneProperty):
        return "None"
    return "object" if isinstance(prop, AnyProperty) else prop.get_instance_type_string().as_unembedded_code()


def imports(props: Iterable[Property], prefix: str) -> list[str]:
    """Return the imports of properties, except those of models."""
    lines = {line for prop in props for line in prop.get_imports(prefix=prefix)}
    return sorted(line for line in lines if line not in _UNUSED and " import check_" not in line)


def all_imports(props: Iterable[Property], prefix: str) -> list[str]:
    """Return the imports of properties."""
    props = list(props)
    return imports(props, prefix) + model_imports(props, prefix)


def model_imports(props: Iterable[Property], prefix: str) -> list[str]:
    """Return the imports of the models that properties refer to."""
    return sorted({line for prop in props for line in prop.get_lazy_imports(prefix=prefix)})
