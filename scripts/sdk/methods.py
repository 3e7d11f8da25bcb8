"""What the SDK's groups and methods are, by the contract and by what the generator makes of it."""

from dataclasses import dataclass
from typing import Any

from openapi_python_client.parser.openapi import Endpoint, EndpointCollection
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.strings import PythonIdentifier, pascal_case, snake_case

from scripts.openapi import Document, Operation, operations
from scripts.project import Failure
from scripts.sdk.naming import EXTENSION, chosen, distinct, identifier, method_name
from scripts.sdk.pages import Pages, pages
from scripts.sdk.parsed import description, for_class_scope, imports, members, succeeds, success_type, text, type_of

# What every method takes beside the operation's own arguments, and what a client has beside groups.
OPTIONS = ("timeout", "extra_headers", "max_retries", "page_size")
CLIENT_ATTRIBUTES = ("close", "with_options")
# The type that a method takes, and the function that makes of it what is underneath, by the kind of property.
CONVERTED: dict[type, tuple[str, str]] = {
    FileProperty: ("Upload", "_as_file"),
    UuidProperty: ("UUID | str", "_as_uuid"),
    DateTimeProperty: ("datetime.datetime", "_as_moment"),
}


@dataclass(frozen=True)
class Argument:
    """An argument of a method.

    Attributes:
        prop: What the generator knows of it.
        name: What the caller writes.
        inner: What the function, or the model, underneath calls it.
        annotation: Its type, without what stands for its absence.
        value: The expression that turns it into what is underneath.
        nullable: Whether null is a value of its own, so that None can't stand for "not given".
    """

    prop: Property
    name: str
    inner: str
    annotation: str
    value: str
    nullable: bool

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.prop.required

    @property
    def declared(self) -> str:
        """How a signature has it."""
        if self.required:
            return f"{self.name}: {self.annotation}"
        if self.nullable:
            return f"{self.name}: {self.annotation} | Unset = UNSET"
        return f"{self.name}: {self.annotation} | None = None"

    @property
    def shown(self) -> str:
        """How a table has it."""
        return self.name if self.required else f"{self.name}=None"

    @property
    def passed(self) -> str:
        """How the function underneath is given it."""
        if self.required or (self.nullable and self.value == self.name):
            return f"{self.inner}={self.value}"
        absent = f"isinstance({self.name}, Unset)" if self.nullable else f"{self.name} is None"
        return f"{self.inner}=UNSET if {absent} else {self.value}"

    @property
    def description(self) -> str:
        """What the contract says of it, and of its default, which is the service's: it isn't sent."""
        described = text(self.prop.description) or "The contract doesn't describe it."
        if self.prop.default and not self.required:
            described += f" The service's default: {self.prop.default.raw_value}."
        return described


@dataclass(frozen=True)
class Method:
    """A method: what it is called and takes, and the operation and the function underneath.

    Attributes:
        arguments: The arguments of the function underneath.
        body: The class of its body, if the members of that are arguments of their own: `body_arguments`.
    """

    name: str
    operation: Operation
    endpoint: Endpoint
    arguments: list[Argument]
    body: str | None
    body_arguments: list[Argument]
    pages: Pages | None

    @property
    def summary(self) -> str:
        """What it does, in one line."""
        return " ".join(text(self.endpoint.summary).split()) or self.name

    @property
    def all_arguments(self) -> list[Argument]:
        """Everything that the caller may give, what must be given first."""
        return sorted([*self.arguments, *self.body_arguments], key=lambda each: not each.required)

    @property
    def returns(self) -> str:
        """The type of the result."""
        return for_class_scope(success_type(self.endpoint))

    @property
    def meaning(self) -> str:
        """What the contract says of the result."""
        return " ".join(description(each) for each in succeeds(self.endpoint)) or "Nothing."

    @property
    def imports(self) -> set[str]:
        """The imports of what it takes and returns."""
        props: list[Property] = [each.prop for each in self.all_arguments]
        props += [each.prop for each in succeeds(self.endpoint)]
        props += [each.prop for each in self.endpoint.bodies[:1]]
        found = {line for prop in props for line in imports(prop)}
        return found | (self.pages.imports if self.pages else set())


@dataclass(frozen=True)
class Group:
    """The methods of a tag."""

    name: str
    tag: str
    description: str
    methods: list[Method]

    @property
    def class_name(self) -> str:
        """The name of its class. What stands after the name keeps it from being that of a model."""
        return f"{pascal_case(self.name)}Group"

    @property
    def imports(self) -> list[str]:
        """The imports of what its methods take and return."""
        return sorted({line for method in self.methods for line in method.imports if line.startswith("from ..")})


def groups(document: Document, tags: dict[Any, EndpointCollection], prefix: str) -> list[Group]:
    """Return the groups of the SDK.

    Args:
        document: The contract.
        tags: The generator's endpoints by their tags.
        prefix: What the generator puts before names that Python doesn't allow.

    Raises:
        Failure: Names collide, or what is paged can't be told; the message says which extension helps.
    """
    by_name = {PythonIdentifier(each.id, prefix): each for each in operations(document)}
    described = {snake_case(each["name"]): each for each in document.get("tags", [])}
    found: list[Group] = []
    for tag, collection in tags.items():
        plain = str(tag).removesuffix("_")
        definition = described.get(plain, {})
        methods = [_method(by_name[endpoint.name], endpoint, plain) for endpoint in collection.endpoints]
        names = [method.name for method in methods] + [method.pages.name for method in methods if method.pages]
        distinct(["with_raw_response", *names], f"tag {plain}")
        name = chosen(definition, f"tag {plain}") or identifier(plain)
        found.append(
            Group(name, str(tag), definition.get("description", "").strip() or f"Operations: {plain}.", methods)
        )
    modules = [name for group in found for name in (group.name, f"async_{group.name}")]
    distinct([*CLIENT_ATTRIBUTES, *modules], "tags")
    return found


def _method(operation: Operation, endpoint: Endpoint, tag: str) -> Method:
    where = f"{operation.method} {operation.path}"
    by_place = (
        endpoint.path_parameters,
        endpoint.query_parameters,
        endpoint.header_parameters,
        endpoint.cookie_parameters,
    )
    arguments = [_argument(each) for place in by_place for each in place]
    body, body_arguments = None, []
    if endpoint.bodies:
        prop = endpoint.bodies[0].prop
        body_arguments = [_argument(each) for each in members(prop)] if prop.required else []
        if body_arguments and not {each.name for each in body_arguments} & {each.name for each in arguments}:
            body = type_of(prop)
        else:
            body_arguments = []
            arguments.append(_argument(prop, "body"))
    names = [each.name for each in [*arguments, *body_arguments]]
    if doubled := next((each for each in names if names.count(each) > 1), None):
        raise Failure(f"{where}: two of its parameters are called {doubled!r}: a method can't have both")
    name = chosen(operation.definition, where) or method_name(operation.id, tag)
    if not name.isidentifier():
        raise Failure(f"{where}: operationId {operation.id!r} makes no name of a method: give it one with {EXTENSION}")
    return Method(name, operation, endpoint, arguments, body, body_arguments, pages(operation, endpoint, name, where))


def _argument(prop: Property, name: str = "") -> Argument:
    inner = name or str(prop.python_name)
    # The generator avoids the names of Python's own functions, which an argument may well have.
    plain = name or snake_case(prop.name)
    name = identifier(plain) if plain.isidentifier() else inner
    name = f"{name}_" if name in {*OPTIONS, "self"} else name
    return Argument(prop, name, inner, *_taken(prop, name, name), _is_nullable(prop))


def _is_nullable(prop: Property) -> bool:
    return isinstance(prop, UnionProperty) and any(isinstance(each, NoneProperty) for each in prop.inner_properties)


def _taken(prop: Property, expression: str, argument: str) -> tuple[str, str]:
    """Return the type of an argument, and the expression that turns one into what is underneath."""
    for kind, (annotation, converter) in CONVERTED.items():
        if isinstance(prop, kind):
            return annotation, f'{converter}({expression}, "{argument}")'
    if isinstance(prop, ListProperty):
        inner, each = _taken(prop.inner_property, "_each", argument)
        if isinstance(prop.inner_property, FileProperty):
            return f"Sequence[{inner}]", f'_as_files({expression}, "{argument}")'
        return f"Sequence[{inner}]", f"[{each} for _each in {expression}]" if each != "_each" else f"[*{expression}]"
    if isinstance(prop, UnionProperty) and len(prop.inner_properties) == 2 and _is_nullable(prop):
        some = next(each for each in prop.inner_properties if not isinstance(each, NoneProperty))
        inner, value = _taken(some, expression, argument)
        return f"{inner} | None", value if value == expression else f"None if {expression} is None else {value}"
    return for_class_scope(type_of(prop)), expression
