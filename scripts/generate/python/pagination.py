"""Paginated operations: those with the query parameters `offset` and `limit`."""

from dataclasses import dataclass

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.union import UnionProperty

from scripts.generate.python.expressions import all_imports
from scripts.generate.python.properties import for_class_scope, properties, success_responses, type_of
from scripts.openapi import Operation
from scripts.project import UserError

# Names the paginated property of the response if it has several arrays; false if the operation is not paginated.
EXTENSION = "x-client-items"


@dataclass(frozen=True)
class Pagination:
    """Pagination of an operation.

    Attributes:
        name: The method that iterates over all entries.
        items: The property of the response that contains the entries; empty if the response is the array.
        item: The type of an entry.
        size: The contract's default page size, or None.
        optional: The property may be missing or null.
        imports: The imports of the type.
    """

    name: str
    items: str
    item: str
    size: int | None
    optional: bool
    imports: frozenset[str]


def pagination(operation: Operation, endpoint: Endpoint, method: str, where: str) -> Pagination | None:
    """Return the pagination of an operation, or None.

    Args:
        operation: The operation.
        endpoint: The operation as parsed by the generator.
        method: The name of its method.
        where: Its name in messages.

    Raises:
        UserError: The response has no array of the name that the contract selects.
    """
    parameters = {each.name.get_untrusted_value(): each for each in endpoint.query_parameters}
    has_parameters = all(isinstance(parameters.get(name), IntProperty) for name in ("offset", "limit"))
    selected = operation.definition.get(EXTENSION)
    if not has_parameters or selected is False:
        return None
    responses = [each.prop for each in success_responses(endpoint)]
    response = responses[0] if len(responses) == 1 else None
    if isinstance(response, ListProperty):
        items, item, optional = "", response.inner_property, False
    else:
        candidates = [(each, _array(each)) for each in (properties(response) if response else [])]
        arrays = {each.name.get_untrusted_value(): (each, array) for each, array in candidates if array}
        if selected is None:
            if len(arrays) != 1:
                return None
            selected = next(iter(arrays))
        if selected not in arrays:
            raise UserError(
                f"{where}: {EXTENSION} {selected!r}: not an array of the response; the arrays are "
                f"{', '.join(map(repr, arrays)) or 'none'}"
            )
        prop, array = arrays[selected]
        items, item = str(prop.python_name), array.inner_property
        optional = prop is not array or not prop.required
    default = parameters["limit"].default
    size = default.raw_value if default else None
    words = method.removeprefix("list").strip("_")
    item_type = for_class_scope(type_of(item))
    return Pagination(f"iter_{words or 'all'}", items, item_type, size, optional, frozenset(all_imports([item], "..")))


def _array(prop: Property) -> ListProperty | None:
    """Return the array of a property, which may be nullable."""
    inner = prop.inner_properties if isinstance(prop, UnionProperty) else [prop]
    return next((each for each in inner if isinstance(each, ListProperty)), None) if len(inner) <= 2 else None
