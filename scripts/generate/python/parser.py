"""Parser of openapi-python-client: its input, and what the SDK needs of its output."""

import re
from pathlib import Path
from typing import Any

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.responses import Response
from openapi_python_client.schema import Reference
from openapi_python_client.schema.untrusted_string import UntrustedString

from scripts.openapi import Document, is_choice_of_members


def parse(
    document: Document, settings: ConfigFile, directory: Path | None = None
) -> tuple[GeneratorData | GeneratorError, Config]:
    """Parse a contract.

    Args:
        document: The contract.
        settings: The settings of the generator.
        directory: The directory of the client, if it will be written.

    Returns:
        The operations and models, or an error, and the complete configuration.
    """
    config = Config.from_sources(settings, MetaType.UV, Path(), "utf-8", False, directory)
    return GeneratorData.from_dict(simplify(document), config=config), config


def simplify(node: Any) -> Any:
    """Return a copy of a document without constructs that the parser misinterprets.

    `anyOf` or `oneOf` between sets of required properties is removed: the parser would make a union type of it. The
    description of a parameter is copied to its schema: the parser reads it only there.
    """
    if isinstance(node, list):
        return [simplify(each) for each in node]
    if not isinstance(node, dict):
        return node
    copied = {key: simplify(value) for key, value in node.items() if not is_choice_of_members(key, value)}
    schema, description = copied.get("schema"), copied.get("description")
    if "in" in copied and isinstance(schema, dict) and "$ref" not in schema and isinstance(description, str):
        schema.setdefault("description", description)
    return copied


def text(untrusted: UntrustedString | None) -> str:
    """Return a text of the contract without surrounding space. Escape it before it becomes code."""
    return untrusted.get_untrusted_value().strip() if untrusted else ""


def response_description(response: Response) -> str:
    """Return the contract's description of a response."""
    return "" if isinstance(response.data, Reference) else text(response.data.description)


def success_responses(endpoint: Endpoint) -> list[Response]:
    """Return the documented 2xx responses of an operation, else its `default` response."""
    found = [each for each in endpoint.responses.patterns if (each.status_code.range or (0,))[0] // 100 == 2]
    return found or [each for each in [endpoint.responses.default] if each]


def success_type(endpoint: Endpoint) -> str:
    """Return the type of an operation's result."""
    responses = success_responses(endpoint)
    types = ["None" if each.source["return_type"] == "None" else type_of(each.prop) for each in responses]
    return " | ".join(dict.fromkeys(types)) or "None"


def for_class_scope(annotation: str) -> str:
    """Return an equivalent annotation for a class whose methods have names such as `list`."""
    return re.sub(r"\b(list|dict|set|tuple|type)\[", r"builtins.\1[", annotation)


def imports(prop: Property) -> set[str]:
    """Return the imports of a property's type, for a module in `groups`."""
    return set(prop.get_imports(prefix="..")) | set(prop.get_lazy_imports(prefix=".."))


def properties(prop: Property) -> list[Property]:
    """Return the properties of an object, required ones first; none for other types."""
    if not isinstance(prop, ModelProperty):
        return []
    return [*(prop.required_properties or []), *(prop.optional_properties or [])]


def type_of(prop: Property) -> str:
    """Return the type of a property's value, without `Unset`."""
    return prop.get_type_string(no_optional=True).as_unembedded_code()
