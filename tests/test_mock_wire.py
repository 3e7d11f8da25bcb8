"""The mock at the level of bytes: what isn't HTTP, is cut short, or makes use of what HTTP permits."""

import json
import re
import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest

from scripts.mock.bodies import SILENCE_SECONDS
from tests.hostile import MULTIPART, closing, part, request

MODEL = b'{"model_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}'
JSON = [("Content-Type", "application/json")]
PUT = request("PUT", "/api/external/chatbot", MODEL, list(JSON))
GET = request("GET", "/api/external/chatbot/models", b"", [])
UPDATED = {"detail": "Update successfully"}


def talk(url: str, *pieces: bytes, close: bool = False) -> list[tuple[int, dict[str, object]]]:
    """Send pieces one by one over a connection of its own, and return the answers until the mock falls silent."""
    parts = urlsplit(url)
    assert parts.port
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        for piece in pieces:
            connection.sendall(piece)
        if close:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while answers(received) is None or len(answers(received) or []) < expected(pieces):
            data = connection.recv(65536)
            if not data:
                break
            received += data
    return answers(received) or []


def expected(pieces: tuple[bytes, ...]) -> int:
    return max(1, b"".join(pieces).count(b" HTTP/1.1\r\n"))


def answers(data: bytes) -> list[tuple[int, dict[str, object]]] | None:
    """Return the complete answers in some bytes, or None if one isn't complete."""
    found = []
    while data:
        head, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            return None
        if head.startswith(b"HTTP/1.1 100"):
            data = rest
            continue
        length = int(re.search(rb"content-length: (\d+)", head).group(1))  # type: ignore[union-attr] # else it fails
        if len(rest) < length:
            return None
        found.append((int(head.split()[1]), json.loads(rest[:length])))
        data = rest[length:]
    return found


@pytest.mark.parametrize("close", [False, True])
@pytest.mark.parametrize(
    "data", [b"GARBAGE\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET /a b HTTP/1.1\r\n\r\n"]
)
def test_what_is_not_http_is_400_in_the_contracts_shape(mock_url: str, data: bytes, close: bool) -> None:
    assert talk(mock_url, data, close=close) == [(400, {"detail": "the request is not HTTP/1.1"})]


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (GET[:20], "the request's head is incomplete"),
        (PUT[:-1], "body: ends before it is complete"),
        (PUT.replace(b"Content-Length: ", b"Content-Length: 9"), "body: ends before it is complete"),
    ],
)
def test_a_request_cut_short_is_400(mock_url: str, data: bytes, detail: str) -> None:
    started = time.perf_counter()
    assert talk(mock_url, data, close=True) == [(400, {"detail": detail})]
    assert time.perf_counter() - started < SILENCE_SECONDS / 2
    assert talk(mock_url, data) == [(400, {"detail": detail})]
    assert time.perf_counter() - started < 2.5 * SILENCE_SECONDS


def test_a_complete_request_is_answered_after_its_side_is_closed(mock_url: str) -> None:
    assert talk(mock_url, PUT, close=True) == [(200, UPDATED)]


def test_requests_in_a_row_are_answered_in_order(mock_url: str) -> None:
    bad = request("PUT", "/api/external/chatbot", b"{}", list(JSON))
    found = talk(mock_url, PUT + bad + PUT)
    assert found == [(200, UPDATED), (400, {"detail": "body.model_id: is required"}), (200, UPDATED)]


def test_a_body_in_chunks_is_read(mock_url: str) -> None:
    head = PUT.partition(b"\r\n\r\n")[0].replace(b"Content-Length: 52", b"Transfer-Encoding: chunked")
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in MODEL) + b"0\r\n\r\n"
    assert talk(mock_url, head + b"\r\n\r\n", chunks) == [(200, UPDATED)]


def test_broken_chunks_are_400(mock_url: str) -> None:
    head = PUT.partition(b"\r\n\r\n")[0].replace(b"Content-Length: 52", b"Transfer-Encoding: chunked")
    found = talk(mock_url, head + b"\r\n\r\n", b"zz\r\n")
    assert found == [(400, {"detail": "the request is not HTTP/1.1"})]


def test_a_caller_that_waits_for_100_continue_gets_it(mock_url: str) -> None:
    head, _, body = PUT.partition(b"\r\n\r\n")
    assert talk(mock_url, head + b"\r\nExpect: 100-continue\r\n\r\n", body) == [(200, UPDATED)]


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
def test_an_offer_to_upgrade_is_ignored(mock_url: str, protocol: str) -> None:
    offer = [*JSON, ("Connection", "Upgrade"), ("Upgrade", protocol)]
    assert talk(mock_url, request("PUT", "/api/external/chatbot", MODEL, list(offer))) == [(200, UPDATED)]


def test_a_refused_upload_is_answered_before_it_has_arrived(mock_url: str) -> None:
    head = b"POST /api/external/chatbot/models HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n"
    detail = "header.api-key: is required; header.caigunn-access-token: is required"
    assert talk(mock_url, head) == [(401, {"detail": detail})]


def test_a_form_is_read_however_it_is_cut_in_pieces(mock_url: str) -> None:
    form = part(b'name="files"; filename="a"', b"\r\n--frontie\r\n-frontier--", b"X: y\r\n") + part(b'name="n"', b"")
    whole = request(
        "POST", "/api/external/chatbot/training_data?type=file", form + closing(), [("Content-Type", MULTIPART)]
    )
    for size in (1, 7, 64):
        pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
        assert talk(mock_url, *pieces) == [(200, {"detail": "Creating training data in background"})]


def test_what_the_connection_refuses_is_on_the_page_too(mock_url: str) -> None:
    def shown() -> list[tuple[str, int, str]]:
        kept = httpx.get(f"{mock_url}/__mock/requests", trust_env=False).json()
        return [(each["method"], each["status"], each["reason"]) for each in kept]

    talk(mock_url, b"no request\r\n\r\n")
    talk(mock_url, PUT[:-1], close=True)
    assert [each for each in shown() if each[0] == "-" or each[2] == "body: ends before it is complete"][-2:] == [
        ("-", 400, "the request is not HTTP/1.1"),
        ("PUT", 400, "body: ends before it is complete"),
    ]
