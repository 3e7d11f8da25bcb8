"""Names that models and their properties must not have, because the client uses them itself."""

from collections.abc import Iterable, Iterator
from typing import Any

from openapi_python_client.config import ClassOverride, Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties import EnumProperty, LiteralEnumProperty, ModelProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.strings import PythonIdentifier, pascal_case

from scripts.generate.python.naming import EXTENSION, GROUP_IMPORTS
from scripts.generate.python.properties import endpoint_properties, properties
from scripts.openapi import Document, operations

# Imports of the modules in `api` and `models`, besides those of the modules in `groups`.
_IMPORTS = {"Client", "File", "FileTypes", "Response", "UNSET", "TYPE_CHECKING"}
# Attributes of all models.
_ATTRIBUTES = {"additional_keys", "additional_properties", "from_dict", "to_dict", "to_json", "to_multipart"}


def class_overrides(document: Document) -> dict[str, ClassOverride]:
    """Return other names for the schemas whose class would have a name that the client uses."""
    schemas = {pascal_case(name) for name in document.get("components", {}).get("schemas", {})}
    overrides = {}
    for name in sorted(_IMPORTS | GROUP_IMPORTS | _group_classes(document)):
        other = f"{name}Model"
        while other in schemas:
            other += "Model"
        overrides[name] = ClassOverride.model_validate({"class_name": other})
    return overrides


def _group_classes(document: Document) -> set[str]:
    """Return the names of the classes in `groups`."""
    tags = {tag for operation in operations(document) for tag in operation.definition.get("tags", ["default"])}
    tags |= {each[EXTENSION] for each in document.get("tags", []) if isinstance(each.get(EXTENSION), str)}
    names = {f"{pascal_case(tag)}Group" for tag in tags}
    return {
        f"{prefix}{name}{suffix}"
        for name in names
        for prefix in ("", "Async")
        for suffix in ("", "WithRawResponse", "WithStreamingResponse")
    }


def rename(parsed: GeneratorData, config: Config) -> None:
    """Rename the parameters and properties, and the modules of models, whose name is used already."""
    endpoints = [each for collection in parsed.endpoint_collections_by_tag.values() for each in collection.endpoints]
    for endpoint in endpoints:
        for location, parameter in endpoint.iter_all_parameters():
            if endpoint.bodies and parameter.python_name == "body":
                object.__setattr__(parameter, "python_name", _identifier(f"body_{location}", config))

    modules = _modules([*parsed.models, *parsed.enums])
    reserved = _ATTRIBUTES | _IMPORTS | GROUP_IMPORTS | modules.keys()
    props = [prop for endpoint in endpoints for prop in endpoint_properties(endpoint)]
    for prop in _walk([*parsed.models, *parsed.enums, *props]):
        if isinstance(prop, (ModelProperty, EnumProperty, LiteralEnumProperty)):
            prop.class_info.module_name = _identifier(modules[prop.class_info.name], config)
        members = properties(prop)
        names = {str(member.python_name) for member in members}
        for member in members:
            renamed = str(member.python_name)
            while renamed in reserved or (renamed != member.python_name and renamed in names):
                renamed += "_"
            object.__setattr__(member, "python_name", _identifier(renamed, config))


def _modules(classes: Iterable[ModelProperty | EnumProperty | LiteralEnumProperty]) -> dict[str, str]:
    """Return a distinct module for each class: names that differ only in case have the same one."""
    modules: dict[str, str] = {}
    for each in classes:
        name = str(each.class_info.module_name)
        while name in modules.values():
            name += "_"
        modules[each.class_info.name] = name
    return modules


def _walk(props: Iterable[Property]) -> Iterator[Property]:
    """Yield properties and those in them. The parser has several objects for the same property."""
    seen: set[int] = set()
    remaining = list(props)
    while remaining:
        prop = remaining.pop()
        if id(prop) in seen:
            continue
        seen.add(id(prop))
        yield prop
        if isinstance(prop, ListProperty):
            remaining.append(prop.inner_property)
        if isinstance(prop, UnionProperty):
            remaining.extend(prop.inner_properties)
        remaining.extend(properties(prop))
        if isinstance(prop, ModelProperty) and prop.additional_properties:
            remaining.append(prop.additional_properties)


def _identifier(name: Any, config: Config) -> PythonIdentifier:
    return PythonIdentifier(name, config.field_prefix, skip_snake_case=True)
