"""Responses of generated clients: status codes, media types and pages."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.generate.conftest import Generate

ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


def _as_json(result: Any) -> Any:
    """Return a result with its models as JSON, and its files as bytes."""
    if isinstance(result, list):
        return [_as_json(each) for each in result]
    if hasattr(result, "payload"):
        return result.to_bytes()
    return result.to_dict() if hasattr(result, "to_dict") else result


@pytest.mark.parametrize(("method", "status"), [("remove", 204), ("accept", 202)])
def test_success_without_a_body_is_none(generated: Generate, method: str, status: int) -> None:
    client = generated("empty_success")
    assert client.call(method, httpx.Response(status)) is None
    module, functions = client.module(f"api.default.{method}"), client.module().Client
    response = httpx.Response(404, json={"detail": "gone"})
    transport = httpx.MockTransport(lambda _: response)
    parsed = module.sync(client=functions(httpx_args={"transport": transport}))
    assert parsed.to_dict() == {"detail": "gone"}


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (200, [{"n": 1}], [{"n": 1}]),
        (201, [ID], [UUID(ID)]),
        (202, {"n": 2}, {"n": 2}),
        (204, None, None),
    ],
)
def test_status_code_selects_the_type(generated: Generate, status: int, body: Any, result: Any) -> None:
    response = httpx.Response(status, json=body) if body else httpx.Response(status)
    found = generated("successes").call("start", response, strict_response_validation=True)
    assert _as_json(found) == result


@pytest.mark.parametrize(
    ("media_type", "content", "result"),
    [
        ("application/json", b'{"title": "t"}', {"title": "t"}),
        ("Text/CSV; charset=utf-8", b"a,b", "a,b"),
        ("application/pdf", b"%PDF", b"%PDF"),
    ],
)
def test_content_type_selects_the_type(generated: Generate, media_type: str, content: bytes, result: Any) -> None:
    response = httpx.Response(200, content=content, headers={"content-type": media_type})
    found = generated("media_types").call("report", response, strict_response_validation=True)
    if isinstance(result, bytes):
        assert (found.to_bytes(), found.mime_type) == (result, media_type)
    else:
        assert _as_json(found) == result


@pytest.mark.parametrize(
    ("status", "media_type", "content", "result"),
    [
        (418, "application/problem+json", b'{"title": "t"}', {"title": "t"}),
        (503, "text/plain", b"busy", "busy"),
        (299, "text/plain", b"odd", "odd"),
    ],
)
def test_functions_return_ranges_and_default(
    generated: Generate, status: int, media_type: str, content: bytes, result: Any
) -> None:
    client = generated("media_types")
    response = httpx.Response(status, content=content, headers={"content-type": media_type})
    transport = httpx.MockTransport(lambda _: response)
    found = client.module("api.default.report").sync(client=client.module().Client(httpx_args={"transport": transport}))
    assert _as_json(found) == result


@pytest.mark.parametrize(
    ("method", "content", "result"), [("text", b"42", 42), ("xml", b"<a/>", "<a/>"), ("image", b"\x89", b"\x89")]
)
def test_body_is_text_or_a_file(generated: Generate, method: str, content: bytes, result: Any) -> None:
    found = generated("media_types").call(method, httpx.Response(200, content=content), body=b"x")
    assert _as_json(found) == result


@pytest.mark.parametrize("method", ["list_arrays", "list_none", "list_several"])
def test_operation_without_pages_has_no_iterator(generated: Generate, method: str) -> None:
    client = generated("paging")
    assert client.call(method, httpx.Response(200, json={}), offset=1, limit=2).to_dict() == {}
    assert dict(client.request.url.params) == {"offset": "1", "limit": "2"}
    with client.client() as opened:
        assert [name for name in dir(opened.default) if name.startswith("iter")] == []


def test_contract_with_gaps_is_completed(generated: Generate) -> None:
    client = generated("documents")
    assert client.call("get_items_item_id", httpx.Response(200, json={"own": "x"}), item_id="a/b").own == "x"
    assert client.request.url.raw_path == b"/v1/items/a%2Fb"
    assert client.call("get_things", httpx.Response(200, json={"n": 1})).n == 1
    assert client.call("post_things", httpx.Response(200, json={"b": True}), body={"s": "x"}).b is True
    assert len({type(client.call(name, httpx.Response(200, json={}))) for name in ("get_things", "post_things")}) == 2
