"""HTTP/1.1 on the wire: malformed, incomplete, split and pipelined requests."""

import json
import re
import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest

from scripts.http_server.protocol import SILENCE_SECONDS
from tests.support.hostile_requests import MULTIPART, closing, part, request

MODEL = b'{"model_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}'
JSON = [("Content-Type", "application/json")]
PUT = request("PUT", "/api/external/chatbot", MODEL, list(JSON))
GET = request("GET", "/api/external/chatbot/models", b"", [])
UPDATED = {"detail": "Update successfully"}


def exchange(url: str, *pieces: bytes, close: bool = False) -> list[tuple[int, dict[str, object]]]:
    """Send pieces one by one over a connection of its own, and return the responses."""
    parts = urlsplit(url)
    assert parts.port
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        for piece in pieces:
            connection.sendall(piece)
        if close:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while responses(received) is None or len(responses(received) or []) < expected(pieces):
            data = connection.recv(65536)
            if not data:
                break
            received += data
    return responses(received) or []


def expected(pieces: tuple[bytes, ...]) -> int:
    return max(1, b"".join(pieces).count(b" HTTP/1.1\r\n"))


def responses(data: bytes) -> list[tuple[int, dict[str, object]]] | None:
    """Return the responses in some bytes, or None if the last one is incomplete."""
    found = []
    while data:
        head, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            return None
        if head.startswith(b"HTTP/1.1 100"):
            data = rest
            continue
        length = int(re.search(rb"content-length: (\d+)", head).group(1))  # type: ignore[union-attr] # a missing header fails the test
        if len(rest) < length:
            return None
        found.append((int(head.split()[1]), json.loads(rest[:length])))
        data = rest[length:]
    return found


@pytest.mark.parametrize("close", [False, True])
@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"GARBAGE\r\n\r\n", "the request is not HTTP/1.1"),
        (b"GET /a b HTTP/1.1\r\n\r\n", "the request is not HTTP/1.1"),
        (
            b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
            "this port is HTTP, and the client began with TLS; use http://, or start the mock with --tls",
        ),
    ],
)
def test_input_that_is_not_http_is_400(mock_url: str, data: bytes, detail: str, close: bool) -> None:
    assert exchange(mock_url, data, close=close) == [(400, {"detail": detail})]


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (GET[:20], "the request's head is incomplete"),
        (PUT[:-1], "body: ends before it is complete"),
        (PUT.replace(b"Content-Length: ", b"Content-Length: 9"), "body: ends before it is complete"),
    ],
)
def test_incomplete_request_is_400(mock_url: str, data: bytes, detail: str) -> None:
    started = time.perf_counter()
    assert exchange(mock_url, data, close=True) == [(400, {"detail": detail})]
    assert time.perf_counter() - started < SILENCE_SECONDS / 2
    assert exchange(mock_url, data) == [(400, {"detail": detail})]
    assert time.perf_counter() - started < 2.5 * SILENCE_SECONDS


def test_half_closed_connection_gets_its_response(mock_url: str) -> None:
    assert exchange(mock_url, PUT, close=True) == [(200, UPDATED)]


def test_pipelined_requests_get_responses_in_order(mock_url: str) -> None:
    bad = request("PUT", "/api/external/chatbot", b"{}", list(JSON))
    found = exchange(mock_url, PUT + bad + PUT)
    assert found == [(200, UPDATED), (400, {"detail": "body.model_id: is required"}), (200, UPDATED)]


def test_chunked_body_is_read(mock_url: str) -> None:
    head = PUT.partition(b"\r\n\r\n")[0].replace(b"Content-Length: 52", b"Transfer-Encoding: chunked")
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in MODEL) + b"0\r\n\r\n"
    assert exchange(mock_url, head + b"\r\n\r\n", chunks) == [(200, UPDATED)]


def test_malformed_chunk_is_400(mock_url: str) -> None:
    head = PUT.partition(b"\r\n\r\n")[0].replace(b"Content-Length: 52", b"Transfer-Encoding: chunked")
    found = exchange(mock_url, head + b"\r\n\r\n", b"zz\r\n")
    assert found == [(400, {"detail": "the request is not HTTP/1.1"})]


def test_expect_100_continue_gets_100(mock_url: str) -> None:
    head, _, body = PUT.partition(b"\r\n\r\n")
    assert exchange(mock_url, head + b"\r\nExpect: 100-continue\r\n\r\n", body) == [(200, UPDATED)]


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
def test_upgrade_offer_is_ignored(mock_url: str, protocol: str) -> None:
    offer = [*JSON, ("Connection", "Upgrade"), ("Upgrade", protocol)]
    assert exchange(mock_url, request("PUT", "/api/external/chatbot", MODEL, list(offer))) == [(200, UPDATED)]


def test_rejection_does_not_wait_for_the_body(mock_url: str) -> None:
    head = b"POST /api/external/chatbot/models HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n"
    detail = "header.api-key: is required; header.caigunn-access-token: is required"
    assert exchange(mock_url, head) == [(401, {"detail": detail})]


def test_multipart_in_small_packets_is_read(mock_url: str) -> None:
    form = part(b'name="files"; filename="a"', b"\r\n--frontie\r\n-frontier--", b"X: y\r\n") + part(b'name="n"', b"")
    whole = request(
        "POST", "/api/external/chatbot/training_data?type=file", form + closing(), [("Content-Type", MULTIPART)]
    )
    for size in (1, 7, 64):
        pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
        assert exchange(mock_url, *pieces) == [(200, {"detail": "Creating training data in background"})]


def test_malformed_input_is_recorded(mock_url: str) -> None:
    def recorded() -> list[tuple[str, int, str]]:
        kept = httpx.get(f"{mock_url}/__mock/requests", trust_env=False).json()
        return [(each["method"], each["status"], each["reason"]) for each in kept]

    exchange(mock_url, b"no request\r\n\r\n")
    exchange(mock_url, PUT[:-1], close=True)
    assert [each for each in recorded() if each[0] == "-" or each[2] == "body: ends before it is complete"][-2:] == [
        ("-", 400, "the request is not HTTP/1.1"),
        ("PUT", 400, "body: ends before it is complete"),
    ]


def test_pipelined_requests_wait_for_a_slow_one(mock_url: str) -> None:
    slow = request("PUT", "/api/external/chatbot", MODEL, [*JSON, ("Mock-Latency", "200ms")])
    bad = request("PUT", "/api/external/chatbot", b"{}", list(JSON))
    found = exchange(mock_url, slow + bad + slow, bad)
    assert [status for status, _ in found] == [200, 400, 200, 400]


def test_connection_is_usable_after_an_early_rejection(mock_url: str) -> None:
    rejected = b"POST /api/external/chatbot/models HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"
    assert [status for status, _ in exchange(mock_url, rejected, b"abc" + PUT)] == [401, 200]


def test_http_1_0_request_closes_the_connection(mock_url: str) -> None:
    parts = urlsplit(mock_url)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        connection.sendall(GET.replace(b"HTTP/1.1", b"HTTP/1.0").replace(b"Host: x\r\n", b""))
        received = b""
        while data := connection.recv(65536):
            received += data
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nconnection: close\r\n" in received


@pytest.mark.parametrize("host", [b"", b"Host: x\r\nHost: y\r\n"])
def test_request_without_exactly_one_host_is_400(mock_url: str, host: bytes) -> None:
    found = exchange(mock_url, GET.replace(b"Host: x\r\n", host))
    assert found == [(400, {"detail": "header.Host: must be there once"})]


def test_head_of_more_than_64_kib_is_400(mock_url: str) -> None:
    large = request("GET", "/api/external/chatbot/models", b"", [("X-Filler", "x" * 65_536)])
    assert exchange(mock_url, large) == [(400, {"detail": "the request's head is larger than 64 KiB"})]


def test_response_to_a_huge_head_is_not_lost(mock_url: str) -> None:
    # As big as what fits into no socket buffer: it is still on its way when the mock rejects it.
    huge = PUT.replace(b"Host:", b"X: " + b"x" * 8_000_000 + b"\r\nHost:")
    assert exchange(mock_url, huge) == [(400, {"detail": "the request's head is larger than 64 KiB"})]


def test_connect_is_rejected(mock_url: str) -> None:
    found = exchange(mock_url, b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n")
    assert found == [(400, {"detail": "method CONNECT: the server is not a proxy"})]


def test_conflicting_lengths_are_rejected(mock_url: str) -> None:
    smuggled = PUT.replace(b"Content-Type", b"Transfer-Encoding: chunked\r\nContent-Type")
    assert exchange(mock_url, smuggled) == [(400, {"detail": "the request is not HTTP/1.1"})]


def test_trailers_are_not_headers(mock_url: str) -> None:
    head = PUT.partition(b"\r\n\r\n")[0].replace(b"Content-Length: 52", b"Transfer-Encoding: chunked")
    chunk = b"%x\r\n%b\r\n0\r\nMock-Fail: 500\r\n\r\n" % (len(MODEL), MODEL)
    assert exchange(mock_url, head + b"\r\n\r\n", chunk) == [(200, UPDATED)]
