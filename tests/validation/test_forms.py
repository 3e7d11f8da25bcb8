"""Forms, URL-encoded and multipart."""

import gzip
import json
from typing import Any

import pytest

from scripts.openapi import Document
from scripts.validation.messages import FILE
from tests.support.contracts import BOUNDARY, MULTIPART, URLENCODED, Api, accepting, multipart

INTEGER = {"type": "integer"}
STRING = {"type": "string"}
POINT = {"type": "object", "required": ["x"], "properties": {"x": INTEGER, "y": INTEGER}}
FILE_30 = {"type": "string", "format": "binary"}
FILE_31 = {"type": "string", "contentMediaType": "image/png"}


def form(properties: dict[str, Any], media_type: str = "multipart/form-data", **keywords: Any) -> Api:
    """Return an API with a form of some properties; keywords are `version`, `encoding` and `required`."""
    schema: Document = {"type": "object", "properties": properties, "required": keywords.pop("required", [])}
    return Api.of(accepting(media_type, schema, **keywords))


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        (STRING, "5", "5"),
        (STRING, "", ""),
        (INTEGER, "5", 5),
        ({"type": "boolean"}, "true", True),
        ({"type": ["string", "null"]}, "", ""),
        ({"type": ["integer", "null"]}, "", None),
        ({"type": ["integer", "string"]}, "five", "five"),
        ({}, "5", "5"),
        ({"allOf": [STRING, {"maxLength": 3}]}, "abc", "abc"),
        ({"type": "array", "items": INTEGER}, "5", [5]),
        (POINT, '{"x": 1}', {"x": 1}),
        ({"type": "array", "items": POINT}, '[{"x": 1}, {"x": 2}]', [{"x": 1}, {"x": 2}]),
        ({"type": "array", "items": POINT}, '{"x": 1}', [{"x": 1}]),
    ],
)
@pytest.mark.parametrize("media_type", [MULTIPART, URLENCODED])
def test_field_becomes_value_of_schema(media_type: str, schema: Any, text: str, value: Any) -> None:
    body = multipart(("a", text)) if media_type == MULTIPART else f"a={text.replace(' ', '+')}".encode()
    assert form({"a": schema}, media_type.partition(";")[0]).body(body, media_type) == {"a": value}


@pytest.mark.parametrize(
    ("schema", "text", "error"),
    [
        (INTEGER, "five", "body.a: must be integer"),
        (INTEGER, "", "body.a: must not be empty"),
        ({"type": "integer", "maximum": 4}, "5", "body.a: must be at most 4"),
        (POINT, "{}", "body.a.x: is required"),
        (POINT, "{", "body.a: is not JSON: Expecting property name enclosed in double quotes at line 1 column 2"),
        ({"type": "string", "minLength": 2}, "a", "body.a: must have at least 2 characters"),
    ],
)
@pytest.mark.parametrize("media_type", [MULTIPART, URLENCODED])
def test_field_outside_of_schema_is_rejected(media_type: str, schema: Any, text: str, error: str) -> None:
    body = multipart(("a", text)) if media_type == MULTIPART else f"a={text}".encode()
    assert form({"a": schema}, media_type.partition(";")[0]).body_error(body, media_type) == error


@pytest.mark.parametrize(
    ("properties", "fields", "value"),
    [
        ({"a": {"type": "array", "items": INTEGER}}, "a=1&a=2", {"a": [1, 2]}),
        ({"a": STRING}, "a=x+y%26z&b=1&b=2", {"a": "x y&z", "b": ["1", "2"]}),
        ({"a": {"type": ["string", "array"], "items": STRING}}, "a=1&a=2", {"a": ["1", "2"]}),
        ({"a": STRING}, "&a=1&&", {"a": "1"}),
        ({}, "%C3%A9=1", {"é": "1"}),
    ],
)
def test_urlencoded_fields_become_an_object(properties: Any, fields: str, value: Any) -> None:
    assert form(properties, URLENCODED).body(fields, URLENCODED) == value


@pytest.mark.parametrize("fields", ["a=%zz", "a=%ff"])
def test_urlencoded_form_with_invalid_escapes_is_rejected(fields: str) -> None:
    assert form({}, URLENCODED).body_error(fields, URLENCODED).startswith("body: ")


@pytest.mark.parametrize("media_type", [MULTIPART, URLENCODED])
@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [{"properties": {"a": INTEGER}}, {"properties": {"b": INTEGER}}]},
        {"properties": {"a": INTEGER}, "allOf": [{"properties": {"b": INTEGER}}]},
        {"anyOf": [{"properties": {"a": INTEGER, "b": INTEGER}}, {"properties": {"c": INTEGER}}]},
        {"oneOf": [{"properties": {"a": INTEGER, "b": INTEGER}, "required": ["a"]}, {"required": ["c"]}]},
        {"if": {"required": ["a"]}, "then": {"properties": {"a": INTEGER, "b": INTEGER}}},
    ],
)
def test_properties_of_all_parts_of_a_schema_are_known(media_type: str, schema: Any) -> None:
    body = multipart(("a", "1"), ("b", "1")) if media_type == MULTIPART else b"a=1&b=1"
    assert Api.of(accepting(media_type.partition(";")[0], schema)).body(body, media_type) == {"a": 1, "b": 1}


def test_field_is_read_as_the_branch_that_matches() -> None:
    number = {"properties": {"kind": {"const": "number"}, "value": INTEGER}}
    text = {"properties": {"kind": {"const": "text"}, "value": STRING}}
    api = Api.of(accepting(URLENCODED, {"oneOf": [number, text]}))
    assert api.body("kind=number&value=5", URLENCODED) == {"kind": "number", "value": 5}
    assert api.body("kind=text&value=5", URLENCODED) == {"kind": "text", "value": "5"}


def test_constraints_of_all_parts_are_validated() -> None:
    schema = {"allOf": [{"properties": {"a": INTEGER}, "required": ["a"]}, {"properties": {"a": {"maximum": 3}}}]}
    api = Api.of(accepting(URLENCODED, schema))
    assert api.body_error("a=5", URLENCODED) == "body.a: must be at most 3"
    assert api.body_error("b=5", URLENCODED) == "body.a: is required"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    "schema",
    [
        FILE_30,
        FILE_31,
        {"contentMediaType": "application/octet-stream"},
        {},
        {"allOf": [FILE_30]},
        {"oneOf": [FILE_30, STRING]},
        {"type": "string", "format": "binary", "minLength": 100, "pattern": "^%PDF"},
    ],
)
def test_file_is_accepted_however_it_is_described(version: str, schema: Any) -> None:
    request = form({"a": schema}, version=version).send(
        headers={"Content-Type": MULTIPART}, body=multipart(("a", b"\x00\xff", "a.bin", "image/png"))
    )
    assert (request.body, request.files) == ({"a": FILE}, ["a.bin"])


@pytest.mark.parametrize("items", [FILE_30, FILE_31, {}])
def test_array_of_files_is_counted(items: Any) -> None:
    api = form({"a": {"type": "array", "items": items, "minItems": 2, "maxItems": 2}})
    files = [("a", b"1", "1.txt", ""), ("a", b"2", "2.txt", ""), ("a", b"3", "3.txt", "")]
    request = api.send(headers={"Content-Type": MULTIPART}, body=multipart(*files[:2]))
    assert (request.body, request.files) == ({"a": [FILE, FILE]}, ["1.txt", "2.txt"])
    assert api.body_error(multipart(*files[:1]), MULTIPART) == "body.a: must have at least 2 items"
    assert api.body_error(multipart(*files), MULTIPART) == "body.a: must have at most 2 items"


@pytest.mark.parametrize(
    ("schema", "part", "error"),
    [
        (FILE_30, ("a", "text"), "must be a file, which is a part with a filename"),
        (FILE_31, ("a", "text"), "must be a file, which is a part with a filename"),
        (STRING, ("a", "text", "a.txt", ""), "must be a text, not a file"),
        (INTEGER, ("a", "5", "a.txt", "text/plain"), "must be a text, not a file"),
        (
            {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"},
            ("a", "", "a", ""),
            "must be a text, not a file",
        ),
    ],
)
def test_text_is_not_a_file_and_a_file_not_a_text(schema: Any, part: Any, error: str) -> None:
    assert form({"a": schema}).body_error(multipart(part), MULTIPART) == f"body.a: {error}"


def test_text_with_its_media_type_may_be_a_file_or_a_text() -> None:
    api = form({"a": {"type": "string", "contentMediaType": "text/markdown"}})
    assert api.body(multipart(("a", "text")), MULTIPART) == {"a": "text"}
    assert api.body(multipart(("a", "text", "a.md", "")), MULTIPART) == {"a": FILE}


def test_json_that_is_a_blob_is_not_a_file() -> None:
    request = form({"a": POINT}).send(
        headers={"Content-Type": MULTIPART}, body=multipart(("a", '{"x": 1}', "blob", "application/json"))
    )
    assert (request.body, request.files) == ({"a": {"x": 1}}, [])


def test_json_part_is_validated() -> None:
    error = form({"a": POINT}).body_error(multipart(("a", '{"x": "1"}', "", "application/json")), MULTIPART)
    assert error == "body.a.x: must be integer"


@pytest.mark.parametrize("content_type", ["application/json", "application/merge-patch+json"])
def test_encoding_makes_a_field_json(content_type: str) -> None:
    schema = {"type": ["integer", "array"], "items": INTEGER}
    api = form({"a": schema}, encoding={"a": {"contentType": content_type}})
    assert api.body(multipart(("a", "[1, 2]")), MULTIPART) == {"a": [1, 2]}


def test_encoding_limits_the_media_types_of_a_part() -> None:
    api = form({"a": FILE_30}, encoding={"a": {"contentType": "image/png, image/jpeg"}})
    assert api.body(multipart(("a", b"", "a.png", "image/png")), MULTIPART) == {"a": FILE}
    assert api.body(multipart(("a", b"", "a", "")), MULTIPART) == {"a": FILE}
    error = api.body_error(multipart(("a", b"", "a.pdf", "application/pdf")), MULTIPART)
    assert error == "body.a: must have the Content-Type image/png or image/jpeg"
    ranges = form({"a": FILE_30}, encoding={"a": {"contentType": "image/*"}})
    assert ranges.body(multipart(("a", b"", "a.gif", "image/gif")), MULTIPART) == {"a": FILE}


@pytest.mark.parametrize(
    ("schema", "encoding", "fields", "value"),
    [
        ({"type": "array", "items": INTEGER}, {"explode": False}, "a=1,2", [1, 2]),
        ({"type": "array", "items": INTEGER}, {"style": "pipeDelimited"}, "a=1%7C2", [1, 2]),
        ({"type": "array", "items": INTEGER}, {"style": "spaceDelimited"}, "a=1+2", [1, 2]),
        (POINT, {"style": "deepObject"}, "a[x]=1&a%5By%5D=2", {"x": 1, "y": 2}),
        (POINT, {"style": "form", "explode": False}, "a=x,1,y,2", {"x": 1, "y": 2}),
        (POINT, {"style": "form"}, "x=1&y=2", {"x": 1, "y": 2}),
        (POINT, {}, "x=1&y=2", {"x": 1, "y": 2}),
        (POINT, {"contentType": "application/json"}, "a=%7B%22x%22:1%7D", {"x": 1}),
    ],
)
def test_urlencoded_field_is_read_in_its_style(schema: Any, encoding: Any, fields: str, value: Any) -> None:
    api = form({"a": schema, "b": STRING}, URLENCODED, encoding={"a": encoding})
    assert api.body(f"{fields}&b=text", URLENCODED) == {"a": value, "b": "text"}


def test_styled_field_that_is_invalid_is_rejected() -> None:
    api = form({"a": POINT}, URLENCODED, encoding={"a": {"style": "deepObject"}}, required=["a"])
    assert api.body_error("a[x]=one", URLENCODED) == "body.a: must be integer"
    assert api.body_error("b=1", URLENCODED) == "body.a: is required"


@pytest.mark.parametrize(("version", "value"), [("3.0.3", ["1,2"]), ("3.1.0", ["1", "2"])])
def test_style_of_a_multipart_field_is_of_openapi_31(version: str, value: Any) -> None:
    schema = {"type": "array", "items": STRING}
    api = form({"a": schema}, version=version, encoding={"a": {"style": "form", "explode": False}})
    assert api.body(multipart(("a", "1,2")), MULTIPART) == {"a": value}


@pytest.mark.parametrize("chunks", [1, 40])
def test_parts_may_arrive_in_pieces(chunks: int) -> None:
    body = multipart(("a", "1"), ("b", b"\r\n--boundar\r\n", "é.txt", ""), ("c", "é"))
    request = form({"a": INTEGER}).send(headers={"Content-Type": MULTIPART}, body=body, chunks=chunks)
    assert (request.body, request.files) == ({"a": 1, "b": FILE, "c": "é"}, ["é.txt"])


def test_compressed_form_is_read() -> None:
    headers = {"Content-Type": MULTIPART, "Content-Encoding": "gzip"}
    assert form({"a": INTEGER}).send(headers=headers, body=gzip.compress(multipart(("a", "1")))).body == {"a": 1}


@pytest.mark.parametrize(
    ("head", "is_file"),
    [
        ('form-data; name="a"; filename="f"', True),
        ("form-data; name=a; filename=f", True),
        ("form-data; name=\"a\"; filename*=UTF-8''f%C3%A9", True),
        ('FORM-DATA; name="a"', False),
        ('form-data; name="a"; filename=""', False),
    ],
)
def test_filename_makes_a_part_a_file(head: str, is_file: bool) -> None:
    body = f"--{BOUNDARY}\r\nContent-Disposition: {head}\r\n\r\nx\r\n--{BOUNDARY}--\r\n"
    assert form({}).body(body, MULTIPART) == {"a": FILE if is_file else "x"}


@pytest.mark.parametrize(
    "body",
    [
        "text",
        f"--{BOUNDARY}\r\n\r\nx\r\n--{BOUNDARY}--\r\n",
        f"--{BOUNDARY}\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--{BOUNDARY}--\r\n",
        f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--{BOUNDARY}--\r\n",
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n',
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--{BOUNDARY}',
    ],
)
def test_malformed_multipart_is_rejected(body: str) -> None:
    assert form({}).body_error(body, MULTIPART).startswith("body: is not multipart/form-data: ")


@pytest.mark.parametrize(
    ("content_type", "error"),
    [
        ("multipart/form-data", "header.Content-Type: multipart/form-data needs a boundary"),
        ("multipart/form-data; boundary=", "header.Content-Type: multipart/form-data needs a boundary"),
        (f"multipart/form-data; boundary={'b' * 500}", "body: is not multipart/form-data: "),
    ],
)
def test_boundary_must_be_valid(content_type: str, error: str) -> None:
    assert form({}).body_error(multipart(("a", "1")), content_type).startswith(error)


def test_text_that_is_not_utf_8_is_rejected() -> None:
    assert form({}).body_error(multipart(("a", b"\xff")), MULTIPART) == "body.a: is not UTF-8"


def test_every_request_may_have_its_own_boundary() -> None:
    api = form({"a": INTEGER})
    for number in range(300):
        body = f'--b{number}\r\nContent-Disposition: form-data; name="a"\r\n\r\n{number}\r\n--b{number}--\r\n'
        assert api.body(body, f'multipart/form-data; boundary="b{number}"') == {"a": number}


def test_empty_form_is_an_object() -> None:
    assert form({}).body(f"--{BOUNDARY}--\r\n", MULTIPART) == {}
    assert form({}, required=["a"]).body_error(f"--{BOUNDARY}--\r\n", MULTIPART) == "body.a: is required"


def test_unevaluated_properties_of_forms_with_files_are_rejected() -> None:
    schema = {"allOf": [{"properties": {"a": FILE_30}}], "unevaluatedProperties": False}
    api = Api.of(accepting("multipart/form-data", schema))
    assert api.body(multipart(("a", b"", "a", "")), MULTIPART) == {"a": FILE}
    assert api.body_error(multipart(("a", b"", "a", ""), ("b", "1")), MULTIPART) == "body.b: is not allowed here"


def test_large_recursive_object_is_compiled() -> None:
    node = {"type": "object", "properties": {name: {"$ref": "#/components/schemas/Node"} for name in "abcdefghij"}}
    document = accepting("multipart/form-data", {"properties": {"root": {"$ref": "#/components/schemas/Node"}}})
    document["components"]["schemas"]["Node"] = node
    value: dict[str, Any] = {"a": {"b": {}}}
    assert Api.of(document).body(multipart(("root", json.dumps(value))), MULTIPART) == {"root": value}
