"""Loading documents, and walking their operations."""

from pathlib import Path

import pytest

from scripts.openapi import Document, base_url, load, operations, parameters
from scripts.project import UserError

OK = "{responses: {200: {description: ok}}}"
INFO = "info: {title: T, version: '1'}\n"


def write(directory: Path, text: str) -> Path:
    path = directory / "contract.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_status_codes_need_no_quotes(tmp_path: Path) -> None:
    document = load(write(tmp_path, f"openapi: 3.1.0\n{INFO}paths: {{/a: {{get: {OK}}}}}\n"))
    assert document["paths"]["/a"]["get"]["responses"] == {"200": {"description": "ok"}}


def test_operations_are_in_the_order_of_the_document(tmp_path: Path) -> None:
    text = f"paths:\n  /b: {{post: {OK}, summary: s, get: {OK}}}\n  x-own: 1\n  /a: {{get: {{operationId: o}}}}\n"
    document = load(write(tmp_path, f"openapi: 3.1.0\n{INFO}{text}"))
    found = [(each.id, each.method, each.path) for each in operations(document)]
    assert found == [("get /b", "GET", "/b"), ("post /b", "POST", "/b"), ("o", "GET", "/a")]


def test_operations_of_webhooks_are_walked(tmp_path: Path) -> None:
    webhooks = (
        f"webhooks: {{made: {{$ref: '#/components/pathItems/M'}}}}\ncomponents: {{pathItems: {{M: {{post: {OK}}}}}}}\n"
    )
    document = load(write(tmp_path, f"openapi: 3.1.0\n{INFO}paths: {{/: {{get: {OK}}}}}\n{webhooks}"))
    assert [each.id for each in operations(document, "webhooks")] == ["post made"]


def test_parameter_of_the_operation_replaces_that_of_the_path(tmp_path: Path) -> None:
    shared = "parameters: [{name: a, in: query, description: shared}, {name: b, in: query}]"
    own = "parameters: [{$ref: '#/components/parameters/a'}, {name: b, in: header}]"
    text = f"paths: {{/: {{{shared}, get: {{{own}}}}}}}\ncomponents: {{parameters: {{a: {{name: a, in: query}}}}}}\n"
    document = load(write(tmp_path, f"openapi: 3.1.0\n{INFO}{text}"))
    [operation] = operations(document)
    assert parameters(document, operation) == [
        {"name": "a", "in": "query"},
        {"name": "b", "in": "query"},
        {"name": "b", "in": "header"},
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]\n", ": not an OpenAPI 3 document: `openapi` is missing"),
        ("swagger: '2.0'\n", ": not an OpenAPI 3 document: `openapi` is missing"),
        ("openapi: 3.2.0\n", ": not an OpenAPI 3 document: `openapi` is '3.2.0', expected '3.0.x' or '3.1.x'"),
        ("openapi: 3.1\n", ": not an OpenAPI 3 document: `openapi` is 3.1, expected"),
        ("openapi: 3.1.0\npaths: {}\n", ":1: #/info: must be an object"),
        (f"openapi: 3.1.0\n{INFO}paths: []\n", ":3: #/paths: must be an object"),
        (f"openapi: 3.1.0\n{INFO}paths:\n  /a: 1\n", ":4: #/paths/~1a: must be an object"),
        (f"openapi: 3.1.0\n{INFO}paths:\n  /a:\n    get:\n", ":5: #/paths/~1a/get: must be an object"),
        (f"openapi: 3.1.0\n{INFO}paths: {{/a: {{gett: {OK}}}}}\n", ":3: #/paths/~1a/gett: found 'gett', expected get"),
        (f"openapi: 3.1.0\n{INFO}paths: {{/a: {{}}}}\n", ": `paths` declares no operation"),
        (f"openapi: 3.0.0\n{INFO}paths: {{}}\ncomponents: 7\n", ":4: #/components"),
    ],
)
def test_document_without_operations_is_rejected(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UserError) as raised:
        load(path)
    assert str(raised.value).startswith(f"{path}{message}")


@pytest.mark.parametrize(
    ("servers", "url"),
    [
        ([], None),
        ([{"url": "/v1"}], None),
        ([{"url": "https://example.com/v1"}, {"url": "https://other.example"}], "https://example.com/v1"),
        ([{"url": "{s}://{h}", "variables": {"s": {"default": "https"}, "h": {"default": "h"}}}], "https://h"),
    ],
)
def test_base_url_is_that_of_the_first_server(servers: list[Document], url: str | None) -> None:
    assert base_url({"servers": servers}) == url
