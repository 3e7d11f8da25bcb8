"""Names that models and their properties must not have, because the client uses them itself."""

from typing import Any

from openapi_python_client.config import ClassOverride, Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.strings import PythonIdentifier, pascal_case

from scripts.generate.python.naming import EXTENSION, GROUP_IMPORTS
from scripts.openapi import Document, operations

# Imports of the modules in `api` and `models`, besides those of the modules in `groups`.
_IMPORTS = {"Client", "File", "FileTypes", "Response", "UNSET", "TYPE_CHECKING"}
# Attributes of all models.
_ATTRIBUTES = {"additional_keys", "additional_properties", "from_dict", "to_dict", "to_multipart"}


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
        f"{prefix}{name}{suffix}" for name in names for prefix in ("", "Async") for suffix in ("", "WithRawResponse")
    }


def rename_attributes(parsed: GeneratorData, config: Config) -> None:
    """Rename the properties of models, and the modules of models, whose name is used already."""
    classes = [each.class_info for each in (*parsed.models, *parsed.enums)]
    modules: set[str] = set()
    for each in classes:
        name: str = each.module_name
        while name in modules:
            name += "_"
        modules.add(name)
        each.module_name = _identifier(name, config)
    reserved = _ATTRIBUTES | _IMPORTS | GROUP_IMPORTS | {str(each.name) for each in classes}
    for model in parsed.models:
        props = [*(model.required_properties or []), *(model.optional_properties or [])]
        names = {str(prop.python_name) for prop in props}
        for prop in props:
            renamed = str(prop.python_name)
            while renamed in reserved or (renamed != prop.python_name and renamed in names):
                renamed += "_"
            object.__setattr__(prop, "python_name", _identifier(renamed, config))


def _identifier(name: Any, config: Config) -> PythonIdentifier:
    return PythonIdentifier(name, config.field_prefix, skip_snake_case=True)
