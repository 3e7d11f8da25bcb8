"""curl commands of the inspector."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from scripts.mock.admin.inspector import curl
from scripts.openapi import Document
from tests.mock.admin.recordings import CREDENTIALS, KEY, TOKEN, recorded, redactor
from tests.support import pet_shop

REQUESTS: list[tuple[str, bytes, list[tuple[bytes, bytes]], bytes]] = [
    ("GET", b"/plain", [(b"accept", b"text/html")], b""),
    ("HEAD", b"/head", [], b""),
    ("DELETE", b'/it\'s?a=$HOME&b=`id`&c="!x"', [], b""),
    ("GET", b"/../a/./b//c?x=[1-3]{a,b}", [], b""),
    ("GET", b"/a#b", [], b""),
    ("OPTIONS", b"*", [], b""),
    ("PUT", b"/", [(b"content-type", b"application/json")], b'{"a": "it\'s $(id) \\n `x` !"}'),
    ("POST", b"/", [], b"@/etc/passwd\r\n\ttab \x1b[31m \xe2\x80\xae7\n"),
    ("POST", b"/", [(b"content-type", b"text/plain")], "\u00fc".encode() + b"\n\n"),
    ("PATCH", b"/", [(b"x-bytes", b"a\xff\xe9'b"), (b"x-empty", b""), (b"x-two", b"1"), (b"x-two", b"2")], b"7"),
    ("GET", b"/?api_key=quite%20a+key", [(b"user-agent", b"me/1")], b""),
    ("POST", b"/" + TOKEN.encode(), [(b"x-and", b"a " + KEY.encode())], b"{" + KEY.encode() + b"'"),
]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(("method", "target", "headers", "body"), REQUESTS)
def test_command_repeats_the_request(
    tmp_path: Path, method: str, target: bytes, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    request = recorded(target, [*CREDENTIALS, *headers], body, method=method)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
        command = curl.command(request.head, request.body, redactor(request), base)
        assert TOKEN not in command
        variables = {"API_KEY": KEY, "CAIGUNN_ACCESS_TOKEN": TOKEN, "API_KEY_2_AS_SENT": "quite%20a+key"}
        environment = {**variables, "PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
        arguments = ["bash", "-c", command]
        null = subprocess.DEVNULL
        with subprocess.Popen(arguments, cwd=tmp_path, env=environment, stdout=null, stderr=null):
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as stream:
                line = stream.readline()
                sent: list[tuple[bytes, bytes]] = []
                for each in iter(stream.readline, b"\r\n"):
                    name, _, value = each.rstrip(b"\r\n").partition(b":")
                    sent.append((name.lower(), value.removeprefix(b" ")))
                content = stream.read(int(dict(sent).get(b"content-length", b"0")))
                connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    assert (line, content) == (f"{method} {target.decode()} HTTP/1.1\r\n".encode(), body)
    expected = [*CREDENTIALS, *headers]
    from_curl = {b"host", b"content-length", b"accept", b"user-agent"}
    assert [each for each in sent if each[0] not in from_curl] == [
        each for each in expected if each[0] not in from_curl
    ]
    assert set(expected) <= set(sent)


def test_example_is_the_simplest_operation() -> None:
    assert curl.example(pet_shop.CONTRACT, {}, "http://127.0.0.1:1") == "curl http://127.0.0.1:1/pets"


@pytest.mark.parametrize(
    ("scheme", "configured", "command"),
    [
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, {}, "curl http://h/pets/1 -H 'x-key: any'"),
        (
            {"type": "apiKey", "in": "header", "name": "X-Key"},
            {"x-key": "k"},
            'curl http://h/pets/1 -H "x-key: $X_KEY"',
        ),
        ({"type": "apiKey", "in": "query", "name": "key"}, {}, "curl 'http://h/pets/1?key=any'"),
        ({"type": "apiKey", "in": "query", "name": "key"}, {"key": "k"}, "curl 'http://h/pets/1?key='\"$KEY\""),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, {}, "curl http://h/pets/1 -H 'cookie: sid=any'"),
        ({"type": "http", "scheme": "Bearer"}, {}, "curl http://h/pets/1 -H 'authorization: Bearer any'"),
        ({"type": "http", "scheme": "basic"}, {}, "curl http://h/pets/1 -H 'authorization: Basic YW55OmFueQ=='"),
    ],
)
def test_example_has_the_required_credential(scheme: Document, configured: dict[str, str], command: str) -> None:
    document: Document = {
        "paths": {"/pets/{id}": {"get": {"security": [{"one": []}], "responses": {}}}},
        "components": {"securitySchemes": {"one": scheme}},
    }
    assert curl.example(document, configured, "http://h") == command
