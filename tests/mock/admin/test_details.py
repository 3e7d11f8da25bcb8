"""Violations, forms and code in the details of a recorded request."""

import json
from typing import Any

import httpx
import pytest

from scripts.editions.contracts import contract_of
from scripts.loopback import serving
from scripts.mock.admin.inspector import fetch, forms
from scripts.mock.admin.inspector.places import Places
from scripts.mock.admin.inspector.pretty import lines
from scripts.mock.admin.inspector.python_call import PythonCalls
from scripts.mock.admin.inspector.views import details
from scripts.mock.admin.routes import admin_app
from scripts.mock.contract import ServedContract
from scripts.mock.recorder import RecordedFile, RecordedRequest, Recorder
from scripts.openapi import load
from scripts.project import CONTRACT, UserError
from scripts.redaction import MARK, Redactor
from scripts.reference.python import Client
from scripts.validation.errors import Violation, parse_summary, summarize
from scripts.validation.messages import RequestHead
from tests.mock.admin.recordings import CREDENTIALS, KEY, recorded, redactor
from tests.support.chatbots import BASE

JSON_TYPE = (b"content-type", b"application/json")
KEY_IN_TEXT = "a-key-in-a-text"
MULTIPART = (b"content-type", b"multipart/form-data; boundary=b")
PREFIX = BASE.encode()
PART = b'--b\r\ncontent-disposition: form-data; name="files"; filename="%b"\r\n\r\n%b\r\n'
SCHEMA = {"type": "object", "properties": {"a": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}}}
DOCUMENT: Any = {
    "openapi": "3.1.0",
    "paths": {
        "/things/{id}": {
            "post": {
                "operationId": "change",
                "tags": ["Some things"],
                "parameters": [{"in": "query", "name": "limit", "schema": {"type": "integer"}}],
                "requestBody": {"content": {"application/json": {"schema": SCHEMA}}},
                "responses": {},
            }
        }
    },
    "components": {
        "schemas": {
            "Item": {"oneOf": [{"required": ["b"], "properties": {"b": {"const": 1}, "c.d": {"maxLength": 3}}}, False]}
        }
    },
}


def shown(body: bytes, reason: str, target: bytes = b"/things/1") -> Any:
    """Return the details of a rejected request."""
    request = recorded(target, [JSON_TYPE], body, status=400, reason=reason, is_valid=False)
    return details(request, Redactor({}), "http://mock", Places(DOCUMENT))


@pytest.mark.parametrize(
    ("location", "line", "schema"),
    [
        ("body.a.1.b", 4, {"const": 1}),
        ("body.a.1.c.d", 5, {"maxLength": 3}),
        ("body.a.0.missing", 2, DOCUMENT["components"]["schemas"]["Item"]),
        ("body.other", 0, SCHEMA),
        ("query.limit", None, {"type": "integer"}),
        ("header.api-key", None, None),
    ],
)
def test_violation_has_line_and_schema(location: str, line: int | None, schema: Any) -> None:
    found = shown(b'{"a": [{}, {"b": 2, "c.d": "long"}]}', f"{location}: is wrong")
    (violation,) = found["violations"]
    assert (violation["location"], violation["reason"], violation["line"]) == (location, "is wrong", line)
    assert violation["schema"] == (None if schema is None else json.dumps(schema, indent=2))
    assert (found["operation"], found["reference"]) == ("change", "docs/#tag/some-things/POST/things/{id}")


def test_path_that_is_not_in_the_contract_has_no_reference() -> None:
    found = shown(b"", "path /other: is not in the contract", b"/other")
    assert (found["operation"], found["reference"], found["violations"][0]["schema"]) == (None, None, None)


def test_summary_of_violations_is_parsed() -> None:
    violations = [Violation(f"body.{n}", 'must match pattern "a; b: c"') for n in range(3)]
    assert parse_summary(summarize(violations)) == violations
    assert parse_summary("the request is not HTTP/1.1") == []


@pytest.mark.parametrize("count", [1, 7])
def test_hint_behind_a_summary_is_parsed(count: int) -> None:
    violations = [Violation(f"body.{n}", "is required") for n in range(count)]
    hint = Violation("hint", "edition 2024-11-19 accepts this request")
    assert parse_summary(f"{summarize(violations)}; {hint}") == [*violations[:5], hint]


def test_lines_of_json_have_locations() -> None:
    found = lines('{"a": [1.0, {"b":{}}, []], "c": "}"}')
    assert [each.location for each in found] == [
        *("body", "body.a", "body.a.0", "body.a.1", "body.a.1.b", "", "body.a.2", "", "body.c", ""),
    ]
    assert lines("[1") == lines('"text"') == []


def form(body: bytes, *files: RecordedFile, content_type: bytes = MULTIPART[1]) -> list[forms.Field] | None:
    """Return the fields of a form."""
    return forms.fields(recorded(headers=[(b"content-type", content_type)], body=body, files=files))


def test_files_beyond_the_recording_are_listed() -> None:
    one, two = RecordedFile("files", "a.pdf", "", 400_000), RecordedFile("files", "b.pdf", "text/plain", 7)
    start = b'--b\r\ncontent-disposition: form-data; name="note"\r\n\r\nhi\r\n' + PART % (b"a.pdf", b"x" * 100)
    expected = [forms.Field("note", "hi", None), forms.Field("files", None, one), forms.Field("files", None, two)]
    assert form(start, one, two) == expected
    assert form(start[:-50], one, two) == expected


def test_text_with_a_filename_does_not_take_the_place_of_a_file() -> None:
    file = RecordedFile("files", "a.pdf", "", 400_000)
    blob = b'--b\r\ncontent-disposition: form-data; name="json"; filename="blob"\r\n\r\n{}\r\n'
    assert form(blob + PART % (b"a.pdf", b"x"), file) == [
        forms.Field("json", None, RecordedFile("json", "blob", "", 2)),
        forms.Field("files", None, file),
    ]


def test_size_of_a_file_in_an_unvalidated_form_is_counted() -> None:
    assert form(PART % (b"a.txt", b"abc") + b"--b--\r\n") == [
        forms.Field("files", None, RecordedFile("files", "a.txt", "", 3))
    ]


@pytest.mark.parametrize(
    "content_type", [b"multipart/form-data", b"application/json", b"multipart/form-data; boundary="]
)
def test_body_of_another_type_has_no_fields(content_type: bytes) -> None:
    assert form(b"a=b", content_type=content_type) is None


def test_urlencoded_form_has_fields() -> None:
    fields = form(b"a=1+2&b=&a=%C3%A9", content_type=b"application/x-www-form-urlencoded; charset=utf-8")
    assert fields == [forms.Field("a", "1 2", None), forms.Field("b", "", None), forms.Field("a", "é", None)]


def fetch_call(request: RecordedRequest, body: bytes | None = None) -> str:
    """Return the call of fetch for a request."""
    return fetch.call(request.head, request.body if body is None else body, redactor(request), "http://mock")


def test_fetch_has_constants_instead_of_credentials() -> None:
    request = recorded(b"/talk?x=1", [*CREDENTIALS, JSON_TYPE, (b"host", b"mock")], b'{"text":1.0}')
    assert (
        fetch_call(request)
        == """const API_KEY = "";
const CAIGUNN_ACCESS_TOKEN = "";
const response = await fetch("http://mock/talk?x=1", {
  method: "POST",
  headers: {
    "api-key": API_KEY,
    "caigunn-access-token": CAIGUNN_ACCESS_TOKEN,
    "content-type": "application/json",
  },
  body: JSON.stringify({
    "text": 1.0
  }),
});"""
    )


def test_fetch_keeps_a_header_that_repeats() -> None:
    request = recorded(headers=[(b"x-a", b"1"), (b"x-a", b"2"), (b"api-key", KEY.encode())])
    assert """
  headers: [
    ["x-a", "1"],
    ["x-a", "2"],
    ["api-key", API_KEY],
  ],
""" in fetch_call(request)


def test_fetch_has_a_credential_within_a_text() -> None:
    request = recorded(b"/?x=1", CREDENTIALS, f"a {KEY} b".encode())
    assert 'body: "a " + API_KEY + " b",' in fetch_call(request)
    assert KEY not in fetch_call(request)


@pytest.fixture(scope="module")
def python_calls() -> PythonCalls:
    """Calls of the client of openapi.yaml."""
    return PythonCalls(load(CONTRACT), None)


def python(python_calls: PythonCalls, path: bytes, headers: Any, body: bytes, *files: RecordedFile) -> str:
    """Return the program for a request."""
    sent = [*CREDENTIALS, *headers, (b"content-length", b"%d" % len(body))]
    return python_calls.program(recorded(PREFIX + path, sent, body, files=files), "http://mock")


def test_python_program_calls_the_client(python_calls: PythonCalls) -> None:
    program = python(python_calls, b"/talk?nickname=Mei", [(b"uid", b"v"), JSON_TYPE], b'{"text": "hi"}')
    assert (
        program
        == """from caigunn_client import CaiGunn

# The credentials are read from CAIGUNN_API_KEY.
with CaiGunn(base_url="http://mock") as caigunn:
    print(caigunn.conversation.talk(nickname="Mei", uid="v", text="hi"))"""
    )


def test_python_program_has_the_names_of_files(python_calls: PythonCalls) -> None:
    files = [RecordedFile("files", "a.pdf", "", 99_999), RecordedFile("files", 'b".pdf', "", 2)]
    program = python(python_calls, b"/training_data?type=file", [MULTIPART], PART % (b"a.pdf", b"x"), *files)
    assert "from pathlib import Path\n" in program
    assert 'files=[Path("a.pdf"), Path(\'b".pdf\')]' in program


def test_invalid_request_has_no_python_program(python_calls: PythonCalls) -> None:
    with pytest.raises(UserError, match=r"^the client does not send this request: body\.text: is required$"):
        python(python_calls, b"/talk", [(b"uid", b"v"), JSON_TYPE], b"{}")


def test_python_program_of_an_edition_imports_its_client() -> None:
    request = recorded(PREFIX + b"/models", [(b"api-key", b"k")], method="GET")
    program = PythonCalls(load(contract_of("2023-11-07")), "2023-11-07").program(request, "http://mock")
    assert "from caigunn_client.v2023_11_07 import CaiGunn\n" in program
    assert "# The credentials are read from CAIGUNN_API_KEY.\n" in program


def test_python_program_of_an_own_contract_has_no_edition() -> None:
    document = load(CONTRACT)
    document["info"]["version"] = "2023-11-07"
    request = recorded(PREFIX + b"/models", CREDENTIALS, method="GET")
    assert "from caigunn_client import CaiGunn\n" in PythonCalls(document, None).program(request, "http://mock")


def test_operation_without_a_method_has_no_python_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Client, "of", lambda document, _: Client(document, "package", "Name", {}))
    with pytest.raises(UserError, match=r"^the client has no method for this operation$"):
        python(PythonCalls(load(CONTRACT), None), b"/talk", [(b"uid", b"v"), JSON_TYPE], b'{"text": "hi"}')


def test_python_program_has_no_credentials(python_calls: PythonCalls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.mock.admin.inspector.python_call.PythonCalls", lambda *_: python_calls)
    recorder = Recorder()
    body = f'{{"text": "my {KEY_IN_TEXT}"}}'.encode()
    headers = [(b"api-key", KEY_IN_TEXT.encode()), (b"uid", b"v"), JSON_TYPE, (b"content-length", b"%d" % len(body))]
    recorder.record(RequestHead("POST", PREFIX + b"/talk", b"", headers), body, len(body), 200, [], b"", None, 1)
    served = ServedContract(load(CONTRACT), None, lambda _: None)
    with serving(admin_app(recorder, served, {}, None, None)) as url, httpx.stream("GET", f"{url}/__mock/events") as it:
        run = json.loads(next(line for line in it.iter_lines() if line.startswith("data"))[6:])["run"]
        program = httpx.get(f"{url}/__mock/requests/{run}-1/python").json()["code"]
        recorder.close()
    assert f'text="my {MARK}"' in program
