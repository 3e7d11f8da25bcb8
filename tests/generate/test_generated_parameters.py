"""Parameters that generated clients send, and the servers that they call."""

import asyncio
import datetime as dt
import inspect
import warnings
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.generate.conftest import Generate

ID = UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6")


def test_path_has_the_styles_of_its_parameters(generated: Generate) -> None:
    client = generated("parameters")
    client.call("path", flag=True, ids=[1, 2], label=["a", "b/c"], matrix={"a": 1})
    assert client.request.url.raw_path == b"/v1/p/true/1,2/.a,b%2Fc/;a=1/x"


@pytest.mark.parametrize(
    ("method", "arguments", "query"),
    [
        ("delimited", {"form": ["a", "b,c"]}, b"form=a,b%2Cc"),
        ("delimited", {"space": ["a", "b"]}, b"space=a%20b"),
        ("delimited", {"pipe": [1, 2]}, b"pipe=1%7C2"),
        ("delimited", {"flat": {"a": 1, "b": "x"}}, b"flat=a,1,b,x"),
        ("delimited", {"reserved": "a/b c"}, b"reserved=a/b%20c"),
        ("objects", {"filter": {"a": 1, "tags": ["x", "y"], "in": {"on": True}}},
         b"filter[a]=1&filter[tags]=x&filter[tags]=y&filter[in][on]=true"),
        ("objects", {"spread": {"x": 1, "at": dt.date(2024, 5, 9)}}, b"x=1&at=2024-05-09"),
        ("objects", {"json": {"n": 1}}, b'json={"n":+1}'),
        ("objects", {"since": dt.datetime(2024, 5, 9, tzinfo=dt.UTC)}, b"since=2024-05-09T00:00:00+00:00"),
        ("objects", {"since": None}, b""),
    ],
    ids=str,
)  # fmt: skip
def test_query_has_the_styles_of_its_parameters(
    generated: Generate, method: str, arguments: dict[str, Any], query: bytes
) -> None:
    client = generated("parameters")
    client.call(method, **arguments)
    sent = client.request.url.query
    for escaped, plain in (
        (b"%5B", b"["),
        (b"%5D", b"]"),
        (b"%7B", b"{"),
        (b"%22", b'"'),
        (b"%3A", b":"),
        (b"%7D", b"}"),
    ):
        sent = sent.replace(escaped, plain) if method == "objects" else sent
    assert sent.replace(b"%2B", b"+") == query


def test_headers_and_cookies_of_all_types_are_sent(generated: Generate) -> None:
    client, day = generated("parameters"), dt.date(2024, 5, 9)
    headers: dict[str, Any] = {"x_id": str(ID), "x_null": None, "x_list": [1, 2], "x_flag": False, "x_day": day}
    client.call("headers", **headers, number=1, flag=True, day=day, text="a; b")
    found = {name: value for name, value in client.request.headers.items() if name.startswith("x-")}
    assert found == {"x-id": str(ID), "x-list": "1,2", "x-flag": "false", "x-day": "2024-05-09"}
    assert client.request.headers["cookie"] == "number=1; flag=true; day=2024-05-09; text=a%3B%20b"
    client.call("headers", x_null="x")
    assert (client.request.headers["x-null"], client.request.headers.get("cookie")) == ("x", None)


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("get", "https://files.example/v2/files"),
        ("upload", "https://api.example/up/files"),
        ("other", "https://api.example/v1/other"),
    ],
)
def test_operation_is_sent_to_its_own_server(generated: Generate, method: str, url: str) -> None:
    client = generated("servers")
    client.call(method)
    assert str(client.request.url) == url
    with client.client(base_url="http://127.0.0.1:1/mock") as changed:
        getattr(changed.default, method)()
    assert str(client.request.url) == f"http://127.0.0.1:1/mock/{url.rpartition('/')[2]}"


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_deprecated_arguments_are_documented_and_warn(generated: Generate, mode: str) -> None:
    client = generated("deprecated")
    name = client.client_name if mode == "sync" else f"Async{client.client_name}"
    args = {"transport": httpx.MockTransport(client.handler(httpx.Response(204)))}
    opened = getattr(client.module(), name)(httpx_args=args)

    async def call_async(**arguments: Any) -> None:
        await opened.default.change(id=ID, **arguments)

    def call(**arguments: Any) -> list[tuple[str, str]]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            if mode == "async":
                asyncio.run(call_async(**arguments))
            else:
                opened.default.change(id=ID, **arguments)
        return [(str(each.message), each.filename) for each in caught]

    prefix = f"{client.client_name.lower()}.default.change: the argument"
    assert call(new=ID, weight=1) == []
    assert call(old="a", size=None) == [(f"{prefix} {name!r} is deprecated", __file__) for name in ("old", "size")]
    described = inspect.getdoc(opened.default.change) or ""
    for line in ("id: Deprecated. The id.", "old: Deprecated. The old one.", "new: The new one.", "size: Deprecated."):
        assert f"\n    {line}\n" in described
    assert "size (int | None | Unset): Deprecated." in str(inspect.getdoc(client.model("Thing")))
