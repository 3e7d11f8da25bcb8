"""Parameters in every location and style."""

from typing import Any

import pytest

from scripts.openapi import Document
from scripts.project import UserError
from tests.support.contracts import Api, contract, parameter

INTEGERS = {"type": "array", "items": {"type": "integer"}}
POINT = {
    "type": "object",
    "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}, "name": {"type": "string"}},
}


def api(*parameters: Document, **keywords: Any) -> Api:
    return Api.of(contract(*parameters, **keywords))


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "string"}, "5", "5"),
        ({}, "5", "5"),
        ({"type": "string"}, "", ""),
        ({"type": "string"}, "a%20b+c%2Bd", "a b c+d"),
        ({"type": "integer"}, "-5", -5),
        ({"type": "integer"}, "9007199254740993", 9007199254740993),
        ({"type": "integer"}, "5.0", 5),
        ({"type": "number"}, "1.5e2", 150),
        ({"type": "number"}, "-0.5", -0.5),
        ({"type": "boolean"}, "true", True),
        ({"type": ["integer", "null"]}, "", None),
        ({"type": ["integer", "string"]}, "5", 5),
        ({"type": ["integer", "string"]}, "five", "five"),
        ({"type": ["string", "null"]}, "null", "null"),
        ({"anyOf": [{"type": "integer", "minimum": 10}, {"type": "string"}]}, "5", "5"),
        ({"enum": [1, 2]}, "2", 2),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, "5", 5),
        ({"type": "string", "const": "a/1"}, "a/1", "a/1"),
    ],
)
def test_query_text_becomes_value_of_schema(schema: Any, text: str, value: Any) -> None:
    found = api(parameter("q", "query", schema)).query(f"q={text}")["q"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("schema", "text", "reason"),
    [
        ({"type": "integer"}, "five", "must be integer"),
        ({"type": "integer"}, "05", "must be integer"),
        ({"type": "integer"}, "0x10", "must be integer"),
        ({"type": "integer"}, "1.5", "must be integer"),
        ({"type": "integer"}, "", "must not be empty"),
        ({"type": "integer"}, "٣", "must be integer"),
        ({"type": "integer", "maximum": 5}, "6", "must be at most 5"),
        ({"type": "integer", "format": "int32"}, "2147483648", "must be at most 2147483647"),
        ({"type": "number"}, "Infinity", "must be number"),
        ({"type": "number"}, "1e999", "must be number"),
        ({"type": "boolean"}, "True", "must be boolean (true or false)"),
        ({"type": "string", "minLength": 1}, "", "must have at least 1 character"),
        ({"type": "string", "format": "date"}, "2023-02-29", 'must match format "date"'),
        ({"type": "string"}, "a&q=b", "must not be repeated"),
    ],
)
def test_query_text_outside_of_schema_is_rejected(schema: Any, text: str, reason: str) -> None:
    assert api(parameter("q", "query", schema)).query_error(f"q={text}") == f"query.q: {reason}"


@pytest.mark.parametrize(
    ("style", "explode", "query", "value"),
    [
        ("form", None, "q=1&q=2", [1, 2]),
        ("form", True, "q=1", [1]),
        ("form", False, "q=1,2", [1, 2]),
        ("form", False, "q=", []),
        ("spaceDelimited", None, "q=1%202", [1, 2]),
        ("spaceDelimited", False, "q=1+2", [1, 2]),
        ("spaceDelimited", True, "q=1&q=2", [1, 2]),
        ("pipeDelimited", False, "q=1|2", [1, 2]),
        ("pipeDelimited", False, "q=1%7C2", [1, 2]),
        ("pipeDelimited", True, "q=1&q=2", [1, 2]),
    ],
)
def test_query_array_is_read_in_its_style(style: str, explode: bool | None, query: str, value: Any) -> None:
    keywords = {"style": style} if explode is None else {"style": style, "explode": explode}
    assert api(parameter("q", "query", INTEGERS, **keywords)).query(query) == {"q": value}


def test_escaped_delimiter_is_part_of_an_item() -> None:
    strings = {"type": "array", "items": {"type": "string"}}
    assert api(parameter("q", "query", strings, explode=False)).query("q=a%2Cb,c") == {"q": ["a,b", "c"]}


def test_delimited_array_that_repeats_is_rejected() -> None:
    error = api(parameter("q", "query", INTEGERS, explode=False)).query_error("q=1,2&q=3")
    assert error == "query.q: must be given once, with its items delimited"


@pytest.mark.parametrize(("query", "value"), [("q=a", "a"), ("q=a&q=b", ["a", "b"]), ("q=7", 7)])
def test_array_or_scalar_is_chosen_by_the_request(query: str, value: Any) -> None:
    schema = {"oneOf": [{"type": ["string", "integer"]}, {"type": "array", "items": {"type": "string"}, "minItems": 2}]}
    assert api(parameter("q", "query", schema)).query(query) == {"q": value}


def test_single_value_is_an_array_where_no_scalar_is_valid() -> None:
    schema = {"anyOf": [{"type": "integer"}, INTEGERS | {"items": {"type": "string"}}]}
    assert api(parameter("q", "query", schema)).query("q=a") == {"q": ["a"]}


def test_first_items_have_their_own_types() -> None:
    schema = {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": {"type": "boolean"}}
    assert api(parameter("q", "query", schema)).query("q=1&q=2&q=true") == {"q": [1, "2", True]}


@pytest.mark.parametrize(
    ("style", "explode", "query"),
    [
        ("form", True, "x=1&name=a&other=2"),
        ("form", False, "q=x,1,name,a"),
        ("deepObject", True, "q[x]=1&q%5Bname%5D=a"),
        ("spaceDelimited", False, "q=x%201%20name%20a"),
        ("pipeDelimited", False, "q=x|1|name|a"),
    ],
)
def test_query_object_is_read_in_its_style(style: str, explode: bool, query: str) -> None:
    found = api(parameter("q", "query", POINT, style=style, explode=explode)).query(query)
    assert found == {"q": {"x": 1, "name": "a"}}


def test_object_with_a_name_without_value_is_rejected() -> None:
    error = api(parameter("q", "query", POINT, explode=False)).query_error("q=x,1,name")
    assert error == "query.q: must be names and values in turn"


@pytest.mark.parametrize("style", ["form", "deepObject"])
def test_required_object_that_is_missing_is_rejected(style: str) -> None:
    error = api(parameter("q", "query", POINT, style=style, explode=True, required=True)).query_error("other=1")
    assert error == "query.q: is required"


def test_exploded_object_with_free_names_has_the_undeclared_ones() -> None:
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    found = api(parameter("q", "query", schema), parameter("page", "query", {"type": "integer"})).query(
        "a=1&b=2&page=3"
    )
    assert found == {"q": {"a": 1, "b": 2}, "page": 3}


def test_deep_object_may_nest_and_have_arrays() -> None:
    schema = {
        "type": "object",
        "properties": {"tags": {"type": "array", "items": {"type": "string"}}, "at": POINT, "ids": INTEGERS},
    }
    found = api(parameter("q", "query", schema, style="deepObject")).query("q[tags]=a&q[at][x]=1&q[ids][]=1&q[ids][]=2")
    assert found == {"q": {"tags": ["a"], "at": {"x": 1}, "ids": [1, 2]}}


@pytest.mark.parametrize("query", ["q[a]=1&q[a][b]=2", "q[a][b]=2&q[a]=1"])
def test_deep_object_with_a_contradiction_is_rejected(query: str) -> None:
    error = api(parameter("q", "query", {"type": "object"}, style="deepObject")).query_error(query)
    assert error == "query.q: has a property that is both a value and an object"


def test_deep_object_is_read_by_its_schema() -> None:
    error = api(parameter("q", "query", POINT, style="deepObject")).query_error("q[x]=one")
    assert error == "query.q: must be integer"


def test_name_with_brackets_is_a_plain_parameter() -> None:
    assert api(parameter("filter[id]", "query", {"type": "integer"})).query("filter%5Bid%5D=5") == {"filter[id]": 5}


@pytest.mark.parametrize(
    ("style", "explode", "schema", "segment", "value"),
    [
        ("simple", False, {"type": "string"}, "a%2Fb", "a/b"),
        ("simple", False, {"type": "string"}, "a+b", "a+b"),
        ("simple", False, INTEGERS, "1,2", [1, 2]),
        ("simple", False, POINT, "x,1,y,2", {"x": 1, "y": 2}),
        ("simple", True, POINT, "x=1,y=2", {"x": 1, "y": 2}),
        ("label", False, {"type": "integer"}, ".5", 5),
        ("label", False, INTEGERS, ".1,2", [1, 2]),
        ("label", True, INTEGERS, ".1.2", [1, 2]),
        ("label", False, POINT, ".x,1,y,2", {"x": 1, "y": 2}),
        ("label", True, POINT, ".x=1.y=2", {"x": 1, "y": 2}),
        ("matrix", False, {"type": "integer"}, ";id=5", 5),
        ("matrix", False, INTEGERS, ";id=1,2", [1, 2]),
        ("matrix", True, INTEGERS, ";id=1;id=2", [1, 2]),
        ("matrix", False, POINT, ";id=x,1,y,2", {"x": 1, "y": 2}),
        ("matrix", True, POINT, ";x=1;y=2", {"x": 1, "y": 2}),
    ],
)
def test_path_parameter_is_read_in_its_style(style: str, explode: bool, schema: Any, segment: str, value: Any) -> None:
    declared = parameter("id", "path", schema, style=style, explode=explode)
    found = api(declared, path="/things/{id}").send(target=f"/things/{segment}").path
    assert found == {"id": value}


@pytest.mark.parametrize(
    ("style", "explode", "schema", "segment", "reason"),
    [
        ("label", False, {"type": "integer"}, "5", "must begin with a dot (style label)"),
        ("matrix", False, {"type": "integer"}, "5", "must begin with a semicolon (style matrix)"),
        ("matrix", False, {"type": "integer"}, ";no=5", "must be written as ;id=value (style matrix)"),
        ("matrix", False, {"type": "integer"}, ";id=5;id=6", "must not be repeated"),
        ("simple", True, POINT, "x,1", "must be names and values, such as name=value"),
        ("simple", False, {"type": "integer"}, "a", "must be integer"),
    ],
)
def test_path_parameter_in_another_style_is_rejected(
    style: str, explode: bool, schema: Any, segment: str, reason: str
) -> None:
    declared = parameter("id", "path", schema, style=style, explode=explode)
    error = api(declared, path="/things/{id}").error(target=f"/things/{segment}")
    assert (error.status, str(error)) == (400, f"path.id: {reason}")


@pytest.mark.parametrize(
    ("schema", "explode", "lines", "value"),
    [
        ({"type": "integer"}, False, ["5"], 5),
        ({"type": "string"}, False, ["a%20b"], "a%20b"),
        ({"type": "string"}, False, ["a", "b"], "a, b"),
        (INTEGERS, False, ["1, 2,3"], [1, 2, 3]),
        (INTEGERS, False, ["1", "2"], [1, 2]),
        (POINT, False, ["x,1,y,2"], {"x": 1, "y": 2}),
        (POINT, True, ["x=1, y=2"], {"x": 1, "y": 2}),
    ],
)
def test_header_is_read_in_its_style(schema: Any, explode: bool, lines: list[str], value: Any) -> None:
    declared = parameter("X-Thing", "header", schema, explode=explode)
    assert api(declared).send(headers=[("X-thing", line) for line in lines]).headers == {"x-thing": value}


@pytest.mark.parametrize("name", ["Accept", "authorization", "Content-Type"])
def test_header_that_openapi_describes_elsewhere_is_ignored(name: str) -> None:
    assert api(parameter(name, "header", {"type": "integer"}, required=True)).send().headers == {}


@pytest.mark.parametrize("name", ["Content-Length", "Content-Encoding"])
def test_other_headers_of_http_are_parameters(name: str) -> None:
    error = api(parameter(name, "header", {"type": "integer"}, required=True)).error()
    assert str(error) == f"header.{name}: is required"


@pytest.mark.parametrize(
    ("schema", "cookie", "value"),
    [
        ({"type": "string"}, "a=1; q=x+y%20z", "x+y z"),
        ({"type": "string"}, 'q="quoted"', "quoted"),
        ({"type": "integer"}, "q=5", 5),
        (INTEGERS, "q=1; q=2", [1, 2]),
        (POINT, "x=1; y=2", {"x": 1, "y": 2}),
    ],
)
def test_cookie_becomes_value_of_schema(schema: Any, cookie: str, value: Any) -> None:
    assert api(parameter("q", "cookie", schema)).send(headers={"Cookie": cookie}).cookies == {"q": value}


def test_cookie_array_without_explode_is_split() -> None:
    declared = parameter("q", "cookie", INTEGERS, explode=False)
    assert api(declared).send(headers={"Cookie": "q=1,2"}).cookies == {"q": [1, 2]}


@pytest.mark.parametrize("location", ["query", "header", "cookie"])
def test_required_parameter_that_is_missing_is_rejected(location: str) -> None:
    error = api(parameter("q", location, {"type": "string"}, required=True)).error()
    assert (error.status, str(error)) == (400, f"{location}.q: is required")


@pytest.mark.parametrize("location", ["query", "header", "cookie"])
def test_optional_parameter_may_be_missing(location: str) -> None:
    request = api(parameter("q", location, {"type": "integer"})).send()
    assert (request.query, request.headers, request.cookies) == ({}, {}, {})


def test_all_violations_are_reported() -> None:
    declared = [parameter("a", "query", {"type": "integer"}), parameter("b", "header", {}, required=True)]
    assert api(*declared).query_error("a=x") == "query.a: must be integer; header.b: is required"


def test_undeclared_parameters_are_ignored() -> None:
    assert api(parameter("a", "query", {"type": "integer"})).query("b=1&a=2&a%5B%5D=x") == {"a": 2}


@pytest.mark.parametrize(("query", "value"), [("q=", ""), ("q", "")])
@pytest.mark.parametrize("schema", [{"type": "integer"}, INTEGERS])
def test_allow_empty_value_precedes_the_schema(query: str, value: Any, schema: Any) -> None:
    assert api(parameter("q", "query", schema, allowEmptyValue=True)).query(query) == {"q": value}


def test_parameter_of_operation_replaces_that_of_path() -> None:
    document = contract(parameter("q", "query", {"type": "string"}))
    document["paths"]["/things"]["parameters"] = [
        parameter("q", "query", {"type": "integer"}, required=True),
        parameter("q", "header", {"type": "integer"}),
    ]
    api = Api.of(document)
    assert api.query("q=text") == {"q": "text"}
    assert api.send().query == {}
    assert str(api.error(headers={"q": "text"})) == "header.q: must be integer"


def test_referenced_parameter_is_read() -> None:
    document = contract({"$ref": "#/components/parameters/Q"})
    document["components"]["parameters"] = {"Q": parameter("q", "query", {"type": "integer"})}
    assert Api.of(document).query("q=5") == {"q": 5}


@pytest.mark.parametrize("location", ["query", "header", "cookie", "path"])
def test_parameter_with_json_content(location: str) -> None:
    declared = {"name": "q", "in": location, "required": True, "content": {"application/json": {"schema": POINT}}}
    text = '{"x": 1}' if location == "header" else "%7B%22x%22%3A1%7D"
    target = {"query": f"/things/0?q={text}", "path": f"/things/{text}"}.get(location, "/things/0")
    headers = {"header": {"q": text}, "cookie": {"Cookie": f"q={text}"}}.get(location, {})
    path = "/things/{q}" if location == "path" else "/things/0"
    request = api(declared, path=path).send(target=target, headers=headers)
    assert {**request.query, **request.headers, **request.cookies, **request.path} == {"q": {"x": 1}}


def test_parameter_with_content_is_validated() -> None:
    declared = {"name": "q", "in": "query", "content": {"application/json": {"schema": POINT}}}
    assert api(declared).query_error("q=%7B%22x%22%3A%22a%22%7D") == "query.q.x: must be integer"
    assert (
        api(declared).query_error("q=%7B")
        == "query.q: is not JSON: Expecting property name enclosed in double quotes at line 1 column 2"
    )


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml"])
def test_parameter_with_other_content_than_json_is_text(media_type: str) -> None:
    declared = {"name": "q", "in": "query", "content": {media_type: {"schema": {"type": "string"}}}}
    assert api(declared).query("q=%3Ca/%3E") == {"q": "<a/>"}


@pytest.mark.parametrize(("query", "reason"), [("q=%zz", "has a % that begins no escape"), ("q=%ff", "is not UTF-8")])
def test_query_with_invalid_escapes_is_rejected(query: str, reason: str) -> None:
    assert api(parameter("q", "query", {"type": "string"})).query_error(query) == f"query: {reason}"


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        (
            {"style": "simple"},
            "#/paths/~1things/post/parameters/0/style: 'simple' is not allowed in a query parameter: use deepObject, ",
        ),
        (
            {"schema": {"type": "int"}},
            '#/paths/~1things/post/parameters/0/schema/type: the schema cannot be compiled: "int" is not valid under',
        ),
    ],
)
def test_invalid_parameter_is_a_failure_with_its_pointer(keywords: Any, message: str) -> None:
    with pytest.raises(UserError) as caught:
        api(parameter("q", "query", {"type": "string"}) | keywords)
    assert str(caught.value).startswith(message)


def test_path_parameter_that_is_not_in_the_path_is_a_failure() -> None:
    with pytest.raises(UserError, match="the path parameter 'id' is not in the path /things"):
        api(parameter("id", "path", {}))


def test_recursive_object_in_a_query_is_compiled() -> None:
    node = {"type": "object", "properties": {name: {"$ref": "#/components/schemas/Node"} for name in "abcdefgh"}}
    document = contract(parameter("q", "query", {"$ref": "#/components/schemas/Node"}, style="deepObject"))
    document["components"]["schemas"]["Node"] = node
    assert Api.of(document).query("q[a][b][z]=1") == {"q": {"a": {"b": {"z": "1"}}}}
