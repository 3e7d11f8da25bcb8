"""Views of recorded requests and deliveries."""

from typing import Any

import msgspec
import pytest

from scripts.mock.admin.inspector import views
from scripts.mock.state.models import Delivery
from scripts.redaction import Redactor
from tests.mock.admin.recordings import recorded, view


@pytest.mark.parametrize(
    ("body", "size", "headers", "text", "note"),
    [
        (b"", 0, [], "", None),
        ("\u00e9".encode(), 2, [], "\u00e9", None),
        (b"\xff\x00", 2, [], None, "binary, 2 bytes"),
        (b"a\x00", 2, [], None, "binary, 2 bytes"),
        (b"", 0, [(b"content-length", b"17")], "", "not read, 17 bytes"),
        (b"", 0, [(b"transfer-encoding", b"chunked")], "", "not read, unknown size"),
        ("\u00e9".encode()[:1], 1, [(b"content-length", b"9")], "", "the first 1 bytes of 9 bytes"),
    ],
)
def test_incomplete_or_binary_body_has_a_note(
    body: bytes, size: int, headers: list[tuple[bytes, bytes]], text: str | None, note: str | None
) -> None:
    found = view(recorded(headers=headers, body=body, size=size))
    assert (found["body"]["text"], found["body"]["note"]) == (text, note)
    assert ("--data-binary @body" in found["curl"]) == (note is not None)
    assert found["curl"].startswith("# Save the request body as a file") == (note is not None)


def test_large_response_body_is_cut() -> None:
    body = view(recorded(response_body=b"a" * 20_000))["response"]["body"]
    assert (len(body["text"]), body["size"], body["note"]) == (16_384, 20_000, "the first 16,384 bytes of 20,000 bytes")


@pytest.mark.parametrize(
    ("body", "is_indented"),
    [(b'{"a":[1]}', True), (b'{\n  "a": [1,\n  2\n  ],\n}', False), (b"{}", False), (b"a", False)],
)
def test_indented_json_is_marked(body: bytes, is_indented: bool) -> None:
    assert view(recorded(body=body))["body"]["indented"] is is_indented


def test_response_to_head_has_no_body() -> None:
    body = view(recorded(method="HEAD", response_body=b"not sent"))["response"]["body"]
    assert body == {"text": "", "indented": False, "size": 0, "note": None}


def test_input_that_is_not_http_has_no_curl_command() -> None:
    assert view(recorded(b"-", method="-", status=400, reason="the request is not HTTP/1.1"))["curl"] is None


@pytest.mark.parametrize(("status", "is_preflight"), [(200, True), (204, True), (400, False)])
def test_successful_preflight_is_marked(status: int, is_preflight: bool) -> None:
    headers = [(b"origin", b"http://a.example"), (b"access-control-request-method", b"POST")]
    assert view(recorded(headers=headers, method="OPTIONS", status=status))["preflight"] is is_preflight
    assert view(recorded(method="OPTIONS", status=status))["preflight"] is False


def delivery(status: str, url: str | None = "http://127.0.0.1/hook", **more: Any) -> Delivery:
    """Return a delivery."""
    return msgspec.convert({"event": {}, "status": status, "url": url, **more}, Delivery)


def show(*deliveries: Delivery, limit: int = 9) -> list[dict[str, Any]]:
    """Return the views of deliveries."""
    return views.deliveries(deliveries, Redactor({"s3cret-key": ""}), limit)


def test_pending_deliveries_come_first_and_unattempted_ones_last() -> None:
    without_webhook = [delivery("no webhook", None) for _ in range(10)]
    attempt = {"at": "2024-05-09T10:21:07Z", "outcome": "200", "milliseconds": 1}
    found = show(*without_webhook, delivery("delivered", attempts=[attempt]), delivery("pending"), limit=3)
    assert [each["status"] for each in found] == ["pending", "delivered", "no webhook"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://user:pa55word@a.example:8080/hook?token=s3cret#f", "http://a.example:8080/hook?…"),
        ("http://[::1]:9/hook", "http://[::1]:9/hook"),
        ("http://a.example/s3cret-key", "http://a.example/[redacted]"),
        ("http://[", "invalid URL"),
    ],
)
def test_delivery_url_is_shown_without_secrets(url: str, shown: str) -> None:
    assert show(delivery("failed", url))[0]["url"] == shown


def test_credential_in_an_event_is_redacted() -> None:
    [found] = show(delivery("failed", event={"event": "training", "status": "initial", "key": "s3cret-key"}))
    assert (found["kind"], '"key": "[redacted]"' in found["event"]) == ("training.initial", True)
