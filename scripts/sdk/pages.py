"""Which operations have pages, and what these hold."""

from dataclasses import dataclass

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.union import UnionProperty

from scripts.openapi import Operation
from scripts.project import Failure
from scripts.sdk.parsed import for_class_scope, imports, members, succeeds, type_of

# Of an operation with `offset` and `limit`: the member of its answer that is paged, where there is more than one array.
ITEMS = "x-client-items"


@dataclass(frozen=True)
class Pages:
    """How answers are paged.

    Attributes:
        name: The method that goes from page to page.
        items: The member of the answer that is paged; none: the answer itself.
        item: The type of an entry.
        size: How many entries a page has by default, None if the contract doesn't say.
        optional: The member may be missing, or null.
        imports: The imports of the type.
    """

    name: str
    items: str
    item: str
    size: int | None
    optional: bool
    imports: frozenset[str]


def pages(operation: Operation, endpoint: Endpoint, method: str, where: str) -> Pages | None:
    """Return how an operation is paged: one that has `offset` and `limit` is.

    Args:
        operation: The operation.
        endpoint: What the generator has made of it.
        method: The name of its method.
        where: What it is called in a message.

    Raises:
        Failure: Its answer has several arrays, or none.
    """
    parameters = {each.name.get_untrusted_value(): each for each in endpoint.query_parameters}
    if not all(isinstance(parameters.get(name), IntProperty) for name in ("offset", "limit")):
        return None
    answers = [each.prop for each in succeeds(endpoint)]
    answer = answers[0] if len(answers) == 1 else None
    if isinstance(answer, ListProperty):
        items, item, optional = "", answer.inner_property, False
    else:
        of_answer = [(each, _array(each)) for each in (members(answer) if answer else [])]
        arrays = {each.name.get_untrusted_value(): (each, array) for each, array in of_answer if array}
        chosen_items = operation.definition.get(ITEMS, next(iter(arrays)) if len(arrays) == 1 else None)
        if chosen_items not in arrays:
            raise Failure(
                f"{where}: it has offset and limit, its answer {len(arrays)} arrays: say with {ITEMS} which is paged"
            )
        member, array = arrays[chosen_items]
        items, item = str(member.python_name), array.inner_property
        optional = member is not array or not member.required
    default = parameters["limit"].default
    size = default.raw_value if default else None
    words = method.removeprefix("list").strip("_")
    return Pages(
        f"iter_{words or 'all'}", items, for_class_scope(type_of(item)), size, optional, frozenset(imports(item))
    )


def _array(prop: Property) -> ListProperty | None:
    """Return the array that a member holds, where it may be null instead too."""
    inner = prop.inner_properties if isinstance(prop, UnionProperty) else [prop]
    return next((each for each in inner if isinstance(each, ListProperty)), None) if len(inner) <= 2 else None
