"""What the generator has made of the contract, as the SDK asks for it."""

import re

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.responses import Response
from openapi_python_client.schema import Reference
from openapi_python_client.schema.untrusted_string import UntrustedString


def text(untrusted: UntrustedString | None) -> str:
    """Return what the contract says somewhere, without the space around it. Escape it where it becomes code."""
    return untrusted.get_untrusted_value().strip() if untrusted else ""


def description(response: Response) -> str:
    """Return what the contract says of an answer."""
    return "" if isinstance(response.data, Reference) else text(response.data.description)


def succeeds(endpoint: Endpoint) -> list[Response]:
    """Return the documented answers of an operation that are no errors, `default` only if there is no other."""
    found = [each for each in endpoint.responses.patterns if (each.status_code.range or (0,))[0] // 100 == 2]
    return found or [each for each in [endpoint.responses.default] if each]


def success_type(endpoint: Endpoint) -> str:
    """Return the type of what an operation answers when it succeeds."""
    types = ["None" if each.source["return_type"] == "None" else type_of(each.prop) for each in succeeds(endpoint)]
    return " | ".join(dict.fromkeys(types)) or "None"


def for_class_scope(annotation: str) -> str:
    """Return an annotation that means the same in a class with methods called `list` and so on."""
    return re.sub(r"\b(list|dict|set|tuple|type)\[", r"builtins.\1[", annotation)


def imports(prop: Property) -> set[str]:
    """Return the imports of a type, for a module of a group."""
    return set(prop.get_imports(prefix="..")) | set(prop.get_lazy_imports(prefix=".."))


def members(prop: Property) -> list[Property]:
    """Return the members of an object, none of anything else."""
    if not isinstance(prop, ModelProperty):
        return []
    return [*(prop.required_properties or []), *(prop.optional_properties or [])]


def type_of(prop: Property) -> str:
    """Return the type of a value, without what stands for its absence."""
    return prop.get_type_string(no_optional=True).as_unembedded_code()
