"""Access rules, methods and errors of the admin API."""

import socket
from pathlib import Path

import httpx
import pytest

from scripts.processes import Mock, running_mock

PATHS = [
    "", "/", "/inspector.css", "/inspector.js", "/render.js", "/icon.svg", "/requests", "/requests/x-1", "/events",
    "/events/deliveries", "/health", "/state", "/reset", "/docs/", "/unknown",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Host", "evil.example"),
        ("Host", "evil.example:4010"),
        ("Host", "127.0.0.1.evil.example"),
        ("Host", "localhost.evil.example"),
        ("Host", "127.0.0.1@evil.example"),
        ("Host", ""),
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
    ],
)
def test_page_of_another_machine_is_rejected(mock_url: str, path: str, header: str, value: str) -> None:
    method = "POST" if path == "/reset" else "GET"
    response = httpx.request(method, f"{mock_url}/__mock{path}", headers={header: value, "api-key": "k"})
    assert (response.status_code, response.json()["detail"].partition(":")[0]) == (403, f"header.{header}")


def test_preflight_of_another_machine_is_rejected(mock_url: str) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert httpx.options(f"{mock_url}/__mock/reset", headers=headers).status_code == 403


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:5173"])
def test_page_of_this_machine_may_use_the_admin_api(mock_url: str, origin: str) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "api-key"}
    preflight = httpx.options(f"{mock_url}/__mock/state", headers=headers)
    assert (preflight.status_code, preflight.headers["access-control-allow-headers"]) == (200, "api-key")
    response = httpx.get(f"{mock_url}/__mock/health", headers={"Origin": origin})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, "*")


@pytest.mark.parametrize("host", ["localhost:4010", "127.0.0.1", "[::1]:9", "192.168.7.7:4010", "Localhost"])
def test_ip_address_or_localhost_is_a_valid_host(mock_url: str, host: str) -> None:
    assert httpx.get(f"{mock_url}/__mock/requests", headers={"Host": host}).status_code == 200


def test_host_name_of_the_mock_is_a_valid_host(tmp_path: Path) -> None:
    name = socket.gethostname()
    with running_mock(tmp_path / "log", options=["--host", name]) as mock:
        assert httpx.get(f"{mock.url}/__mock/health", headers={"Host": f"{name}:80"}).status_code == 200
        assert httpx.get(f"{mock.url}/__mock/health", headers={"Host": f"a{name}.example"}).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/state", {"GET", "HEAD", "PUT"}),
        ("GET", "/reset", {"POST"}),
        ("POST", "/health", {"GET", "HEAD"}),
        ("POST", "/", {"GET", "HEAD"}),
        ("POST", "/docs/", {"GET", "HEAD"}),
    ],
)
def test_unsupported_method_is_405_with_allow(stateful: Mock, method: str, path: str, allow: set[str]) -> None:
    response = httpx.request(method, f"{stateful.url}/__mock{path}")
    assert (response.status_code, set(response.headers["allow"].split(", "))) == (405, allow)
    assert response.json() == {"detail": f"{method} /__mock{path}: Method Not Allowed"}


def test_unknown_path_is_404(mock_url: str) -> None:
    response = httpx.get(f"{mock_url}/__mock/unknown")
    assert (response.status_code, response.json()) == (404, {"detail": "GET /__mock/unknown: Not Found"})


@pytest.mark.parametrize("path", ["/__mock", "/__mock/docs"])
def test_missing_slash_is_redirected(mock_url: str, path: str) -> None:
    response = httpx.get(mock_url + path)
    assert (response.status_code, response.headers["location"]) == (307, f"{mock_url}{path}/")
