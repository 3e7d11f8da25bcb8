"""Bodies that generated clients send."""

import asyncio
import datetime as dt
import email.parser
import email.policy
import io
import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.generate.conftest import Generate
from tests.support.generated_clients import GeneratedClient

ID = UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6")


def parts(request: httpx.Request) -> list[tuple[str, str | None, str, bytes]]:
    """Return the name, file name, media type and content of each part of a multipart form."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + request.content)
    found = []
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = str(part.get_param("name", header="content-disposition"))
        found.append((name, part.get_filename(), part.get_content_type(), content))
    return found


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"ids": [ID, ID]}, [("ids", None, "text/plain", str(ID).encode())] * 2),
        ({"kind": "x"}, [("kind", None, "text/plain", b"x")]),
        ({"kinds": ["x", "x"]}, [("kinds", None, "text/plain", b"x")] * 2),
        ({"nullable": "text"}, [("nullable", None, "text/plain", b"text")]),
        ({"nullable": None}, []),
        ({"nullable_ids": [ID, None]}, [("nullable_ids", None, "text/plain", str(ID).encode())]),
        ({"nothing": None}, []),
        ({"day": dt.date(2024, 5, 9)}, [("day", None, "text/plain", b"2024-05-09")]),
        ({"flag": True}, [("flag", None, "text/plain", b"true")]),
        ({"free": {"a": [1, ID]}}, [("free", None, "application/json", b'{"a": [1, "%s"]}' % str(ID).encode())]),
        ({"settings": {"on": True}}, [("settings", None, "application/json", b'{"on": true}')]),
        ({"list": [{"n": 1}, {"n": 2}]}, [("list", None, "application/json", b'{"n": %d}' % n) for n in (1, 2)]),
        ({"file": ("a.bin", b"\0")}, [("file", "a.bin", "application/octet-stream", b"\0")]),
        ({"nullable_file": ("a.txt", b"a")}, [("nullable_file", "a.txt", "text/plain", b"a")]),
        ({"photo": ("a.bin", b"\x89")}, [("photo", "a.bin", "image/png", b"\x89")]),
        ({"notes": "# x"}, [("notes", None, "text/markdown", b"# x")]),
        ({"json": [1, 2]}, [("json", None, "application/json", b"[1, 2]")]),
    ],
    ids=lambda each: "-".join(each) if isinstance(each, dict) else "",
)
def test_multipart_form_has_a_part_for_each_value(
    generated: Generate, arguments: dict[str, Any], expected: list[tuple[str, str | None, str, bytes]]
) -> None:
    client = generated("multipart")
    client.call("send", id=str(ID), **arguments)
    assert parts(client.request) == [("id", None, "text/plain", str(ID).encode()), *expected]


@pytest.mark.parametrize(
    ("method", "form"),
    [
        ("send", b"tags=a%2Cb&tags=c&flag=true&street=x+y&number=7"),
        ("styled", b"tags=a%2Cb,c&flag=true&address%5Bstreet%5D=x+y&address%5Bnumber%5D=7"),
        ("json", b"tags=a%2Cb&tags=c&flag=true&address=%7B%22street%22%3A+%22x+y%22%2C+%22number%22%3A+7%7D"),
    ],
)
def test_form_is_serialized_by_its_encoding(generated: Generate, method: str, form: bytes) -> None:
    client = generated("forms")
    client.call(method, tags=["a,b", "c"], flag=True, nothing=None, address={"street": "x y", "number": 7})
    assert client.request.content.replace(b"%20", b"+") == form
    assert client.request.headers["content-type"] == "application/x-www-form-urlencoded"


def test_dictionaries_are_taken_as_models(generated: Generate) -> None:
    client = generated("nested")
    at = dt.datetime(2024, 5, 9, tzinfo=dt.UTC)
    item = client.model("Item")(at=at)
    arguments: dict[str, Any] = {
        "item": {"at": at, "id": ID},
        "items": [item, {"at": "2024"}],
        "free": {"n": ID},
        "either": {"at": at},
    }
    client.call("create", **arguments, nullable=None)
    text = "2024-05-09T00:00:00+00:00"
    assert json.loads(client.request.content) == {
        "item": {"at": text, "id": str(ID)},
        "items": [{"at": text}, {"at": "2024"}],
        "free": {"n": str(ID)},
        "either": {"at": text},
        "nullable": None,
    }


def test_read_only_properties_are_not_sent(generated: Generate) -> None:
    client = generated("read_only")
    body = {"id": str(ID), "name": "n", "password": "p"}
    user = client.call("create", httpx.Response(201, json={"id": str(ID), "name": "n"}), name="n", password="p")  # noqa: S106
    assert json.loads(client.request.content) == {"name": "n", "password": "p"}
    assert (user.id, user.name) == (ID, "n")
    received = client.model("User").from_dict(body)
    assert received.to_dict() == body
    transport = httpx.MockTransport(client.handler(httpx.Response(201, json=body)))
    functions = client.module().Client(httpx_args={"transport": transport})
    client.module("api.default.create").sync(client=functions, body=received)
    assert json.loads(client.request.content) == {"name": "n", "password": "p"}


class Chunks(io.BytesIO):
    """A file of zeros that records the sizes of its reads."""

    def __init__(self, size: int) -> None:
        super().__init__(bytes(size))
        self.sizes: list[int | None] = []

    def read(self, size: int | None = -1, /) -> bytes:  # noqa: D102
        self.sizes.append(size)
        return super().read(size)


def send_image(client: GeneratedClient, body: Any, mode: str, transport: httpx.MockTransport) -> None:
    module = client.module("api.default.image")
    functions = client.module().Client(httpx_args={"transport": transport})
    if mode == "sync":
        module.sync_detailed(client=functions, body=body)
    else:
        asyncio.run(module.asyncio_detailed(client=functions, body=body))


@pytest.mark.parametrize("mode", ["sdk", "sync", "asyncio"])
def test_file_body_is_streamed_with_its_length(generated: Generate, mode: str) -> None:
    client, file = generated("media_types"), Chunks(200_000)
    file.seek(7)
    if mode == "sdk":
        client.call("image", httpx.Response(200, content=b"png"), body=file)
    else:
        transport = httpx.MockTransport(client.handler(httpx.Response(200, content=b"png")))
        send_image(client, client.module().File(file), mode, transport)
    assert len(client.request.content) == 200_000
    assert (client.request.headers["content-length"], client.request.headers["content-type"]) == ("200000", "image/png")
    assert "transfer-encoding" not in client.request.headers
    assert {*file.sizes} == {65_536}


def test_file_of_unknown_size_is_sent_in_chunks(generated: Generate) -> None:
    class Pipe(Chunks):
        def seekable(self) -> bool:
            return False

    client = generated("media_types")
    client.call("image", httpx.Response(200, content=b""), body=Pipe(9))
    assert client.request.headers["transfer-encoding"] == "chunked"
    assert client.request.content == bytes(9)


def test_omitted_body_has_no_media_type(generated: Generate) -> None:
    client = generated("media_types")
    client.call("optional")
    assert (client.request.content, client.request.headers.get("content-type")) == (b"", None)


@pytest.mark.parametrize(
    ("method", "body", "media_type", "sent"),
    [
        ("text", "Zoë", "text/plain", "Zoë".encode()),
        ("image", ("a.png", b"\x89"), "image/png", b"\x89"),
        ("xml", "<a/>", "application/xml", b"<a/>"),
    ],
)
def test_body_is_text_or_a_file(generated: Generate, method: str, body: Any, media_type: str, sent: bytes) -> None:
    client = generated("media_types")
    client.call(method, httpx.Response(200, content=b"7"), body=body)
    assert (client.request.content, client.request.headers["content-type"]) == (sent, media_type)


def test_first_media_type_of_a_schema_is_sent(generated: Generate) -> None:
    client = generated("media_types")
    client.call("same", title="t")
    assert json.loads(client.request.content) == {"title": "t"}
