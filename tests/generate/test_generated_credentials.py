"""Credentials that generated clients send."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.generate.conftest import Generate

CREDENTIALS: dict[str, Any] = {
    "query": "secret&q",
    "cookie": "secret-c",
    "login": ("user", "secret:p"),
    "oauth": "secret-o",
    "oidc": lambda: "secret-i",
}
SENT: dict[str, tuple[str, dict[str, Any], Mapping[str, str]]] = {
    "in_query": ("https://api.example/v1/query?n=1&api.key=secret%26q", {"n": 1}, {}),
    "in_cookie": ("https://api.example/v1/cookie", {"n": 1}, {"cookie": "n=1; session=secret-c"}),
    "basic": ("https://api.example/v1/basic", {}, {"authorization": "Basic dXNlcjpzZWNyZXQ6cA=="}),
    "oauth": ("https://api.example/v1/oauth", {}, {"authorization": "Bearer secret-o"}),
    "oidc": ("https://api.example/v1/oidc", {}, {"authorization": "Bearer secret-i"}),
    "tls": ("https://api.example/v1/tls", {}, {}),
}


@pytest.mark.parametrize("method", SENT)
@pytest.mark.parametrize("layer", ["sdk", "functions"])
def test_credential_is_sent_in_its_location(generated: Generate, method: str, layer: str) -> None:
    client, (url, arguments, headers) = generated("security"), SENT[method]
    if layer == "sdk":
        with client.client(**CREDENTIALS) as opened:
            getattr(opened.default, method)(**arguments)
    else:
        transport = httpx.MockTransport(client.handler(httpx.Response(204)))
        credentials = {**CREDENTIALS, "oidc": "secret-i"}
        functions = client.module().Client(**credentials, httpx_args={"transport": transport})
        client.module(f"api.default.{method}").sync_detailed(client=functions, **arguments)
    assert str(client.request.url) == url
    found = {
        name: client.request.headers[name] for name in ("authorization", "cookie") if name in client.request.headers
    }
    assert found == headers


@pytest.mark.parametrize("method", ["in_query", "in_cookie", "basic"])
def test_credential_is_redacted_in_errors(generated: Generate, method: str) -> None:
    client = generated("security")
    _, arguments, headers = SENT[method]
    text = f"{client.name} secret&q secret-c {headers.get('authorization', '')}"
    with (
        client.client(httpx.Response(404, json={"detail": text}), **CREDENTIALS) as opened,
        pytest.raises(client.module().NotFoundError) as caught,
    ):
        getattr(opened.default, method)(**arguments)
    error = caught.value
    shown = f"{error} {error.request.url} {error.request.headers} {error.response.text}"
    secret = {"in_query": "secret&q", "in_cookie": "secret-c", "basic": "dXNlcjpzZWNyZXQ6cA=="}[method]
    assert "[redacted]" in shown
    assert secret not in shown
    assert "secret%26q" not in shown


def test_user_with_a_colon_is_rejected(generated: Generate) -> None:
    with pytest.raises(TypeError, match=r"login must be \(user, password\)"):
        generated("security").client(login=("a:b", "c"))
