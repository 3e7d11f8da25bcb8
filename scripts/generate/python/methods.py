"""Groups and methods of the client, from the contract and the parsed operations."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from openapi_python_client.parser.openapi import Endpoint, EndpointCollection
from openapi_python_client.parser.properties import AnyProperty, ModelProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.strings import PythonIdentifier, pascal_case, snake_case

from scripts.credentials import client_credentials
from scripts.generate.python.access import Access
from scripts.generate.python.expressions import all_imports
from scripts.generate.python.naming import EXTENSION, identifier, method_name, override, require_distinct
from scripts.generate.python.pagination import Pagination, pagination
from scripts.generate.python.properties import (
    for_class_scope,
    properties,
    response_description,
    success_responses,
    success_type,
    text,
    type_of,
)
from scripts.openapi import Document, Operation, operations, parameters
from scripts.project import UserError

# Arguments of every method besides those of its operation, and attributes of a client besides its groups.
_OPTIONS = {
    *("timeout", "extra_headers", "extra_query", "extra_body", "max_retries", "strict_response_validation"),
    "page_size",
}
CLIENT_ATTRIBUTES = {
    *("base_url", "close", "default_query", "delete", "get", "headers", "is_closed", "max_retries", "patch", "post"),
    *("put", "retry_unsafe", "strict_response_validation", "timeout", "with_options", "with_raw_response"),
    "with_streaming_response",
}
# For a type of property: the annotation of its argument, and the function that converts the argument.
_CONVERTERS: dict[type, tuple[str, str]] = {
    FileProperty: ("Upload", "_as_file"),
    UuidProperty: ("UUID | str", "_as_uuid"),
    DateTimeProperty: ("datetime.datetime", "_as_datetime"),
}


@dataclass(frozen=True)
class Argument:
    """An argument of a method.

    Attributes:
        prop: The property, as parsed by the generator.
        name: The name of the argument.
        inner: The name of the same argument in the function or model that the method calls.
        annotation: The type, without the one for an omitted argument.
        value: The expression that converts the argument.
        nullable: Null is a valid value, so None does not mean that the argument is omitted.
        declared: The parameter of the contract; empty for a property of the body.
        deprecated: The contract deprecates it.
    """

    prop: Property
    name: str
    inner: str
    annotation: str
    value: str
    nullable: bool
    declared: Document
    deprecated: bool

    @property
    def required(self) -> bool:
        """True if the argument has no default."""
        return self.prop.required

    @property
    def refuses_none(self) -> bool:
        """True if None is not valid: the argument is required, and the contract does not allow null."""
        return self.required and not self.nullable and not isinstance(self.prop, (AnyProperty, NoneProperty))

    @property
    def declaration(self) -> str:
        """The argument in the definition of the method."""
        if self.required:
            return f"{self.name}: {self.annotation}"
        if self.nullable:
            return f"{self.name}: {self.annotation} | Unset = UNSET"
        return f"{self.name}: {self.annotation} | None = None"

    @property
    def signature(self) -> str:
        """The argument in the README's table of methods."""
        return self.name if self.required else f"{self.name}=None"

    @property
    def keyword(self) -> str:
        """The keyword argument of the inner call."""
        if self.required or (self.nullable and self.value == self.name):
            return f"{self.inner}={self.value}"
        omitted = f"isinstance({self.name}, Unset)" if self.nullable else f"{self.name} is None"
        return f"{self.inner}=UNSET if {omitted} else {self.value}"

    @property
    def description(self) -> str:
        """The contract's description, and the service's default."""
        described = text(self.prop.description) or str(self.declared.get("description", "")).strip()
        description = described or "Not described by the contract."
        if self.prop.default and not self.required:
            description += f" Default of the service: {self.prop.default.raw_value}."
        return description


@dataclass(frozen=True)
class Method:
    """A method of a group.

    Attributes:
        name: Its name.
        operation: The operation of the contract.
        endpoint: The operation, as parsed by the generator; its module has the function that the method calls.
        arguments: The arguments of that function.
        body: The class of the body, if its properties are arguments of the method: `body_arguments`.
        body_arguments: These arguments.
        pagination: The pagination, if the operation is paginated.
    """

    name: str
    operation: Operation
    endpoint: Endpoint
    arguments: list[Argument]
    body: str | None
    body_arguments: list[Argument]
    pagination: Pagination | None

    @property
    def summary(self) -> str:
        """The contract's summary in one line, else the method's name."""
        return " ".join(text(self.endpoint.summary).split()) or self.name

    @property
    def all_arguments(self) -> list[Argument]:
        """All arguments, required ones first."""
        return sorted([*self.arguments, *self.body_arguments], key=lambda each: not each.required)

    @property
    def returns(self) -> str:
        """The type of the result."""
        return for_class_scope(success_type(self.endpoint))

    @property
    def result_description(self) -> str:
        """The contract's description of the result."""
        return " ".join(response_description(each) for each in success_responses(self.endpoint)) or "Nothing."

    @property
    def imports(self) -> set[str]:
        """The imports of the types of arguments and result."""
        props: list[Property] = [each.prop for each in self.all_arguments]
        props += [each.prop for each in success_responses(self.endpoint)]
        props += [each.prop for each in self.endpoint.bodies[:1]]
        found = {*all_imports(props, "..")}
        return found | (self.pagination.imports if self.pagination else set())


@dataclass(frozen=True)
class Group:
    """A group of methods: the operations of a tag."""

    name: str
    tag: str
    description: str
    methods: list[Method]

    @property
    def class_name(self) -> str:
        """The name of its class. The suffix distinguishes it from models."""
        return f"{pascal_case(self.name)}Group"

    @property
    def has_deprecated(self) -> bool:
        """True if one of its operations is deprecated."""
        return any(method.operation.definition.get("deprecated") for method in self.methods)

    @property
    def imports(self) -> list[str]:
        """The imports of the types in its methods."""
        return sorted({line for method in self.methods for line in method.imports if line.startswith("from ..")})


def groups(document: Document, tags: dict[Any, EndpointCollection], prefix: str) -> list[Group]:
    """Return the groups of the client.

    Args:
        document: The contract.
        tags: The parsed operations by their tags.
        prefix: The prefix of names that Python does not allow.

    Raises:
        UserError: Two names are the same, or a pagination is ambiguous; an extension of the contract resolves either.
    """
    by_name = {PythonIdentifier(each.id, prefix): each for each in operations(document)}
    definitions = {snake_case(each["name"]): each for each in document.get("tags", [])}
    reserved = CLIENT_ATTRIBUTES | {each.argument for each in client_credentials(document).values()}
    found: list[Group] = []
    access = Access(document)
    for tag, collection in tags.items():
        plain = str(tag).removesuffix("_")
        definition = definitions.get(plain, {})
        methods = [
            _method(document, by_name[endpoint.name], endpoint, plain, access) for endpoint in collection.endpoints
        ]
        names = [method.name for method in methods]
        names += [method.pagination.name for method in methods if method.pagination]
        require_distinct(["with_raw_response", "with_streaming_response", *names], f"tag {plain}")
        name = override(definition, f"tag {plain}") or identifier(plain)
        name = f"{name}_" if name in reserved else name
        description = definition.get("description", "").strip() or f"Operations: {plain}."
        found.append(Group(name, str(tag), description, methods))
    modules = [name for group in found for name in (group.name, f"async_{group.name}")]
    require_distinct(modules, "tags")
    return found


def _method(document: Document, operation: Operation, endpoint: Endpoint, tag: str, access: Access) -> Method:
    where = operation.label
    declared = {(each["in"], each["name"]): each for each in parameters(document, operation)}
    by_location = {
        "path": endpoint.path_parameters,
        "query": endpoint.query_parameters,
        "header": endpoint.header_parameters,
        "cookie": endpoint.cookie_parameters,
    }
    arguments = [
        _argument(each, declared=declared[location, each.name.get_untrusted_value()])
        for location, found in by_location.items()
        for each in found
    ]
    body, body_arguments = None, list[Argument]()
    if endpoint.bodies:
        prop = endpoint.bodies[0].prop
        if prop.required and isinstance(prop, ModelProperty):
            read_only = access.restricted(prop, "readOnly")
            deprecated = access.restricted(prop, "deprecated")
            body_arguments = [
                _argument(each, deprecated=each.name in deprecated)
                for each in properties(prop)
                if each.name not in read_only
            ]
        if body_arguments and not {each.name for each in body_arguments} & {each.name for each in arguments}:
            body = type_of(prop)
        else:
            body_arguments = []
            arguments.append(_argument(prop, "body"))
    names = Counter(each.name for each in arguments)
    arguments = [
        _argument(each.prop, each.inner, declared=each.declared) if names[each.name] > 1 else each for each in arguments
    ]
    names = Counter(each.name for each in [*arguments, *body_arguments])
    if duplicate := next((each for each in names if names[each] > 1), None):
        raise UserError(f"{where}: two parameters are named {duplicate!r}; rename one of them")
    name = override(operation.definition, where) or method_name(operation.id, tag)
    if not name.isidentifier():
        raise UserError(f"{where}: operationId {operation.id!r} is not usable as a method name; set {EXTENSION}")
    paginated = pagination(operation, endpoint, name, where)
    return Method(name, operation, endpoint, arguments, body, body_arguments, paginated)


def _argument(
    prop: Property, name: str = "", *, declared: Document | None = None, deprecated: bool = False
) -> Argument:
    inner = name or str(prop.python_name)
    # The generator appends an underscore to names of Python's built-in functions; as arguments they are fine.
    plain = name or snake_case(prop.name)
    name = identifier(plain) if plain.isidentifier() else inner
    name = f"{name}_" if name in _OPTIONS | {"isinstance", "self"} else name
    declared = declared or {}
    deprecated = deprecated or declared.get("deprecated") is True
    return Argument(prop, name, inner, *_conversion(prop, name, name), _is_nullable(prop), declared, deprecated)


def _is_nullable(prop: Property) -> bool:
    return isinstance(prop, UnionProperty) and any(isinstance(each, NoneProperty) for each in prop.inner_properties)


def _conversion(prop: Property, expression: str, argument: str) -> tuple[str, str]:
    """Return the annotation of an argument, and the expression that converts it for the inner call."""
    for kind, (annotation, converter) in _CONVERTERS.items():
        if isinstance(prop, kind):
            return annotation, f'{converter}({expression}, "{argument}")'
    if isinstance(prop, ListProperty):
        inner, each = _conversion(prop.inner_property, "_each", argument)
        if isinstance(prop.inner_property, FileProperty):
            return f"Sequence[{inner}]", f'_as_files({expression}, "{argument}")'
        return f"Sequence[{inner}]", f"[{each} for _each in {expression}]" if each != "_each" else f"[*{expression}]"
    parts = prop.inner_properties if isinstance(prop, UnionProperty) else [prop]
    plain = for_class_scope(type_of(prop))
    if len(parts) == 2 and _is_nullable(prop):
        some = next(each for each in parts if not isinstance(each, NoneProperty))
        inner, value = _conversion(some, expression, argument)
        return f"{inner} | None", value if value == expression else f"None if {expression} is None else {value}"
    if any(isinstance(each, ModelProperty) for each in parts):
        return f"{plain} | Mapping[str, Any]", f"_cast({plain!r}, {expression})"
    return plain, expression
