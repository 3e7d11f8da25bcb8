"""Sending a recorded request again."""

import json
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from scripts.mock.admin.inspector import forms
from scripts.mock.admin.inspector.replay import Edited, message, sent_id
from scripts.mock.recorder import Recorder
from scripts.processes import Mock
from scripts.redaction import MARK
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead
from tests.mock.admin.recordings import CREDENTIALS, KEY, recorded, redactor
from tests.support.chatbots import BASE

HEADERS = [*CREDENTIALS, (b"content-type", b"application/json"), (b"content-length", b"13"), (b"connection", b"close")]
REQUEST = recorded(b"/x?a=1", HEADERS, b'{"text":"hi"}')
SHOWN = [("api-key", MARK), ("caigunn-access-token", MARK), ("content-type", "application/json")]


def send(**edits: Any) -> bytes:
    """Return the bytes of an edited request."""
    given = {"method": "POST", "target": "/x?a=1", "headers": SHOWN, "body": '{\n  "text": "hi"\n}'}
    return message(REQUEST, Edited(**{**given, **edits}), redactor(REQUEST))


def test_unchanged_request_is_sent_as_recorded() -> None:
    head, _, body = send().partition(b"\r\n\r\n")
    line, *headers = head.split(b"\r\n")
    assert (line, body) == (b"POST /x?a=1 HTTP/1.1", b'{"text":"hi"}')
    assert headers == [
        b"api-key: " + KEY.encode(),
        b"caigunn-access-token: tok-0123456789",
        *(b"content-type: application/json", b"content-length: 13", b"connection: close"),
    ]


def test_edits_are_sent() -> None:
    sent = send(method="PUT", target="/y", headers=[("Api-Key", "other"), ("X-A", "b")], body="text")
    assert sent == (
        b"PUT /y HTTP/1.1\r\napi-key: other\r\nx-a: b\r\ncontent-length: 4\r\nconnection: close\r\n\r\ntext"
    )


def test_headers_of_one_name_keep_their_values() -> None:
    request = recorded(headers=[(b"api-key", b"first-key"), (b"api-key", b"second-key")])
    sent = message(request, Edited("POST", "/", [("api-key", MARK), ("api-key", MARK)]), redactor(request))
    assert b"\r\napi-key: first-key\r\napi-key: second-key\r\n" in sent


def test_edited_multipart_form_keeps_its_line_breaks() -> None:
    part = '--b\r\ncontent-disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    form = part % ("a", "one") + part % ("b", "two") + "--b--\r\n"
    request = recorded(body=form.encode())
    in_text_area = form.replace("\r\n", "\n").replace("two", "three\nlines")
    edited = Edited("POST", "/", [("content-type", "multipart/form-data; boundary=b")], in_text_area)
    body = message(request, edited, redactor(request)).partition(b"\r\n\r\n")[2]
    fields = forms.fields(recorded(headers=[(b"content-type", b"multipart/form-data; boundary=b")], body=body))
    assert fields == [forms.Field("a", "one", None), forms.Field("b", "three\r\nlines", None)]


@pytest.mark.parametrize(
    ("edits", "location"),
    [
        ({"target": "/a b"}, "body.target"),
        ({"method": "GET /x HTTP/1.1\r\n"}, "body.target"),
        ({"headers": [("a", "b\r\nc: d")]}, "body.headers.0"),
        ({"headers": [("a b", "c")]}, "body.headers.0"),
        ({"headers": [("other", MARK)]}, "body.headers.0"),
        ({"target": f"/x?a={MARK}"}, "body.target"),
        ({"body": f"my {MARK}"}, "body.body"),
    ],
)
def test_edit_that_cannot_be_sent_is_rejected(edits: Any, location: str) -> None:
    with pytest.raises(RequestError) as caught:
        send(**edits)
    assert (caught.value.status, caught.value.violations[0].location) == (400, location)


def recorded_by(url: str, path: str) -> Any:
    """Return the last recorded request with a path, and its address."""
    with httpx.stream("GET", f"{url}/__mock/events") as events:
        run = next(line for line in events.iter_lines() if line.startswith("data")).partition('"run":"')[2][:8]
    found = [each for each in httpx.get(f"{url}/__mock/requests").json() if path in each["target"]][-1]
    return f"{url}/__mock/requests/{run}-{found['id']}", found


def test_request_is_sent_with_its_credentials(mock: Mock) -> None:
    mark = f"mark={time.monotonic_ns()}"
    httpx.post(f"{mock.url}{BASE}/talk?{mark}", headers={"api-key": "right-key", "uid": "v"}, json={"text": "one"})
    address, found = recorded_by(mock.url, mark)
    edited = {"method": "POST", "target": found["target"], "headers": found["headers"], "body": '{"text": "two"}'}
    sent = httpx.post(f"{address}/replay", json=edited)
    assert sent.status_code == 200, sent.text
    again = httpx.get(f"{address.rpartition('-')[0]}-{sent.json()['id']}").json()
    assert (again["status"], again["body"]["text"], again["target"]) == (200, '{\n  "text": "two"\n}', found["target"])
    assert dict(again["headers"])["api-key"] == MARK
    without = httpx.post(f"{address}/replay", json={**edited, "headers": [["uid", "v"]]}).json()["id"]
    assert httpx.get(f"{address.rpartition('-')[0]}-{without}").json()["status"] == 401


def test_sent_request_is_found_among_others() -> None:
    recorder = Recorder()
    for method, path in (("GET", b"/other"), ("POST", b"/x"), ("POST", b"/y")):
        recorder.record(RequestHead(method, path, b"", []), b"", 0, 200, [], b"", None, 1.0)
    assert sent_id(send(target="/x?"), recorder.after(0)) == 2
    assert sent_id(send(target="/z"), recorder.after(0)) is None


def test_replay_that_is_not_recorded_is_409(mock: Mock) -> None:
    httpx.get(f"{mock.url}/to-an-admin-endpoint")
    address, _ = recorded_by(mock.url, "/to-an-admin-endpoint")
    response = httpx.post(f"{address}/replay", json={"method": "GET", "target": "/__mock/health", "headers": []})
    assert (response.status_code, response.json()["detail"].partition(": ")[2]) == (409, "the request was not recorded")


def test_injected_reset_is_sent_again(mock: Mock) -> None:
    mark = f"mark={time.monotonic_ns()}"
    headers = {"api-key": "k", "caigunn-access-token": "t", "Mock-Fail": "reset"}
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{mock.url}{BASE}/models?{mark}", headers=headers)
    address, found = recorded_by(mock.url, mark)
    assert (found["valid"], found["reason"]) == (True, "connection reset (injected fault)")
    edited = {"method": "GET", "target": found["target"], "headers": found["headers"]}
    assert httpx.post(f"{address}/replay", json=edited).json()["id"] > found["id"]


def test_incomplete_recording_is_not_sent_again(mock: Mock) -> None:
    mark = f"mark={time.monotonic_ns()}"
    headers = {"api-key": "k", "uid": "v"}
    httpx.post(f"{mock.url}{BASE}/talk?{mark}", headers=headers, json={"text": "a" * 20_000})
    address, found = recorded_by(mock.url, mark)
    assert found["repeatable"] is False
    response = httpx.post(f"{address}/replay", json={"method": "GET", "target": "/", "headers": []})
    assert (response.status_code, response.json()["detail"].partition(": ")[2]) == (
        409,
        "the recording of the request is incomplete, so it cannot be sent again",
    )


def test_page_of_another_host_cannot_send_requests(mock: Mock) -> None:
    httpx.get(f"{mock.url}/of-another-host")
    address, _ = recorded_by(mock.url, "/of-another-host")
    rejected = httpx.post(f"{address}/replay", headers={"Origin": "http://other.example"}, json={})
    assert rejected.status_code == 403
    invalid = httpx.post(f"{address}/replay", json={"method": 1})
    assert (invalid.status_code, invalid.json()["detail"][:6]) == (400, "body: ")


def test_cleared_requests_are_gone(mock: Mock) -> None:
    httpx.get(f"{mock.url}/cleared")
    address, _ = recorded_by(mock.url, "/cleared")
    with httpx.stream("GET", f"{mock.url}/__mock/events", timeout=20) as stream:
        abouts = (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith('data: {"run"'))
        before = next(abouts)["cleared"]
        assert httpx.delete(f"{mock.url}/__mock/requests").json() == {"detail": "Requests removed"}
        assert next(abouts)["cleared"] == before + 1
    assert httpx.get(f"{mock.url}/__mock/requests").json() == []
    assert httpx.get(address).status_code == 404


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"Prefer": "code=503"}, "status 503 (selected by the header Prefer)"),
        ({"Mock-Fail": "503"}, "status 503 (injected fault)"),
        ({"Mock-Response": '{"status": 503}'}, "status 503 (custom response)"),
    ],
)
def test_error_for_a_valid_request_has_a_reason(mock: Mock, header: dict[str, str], reason: str) -> None:
    headers = {"api-key": "k", "caigunn-access-token": "t", **header}
    assert httpx.get(f"{mock.url}{BASE}/models", headers=headers).status_code == 503
    _, found = recorded_by(mock.url, "/models")
    assert (found["status"], found["valid"], found["reason"]) == (503, True, reason)
    assert reason in mock.log.read_text(encoding="utf-8")


def test_error_of_the_state_has_a_reason(stateful: Mock) -> None:
    body = {"model_id": "00000000-0000-4000-8000-000000000000"}
    headers = {"api-key": "k", "caigunn-access-token": "t"}
    assert httpx.put(f"{stateful.url}{BASE}", headers=headers, json=body).status_code == 404
    _, found = recorded_by(stateful.url, BASE)
    assert (found["valid"], found["reason"]) == (True, "Model not found (state of the mock)")


def test_client_that_disconnects_is_recorded(mock: Mock) -> None:
    parts = urlsplit(mock.url)
    mark = f"mark={time.monotonic_ns()}"
    with socket.create_connection((parts.hostname, parts.port or 0), timeout=10) as connection:
        head = f"GET {BASE}/models?{mark} HTTP/1.1\r\nhost: x\r\napi-key: k\r\ncaigunn-access-token: t\r\n"
        connection.sendall(f"{head}mock-latency: 30s\r\n\r\n".encode())
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    end = time.monotonic() + 20
    while not (found := [each for each in httpx.get(f"{mock.url}/__mock/requests").json() if mark in each["target"]]):
        assert time.monotonic() < end
    assert (found[0]["status"], found[0]["reason"]) == (0, "the client disconnected")
