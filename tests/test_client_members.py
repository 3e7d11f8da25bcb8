"""That models have the members of the contract's schemas, and functions the parameters of its operations: no others."""

import datetime as dt
import inspect
from collections.abc import Callable
from typing import Any, Literal, get_type_hints
from uuid import UUID

import pytest
from caigunn_client import CaiGunn, File, models
from caigunn_client.types import UNSET, Unset

from scripts.openapi import Document, operations, parameters, resolve
from tests.documented_calls import DOCUMENT, modules
from tests.sdk_methods import method

SCHEMAS: Document = {name: each for name, each in DOCUMENT["components"]["schemas"].items() if "properties" in each}
MEMBERS = [(schema, member) for schema, each in SCHEMAS.items() for member in each["properties"]]
ENUMERATIONS = [
    (schema, member)
    for schema, each in SCHEMAS.items()
    for member, declared in each["properties"].items()
    if "enum" in resolve(DOCUMENT, declared.get("allOf", [declared])[0])
]
OPERATIONS = {operation.id: operation for operation in operations(DOCUMENT)}
FORMATS: dict[str, tuple[type, object]] = {
    "uuid": (UUID, "3fa85f64-5717-4562-b3fc-2c963f66afa6"),
    "date-time": (dt.datetime, "2024-05-09T10:21:07+00:00"),
    "binary": (File, b"content"),
}
TYPES: dict[str, tuple[type, object]] = {"string": (str, "text"), "boolean": (bool, True), "integer": (int, 1)}
WRONG = (AttributeError, KeyError, TypeError, ValueError)

every_schema = pytest.mark.parametrize("name", SCHEMAS)
every_member = pytest.mark.parametrize(("name", "member"), MEMBERS)
every_operation = pytest.mark.parametrize("operation_id", OPERATIONS)


def resolved(schema: Any) -> Any:
    (schema,) = schema.get("allOf", [schema])
    return resolve(DOCUMENT, schema)


def value(schema: Any) -> Any:
    """Return a value that a schema permits, as JSON has it."""
    schema = resolved(schema)
    if "properties" in schema:
        return {name: value(each) for name, each in schema["properties"].items()}
    if schema["type"] in {"object", "array"}:
        return [value(schema["items"])] if "items" in schema else {"any": "thing"}
    permitted = schema.get("enum", [schema.get("const")])
    return permitted[0] or FORMATS.get(schema.get("format", ""), TYPES[schema["type"]])[1]


def whole(name: str) -> Any:
    return value(SCHEMAS[name])


def parsed(name: str, body: Any) -> Any:
    return getattr(models, name).from_dict(body)


def member_of(model: Any, name: str) -> Any:
    """Return a member, to whose name Python may have added something."""
    return getattr(model, name if hasattr(model, name) else f"{name}_")


def has_its_type(found: Any, schema: Any) -> bool:
    target = resolved(schema)
    if "items" in target:
        return isinstance(found, list) and all(has_its_type(each, target["items"]) for each in found)
    if "properties" in target:
        return type(found) is getattr(models, schema["$ref"].rpartition("/")[2])
    if target["type"] == "object":
        return type(found).__module__.startswith(models.__name__)
    return type(found) is FORMATS.get(target.get("format", ""), TYPES[target["type"]])[0]


def needed(called: Callable[..., Any]) -> dict[str, bool]:
    """Return the arguments of a function or class, and whether each is needed."""
    arguments = inspect.signature(called).parameters.items()
    return {name.rstrip("_"): each.default is inspect.Parameter.empty for name, each in arguments}


@every_schema
def test_each_member_has_its_type(name: str) -> None:
    model = parsed(name, whole(name))
    assert model.additional_properties == {}
    for member, schema in SCHEMAS[name]["properties"].items():
        assert has_its_type(member_of(model, member), schema), member


@every_schema
def test_a_model_needs_what_its_schema_requires(name: str) -> None:
    required = SCHEMAS[name].get("required", [])
    assert needed(getattr(models, name)) == {member: member in required for member in SCHEMAS[name]["properties"]}


@every_schema
def test_a_model_has_the_defaults_of_its_schema(name: str) -> None:
    arguments = inspect.signature(getattr(models, name)).parameters
    defaults = {name.rstrip("_"): argument.default for name, argument in arguments.items()}
    for member in SCHEMAS[name]["properties"].keys() - set(SCHEMAS[name].get("required", [])):
        assert defaults[member] == SCHEMAS[name]["properties"][member].get("default", UNSET), member


@every_member
def test_a_member_is_missed_only_if_it_is_required(name: str, member: str) -> None:
    body = {key: each for key, each in whole(name).items() if key != member}
    if member in SCHEMAS[name].get("required", []):
        with pytest.raises(KeyError, match=member):
            parsed(name, body)
    else:
        assert member_of(parsed(name, body), member) is UNSET


@every_member
def test_a_value_of_another_type_is_an_error(name: str, member: str) -> None:
    target = resolved(SCHEMAS[name]["properties"][member])
    others: list[Any] = [[7] if "items" in target else 7, "text" if "items" in target or "const" in target else []]
    for other in [*others, *(["another"] if "enum" in target else [])]:
        with pytest.raises(WRONG):
            parsed(name, {**whole(name), member: other})


@pytest.mark.parametrize(("name", "member"), ENUMERATIONS)
def test_an_enumeration_has_the_values_of_the_contract(name: str, member: str) -> None:
    values = resolved(SCHEMAS[name]["properties"][member])["enum"]
    for each in values:
        assert member_of(parsed(name, {**whole(name), member: each}), member) == each
    hint = get_type_hints(getattr(models, name), localns=vars(models))[member]
    assert hint in {Literal[tuple(values)], Literal[tuple(values)] | Unset}


@every_operation
def test_a_function_has_the_parameters_of_its_operation(operation_id: str) -> None:
    operation, function = OPERATIONS[operation_id], modules()[operation_id.lower()].sync_detailed
    declared = {each["name"]: each for each in parameters(DOCUMENT, operation)}
    body = operation.definition.get("requestBody")
    expected = {name: each.get("required", False) for name, each in declared.items()}
    expected |= {"client": True} | ({"body": body["required"]} if body else {})
    assert needed(function) == expected
    hints = {name.rstrip("_"): hint for name, hint in get_type_hints(function).items()}
    for name, each in declared.items():
        target = resolved(each["schema"])
        plain = FORMATS.get(target.get("format", ""), TYPES[target["type"]])[0]
        kind = Literal[tuple(target["enum"])] if "enum" in target else plain
        assert hints[name] == (kind if each.get("required") else kind | Unset), name


@every_operation
def test_a_method_needs_what_its_operation_requires(operation_id: str) -> None:
    operation = OPERATIONS[operation_id]
    expected = {each["name"]: each.get("required", False) for each in parameters(DOCUMENT, operation)}
    contents = operation.definition.get("requestBody", {}).get("content", {}).values()
    for schema in (resolved(content["schema"]) for content in contents):
        expected |= {name: name in schema.get("required", []) for name in schema["properties"]}
    options = {"timeout": False, "extra_headers": False, "max_retries": False}
    assert needed(method(CaiGunn(base_url="http://127.0.0.1:1"), operation_id)) == expected | options


@every_operation
def test_a_function_has_the_defaults_of_its_operation(operation_id: str) -> None:
    arguments = inspect.signature(modules()[operation_id.lower()].sync_detailed).parameters
    defaults = {name.rstrip("_"): argument.default for name, argument in arguments.items()}
    for parameter in parameters(DOCUMENT, OPERATIONS[operation_id]):
        if not parameter.get("required"):
            assert defaults[parameter["name"]] == parameter["schema"].get("default", UNSET), parameter["name"]
