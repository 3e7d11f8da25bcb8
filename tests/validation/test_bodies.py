"""JSON, text and opaque bodies."""

import gzip
import zlib
from typing import Any

import pytest

from scripts.project import UserError
from tests.support.contracts import JSON, URLENCODED, Api, accepting, contract

POINT = {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("documented", "sent"),
    [
        ("application/json", "application/json"),
        ("application/json", "application/json; charset=utf-8"),
        ("application/json", "Application/JSON"),
        ("Application/Json", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        ("text/json", "text/json"),
        ("application/vnd.shop+json", "application/vnd.shop+json"),
        ("application/problem+json", "application/problem+json;charset=UTF-8"),
        ("application/*+json", "application/vnd.shop+json"),
        ("application/*", "application/json"),
        ("*/*", "application/json"),
        ("*/*", "application/hal+json"),
    ],
)
def test_json_of_every_media_type_is_validated(documented: str, sent: str) -> None:
    api = Api.of(accepting(documented, POINT))
    request = api.send(headers={"Content-Type": sent}, body='{"x": 1}')
    assert (request.body, request.media_type) == ({"x": 1}, documented)
    assert api.body_error('{"x": "1"}', sent) == "body.x: must be integer"
    assert api.body_error("{}", sent) == "body.x: is required"


@pytest.mark.parametrize("text", ["false", "0", "null", '""', "[]", "{}"])
def test_falsy_json_is_a_body(text: str) -> None:
    Api.of(contract(body={})).body(text)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_falsy_json_must_match_its_schema(version: str) -> None:
    api = Api.of(contract(version=version, body={"type": "boolean"}))
    assert api.body("false") is False
    assert api.body_error("null") == "body: must be boolean"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "is not JSON: Expecting property name enclosed in double quotes at line 1 column 2"),
        ("[1,]", "is not JSON: "),
        ("{'a': 1}", "is not JSON: Expecting property name enclosed in double quotes at line 1 column 2"),
        ("NaN", "is not JSON: NaN is not a number of JSON"),
        ("[-Infinity]", "is not JSON: -Infinity is not a number of JSON"),
        (" ", "is empty, and must be JSON"),
        (b"\xef\xbb\xbf{}", "begins with a byte order mark, which JSON must not have"),
        (b'"\xff"', "is not UTF-8 at byte 1"),
        (b'"\xed\xa0\x80"', "is not UTF-8 at byte 1"),
        (r'"\ud83d"', "is not JSON: a string has half of a surrogate pair"),
        ("01", "is not JSON: "),
        ("1.", "is not JSON: "),
        ('"\x01"', "is not JSON: Invalid control character at at line 1 column 2"),
        ("{} {}", "is not JSON: Extra data at line 1 column 4"),
        ("{}\x00", "is not JSON: Extra data at line 1 column 3"),
    ],
)
def test_malformed_json_is_rejected(body: str | bytes, reason: str) -> None:
    assert Api.of(contract(body={})).body_error(body).startswith(f"body: {reason}")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud83d\ude00"', "😀"),
        ("9007199254740993", 9007199254740993),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ('{"a": 1, "a": 2}', {"a": 2}),
        (" [1] ", [1]),
    ],
)
def test_json_keeps_its_value(text: str, value: Any) -> None:
    assert Api.of(contract(body={})).body(text) == value


def test_body_may_arrive_in_pieces() -> None:
    headers = {"Content-Type": JSON}
    assert Api.of(contract(body=POINT)).send(headers=headers, body='{"x": 12345}', chunks=5).body == {"x": 12345}


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "0"}, {"Content-Type": JSON}, {"Content-Length": " 00"}])
def test_required_body_that_is_missing_is_rejected(headers: dict[str, str]) -> None:
    error = Api.of(contract(body=POINT)).error(headers=headers)
    assert (error.status, str(error)) == (400, "body: is required, as application/json")


@pytest.mark.parametrize("required", [True, False])
def test_chunked_body_that_is_empty_is_missing(required: bool) -> None:
    document = contract(body=POINT)
    document["paths"]["/things"]["post"]["requestBody"]["required"] = required
    headers = {"Content-Type": JSON, "Transfer-Encoding": "chunked"}
    if required:
        assert str(Api.of(document).error(headers=headers)) == "body: is required, as application/json"
    else:
        request = Api.of(document).send(headers=headers)
        assert (request.body, request.media_type) == (None, None)


def test_optional_body_may_be_missing() -> None:
    request = Api.of(contract(requestBody={"content": {JSON: {"schema": POINT}}})).send()
    assert (request.body, request.media_type) == (None, None)


def test_body_that_is_not_documented_is_ignored() -> None:
    assert Api.of(contract()).send(headers={"Content-Type": "text/plain"}, body="text").body is None


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("text/plain", "must be application/json or application/x-www-form-urlencoded, not text/plain"),
        (
            "application/vnd.shop+json",
            "must be application/json or application/x-www-form-urlencoded, not application/vnd.shop+json",
        ),
        ("", "must be application/json or application/x-www-form-urlencoded"),
        ("te\x07xt", "must be application/json or application/x-www-form-urlencoded"),
    ],
)
def test_body_of_another_media_type_is_rejected(sent: str, reason: str) -> None:
    document = contract(requestBody={"content": {JSON: {"schema": POINT}, URLENCODED: {"schema": POINT}}})
    error = Api.of(document).error(headers={"Content-Type": sent} if sent else {}, body="{}")
    assert (error.status, str(error)) == (400, f"header.Content-Type: {reason}")


def test_body_without_media_type_may_be_any_bytes() -> None:
    assert Api.of(accepting("application/octet-stream", {})).send(body=b"\xff").media_type == "application/octet-stream"
    assert Api.of(accepting("*/*", {})).send(body=b"\xff").media_type == "*/*"


@pytest.mark.parametrize(
    ("schema", "body", "value"),
    [
        ({"type": "string"}, "text", "text"),
        ({"type": "integer"}, "5", 5),
        ({}, "5", "5"),
        ({"type": "object"}, "a,b", "a,b"),
    ],
)
def test_text_becomes_value_of_schema(schema: Any, body: str, value: Any) -> None:
    assert Api.of(accepting("text/plain", schema)).body(body, "text/plain") == value


def test_text_is_validated() -> None:
    api = Api.of(accepting("text/plain", {"type": "string", "minLength": 3}))
    assert api.body_error("ab", "text/plain; charset=utf-8") == "body: must have at least 3 characters"


@pytest.mark.parametrize("charset", ["iso-8859-1", '"ISO-8859-1"', "windows-1252"])
def test_text_is_decoded_by_its_charset(charset: str) -> None:
    api = Api.of(accepting("text/plain", {"type": "string", "maxLength": 4}))
    assert api.body("café".encode("latin-1"), f"text/plain; charset={charset}") == "café"


@pytest.mark.parametrize(
    ("charset", "body"), [("utf-8", b"\xff"), ("no-such-charset", b"a"), ("undefined", b"\xff"), ("hex", b"61")]
)
def test_text_of_another_charset_is_rejected(charset: str, body: bytes) -> None:
    error = Api.of(accepting("text/plain", {})).body_error(body, f"text/plain; charset={charset}")
    assert error == "body: is not text in the charset that Content-Type names"


@pytest.mark.parametrize("media_type", ["application/octet-stream", "image/png", "application/xml", "application/pdf"])
def test_opaque_body_is_accepted_unread(media_type: str) -> None:
    api = Api.of(accepting(media_type, {"type": "string", "format": "binary"}))
    assert api.body(b"\x00\xff", media_type) is None


def test_xml_that_is_described_as_an_object_is_accepted() -> None:
    Api.of(accepting("text/xml", POINT)).body("<x>1</x>", "text/xml")
    Api.of(accepting("application/xml", POINT)).body("<x>1</x>", "application/xml")


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("identity", bytes),
        ("gzip", lambda raw: gzip.compress(raw[:4]) + gzip.compress(raw[4:])),
    ],
)
@pytest.mark.parametrize("chunks", [1, 7])
def test_compressed_body_is_read(encoding: str, compress: Any, chunks: int) -> None:
    headers = {"Content-Type": JSON, "Content-Encoding": encoding}
    body = compress(b'{"x": 12345}')
    assert Api.of(contract(body=POINT)).send(headers=headers, body=body, chunks=chunks).body == {"x": 12345}


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("gzip", b'{"x": 1}', "body: is not gzip, as its header says"),
        ("gzip", gzip.compress(b'{"x": 1}', mtime=0)[:-6], "body: is not gzip, as its header says"),
        ("br", b"", "header.Content-Encoding: must be gzip, deflate or identity"),
        ("gzip, gzip", b"", "header.Content-Encoding: must be gzip, deflate or identity"),
    ],
)
def test_body_that_cannot_be_decompressed_is_rejected(encoding: str, body: bytes, reason: str) -> None:
    headers = {"Content-Type": JSON, "Content-Encoding": encoding}
    assert str(Api.of(contract(body=POINT)).error(headers=headers, body=body or b"x")) == reason


@pytest.mark.parametrize(("method", "version", "ignored"), [
    ("GET", "3.0.3", True), ("HEAD", "3.0.3", True), ("DELETE", "3.0.3", True), ("POST", "3.0.3", False),
    ("GET", "3.1.0", False), ("DELETE", "3.1.0", False),
])  # fmt: skip
def test_openapi_30_ignores_bodies_without_meaning(method: str, version: str, ignored: bool) -> None:
    document = contract(version=version, body=POINT)
    item = document["paths"]["/things"]
    item[method.lower()] = item.pop("post")
    api = Api.of(document)
    if ignored:
        assert api.send(method).body is None
    else:
        assert str(api.error(method)) == "body: is required, as application/json"


def test_referenced_request_body_is_validated() -> None:
    document = contract(requestBody={"$ref": "#/components/requestBodies/Point"})
    document["components"]["requestBodies"] = {"Point": {"required": True, "content": {JSON: {"schema": POINT}}}}
    assert Api.of(document).body_error("{}") == "body.x: is required"


@pytest.mark.parametrize("media_type", [JSON, "application/*+json", "*/*", URLENCODED, "text/plain", "application/xml"])
def test_invalid_schema_of_a_body_is_a_failure_with_its_pointer(media_type: str) -> None:
    with pytest.raises(UserError) as caught:
        Api.of(accepting(media_type, {"properties": {"a/b": {"type": "strin"}}}))
    escaped = media_type.replace("/", "~1")
    pointer = f"#/paths/~1things/post/requestBody/content/{escaped}/schema/properties/a~1b/type"
    assert str(caught.value).startswith(f"{pointer}: the schema cannot be compiled: ")
