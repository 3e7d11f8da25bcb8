"""Export and import of HTTP archives."""

import asyncio
import json
import time
from typing import Any

import httpx
import jsonschema_rs
import pytest

from scripts.mock.admin.inspector import har
from scripts.mock.recorder import Recorder
from scripts.project import npm_package
from scripts.redaction import MARK
from scripts.validation.limits import MAX_BODY_BYTES
from tests.mock.admin.recordings import CREDENTIALS, KEY, TOKEN, recorded, redactor
from tests.support.chatbots import BASE

JSON_TYPE = (b"content-type", b"application/json")
MULTIPART = (
    b'--b\r\ncontent-disposition: form-data; name="note"\r\n\r\nhi\r\n'
    b'--b\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\ncontent-type: text/plain\r\n\r\nabc\r\n'
    b"--b--\r\n"
)


def export(*requests: Any) -> Any:
    """Return the archive of requests."""
    archive = asyncio.run(har.export(requests, redactor(*requests), "http://127.0.0.1:4010", "1.0"))
    return json.loads(json.dumps(archive))


def validator() -> jsonschema_rs.Validator:
    """Return a validator of HAR 1.2."""
    folder = npm_package("har-schema/lib")
    schemas = [(path.name, json.loads(path.read_text(encoding="utf-8"))) for path in folder.glob("*.json")]
    registry = jsonschema_rs.Registry([(f"https://har.invalid/{name}", schema) for name, schema in schemas])
    return jsonschema_rs.Draft6Validator(
        {"$ref": "https://har.invalid/har.json"}, registry=registry, validate_formats=True
    )


REQUESTS = [
    recorded(b"/talk?a=1&b=%20", [*CREDENTIALS, JSON_TYPE], b'{"text": "hi"}', response_body=b"{}"),
    recorded(b"/f", [(b"content-type", b"multipart/form-data; boundary=b")], MULTIPART),
    recorded(b"/binary", [(b"content-type", b"image/png")], b"\xff\x00", status=503, reason="status 503"),
    recorded(b"/reset", status=0),
]


def test_export_is_valid_har() -> None:
    archive = export(*REQUESTS)
    validator().validate(archive)
    entries = archive["log"]["entries"]
    assert entries[0]["request"]["url"] == "http://127.0.0.1:4010/talk?a=1&b=%20"
    assert entries[0]["request"]["queryString"] == [{"name": "a", "value": "1"}, {"name": "b", "value": " "}]
    assert entries[0]["request"]["postData"] == {"mimeType": "application/json", "text": '{"text": "hi"}'}
    assert [each.get("fileName") for each in entries[1]["request"]["postData"]["params"]] == [None, "a.txt"]
    assert (entries[2]["request"]["postData"]["text"], entries[2]["_reason"]) == ("", "status 503")
    broken = json.loads(json.dumps(archive))
    del broken["log"]["entries"][0]["response"]["status"]
    assert not validator().is_valid(broken)


def test_export_has_no_credentials() -> None:
    body = json.dumps({"text": f"{KEY} and {TOKEN}"}).encode()
    more: dict[str, Any] = {
        "response_headers": [(b"location", f"/y?t={TOKEN}".encode()), (b"content-type", f"a/b; c={TOKEN}".encode())],
        "response_body": body,
        "reason": TOKEN,
    }
    archive = export(recorded(f"/x?api_key={TOKEN}".encode(), [*CREDENTIALS, JSON_TYPE], body, **more))
    text = json.dumps(archive, ensure_ascii=False)
    assert TOKEN not in text
    assert json.dumps(KEY, ensure_ascii=False)[1:-1] not in text
    assert text.count(MARK) >= 7
    assert archive["log"]["entries"][0]["response"]["redirectURL"] == f"/y?t={MARK}"


def test_import_records_what_was_exported() -> None:
    recorder = Recorder()
    assert har.load(json.dumps(export(*REQUESTS)).encode(), recorder) == len(REQUESTS)
    again = recorder.after(0)
    entries, expected = (export(*each)["log"]["entries"] for each in (again, REQUESTS))
    assert (entries[0], entries[3]) == (expected[0], expected[3])
    assert entries[1]["request"]["postData"]["params"] == expected[1]["request"]["postData"]["params"]
    assert [each.id for each in again] == [1, 2, 3, 4]


def test_import_of_a_browser_archive() -> None:
    request = {
        "method": "POST",
        "url": "https://shop.example/api/talk?x=1",
        "headers": [{"name": ":authority", "value": "shop.example"}, {"name": "X-A", "value": "b"}],
        "postData": {"mimeType": "text/plain", "text": "hi"},
    }
    response = {"status": 200, "headers": [], "content": {"text": "aGk=", "encoding": "base64"}}
    entry = {"startedDateTime": "2024-05-09T10:00:00Z", "time": 250, "request": request, "response": response}
    recorder = Recorder()
    har.load(json.dumps({"log": {"entries": [entry]}}).encode(), recorder)
    (found,) = recorder.after(0)
    assert (found.head.target, found.head.headers, found.body) == (b"/api/talk?x=1", [(b"x-a", b"b")], b"hi")
    assert (found.response.body, found.milliseconds, found.is_valid) == (b"hi", 250, True)
    assert found.at == pytest.approx(1715248800.25)


def test_import_may_be_larger_than_a_request(mock_url: str) -> None:
    archive = export(recorded(b"/large"))
    archive["log"]["entries"][0]["response"]["content"]["text"] = "a" * (MAX_BODY_BYTES + 1)
    response = httpx.post(f"{mock_url}/__mock/requests.har", json=archive)
    assert response.json() == {"detail": "1 request imported"}


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (b"{", "body: is not JSON"),
        (b"{}", "body: is not as HAR 1.2 has it: Object missing required field `log`"),
        (b'{"log": {"entries": [{}]}}', "body.log.entries.0: is not as HAR 1.2 has it: "),
    ],
)
def test_import_of_another_file_is_rejected(mock_url: str, change: bytes, detail: str) -> None:
    response = httpx.post(f"{mock_url}/__mock/requests.har", content=change)
    assert response.status_code == 400
    assert response.json()["detail"].startswith(detail)


def test_archive_is_served_and_read(mock_url: str) -> None:
    path = f"{BASE}/models?mark={time.monotonic_ns()}"
    httpx.get(mock_url + path, headers={"api-key": "a-secret-key", "caigunn-access-token": "t"})
    exported = httpx.get(f"{mock_url}/__mock/requests.har")
    assert exported.headers["content-disposition"] == 'attachment; filename="requests.har"'
    assert "a-secret-key" not in exported.text
    entries = [each for each in exported.json()["log"]["entries"] if each["request"]["url"].endswith(path)]
    response = httpx.post(f"{mock_url}/__mock/requests.har", json={"log": {"entries": entries}})
    assert response.json() == {"detail": "1 request imported"}
    found = [each for each in httpx.get(f"{mock_url}/__mock/requests").json() if each["target"] == path]
    assert len(found) == 2
    assert found[0]["response"] == found[1]["response"]
