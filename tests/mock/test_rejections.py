"""Rejected requests: status code, error body, location and reason."""

import re
from typing import Any

import httpx
import pytest

from scripts.processes import Mock
from scripts.validation.limits import MAX_BODY_BYTES

BASE = "/api/external/chatbot"
BOTH = {"api-key": "a key", "caigunn-access-token": "a token"}
MODEL = {"model_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}
JSON = {"Content-Type": "application/json"}
UID = {"uid": "visitor-7"}
TEXT = "/training_data?type=text"
BOUNDARY = {"Content-Type": "multipart/form-data; boundary=frontier"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NAMES = "PaLM2, gpt-3.5-turbo, gpt-4, Gemini, Claude 2, Claude 3, CaiGunn001, Gemini 1.5"


def send(url: str, method: str, path: str, **content: Any) -> httpx.Response:
    headers = BOTH | content.pop("headers", {})
    return httpx.request(method, url + BASE + path, headers=headers, timeout=10, **content)


@pytest.mark.parametrize(
    ("method", "path", "content", "detail"),
    [
        ("POST", "/models", {"json": {}}, "body.title: is required"),
        ("POST", "/models", {"json": {"title": 1}}, "body.title: must be string"),
        ("POST", "/models", {"json": {"title": "a", "model_name": "b"}}, f"body.model_name: must be one of {NAMES}"),
        (
            "POST",
            "/models",
            {"json": {"model_name": 1}},
            f"body.title: is required; body.model_name: must be string; body.model_name: must be one of {NAMES}",
        ),
        ("POST", "/models", {"json": []}, "body: must be object"),
        ("POST", "/models", {"json": None, "headers": JSON}, "body: is required, as application/json"),
        ("POST", "/models", {"content": "null", "headers": JSON}, "body: must be object"),
        ("POST", "/models", {"content": "{bad", "headers": JSON}, "body: is not JSON: {json} at line 1 column 2"),
        ("POST", "/models", {"content": "0", "headers": JSON}, "body: must be object"),
        ("POST", "/models", {"content": " ", "headers": JSON}, "body: is empty, and must be JSON"),
        ("POST", "/models", {"content": iter([b""]), "headers": JSON}, "body: is required, as application/json"),
        (
            "POST",
            "/models",
            {"content": "\ufeff{}", "headers": JSON},
            "body: begins with a byte order mark, which JSON must not have",
        ),
        (
            "POST",
            "/models",
            {"content": "9" * 5000, "headers": JSON},
            "body: has a number that is too long or too large",
        ),
        ("POST", "/models", {"content": b'{"\xff', "headers": JSON}, "body: is not UTF-8 at byte 2"),
        ("POST", "/models", {"content": "NaN", "headers": JSON}, "body: is not JSON: NaN is not a number of JSON"),
        (
            "POST",
            "/models",
            {"content": "[1e999]", "headers": JSON},
            "body: has a number that is too long or too large",
        ),
        ("POST", "/models", {"content": "[" * 9000, "headers": JSON}, "body: is nested too deeply"),
        (
            "POST",
            "/models",
            {"data": {"title": "a"}},
            "header.Content-Type: must be application/json, not application/x-www-form-urlencoded",
        ),
        ("POST", "/models", {"content": "{}"}, "header.Content-Type: must be application/json"),
        ("PUT", "", {"json": {"model_id": "abc"}}, 'body.model_id: must match format "uuid"'),
        ("POST", "/talk", {"json": {"text": "a"}}, "header.uid: is required"),
        ("GET", "/messages", {"headers": {"uid": b"a\x01b"}}, "the request is not HTTP/1.1"),
        ("GET", "/messages?limit=ten", {"headers": UID}, "query.limit: must be integer"),
        ("GET", "/messages?limit=0x10", {"headers": UID}, "query.limit: must be integer"),
        ("GET", "/messages?limit=1.5", {"headers": UID}, "query.limit: must be integer"),
        ("GET", "/messages?limit=", {"headers": UID}, "query.limit: must not be empty"),
        ("GET", "/messages?offset=1&offset=2", {"headers": UID}, "query.offset: must not be repeated"),
        ("GET", "/messages?end_at=2024-05-01", {"headers": UID}, 'query.end_at: must match format "date-time"'),
        ("GET", "/messages?end_at=", {"headers": UID}, 'query.end_at: must match format "date-time"'),
        ("GET", "/uids?start_at=%zz", {}, "query: has a % that begins no escape"),
        ("GET", "/uids?start_at=%ff", {}, "query: is not UTF-8"),
        ("POST", "/training_data", {"data": {"text": "a"}}, "query.type: is required"),
        ("POST", "/training_data?type=x", {"data": {"text": "a"}}, "query.type: must be one of file, crawler, text"),
        ("POST", TEXT, {"data": {"txt": "a"}}, "body: one of website, text is required"),
        ("POST", TEXT, {"files": {"txt": (None, "a")}}, "body: one of files, website, text is required"),
        ("POST", TEXT, {"files": {"text": (None, b"\xff")}}, "body.text: is not UTF-8"),
        (
            "POST",
            TEXT,
            {"content": b'--frontier\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n', "headers": BOUNDARY},
            "a part's name: is not UTF-8",
        ),
        (
            "POST",
            TEXT,
            {
                "content": (b"--frontier\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n" * 10_002),
                "headers": BOUNDARY,
            },
            "body: has more than 10000 fields",
        ),
        ("POST", TEXT, {"files": {"text": ("a.txt", b"a")}}, "body.text: must be a text, not a file"),
        (
            "POST",
            TEXT,
            {"files": {"files": (None, "a")}},
            "body.files: must be a file, which is a part with a filename",
        ),
        ("POST", TEXT, {"files": [("text", (None, "a"))] * 2}, "body.text: must be string"),
        (
            "POST",
            TEXT,
            {"data": {"text": "a", "is_single_page": "yes"}},
            "body.is_single_page: must be boolean (true or false)",
        ),
        ("POST", TEXT, {"content": "text=%ff", "headers": FORM}, "body: is not UTF-8"),
        ("POST", TEXT, {"content": "a&" * 10_000, "headers": FORM}, "body: has more than 10000 fields"),
        ("POST", TEXT, {"json": {"text": "a"}}, "header.Content-Type: {forms}, not application/json"),
        ("POST", TEXT, {}, "body: is required, as multipart/form-data or application/x-www-form-urlencoded"),
        (
            "POST",
            TEXT,
            {"content": "x", "headers": {"Content-Type": "multipart/form-data"}},
            "header.Content-Type: multipart/form-data needs a boundary",
        ),
        (
            "POST",
            TEXT,
            {"content": '--frontier\r\nContent-Disposition: form-data; name="text"\r\n\r\na', "headers": BOUNDARY},
            "body: is not multipart/form-data: the closing boundary is missing",
        ),
        (
            "POST",
            TEXT,
            {"content": "--frontier\r\nContent-Disposition: form-data\r\n\r\na\r\n--frontier--", "headers": BOUNDARY},
            "body: is not multipart/form-data: a part has no Content-Disposition: form-data with a name",
        ),
        (
            "POST",
            TEXT,
            {"data": {"text": "a" * MAX_BODY_BYTES}},
            "body: is larger than 4 MiB, files aside",
        ),
        (
            "POST",
            TEXT,
            {"files": {"text": (None, "a" * (MAX_BODY_BYTES + 1))}},
            "body: is larger than 4 MiB, files aside",
        ),
        (
            "GET",
            "/models",
            {"headers": {"Prefer": "code=422"}},
            "header.Prefer: code=422 is not one of 200, 401, 403, 406, 500, 503",
        ),
        ("GET", "/models", {"headers": {"Prefer": "example=x"}}, "header.Prefer: example=x is not one of models"),
    ],
)
def test_invalid_request_is_400_with_location_and_reason(
    mock_url: str, method: str, path: str, content: dict[str, Any], detail: str
) -> None:
    response = send(mock_url, method, path, **content)
    expected = detail.format_map(
        {
            "json": "Expecting property name enclosed in double quotes",
            "forms": "must be multipart/form-data or application/x-www-form-urlencoded",
        }
    )
    assert (response.status_code, response.json()) == (400, {"detail": expected})
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "headers", "detail"),
    [
        ("/models", {}, "header.api-key: is required; header.caigunn-access-token: is required"),
        ("/models", {"api-key": "k"}, "header.caigunn-access-token: is required"),
        ("/models", {"api-key": "", "caigunn-access-token": "t"}, "header.api-key: is required"),
        ("/uids", {"caigunn-access-token": "t"}, "header.api-key: is required"),
    ],
)
def test_missing_credential_is_401(mock_url: str, path: str, headers: dict[str, str], detail: str) -> None:
    response = httpx.get(f"{mock_url}{BASE}{path}", headers=headers)
    assert (response.status_code, response.json()) == (401, {"detail": detail})


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", f"{BASE}/models/", f"{BASE}/Models", f"{BASE}/model%2Fs", f"/{BASE}"]
)
def test_unknown_path_is_404(mock_url: str, path: str) -> None:
    response = httpx.get(mock_url + path, headers=BOTH)
    assert (response.status_code, response.json()) == (404, {"detail": f"path {path}: is not in the contract"})


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PATCH", "", "PUT"),
        ("GET", "", "PUT"),
        ("HEAD", "/talk", "POST"),
        ("DELETE", "/models", "GET, HEAD, POST"),
        ("OPTIONS", "/uids", "GET, HEAD"),
        ("TRACE", "/opentalk", "DELETE, PUT"),
    ],
)
def test_unknown_method_is_405_with_allow(mock_url: str, method: str, path: str, allow: str) -> None:
    response = send(mock_url, method, path)
    assert response.status_code == 405
    assert response.headers["Allow"] == allow
    if method != "HEAD":
        assert response.json() == {"detail": f"method {method}: is not one of {allow}"}


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", ",;q=,*/", "\xff"])
def test_unacceptable_media_type_is_406(mock_url: str, accept: str) -> None:
    response = send(mock_url, "GET", "/models", headers={"Accept": accept.encode("latin-1")})
    assert (response.status_code, response.json()) == (406, {"detail": "header.Accept: must allow application/json"})


def test_any_credential_is_valid_by_default(mock_url: str) -> None:
    response = httpx.get(f"{mock_url}{BASE}/uids", headers={b"api-key": b"cl\xe9"})
    assert response.status_code == 200, response.text


def test_unregistered_method_is_400(mock_url: str) -> None:
    response = send(mock_url, "BREW", "/webhook")
    assert (response.status_code, response.json()) == (400, {"detail": "the request is not HTTP/1.1"})


def test_log_line_has_no_credentials(mock: Mock) -> None:
    path = "/models/one%0Aline"
    secrets = {"api-key": "s3cret-key", "caigunn-access-token": "s3cret-token"}
    httpx.get(f"{mock.url}{BASE}{path}?key=s3cret-query", headers=secrets)
    httpx.post(f"{mock.url}{BASE}/models", headers=secrets, json={})
    log = mock.log.read_text(encoding="utf-8")
    assert f" GET {BASE}{path} 404 " in log
    assert re.search(rf" POST {BASE}/models 400 [0-9.]+ ms body\.title: is required\n", log)
    assert "s3cret" not in log
