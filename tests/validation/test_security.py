"""Credentials."""

import base64
from typing import Any

import pytest

from scripts.openapi import Document
from scripts.project import UserError
from tests.support.contracts import Api, contract

OAUTH = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}}}
SCHEMES: dict[str, Document] = {
    "basic": {"type": "http", "scheme": "Basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "digest": {"type": "http", "scheme": "digest"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "key"},
    "oauth": OAUTH,
    "openid": {"type": "openIdConnect", "openIdConnectUrl": "https://example.com"},
    "tls": {"type": "mutualTLS"},
}
BASIC = "Basic " + base64.b64encode(b"user:password").decode()


def api(*alternatives: list[str], credentials: dict[str, str] | None = None) -> Api:
    """Return an API whose operation has alternatives of schemes."""
    document = contract(security=[{name: [] for name in each} for each in alternatives])
    document["components"]["securitySchemes"] = SCHEMES
    return Api.of(document, credentials)


@pytest.mark.parametrize(
    ("scheme", "headers", "query"),
    [
        ("basic", {"Authorization": BASIC}, ""),
        ("basic", {"Authorization": BASIC.replace("Basic", "basic")}, ""),
        ("bearer", {"Authorization": "Bearer token"}, ""),
        ("bearer", {"Authorization": "BEARER token"}, ""),
        ("digest", {"Authorization": 'Digest username="u", realm="r"'}, ""),
        ("header", {"x-key": "k"}, ""),
        ("query", {}, "?key=k"),
        ("query", {}, "?a=b&key=k"),
        ("cookie", {"Cookie": "a=b; key=k"}, ""),
        ("oauth", {"Authorization": "Bearer token"}, ""),
        ("openid", {"Authorization": "Bearer token"}, ""),
        ("tls", {}, ""),
    ],
)
def test_credential_of_every_scheme_is_accepted(scheme: str, headers: dict[str, str], query: str) -> None:
    api([scheme]).send(target=f"/things{query}", headers=headers)


@pytest.mark.parametrize(
    ("scheme", "location", "challenge"),
    [
        ("basic", "header.Authorization", 'Basic realm="*"'),
        ("bearer", "header.Authorization", 'Bearer realm="*"'),
        ("digest", "header.Authorization", 'Digest realm="*", nonce="mock", qop="auth"'),
        ("oauth", "header.Authorization", 'Bearer realm="*"'),
        ("openid", "header.Authorization", 'Bearer realm="*"'),
        ("header", "header.X-Key", None),
        ("query", "query.key", None),
        ("cookie", "cookie.key", None),
    ],
)
def test_missing_credential_is_401_with_a_challenge(scheme: str, location: str, challenge: str | None) -> None:
    error = api([scheme]).error()
    assert (error.status, str(error)) == (401, f"{location}: is required")
    assert error.headers.get("WWW-Authenticate") == challenge


@pytest.mark.parametrize(
    ("scheme", "value", "reason"),
    [
        ("basic", "", "is required"),
        ("basic", "Bearer token", "must be Basic followed by the credential"),
        ("basic", "Basic", "must be Basic followed by the credential"),
        ("basic", "Basic  ", "must be Basic followed by the credential"),
        ("basic", "Basic !!", "must be Basic followed by user:password in base64"),
        ("basic", "Basic " + base64.b64encode(b"user").decode(), "must be Basic followed by user:password in base64"),
        ("bearer", "token", "must be Bearer followed by the credential"),
        ("bearer", "Bearertoken", "must be Bearer followed by the credential"),
        ("digest", BASIC, "must be Digest followed by the credential"),
    ],
)
def test_malformed_authorization_is_401(scheme: str, value: str, reason: str) -> None:
    error = api([scheme]).error(headers={"Authorization": value})
    assert (error.status, str(error)) == (401, f"header.Authorization: {reason}")


@pytest.mark.parametrize(
    ("scheme", "name", "headers", "query"),
    [
        ("header", "x-key", {"X-Key": "{}"}, ""),
        ("query", "key", {}, "?key={}"),
        ("cookie", "key", {"Cookie": "key={}"}, ""),
        ("bearer", "authorization", {"Authorization": "Bearer {}"}, ""),
    ],
)
def test_configured_credential_is_the_only_valid_one(
    scheme: str, name: str, headers: dict[str, str], query: str
) -> None:
    expected = "Bearer s3cr+t/=" if scheme == "bearer" else "s3cr+t/="
    made = api([scheme], credentials={name: expected})

    def arguments(value: str) -> dict[str, Any]:
        sent = value.replace("+", "%2B") if scheme == "query" else value
        return {
            "target": f"/things{query.format(sent)}",
            "headers": {key: text.format(sent) for key, text in headers.items()},
        }

    made.send(**arguments("s3cr+t/="))
    error = made.error(**arguments("an0ther"))
    assert error.status == 401
    assert str(error).endswith(": is not valid")
    assert "an0ther" not in repr(error)
    assert "s3cr" not in repr(error)


def test_all_schemes_of_an_alternative_are_needed() -> None:
    made = api(["header", "query"])
    made.send(target="/things?key=k", headers={"X-Key": "k"})
    assert str(made.error(headers={"X-Key": "k"})) == "query.key: is required"
    assert str(made.error()) == "header.X-Key: is required; query.key: is required"


def test_one_alternative_is_enough() -> None:
    made = api(["basic"], ["header", "query"])
    made.send(headers={"Authorization": BASIC})
    made.send(target="/things?key=k", headers={"X-Key": "k"})
    error = made.error(headers={"X-Key": "k"})
    assert str(error) == "header.Authorization: is required"
    assert error.headers == {"WWW-Authenticate": 'Basic realm="*"'}


def test_challenges_of_all_alternatives_are_listed_once() -> None:
    error = api(["basic"], ["bearer"], ["oauth"]).error()
    assert error.headers == {"WWW-Authenticate": 'Basic realm="*", Bearer realm="*"'}


def test_empty_alternative_makes_credentials_optional() -> None:
    api([], ["header"]).send()
    api(["header"], []).send(headers={"Authorization": "Bearer token"})


def test_security_of_operation_replaces_that_of_document() -> None:
    document = contract()
    document["components"]["securitySchemes"] = SCHEMES
    document["security"] = [{"header": []}]
    assert Api.of(document).error().status == 401
    document["paths"]["/things"]["post"]["security"] = []
    Api.of(document).send()


def test_credentials_are_checked_before_everything_else() -> None:
    document = contract({"name": "q", "in": "query", "required": True, "schema": {}}, body={"type": "object"})
    document["components"]["securitySchemes"] = SCHEMES
    document["security"] = [{"header": []}]
    assert Api.of(document, response_types=["text/csv"]).error(headers={"Accept": "text/html"}).status == 401


@pytest.mark.parametrize(
    ("schemes", "message"),
    [
        ({}, "security names 'header', which components.securitySchemes does not define"),
        ({"header": {"type": "apiKey"}}, "#/components/securitySchemes/header: not a security scheme of OpenAPI"),
    ],
)
def test_invalid_security_is_a_failure(schemes: Any, message: str) -> None:
    document = contract(security=[{"header": []}])
    document["components"]["securitySchemes"] = schemes
    with pytest.raises(UserError, match=message):
        Api.of(document)
