"""Models and signatures, compared with the contract's schemas and operations."""

import datetime as dt
import inspect
from collections.abc import Callable
from typing import Any, Literal, get_type_hints
from uuid import UUID

import pytest
from caigunn_client import CaiGunn, File, models
from caigunn_client.types import UNSET, Unset
from openapi_python_client.strings import snake_case

from scripts.openapi import Document, parameters, resolve
from tests.support.client_methods import method
from tests.support.documented_calls import modules
from tests.support.project_contract import DOCUMENT, OPERATIONS

SCHEMAS: Document = {name: each for name, each in DOCUMENT["components"]["schemas"].items() if "properties" in each}
PROPERTIES = [(schema, name) for schema, each in SCHEMAS.items() for name in each["properties"]]
ENUMERATIONS = [
    (schema, name)
    for schema, each in SCHEMAS.items()
    for name, declared in each["properties"].items()
    if "enum" in resolve(DOCUMENT, declared.get("allOf", [declared])[0])
]
FORMATS: dict[str, tuple[type, object]] = {
    "uuid": (UUID, "3fa85f64-5717-4562-b3fc-2c963f66afa6"),
    "date-time": (dt.datetime, "2024-05-09T10:21:07+00:00"),
    "binary": (File, b"content"),
}
TYPES: dict[str, tuple[type, object]] = {
    "string": (str, "text"),
    "boolean": (bool, True),
    "integer": (int, 1),
    "number": (float, 0.5),
}
INVALID = (AttributeError, KeyError, TypeError, ValueError)

every_schema = pytest.mark.parametrize("schema", SCHEMAS)
every_property = pytest.mark.parametrize(("schema", "name"), PROPERTIES)
every_operation = pytest.mark.parametrize("operation_id", OPERATIONS)


def resolved(schema: Any) -> Any:
    (schema,) = schema.get("allOf", [schema])
    return resolve(DOCUMENT, schema)


def python_type(schema: Any) -> type:
    return FORMATS.get(schema.get("format", ""), TYPES[schema["type"]])[0]


def valid_value(schema: Any) -> Any:
    """Return a JSON value that is valid for a schema."""
    schema = resolved(schema)
    if "properties" in schema:
        return {name: valid_value(each) for name, each in schema["properties"].items()}
    if schema["type"] in {"object", "array"}:
        return [valid_value(schema["items"])] if "items" in schema else {"any": "thing"}
    values = schema.get("enum", [schema.get("const")])
    return values[0] or FORMATS.get(schema.get("format", ""), TYPES[schema["type"]])[1]


def complete(schema: str) -> Any:
    """Return a valid object with all properties of a schema."""
    return valid_value(SCHEMAS[schema])


def parse(schema: str, body: Any) -> Any:
    return getattr(models, schema).from_dict(body)


def attribute(model: Any, name: str) -> Any:
    """Return the attribute of a property; its name may have a trailing underscore."""
    name = snake_case(name)
    return getattr(model, name if hasattr(model, name) else f"{name}_")


def has_type(value: Any, schema: Any) -> bool:
    target = resolved(schema)
    if "items" in target:
        return isinstance(value, list) and all(has_type(each, target["items"]) for each in value)
    if "properties" in target:
        return type(value) is getattr(models, schema["$ref"].rpartition("/")[2])
    if target["type"] == "object":
        return type(value).__module__.startswith(models.__name__)
    return type(value) is python_type(target)


def required_arguments(function: Callable[..., Any]) -> dict[str, bool]:
    """Return the arguments of a function or class, and True for the required ones."""
    arguments = inspect.signature(function).parameters.items()
    return {name.rstrip("_"): each.default is inspect.Parameter.empty for name, each in arguments}


def defaults(function: Callable[..., Any]) -> dict[str, Any]:
    return {name.rstrip("_"): each.default for name, each in inspect.signature(function).parameters.items()}


@every_schema
def test_properties_have_their_types(schema: str) -> None:
    model = parse(schema, complete(schema))
    assert model.additional_properties == {}
    for name, declared in SCHEMAS[schema]["properties"].items():
        assert has_type(attribute(model, name), declared), name


@every_schema
def test_model_requires_the_required_properties(schema: str) -> None:
    required = SCHEMAS[schema].get("required", [])
    expected = {snake_case(name): name in required for name in SCHEMAS[schema]["properties"]}
    assert required_arguments(getattr(models, schema)) == expected


@every_schema
def test_model_has_the_defaults_of_its_schema(schema: str) -> None:
    found = defaults(getattr(models, schema))
    for name in SCHEMAS[schema]["properties"].keys() - set(SCHEMAS[schema].get("required", [])):
        assert found[snake_case(name)] == SCHEMAS[schema]["properties"][name].get("default", UNSET), name


@every_property
def test_missing_property_raises_if_it_is_required(schema: str, name: str) -> None:
    body = {key: each for key, each in complete(schema).items() if key != name}
    if name in SCHEMAS[schema].get("required", []):
        with pytest.raises(KeyError, match=name):
            parse(schema, body)
    else:
        assert attribute(parse(schema, body), name) is UNSET


@every_property
def test_value_of_another_type_raises(schema: str, name: str) -> None:
    target = resolved(SCHEMAS[schema]["properties"][name])
    is_number = target["type"] in {"integer", "number"}
    others: list[Any] = [[7] if "items" in target or is_number else 7]
    others.append("text" if "items" in target or "const" in target or is_number else [])
    for other in [*others, *(["another"] if "enum" in target else [])]:
        with pytest.raises(INVALID):
            parse(schema, {**complete(schema), name: other})


@pytest.mark.parametrize(("schema", "name"), ENUMERATIONS)
def test_enumeration_has_the_values_of_the_contract(schema: str, name: str) -> None:
    values = resolved(SCHEMAS[schema]["properties"][name])["enum"]
    for each in values:
        assert attribute(parse(schema, {**complete(schema), name: each}), name) == each
    hint = get_type_hints(getattr(models, schema), localns=vars(models))[snake_case(name)]
    assert hint in {Literal[tuple(values)], Literal[tuple(values)] | Unset}


@every_operation
def test_function_has_the_parameters_of_its_operation(operation_id: str) -> None:
    operation, function = OPERATIONS[operation_id], modules()[operation_id.lower()].sync_detailed
    declared = {snake_case(each["name"]): each for each in parameters(DOCUMENT, operation)}
    expected = {name: each.get("required", False) for name, each in declared.items()} | {"client": True}
    if body := resolve(DOCUMENT, operation.definition.get("requestBody")):
        expected["body"] = body.get("required", False)
    assert required_arguments(function) == expected
    hints = {name.rstrip("_"): hint for name, hint in get_type_hints(function).items()}
    for name, each in declared.items():
        target = resolved(each["schema"])
        kind = Literal[tuple(target["enum"])] if "enum" in target else python_type(target)
        assert hints[name] == (kind if each.get("required") else kind | Unset), name


@every_operation
def test_method_requires_the_required_arguments(operation_id: str) -> None:
    operation = OPERATIONS[operation_id]
    expected = {snake_case(each["name"]): each.get("required", False) for each in parameters(DOCUMENT, operation)}
    contents = resolve(DOCUMENT, operation.definition.get("requestBody", {})).get("content", {}).values()
    for schema in (resolved(content["schema"]) for content in contents):
        required = schema.get("required", [])
        expected |= {snake_case(name): name in required for name in schema["properties"]}
    names = ("timeout", "extra_headers", "extra_query", "extra_body", "max_retries", "strict_response_validation")
    options = dict.fromkeys(names, False)
    client = CaiGunn(base_url="http://127.0.0.1:1", verify_ssl=False)
    assert required_arguments(method(client, operation_id)) == expected | options


@every_operation
def test_function_has_the_defaults_of_its_operation(operation_id: str) -> None:
    found = defaults(modules()[operation_id.lower()].sync_detailed)
    for parameter in parameters(DOCUMENT, OPERATIONS[operation_id]):
        if not parameter.get("required"):
            expected = resolved(parameter["schema"]).get("default", UNSET)
            assert found[snake_case(parameter["name"])] == expected, parameter["name"]
