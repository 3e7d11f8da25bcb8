"""What the page is told of a request: no credential, however it is spelled, and a line of curl that repeats it."""

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from scripts.mock.journal import KEPT_BYTES, Asked, Exchange, Told
from scripts.mock.page import curl
from scripts.mock.page.masking import MASK, Credentials
from scripts.mock.page.showing import line, whole
from scripts.openapi import Document
from tests import shop

KEY, TOKEN = 'sk-\u00e9/7f+3 a"b\\c%41', "tok-0123456789"
SCHEMES: Document = {
    "components": {
        "securitySchemes": {
            "one": {"type": "apiKey", "in": "header", "name": "Api-Key"},
            "two": {"type": "apiKey", "in": "header", "name": "caigunn-access-token"},
        }
    }
}
CREDENTIALS = Credentials(SCHEMES, {"api-key": "the-admitted-key"})
HEADERS = [(b"api-key", KEY.encode()), (b"caigunn-access-token", TOKEN.encode())]


def exchange(
    target: bytes = b"/", headers: list[tuple[bytes, bytes]] | None = None, body: bytes = b"", **more: Any
) -> Exchange:
    told = Told(more.get("status", 200), more.get("answered", []), more.get("answer", b""), more.get("reason"))
    asked = Asked(more.get("method", "POST"), target, HEADERS if headers is None else headers)
    return Exchange(more.get("id", 1), 0.0, 1.0, asked, body[:KEPT_BYTES], more.get("size", len(body)), told)


def show(*exchanges: Exchange) -> dict[str, Any]:
    mask = CREDENTIALS.mask(CREDENTIALS.found(exchanges))
    return whole(exchanges[0], mask, "http://127.0.0.1:4010")


@pytest.mark.parametrize(
    "spelled",
    [
        KEY,
        quote(KEY),
        quote(KEY, safe="").lower(),
        quote_plus(KEY),
        json.dumps(KEY)[1:-1],
        json.dumps(KEY, ensure_ascii=False)[1:-1],
        "".join(f"\\u{ord(each):04X}" for each in KEY),
        "".join(f"%{byte:02X}" for byte in KEY.encode()),
    ],
)
def test_a_credential_is_hidden_wherever_it_stands_and_however_it_is_spelled(spelled: str) -> None:
    text = f"<{spelled}|{TOKEN}>".encode()
    shown = show(
        exchange(
            b"/" + quote(spelled, safe="%+\\").encode() + b"?x=" + TOKEN.encode(),
            [*HEADERS, (b"x-debug", b"a " + spelled.encode()), (b"referer", b"http://h/?" + TOKEN.encode())],
            text,
            answer=text,
            answered=[(b"x-echo", text)],
            reason=f"header.x: not {spelled}",
        )
    )
    told = json.dumps(shown, ensure_ascii=False)
    assert shown["body"]["text"] == shown["answer"]["body"]["text"] == f"<{MASK}|{MASK}>"
    assert dict(shown["headers"])["api-key"] == MASK
    assert dict(shown["headers"])["x-debug"] == f"a {MASK}"
    for part in (KEY, spelled, json.dumps(spelled)[1:-1], TOKEN, KEY[:4], TOKEN[4:]):
        assert part not in told


@pytest.mark.parametrize("key", ["plain-key/1 \u00e9\U0001f600", "long key+" * 100, "\u00e9-is-latin-1"])
def test_so_is_one_of_another_kind(key: str) -> None:
    raw = key.encode("latin-1" if "latin" in key else "utf-8")
    spelled = [key, quote(key), quote(key, safe="").lower(), quote_plus(key), json.dumps(key)[1:-1]]
    if len(key) < 100:
        spelled.append("%" + key[:1].encode().hex("%") + key[1:])
    body = "|".join(spelled).encode()
    assert show(exchange(headers=[(b"api-key", raw)], body=body))["body"]["text"] == "|".join([MASK] * len(spelled))
    assert show(exchange(headers=[(b"api-key", raw), (b"x", b"- " + raw)]))["headers"][1] == ("x", f"- {MASK}")


def test_the_list_shows_no_part_of_a_credential_at_its_cut() -> None:
    for before in range(280, 301):
        made = exchange(b"/" + b"a" * before + TOKEN.encode() + b"b" * 500)
        mask = CREDENTIALS.mask(CREDENTIALS.found([made]))
        assert "tok" not in line(made, mask)["target"]
        assert len(line(made, mask)["target"]) == 301


def test_what_a_mask_shows_is_the_same_for_all_values() -> None:
    for value in (b"a", b"b" * 100, b"\xff\xfe", b"a b"):
        assert show(exchange(headers=[(b"api-key", value)]))["headers"] == [("api-key", MASK)]
    assert show(exchange(headers=[(b"api-key", b"")]))["headers"] == [("api-key", "")]


@pytest.mark.parametrize(
    ("header", "secret"),
    [
        ((b"authorization", b"Bearer abcdefghijk"), "abcdefghijk"),
        ((b"proxy-authorization", b"Basic dXNlcjpwYXNz"), "dXNlcjpwYXNz"),
        ((b"cookie", b'lang=en; sid="s3ss10n-id"'), "s3ss10n-id"),
        ((b"x-other", b"-"), "the-admitted-key"),
    ],
)
def test_so_are_headers_that_are_always_secret_and_what_is_admitted(header: tuple[bytes, bytes], secret: str) -> None:
    shown = show(exchange(b"/?a=" + secret.encode(), [header], f"- {secret} -".encode()))
    assert shown["body"]["text"] == f"- {MASK} -"
    assert secret not in json.dumps(shown)


def test_a_key_in_the_query_by_mistake_is_hidden_although_no_header_has_it() -> None:
    shown = show(exchange(b"/x?a=1&api_key=quite+a+key&b=2", [], b"quite a key"))
    assert (shown["target"], shown["body"]["text"]) == (f"/x?a=1&api_key={MASK}&b=2", MASK)
    assert '"$API_KEY' in shown["curl"]


def test_a_credential_of_another_request_is_hidden_too() -> None:
    other = exchange(headers=[(b"api-key", b"another-key")])
    shown = show(exchange(body=b"another-key"), other)
    assert shown["body"]["text"] == MASK
    assert shown["curl"].endswith('--data-raw "$API_KEY_2"')


def test_a_short_key_takes_no_letters_out_of_words() -> None:
    shown = show(exchange(b"/talk?k=k", [(b"api-key", b"k")], b'{"k": "talk k"}'))
    assert shown["target"] == f"/talk?{MASK}={MASK}"
    assert shown["body"]["text"] == f'{{"{MASK}": "talk {MASK}"}}'


def test_a_credential_that_a_cut_goes_through_is_hidden() -> None:
    body = b"a" * (KEPT_BYTES - 4) + TOKEN.encode()
    shown = show(exchange(headers=[*HEADERS, (b"content-length", str(len(body)).encode())], body=body))
    assert shown["body"] == {
        "text": "a" * (KEPT_BYTES - 4),
        "size": len(body),
        "note": f"the first {KEPT_BYTES - 4:,} bytes of {len(body):,} bytes",
    }


@pytest.mark.parametrize(
    ("body", "size", "headers", "text", "note"),
    [
        (b"", 0, [], "", None),
        ("\u00e9".encode(), 2, [], "\u00e9", None),
        (b"\xff\x00", 2, [], None, "not text: 2 bytes"),
        (b"a\x00", 2, [], None, "not text: 2 bytes"),
        (b"", 0, [(b"content-length", b"17")], "", "not read: 17 bytes"),
        (b"", 0, [(b"transfer-encoding", b"chunked")], "", "not read: an unknown number of bytes"),
        ("\u00e9".encode()[:1], 1, [(b"content-length", b"9")], "", "the first 1 bytes of 9 bytes"),
    ],
)
def test_a_body_that_is_not_all_there_or_no_text_says_so(
    body: bytes, size: int, headers: list[tuple[bytes, bytes]], text: str | None, note: str | None
) -> None:
    shown = show(exchange(headers=headers, body=body, size=size))
    assert (shown["body"]["text"], shown["body"]["note"]) == (text, note)
    assert ("--data-binary @body" in shown["curl"]) == (note is not None)
    assert shown["curl"].startswith("# Put the body into a file") == (note is not None)


def test_what_was_no_http_has_no_line_of_curl() -> None:
    assert show(exchange(method="-", status=400, reason="the request is not HTTP/1.1"))["curl"] is None


ODD: list[tuple[str, bytes, list[tuple[bytes, bytes]], bytes]] = [
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


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
@pytest.mark.parametrize(("method", "target", "headers", "body"), ODD)
def test_the_line_of_curl_repeats_the_request(
    tmp_path: Path, method: str, target: bytes, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    made = exchange(target, [*HEADERS, *headers], body, method=method)
    mask = CREDENTIALS.mask(CREDENTIALS.found([made]))
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
        again = curl.line(made.asked, made.body, mask, base)
        assert TOKEN not in again
        variables = {"API_KEY": KEY, "CAIGUNN_ACCESS_TOKEN": TOKEN, "API_KEY_2_AS_SENT": "quite%20a+key"}
        environment = {**variables, "PATH": os.environ["PATH"], "HOME": "/nowhere", "LC_ALL": "C.UTF-8"}
        command = ["bash", "-c", again]
        with subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ):
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as arrived:
                first = arrived.readline()
                got: list[tuple[bytes, bytes]] = []
                for each in iter(arrived.readline, b"\r\n"):
                    name, _, value = each.rstrip(b"\r\n").partition(b":")
                    got.append((name.lower(), value.removeprefix(b" ")))
                content = arrived.read(int(dict(got).get(b"content-length", b"0")))
                connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    assert (first, content) == (f"{method} {target.decode()} HTTP/1.1\r\n".encode(), body)
    wanted = [*HEADERS, *headers]
    of_curl = {b"host", b"content-length", b"accept", b"user-agent"}
    assert [each for each in got if each[0] not in of_curl] == [each for each in wanted if each[0] not in of_curl]
    assert set(wanted) <= set(got)


def test_a_first_request_of_another_contract() -> None:
    proposed = curl.first(shop.CONTRACT, Credentials(shop.CONTRACT, {}), "http://127.0.0.1:1")
    assert proposed == "curl http://127.0.0.1:1/pets"
