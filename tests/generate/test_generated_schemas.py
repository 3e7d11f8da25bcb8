"""Models of generated clients: parsing, names, and copies."""

import copy
import datetime as dt
import json
import pickle
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.generate.conftest import Generate
from tests.support.generated_clients import load

UTC = dt.UTC


def test_discriminator_selects_the_model(generated: Generate) -> None:
    client = generated("discriminator")
    body = [{"kind": kind, "name": "n"} for kind in ("dog", "puppy", "Dog", "Cat", "other")]
    pets = client.call("list", httpx.Response(200, json=[*body, None]))
    assert [type(each).__name__ for each in pets] == ["Dog", "Dog", "Dog", "Cat", "Cat", "NoneType"]


def test_discriminator_of_a_base_schema_selects_the_model(generated: Generate) -> None:
    client = generated("discriminator")
    body = [
        {"kind": "round", "radius": 1, "inner": {"kind": "Square", "side": 2}},
        {"kind": "Circle"},
        {"kind": "Shape"},
    ]
    round_, circle, shape = client.call("shapes", httpx.Response(200, json=body), strict_response_validation=True)
    assert [type(each).__name__ for each in (round_, round_.inner, circle, shape)] == [
        *("Circle", "Square", "Circle", "Shape"),
    ]
    assert (round_.radius, round_.inner.side) == (1, 2)


@pytest.mark.parametrize(
    ("name", "value", "parsed"),
    [
        ("const", "auto", "auto"),
        ("const", 7, 7),
        ("consts", True, True),
        ("consts", 1, 1),
        ("consts", None, None),
        *(("mixed", value, value) for value in (1, "one", True, None, 1.5)),
        ("number", 5, 5),
        ("integer", 5.0, 5),
        ("at", "2024-05-09T10:21:07Z", dt.datetime(2024, 5, 9, 10, 21, 7, tzinfo=UTC)),
        ("at", "2024-05-09t10:21:07z", dt.datetime(2024, 5, 9, 10, 21, 7, tzinfo=UTC)),
        ("at", "2016-12-31T23:59:60Z", dt.datetime(2017, 1, 1, tzinfo=UTC)),
        ("at", "2024-05-09T10:21:07.1234567Z", dt.datetime(2024, 5, 9, 10, 21, 7, 123456, tzinfo=UTC)),
        ("at", "2024-05-09T00:00:00-00:00", dt.datetime(2024, 5, 9, tzinfo=UTC)),
        ("day", "2024-05-09", dt.date(2024, 5, 9)),
        ("id", "3FA85F64-5717-4562-b3fc-2c963f66afa6", UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6")),
        ("either", "2024-05-09T00:00:00Z", dt.datetime(2024, 5, 9, tzinfo=UTC)),
        ("either", "soon", "soon"),
    ],
    ids=str,
)
def test_value_of_the_schema_is_parsed(generated: Generate, name: str, value: Any, parsed: Any) -> None:
    client = generated("unions")
    result = client.call("send", httpx.Response(200, json={name: value}), strict_response_validation=True)
    assert (getattr(result, name), type(getattr(result, name))) == (parsed, type(parsed))
    client.call("send", httpx.Response(200, json={}), **{name: parsed})
    sent = json.loads(client.request.content)[name]
    assert sent == value or getattr(client.model("Values").from_dict({name: sent}), name) == parsed


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("const", "manual", 'const: expected "auto" or integer'),
        ("consts", 0, "consts: expected 1 or true or null"),
        ("mixed", "two", "mixed: expected "),
        ("integer", 5.5, "integer: expected integer"),
        ("integer", True, "integer: expected integer"),
        ("number", "5", "number: expected number"),
        ("at", "2024-05-09", "at: expected date-time"),
        ("at", "2024-05-09T10:21:07", "at: expected date-time"),
        ("at", "2024-05-09 10:21:07Z", "at: expected date-time"),
        ("at", "2024-02-30T10:21:07Z", "at: expected date-time"),
        ("day", "20240509", "day: expected date"),
        ("id", "3fa85f6457174562b3fc2c963f66afa6", "id: expected uuid"),
    ],
)
def test_other_value_is_kept_with_a_warning(
    generated: Generate, caplog: pytest.LogCaptureFixture, name: str, value: Any, problem: str
) -> None:
    result = generated("unions").call("send", httpx.Response(200, json={name: value}))
    assert getattr(result, name) == value
    assert [problem in message for message in caplog.messages if message.startswith("POST /")] == [True]


def test_names_of_the_client_are_renamed(generated: Generate) -> None:
    client = generated("names")
    schema = client.module("models").Names.__annotations__
    properties = [
        *("d", "cls", "field_dict", "additional_properties", "additional_keys", "to_dict", "from_dict"),
        *("to_multipart", "names", "self", "cast", "isinstance"),
    ]
    body: dict[str, Any] = {name: name for name in properties} | {"more": 1, "Response": {"a": 1}}
    body |= {"date": "2024-05-09", "datetime": "2024-05-09T10:21:07+00:00", "list": ["a"], "later": ["2024-05-09"]}
    body |= {"owner": {"owner": "n"}, "others": [{letter: 1} for letter in "bcefghijkl"]}
    names = client.call("send", httpx.Response(200, json=body), group="pets", strict_response_validation=True)
    assert names.to_dict() == body
    assert "more" in names
    assert {"additional_properties_", "to_dict_", "from_dict_", "d", "cls"} <= schema.keys()
    types = [type(each).__name__ for each in names.others]
    assert types == [
        *("ClientModel", "T", "TypeVar", "Cast", "PetsGroupModel", "UUIDModel", "AnyModel", "Model"),
        *("HTTPThing", "HttpThing"),
    ]
    arguments = {"headers": "h", "kwargs": "k", "body": "b", "client": "c", "id_query": "q", "id_header": "i"}
    sent = {"from_dict": "x", "d": "y", "response": {"a": 1}, "cast": None, "isinstance_": "i", "list": ["l"]}
    client.call("send", httpx.Response(200, json={}), group="pets", **arguments, **sent)
    assert dict(client.request.url.params) == {"headers": "h", "kwargs": "k", "body": "b", "client": "c", "id": "q"}
    assert client.request.headers["id"] == "i"
    assert json.loads(client.request.content) == {
        "from_dict": "x",
        "d": "y",
        "Response": {"a": 1},
        "cast": None,
        "isinstance": "i",
        "list": ["l"],
    }


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])  # noqa: S301
def test_copy_with_unset_properties_is_equal(generated: Generate, duplicate: Any) -> None:
    values = generated("unions").model("Values")(const=7)
    copied = duplicate(values)
    assert copied == values
    assert copied.integer is generated("unions").module("types").UNSET
    assert json.dumps(copied.to_dict()) == '{"const": 7}'


def test_enumeration_with_colliding_names_has_distinct_members(tmp_path: Any) -> None:
    client = load("enumerations", tmp_path, literal_enums=False)
    item = client.model("Item").from_dict({"own": "X"})
    assert (item.own.name, item.to_dict()) == ("X_1", {"own": "X"})
