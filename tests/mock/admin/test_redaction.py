"""Redaction of credentials."""

import json
import tomllib
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote, quote_plus

import pytest

from scripts.contract.hooks.response_redaction import redact
from scripts.mock.admin.inspector.views import summary
from scripts.mock.created import created_credentials
from scripts.mock.recorder import KEPT_BYTES
from scripts.openapi import Document
from scripts.project import ROOT
from scripts.redaction import MARK, CredentialFinder
from tests.mock.admin.recordings import CREDENTIALS, FINDER, KEY, TOKEN, recorded, redactor, view

UUID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


@pytest.mark.parametrize(
    "spelling",
    [
        KEY,
        quote(KEY),
        quote(KEY, safe="").lower(),
        quote_plus(KEY),
        json.dumps(KEY)[1:-1],
        json.dumps(KEY, ensure_ascii=False)[1:-1],
        "".join(f"\\u{ord(each):04X}" for each in KEY),
        "".join(f"%{byte:02X}" for byte in KEY.encode()),
    ],
)
def test_credential_is_redacted_everywhere_in_all_spellings(spelling: str) -> None:
    text = f"<{spelling}|{TOKEN}>".encode()
    found = view(
        recorded(
            b"/" + quote(spelling, safe="%+\\").encode() + b"?x=" + TOKEN.encode(),
            [*CREDENTIALS, (b"x-debug", b"a " + spelling.encode()), (b"referer", b"http://h/?" + TOKEN.encode())],
            text,
            response_body=text,
            response_headers=[(b"x-echo", text)],
            reason=f"header.x: not {spelling}",
        )
    )
    assert found["body"]["text"] == found["response"]["body"]["text"] == f"<{MARK}|{MARK}>"
    assert dict(found["headers"])["api-key"] == MARK
    assert dict(found["headers"])["x-debug"] == f"a {MARK}"
    content = json.dumps(found, ensure_ascii=False)
    for part in (KEY, spelling, json.dumps(spelling)[1:-1], TOKEN, KEY[:4], TOKEN[4:]):
        assert part not in content


@pytest.mark.parametrize("key", ["plain-key/1 \u00e9\U0001f600", "long key+" * 100, "\u00e9-is-latin-1"])
def test_unusual_credential_is_redacted(key: str) -> None:
    raw = key.encode("latin-1" if "latin" in key else "utf-8")
    spellings = [key, quote(key), quote(key, safe="").lower(), quote_plus(key), json.dumps(key)[1:-1]]
    if len(key) < 100:
        spellings.append("%" + key[:1].encode().hex("%") + key[1:])
    found = view(recorded(headers=[(b"api-key", raw), (b"x", b"- " + raw)], body="|".join(spellings).encode()))
    assert found["body"]["text"] == "|".join([MARK] * len(spellings))
    assert found["headers"][1] == ("x", f"- {MARK}")


@pytest.mark.parametrize("value", [b"a", b"b" * 100, b"\xff\xfe", b"a b"])
def test_mark_does_not_depend_on_the_value(value: bytes) -> None:
    assert view(recorded(headers=[(b"api-key", value)]))["headers"] == [("api-key", MARK)]


def test_empty_credential_is_shown_as_empty() -> None:
    assert view(recorded(headers=[(b"api-key", b"")]))["headers"] == [("api-key", "")]


@pytest.mark.parametrize(
    ("header", "secret"),
    [
        ((b"authorization", b"Bearer abcdefghijk"), "abcdefghijk"),
        ((b"proxy-authorization", b"Basic dXNlcjpwYXNz"), "dXNlcjpwYXNz"),
        ((b"cookie", b'lang=en; sid="s3ss10n-id"'), "s3ss10n-id"),
        ((b"x-other", b"-"), "the-configured-key"),
    ],
)
def test_standard_and_configured_credentials_are_redacted(header: tuple[bytes, bytes], secret: str) -> None:
    found = view(recorded(b"/?a=" + secret.encode(), [header], f"- {secret} -".encode()))
    assert found["body"]["text"] == f"- {MARK} -"
    assert secret not in json.dumps(found)


def test_key_in_query_by_mistake_is_redacted() -> None:
    found = view(recorded(b"/x?a=1&api_key=quite+a+key&b=2", [], b"quite a key"))
    assert (found["target"], found["body"]["text"]) == (f"/x?a=1&api_key={MARK}&b=2", MARK)
    assert '"$API_KEY' in found["curl"]


@pytest.mark.parametrize(
    ("scheme", "headers", "target"),
    [
        ({"type": "apiKey", "in": "query", "name": "sig"}, [], b"/?sig=s3cret-value"),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, [(b"cookie", b"a=b; sid=s3cret-value")], b"/"),
        ({"type": "http", "scheme": "bearer"}, [(b"authorization", b"Bearer s3cret-value")], b"/"),
        ({"type": "oauth2", "flows": {}}, [(b"authorization", b"bearer s3cret-value")], b"/"),
    ],
)
def test_credential_of_each_scheme_is_found(scheme: Document, headers: Any, target: bytes) -> None:
    finder = CredentialFinder({"components": {"securitySchemes": {"one": scheme}}}, {})
    found = finder.redactor(finder.find(headers, target))
    assert found.redact(b"it is s3cret-value.") == f"it is {MARK}.".encode()


def test_credential_of_another_request_is_redacted() -> None:
    other = recorded(headers=[(b"api-key", b"another-key")])
    found = view(recorded(body=b"another-key"), other)
    assert found["body"]["text"] == MARK
    assert found["curl"].endswith('--data-raw "$API_KEY_2"')


def test_short_credential_is_redacted_as_a_separate_word_only() -> None:
    found = view(recorded(b"/talk?k=k", [(b"api-key", b"k")], b'{"k": "talk k"}'))
    assert found["target"] == f"/talk?{MARK}={MARK}"
    assert json.loads(found["body"]["text"]) == {MARK: f"talk {MARK}"}


@pytest.mark.parametrize("before", range(280, 301))
def test_credential_at_the_cut_of_a_summary_is_redacted(before: int) -> None:
    request = recorded(b"/" + b"a" * before + TOKEN.encode() + b"b" * 500)
    target = summary(request, redactor(request))["target"]
    assert "tok" not in target
    assert len(target) == 301


def test_credential_at_the_cut_of_a_body_is_redacted() -> None:
    body = b"a" * (KEPT_BYTES - 4) + TOKEN.encode()
    found = view(recorded(headers=[*CREDENTIALS, (b"content-length", b"%d" % len(body))], body=body))
    note = f"the first {KEPT_BYTES - 4:,} bytes of {len(body):,} bytes"
    assert found["body"] == {"text": "a" * (KEPT_BYTES - 4), "indented": False, "size": len(body), "note": note}


@pytest.mark.parametrize("length", [36, 35, 1])
def test_created_credential_is_redacted_also_if_it_is_cut(length: int) -> None:
    body = f"a key-{'0' * 32}-{UUID[:length]}".encode()
    found = dict.fromkeys(created_credentials(recorded(headers=[], response_body=body)))
    assert FINDER.redactor(found).redact(body) == f"a {MARK}".encode()


@pytest.mark.parametrize(
    ("key", "body", "redacted"),
    [
        ("s3cret-key", '{"detail": "not s3cret-key"}', '{"detail": "not [redacted]"}'),
        ("s3/cret", r'{"detail": "s3\/cret s3%2Fcret \u00733/cret"}', '{"detail": "[redacted] [redacted] [redacted]"}'),
        ("abc", '{"detail": "abc", "abcd": "abc!"}', '{"detail": "[redacted]", "abcd": "[redacted]!"}'),
        ("abc", "invalid key: abc", "invalid key: [redacted]"),
        ("1", '{"items": 1, "uid": "1"}', '{"items": 1, "uid": "[redacted]"}'),
        ("12345678", '{"key": 12345678}', '{"key": [redacted]}'),
    ],
)
def test_contract_test_redacts_the_response(
    monkeypatch: pytest.MonkeyPatch, key: str, body: str, redacted: str
) -> None:
    monkeypatch.setenv("CAIGUNN_API_KEY", key)
    document = {"info": {"title": "CaiGunn"}, **DOCUMENT_WITH_KEY}
    case = SimpleNamespace(operation=SimpleNamespace(schema=SimpleNamespace(raw_schema=document)))
    response = SimpleNamespace(content=body.encode(), headers={"x-echo": [f"<{key}>"], "x-other": ["other"]})
    redact(cast("Any", case), cast("Any", response))
    assert response.content.decode() == redacted
    assert response.headers == {"x-echo": [f"<{MARK}>"], "x-other": ["other"]}


DOCUMENT_WITH_KEY: Document = {
    "components": {"securitySchemes": {"api-key": {"type": "apiKey", "in": "header", "name": "api-key"}}}
}


def test_schemathesis_uses_the_same_mark() -> None:
    settings = tomllib.loads((ROOT / "schemathesis.toml").read_text(encoding="utf-8"))
    assert settings["output"]["sanitization"]["replacement"] == MARK
