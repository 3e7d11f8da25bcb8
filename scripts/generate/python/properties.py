"""Properties, operations and responses as parsed by openapi-python-client: what the templates need of them."""

import re

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.responses import Response
from openapi_python_client.schema import Reference
from openapi_python_client.schema.untrusted_string import UntrustedString


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


def endpoint_properties(endpoint: Endpoint) -> list[Property]:
    """Return the parameters, bodies and responses of an operation."""
    return [*endpoint.list_all_parameters(), *(each.prop for each in endpoint.responses)]


def properties(prop: Property) -> list[Property]:
    """Return the properties of an object, required ones first; none for other types."""
    if not isinstance(prop, ModelProperty):
        return []
    return [*(prop.required_properties or []), *(prop.optional_properties or [])]


def type_of(prop: Property) -> str:
    """Return the type of a property's value, without `Unset`."""
    return prop.get_type_string(no_optional=True).as_unembedded_code()
