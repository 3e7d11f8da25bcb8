"""A contract whose names collide with those of its client, and a program that uses the client."""

from typing import Any

from scripts.openapi import Document

UUIDS = {"type": "array", "items": {"type": "string", "format": "uuid"}}


def query(name: str, **schema: Any) -> Document:
    return {"name": name, "in": "query", "schema": schema}


def responses(schema: Document) -> Document:
    return {"responses": {"200": {"description": "Yes.", "content": {"application/json": {"schema": schema}}}}}


CONTRACT: Document = {
    "openapi": "3.1.0",
    "info": {"title": "Odd", "version": "1"},
    "paths": {
        "/things": {
            "get": {
                "operationId": "list",
                "parameters": [
                    *(
                        query("offset", type="integer"),
                        query("limit", type="integer"),
                        query("page_size", type="integer"),
                    ),
                    *(query("as_uuid", type="string", format="uuid"), {**query("each"), "schema": UUIDS}),
                    *(query("self", type="string"), query("result", type="string"), query("start", type="string")),
                    query("list", type="array", items={"type": "string"}),
                    query("since", type=["string", "null"], format="date-time"),
                ],
                **responses(
                    {"type": "object", "properties": {"things": {"type": "array", "items": {"type": "string"}}}}
                ),
            },
            "post": {
                "operationId": "str",
                "requestBody": {
                    "required": True,
                    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
                },
                **responses({"type": "integer"}),
            },
        },
        "/things/{at}": {
            "parameters": [
                {"name": "at", "in": "path", "required": True, "schema": {"type": "string", "format": "date-time"}}
            ],
            "get": {"operationId": "float", **responses({"type": "number"})},
        },
        "/named/{name}/x": {
            "parameters": [{"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"operationId": "getNamed", **responses({"type": "boolean"})},
            "put": {
                "operationId": "putNamed",
                "deprecated": True,
                "tags": ["get", "timeout"],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["any", "null", "text"],
                                "properties": {
                                    "any": {},
                                    "null": {"type": ["string", "null"]},
                                    "text": {"type": "string"},
                                },
                            }
                        }
                    },
                },
                **responses({"type": "boolean"}),
            },
        },
    },
}
PROGRAM = """
import datetime
import io
import json
import warnings

import httpx
import odd_client
from odd_client import AsyncOdd, Odd

sent: list[httpx.Request] = []
waits = iter([429, 200])


def service(request: httpx.Request) -> httpx.Response:
    sent.append(request)
    if request.method == "POST":
        return httpx.Response(next(waits, 200), headers={"retry-after": "0"}, content=str(len(request.content)))
    if request.url.path == "/things":
        return httpx.Response(200, json={} if len(sent) > 1 else {"things": ["a"]})
    return httpx.Response(200, json=True if "named" in request.url.path else 1.5)


def group_name(group: object) -> str:
    return type(group).__name__.removesuffix("Group").lower() + "_"


assert not hasattr(odd_client, "webhooks")
noon = datetime.datetime(2024, 5, 9, 12, tzinfo=datetime.timezone.utc)
one = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
with Odd(base_url="http://odd.example", httpx_args={"transport": httpx.MockTransport(service)}) as odd:
    found = odd.default.iter_all(
        page_size=1, page_size_=7, as_uuid=one, each=[one], self_="s", result="a", start="b", list=["c"], since=noon
    )
    assert [*found] == ["a"]
    assert dict(sent[0].url.params) == {
        "offset": "0", "limit": "1", "page_size": "7", "as_uuid": one, "each": one, "self": "s", "result": "a",
        "start": "b", "list": "c", "since": noon.isoformat(),
    }, sent[0].url.params
    assert odd.default.list().things is not None
    assert odd.default.str_(body=io.BytesIO(b"12345")) == 5
    assert [request.content for request in sent[-2:]] == [b"12345", b"12345"]
    assert odd.default.float_(at=noon) == 1.5
    assert sent[-1].url.path == "/things/2024-05-09T12:00:00+00:00"
    assert odd.default.get_named(name="a/b") is True
    assert sent[-1].url.raw_path == b"/named/a%2Fb/x"
    for group in (odd.get_, odd.timeout_):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert group.put_named(name="n", any=None, null=None, text="t") is True
        assert [str(each.message) for each in caught] == [f"odd.{group_name(group)}.put_named is deprecated"]
        assert json.loads(sent[-1].content) == {"any": None, "null": None, "text": "t"}
    for wrong in ("", ".", ".."):
        try:
            odd.default.get_named(name=wrong)
        except ValueError as error:
            assert str(error) == f"{wrong!r} is not allowed as a path segment"
        else:
            raise AssertionError(wrong)
"""
