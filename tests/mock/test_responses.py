"""Responses to valid requests."""

import json
from collections.abc import Iterator

import httpx
import psutil
import pytest

from scripts import openapi
from scripts.processes import Mock
from scripts.validation.response import ResponseValidator
from tests.support.project_contract import DOCUMENT

BOTH = {"api-key": "a key", "caigunn-access-token": "a token"}
BASE = "/api/external/chatbot"


@pytest.mark.parametrize("count", [1, 2, 300])
def test_any_number_of_files_is_accepted(mock_url: str, count: int) -> None:
    files = [("files", (f"客户 {number}.txt", bytes([number % 256]) * number)) for number in range(count)]
    response = httpx.post(f"{mock_url}{BASE}/training_data?type=file", headers=BOTH, files=files)
    assert (response.status_code, response.json()) == (200, {"detail": "Creating training data in background"})


def test_upload_of_200_mb_keeps_memory_flat(mock: Mock) -> None:
    chunk = b"x" * 2**20
    boundary = "frontier"

    def body() -> Iterator[bytes]:
        yield f"--{boundary}\r\nContent-Disposition: form-data; name=files; filename=a\r\n\r\n".encode()
        for _ in range(200):
            yield chunk
        yield f"\r\n--{boundary}--\r\n".encode()

    def memory() -> int:
        process = psutil.Process(mock.process.pid)
        return sum(each.memory_info().rss for each in [process, *process.children(recursive=True)])

    url = f"{mock.url}{BASE}/training_data?type=file"
    headers = BOTH | {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    before = memory()
    response = httpx.post(url, headers=headers, content=body(), timeout=120)
    after = memory()
    print(f"\nmemory of the mock: {before / 2**20:.0f} MiB before the upload of 200 MiB, {after / 2**20:.0f} MiB after")
    assert response.status_code == 200, response.text
    assert after - before < 20 * 2**20


def test_head_is_get_without_body(mock_url: str) -> None:
    get = httpx.get(f"{mock_url}{BASE}/models", headers=BOTH)
    head = httpx.head(f"{mock_url}{BASE}/models", headers=BOTH)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Type", "Content-Length"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "application/json", "text/html, */*;q=0.1", "application/json; charset=utf-8"]
)
def test_accept_that_allows_json_gets_json(mock_url: str, accept: str) -> None:
    assert httpx.get(f"{mock_url}{BASE}/models", headers=BOTH | {"Accept": accept}).status_code == 200


@pytest.mark.parametrize(
    ("prefer", "status", "detail"),
    [
        ("code=503", 503, "Service unavailable, try again later"),
        ("code=404", 404, "Model not found"),
        ('respond-async, code="403"', 403, "The access token doesn't permit to manage this chatbot"),
        ("example=updated", 200, "Update successfully"),
        ("code=404, example=not-found", 404, "Model not found"),
        ("return=minimal", 200, "Update successfully"),
    ],
)
def test_prefer_selects_the_response(mock_url: str, prefer: str, status: int, detail: str) -> None:
    body = {"model_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}
    response = httpx.put(f"{mock_url}{BASE}", headers=BOTH | {"Prefer": prefer}, json=body)
    assert (response.status_code, response.json()) == (status, {"detail": detail})


def test_dynamic_response_has_random_values(mock_url: str) -> None:
    headers = BOTH | {"Prefer": "dynamic=true"}
    models = [httpx.get(f"{mock_url}{BASE}/models", headers=headers).json()["models"] for _ in range(3)]
    assert models[0] != models[1] or models[1] != models[2]
    list_models = next(each for each in openapi.operations(DOCUMENT) if each.id == "listModels")
    validator = ResponseValidator(DOCUMENT, list_models)
    body = json.dumps({"models": models[0]}).encode()
    assert list(validator.violations(200, [(b"content-type", b"application/json")], body)) == []


def test_first_of_two_preferences_counts(mock_url: str) -> None:
    headers = BOTH | {"Prefer": "code=503, code=403"}
    assert httpx.get(f"{mock_url}{BASE}/models", headers=headers).status_code == 503


def test_two_accept_headers_are_one_list(mock_url: str) -> None:
    headers = [*BOTH.items(), ("Accept", "text/html"), ("Accept", "application/json")]
    assert httpx.get(f"{mock_url}{BASE}/models", headers=headers).status_code == 200


def test_free_text_parameter_selects_no_example(mock_url: str) -> None:
    headers = BOTH | {"uid": "u"}
    response = httpx.post(f"{mock_url}{BASE}/talk?nickname=unknown&type=x", headers=headers, json={"text": "x"})
    assert response.status_code == 200


def test_prefer_overrides_the_example_of_type(mock_url: str) -> None:
    url = f"{mock_url}{BASE}/training_data?type=text"
    response = httpx.post(url, headers=BOTH | {"Prefer": "example=crawler"}, data={"text": "x"})
    assert response.json() == {"detail": "Crawling training data in background"}


@pytest.mark.parametrize("headers", ["api-key", "caigunn-access-token", "uid", "content-type, prefer"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_preflight_of_any_origin_is_allowed(mock_url: str, method: str, headers: str) -> None:
    preflight = httpx.options(
        f"{mock_url}{BASE}/models",
        headers={
            "Origin": "https://shop.example",
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": headers,
        },
    )
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert preflight.headers["Access-Control-Allow-Credentials"] == "true"
    assert method in preflight.headers["Access-Control-Allow-Methods"].split(", ")
    assert preflight.headers["Access-Control-Allow-Headers"] == headers


@pytest.mark.parametrize("headers", [BOTH, {}, BOTH | {"Prefer": "code=500"}, BOTH | {"Mock-Fail": "503"}])
def test_page_of_any_origin_may_read_responses(mock_url: str, headers: dict[str, str]) -> None:
    response = httpx.get(f"{mock_url}{BASE}/models", headers=headers | {"Origin": "https://shop.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert response.headers["Vary"] == "origin"


def test_undocumented_parameters_are_ignored(mock_url: str) -> None:
    response = httpx.post(
        f"{mock_url}{BASE}/models?__code=500&__server=http://x&type=file",
        headers=BOTH | {"X-Anything": "x"},
        json={"title": "Support bot", "anything": [1]},
    )
    assert response.status_code == 200, response.text


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("uid", ""),
        ("uid", "visitor 7"),
        ("nickname", ""),
        ("nickname", "美 %&=?#+"),
        ("text", ""),
        ("text", "\u0000 \ud83d\ude00 " * 1000),
    ],
)
def test_any_text_is_valid_without_constraints(mock_url: str, place: str, value: str) -> None:
    texts = {"uid": "u", "nickname": "n", "text": "t"} | {place: value}
    response = httpx.post(
        f"{mock_url}{BASE}/talk",
        params={"nickname": texts["nickname"]},
        headers={"api-key": "a key", "uid": texts["uid"]},
        json={"text": texts["text"].encode("utf-16", "surrogatepass").decode("utf-16")},
    )
    assert response.status_code == 200, response.text


def test_body_of_megabytes_is_validated(mock_url: str) -> None:
    response = httpx.post(f"{mock_url}{BASE}/training_data?type=text", headers=BOTH, data={"text": "a b" * 1_000_000})
    assert response.status_code == 200, response.text
