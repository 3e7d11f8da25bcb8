"""Limits: every request is rejected or accepted within a second."""

import gzip
import json
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.validation.errors import LimitExceeded, RequestError
from scripts.validation.limits import MAX_BODY_BYTES, MAX_FIELDS
from tests.support.contracts import JSON, MULTIPART, URLENCODED, Api, accepting, contract, multipart, parameter

TREE = {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Tree"}}
MIB = 2**20


@pytest.fixture(autouse=True)
def within_a_second() -> Iterator[None]:
    """Fail a test that takes more than a second of the processor."""
    started = time.process_time()
    yield
    assert time.process_time() - started < 1


def rejected(api: Api, body: bytes, content_type: str = JSON, **headers: str) -> RequestError:
    sent = {"Content-Type": content_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return api.error(headers=sent, body=body, chunks=64)


def ended(api: Api, **request: Any) -> str:
    """Return why a request is rejected; nothing if it is accepted."""
    try:
        api.send(**request)
    except RequestError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000]
)
@pytest.mark.parametrize("schema", [{}, {"type": "integer"}, {"$ref": "#/components/schemas/Tree"}])
def test_deeply_nested_json_is_rejected(text: str, schema: Any) -> None:
    error = rejected(Api.of(contract(body=schema, schemas={"Tree": TREE})), text.encode())
    assert (error.status, str(error)) == (400, "body: is nested too deeply")


@pytest.mark.parametrize("depth", [100, 200, 250, 500, 900])
def test_nested_json_is_validated_or_rejected(depth: int) -> None:
    api = Api.of(contract(body={"$ref": "#/components/schemas/Tree"}, schemas={"Tree": TREE}))
    text = b'{"a":' * depth + b"1" + b"}" * depth
    assert str(rejected(api, text)).rpartition(": ")[2] in {"must be object", "is nested too deeply"}


@pytest.mark.parametrize("depth", [100, 250, 500, 900])
def test_nested_json_in_a_part_or_parameter_is_rejected(depth: int) -> None:
    text = '{"a":' * depth + "1" + "}" * depth
    reference = {"$ref": "#/components/schemas/Tree"}
    document = accepting("multipart/form-data", {"properties": {"a": reference}})
    document["components"]["schemas"]["Tree"] = TREE
    reasons = {"must be object", "is nested too deeply"}
    assert str(rejected(Api.of(document), multipart(("a", text)), MULTIPART)).rpartition(": ")[2] in reasons
    declared = {"name": "a", "in": "query", "content": {JSON: {"schema": reference}}}
    error = Api.of(contract(declared, schemas={"Tree": TREE})).query_error(f"a={text}")
    assert error.rpartition(": ")[2] in reasons


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"1" * MIB, "has a number that is too long or too large"),
        (b"-" + b"1" * 5000, "has a number that is too long or too large"),
        (b"1e999999", "has a number that is too long or too large"),
        (b"1" * 4000, "must be string"),
        (b"0." + b"1" * MIB, "must be string"),
        (b"1e-999999", "must be string"),
    ],
)
def test_long_number_in_json_is_rejected(text: bytes, reason: str) -> None:
    assert str(rejected(Api.of(contract(body={"type": "string"})), text)) == f"body: {reason}"


@pytest.mark.parametrize("schema", [{"type": "integer"}, {"type": "number"}, {"type": "number", "multipleOf": 0.01}])
@pytest.mark.parametrize("text", ["9" * 100_000, "0." + "9" * 100_000, "1e999999", "1e-999999", "9" * 3000])
def test_long_number_in_a_query_ends(schema: Any, text: str) -> None:
    api = Api.of(contract(parameter("q", "query", schema)))
    assert ended(api, target=f"/things?q={text}") in {
        "",
        "query.q: must be integer",
        "query.q: must be number",
        "query.q: must be a multiple of 0.01",
    }


@pytest.mark.parametrize(
    ("media_type", "content_type"), [(JSON, JSON), (URLENCODED, URLENCODED), ("text/plain", "text/plain")]
)
def test_large_body_is_rejected(media_type: str, content_type: str) -> None:
    error = rejected(Api.of(accepting(media_type, {})), b" " * (MAX_BODY_BYTES + 1), content_type)
    assert isinstance(error, LimitExceeded)
    assert str(error) == "body: is larger than 4 MiB, files aside"


def test_large_texts_of_a_form_are_rejected() -> None:
    body = multipart(*[(f"a{number}", b" " * MIB) for number in range(5)])
    assert str(rejected(Api.of(accepting("multipart/form-data", {})), body, MULTIPART)) == (
        "body: is larger than 4 MiB, files aside"
    )


def test_large_file_is_accepted_and_dropped() -> None:
    api = Api.of(accepting("multipart/form-data", {}))
    request = api.send(
        headers={"Content-Type": MULTIPART}, body=multipart(("a", b"x" * (8 * MIB), "a", "")), chunks=128
    )
    assert request.files == ["a"]


def test_large_opaque_body_is_accepted_and_dropped() -> None:
    api = Api.of(accepting("image/png", {}))
    assert api.send(headers={"Content-Type": "image/png"}, body=b"x" * (8 * MIB), chunks=128).body is None


def test_many_fields_are_rejected() -> None:
    urlencoded = b"&".join(b"a=1" for _ in range(MAX_FIELDS + 1))
    assert (
        str(rejected(Api.of(accepting(URLENCODED, {})), urlencoded, URLENCODED)) == "body: has more than 10000 fields"
    )
    parts = multipart(*[("a", "1")] * (MAX_FIELDS + 1))
    error = rejected(Api.of(accepting("multipart/form-data", {})), parts, MULTIPART)
    assert str(error) == "body: has more than 10000 fields"


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress])
@pytest.mark.parametrize("content_type", [JSON, URLENCODED, MULTIPART])
def test_bomb_is_rejected(compress: Any, content_type: str) -> None:
    api = Api.of(accepting(content_type.partition(";")[0], {}))
    body = compress(b" " * (64 * MIB), 6)
    assert str(rejected(api, body, content_type, Content_Encoding="gzip")).startswith("body: is ")


def test_bomb_of_many_members_is_rejected() -> None:
    body = gzip.compress(b"") * 100_000
    error = rejected(Api.of(contract(body={})), body, Content_Encoding="gzip")
    assert str(error) == "body: has more than 100 compressed members"


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode-escape", "utf-7"])
def test_charset_that_is_slow_to_decode_ends(charset: str) -> None:
    api = Api.of(accepting("text/plain", {}))
    headers = {"Content-Type": f"text/plain; charset={charset}"}
    assert ended(api, headers=headers, body=b"a" * (2 * MIB) + b"-" + b"b" * MIB) in {
        "",
        "body: is not text in the charset that Content-Type names",
    }


@pytest.mark.parametrize("pattern", ["^(a+)+$", r"^(a+)+\1$", "^(?=(a+)+$)a", "(a|aa)+$"])
def test_pattern_that_backtracks_ends(pattern: str) -> None:
    api = Api.of(contract(body={"type": "string", "pattern": pattern}))
    assert str(rejected(api, json.dumps("a" * 5000 + "!").encode())).startswith("body: must ")


def test_many_violations_are_counted_in_one_line() -> None:
    api = Api.of(contract(body={"type": "array", "items": {"type": "string"}}))
    assert str(rejected(api, json.dumps([1] * 8).encode())).endswith("body.4: must be string; and 3 more")
    assert str(rejected(api, json.dumps([1] * 1_000_000).encode())) == "body.0: must be string"


@pytest.mark.parametrize(
    "query", ["q" + "[a]" * 30_000 + "=1", "&".join(f"q[a{n}]=1" for n in range(5000)), "q=" + "," * 60_000]
)
@pytest.mark.parametrize("style", ["deepObject", "form"])
def test_large_query_ends(query: str, style: str) -> None:
    schema = {"type": "object"} if style == "deepObject" else {"type": "array", "items": {"type": "integer"}}
    api = Api.of(contract(parameter("q", "query", schema, style=style, explode=False)))
    assert len(ended(api, target=f"/things?{query}")) < 1000


def test_long_location_is_cut_off() -> None:
    api = Api.of(contract(body={"properties": {"a": {}}, "additionalProperties": False}))
    assert len(str(rejected(api, json.dumps({"x" * 100_000: 1}).encode()))) < 300


def test_unique_items_of_a_large_array_end() -> None:
    api = Api.of(contract(body={"uniqueItems": True}))
    assert len(api.body(json.dumps(list(range(200_000))))) == 200_000
    assert len(api.body(json.dumps([{"a": number} for number in range(20_000)]))) == 20_000
