"""Credentials that generated clients send."""

import asyncio
import hashlib
import io
import re
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


def _hash(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode()).hexdigest()  # noqa: S324 - RFC 7616


def _digest_service(request: httpx.Request) -> httpx.Response:
    """Respond with a challenge, or with whether its response is right."""
    given = dict(re.findall(r'(\w+)="?([^",]+)', request.headers.get("authorization", "")))
    if not given:
        challenge = 'Digest realm="r", nonce="n", qop="auth"'
        return httpx.Response(401, headers={"www-authenticate": challenge}, json={"detail": "who?"})
    secret, target = _hash("user", "r", "secret:p"), _hash(request.method, given["uri"])
    is_right = given["response"] == _hash(secret, "n", given["nc"], given["cnonce"], "auth", target)
    return httpx.Response(204 if is_right and request.read() == b"content" else 403)


@pytest.mark.parametrize("credential", [("user", "secret:p"), "user:secret:p", lambda: "user:secret:p"])
@pytest.mark.parametrize("layer", ["sync", "async", "functions"])
def test_challenge_of_digest_authentication_is_answered(generated: Generate, layer: str, credential: Any) -> None:
    client, body = generated("security"), io.BytesIO(b"content")
    args = {"transport": httpx.MockTransport(_digest_service)}
    if layer == "functions":
        given = credential() if callable(credential) else credential
        functions = client.module().Client(digest=given, httpx_args=args)
        module = client.module("api.default.in_digest")
        assert module.sync_detailed(client=functions, body=body).status_code == 204
        return
    name = client.client_name if layer == "sync" else f"Async{client.client_name}"
    opened = getattr(client.module(), name)(digest=credential, httpx_args=args, retry_unsafe=True)
    result = opened.default.in_digest(body=body)
    assert (asyncio.run(result) if layer == "async" else result) is None


def test_wrong_password_of_digest_authentication_is_not_shown(generated: Generate) -> None:
    client = generated("security")
    args = {"transport": httpx.MockTransport(_digest_service)}
    opened = getattr(client.module(), client.client_name)(digest=("user", "other-secret"), httpx_args=args)
    with pytest.raises(client.module().PermissionDeniedError) as caught:
        opened.default.in_digest(body=b"content")
    assert "auth" not in caught.value.request.extensions
    assert caught.value.request.headers["authorization"] == "[redacted]"
