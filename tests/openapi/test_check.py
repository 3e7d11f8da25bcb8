"""Faults of documents, and their messages."""

from pathlib import Path

import pytest

from scripts.openapi import check, load, located
from scripts.project import CONTRACT, UserError

VERSIONS = ["3.0.3", "3.1.0"]
RESPONSES = "responses: {'200': {description: ok}}"
HEAD = "info: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {200: {description: ok}}}}\n"


def write(directory: Path, version: str, text: str) -> Path:
    path = directory / "contract.yaml"
    path.write_text(f"openapi: {version}\n{text}", encoding="utf-8")
    return path


def fault(directory: Path, version: str, text: str) -> str:
    """Return the message for a document that is not valid, after the directory."""
    path = write(directory, version, text)
    with pytest.raises(UserError) as raised:
        check(load(path), path)
    message = str(raised.value)
    assert "\n" not in message
    return message.removeprefix(f"{directory}/")


def operation(fields: str, path: str = "/a") -> str:
    """Return a document with one operation, whose fields are on line 5."""
    return f"info: {{title: T, version: '1'}}\npaths:\n  '{path}':\n    get: {{{RESPONSES}, {fields}}}\n"


def component(fields: str) -> str:
    """Return a document whose components are on line 5."""
    return f"{HEAD}components: {{{fields}}}\n"


def test_contract_is_valid() -> None:
    check(load(CONTRACT), CONTRACT)


@pytest.mark.parametrize("version", VERSIONS)
def test_document_with_every_kind_of_object_is_valid(tmp_path: Path, version: str) -> None:
    text = """
info: {title: T, version: "1", x-own: {}}
servers: [{url: "https://{host}/v1", variables: {host: {default: example.com}}}]
paths:
  x-own: 1
  /{id}:
    parameters: [{$ref: "#/components/parameters/id"}]
    post:
      operationId: make
      security: [{}, {key: []}]
      parameters: [{name: q, in: query, style: deepObject, schema: {type: object, additionalProperties: true}}]
      requestBody: {content: {multipart/form-data: {schema: {}, encoding: {f: {headers: {X-A: {schema: {}}}}}}}}
      callbacks: {done: {"{$request.query.url}": {post: {responses: {default: {description: ""}}}}}}
      responses:
        201: {description: "", links: {self: {operationId: make, parameters: {id: 7}, server: {url: /}}}}
        4XX: {$ref: "#/components/responses/error", x-ignored: 1}
        default: {$ref: "#/components/responses/error"}
        x-own: 1
components:
  parameters: {id: {name: id, in: path, required: true, content: {application/json: {schema: {}}}}}
  responses: {error: {description: ""}}
  securitySchemes: {key: {type: apiKey, name: k, in: cookie}, basic: {type: http, scheme: Basic}}
  schemas: {A: {type: string, nullable: true, pattern: "^(?<x>a)$"}, B: {not: {$ref: "#/components/schemas/B"}}}
"""
    path = write(tmp_path, version, text)
    check(load(path), path)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("info: {title: T,\n  version: 1.0}\n" + HEAD[30:], "3: #/info/version: found 1.0, expected a string"),
        (HEAD + "servers: {}\n", "5: #/servers: found an object, expected an array"),
        (HEAD + "tags: [{name: a}, b]\n", "5: #/tags/1: found 'b', expected an object"),
        (HEAD + "path: {}\n", "5: #/path: found 'path', expected paths"),
        (HEAD.replace("/a:", "a:"), "4: #/paths/a: found 'a', expected a name that matches ^"),
        (HEAD.replace("200", "20"), "4: #/paths/~1a/get/responses/20: found '20', expected default or a name that "),
        (
            HEAD.replace("description: ok", ""),
            "4: #/paths/~1a/get/responses/200: found no 'description', which is required",
        ),
        (
            HEAD.replace("200: {description: ok}", ""),
            "4: #/paths/~1a/get/responses: found an object that is empty, expected",
        ),
        (HEAD.replace("responses", "respones"), "4: #/paths/~1a/get/respones: found 'respones', expected responses"),
        (HEAD.replace("get", "gett"), "4: #/paths/~1a/gett: found 'gett', expected get"),
        (component("schema: {}"), "5: #/components/schema: found 'schema', expected schemas"),
        (component("schemas: {a b: {}}"), "5: #/components/schemas/a b: found "),
    ],
)
def test_fault_of_the_document_is_reported(tmp_path: Path, version: str, text: str, message: str) -> None:
    assert fault(tmp_path, version, text).startswith(f"contract.yaml:{message}")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("parameter", "message"),
    [
        ("7", ": found 7, expected an object"),
        ("{name: a, in: body, schema: {}}", "/in: found 'body', expected one of "),
        ("{name: a, in: query}", ": found none of 'schema', 'content', expected one of them"),
        (
            "{name: a, in: query, schema: {}, content: {a/b: {}}}",
            ": found 'schema' and 'content', expected only one of",
        ),
        ("{name: a, in: query, schema: {}, style: simple}", "/style: found 'simple', expected one of form, space"),
        ("{name: a, in: query, schema: {type: strin}}", "/schema/type: found 'strin', expected one of array, bool"),
        ("{name: a, in: query, schema: {minimum: '1'}}", "/schema/minimum: found '1', expected a number"),
        ("{name: a, in: query, schema: {maxLength: -1}}", "/schema/maxLength: found -1, expected at least 0"),
        (
            "{name: a, in: query, schema: {required: [a, a]}}",
            "/schema/required: found an array, expected no item twice",
        ),
        ("{name: a, in: query, schema: {items: {enum: 1}}}", "/schema/items/enum: found 1, expected an array"),
        (
            "{name: a, in: query, schema: {not: {additionalProperties: 7}}}",
            "/schema/not/additionalProperties: found 7, ",
        ),
        ("{name: b, in: path, schema: {}, required: true}", ": found path parameter 'b', expected 'a'"),
        ("{name: a, in: path, schema: {}}", ": found no 'required', which is required"),
    ],
)
def test_fault_of_a_parameter_is_reported(tmp_path: Path, version: str, parameter: str, message: str) -> None:
    found = fault(tmp_path, version, operation(f"parameters: [{parameter}]", "/{a}"))
    assert found.startswith(f"contract.yaml:5: #/paths/~1{{a}}/get/parameters/0{message}")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("scheme", "message"),
    [
        ("{type: apiKey}", ": found no 'name', which is required"),
        ("{type: htp}", "/type: found 'htp', expected one of apiKey, http, "),
        ("{type: http, schema: bearer}", "/schema: found 'schema', expected scheme"),
    ],
)
def test_fault_of_a_security_scheme_is_reported(tmp_path: Path, version: str, scheme: str, message: str) -> None:
    found = fault(tmp_path, version, component(f"securitySchemes: {{a: {scheme}}}"))
    assert found.startswith(f"contract.yaml:5: #/components/securitySchemes/a{message}")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("schemas", "message"),
    [
        ("{A: {$ref: 7}}", "A/$ref: found 7, expected a string"),
        (
            "{A: {not: {$ref: '#/components/schemas/B'}}}",
            "A/not/$ref: found '#/components/schemas/B', which leads nowhere",
        ),
        ("{A: {$ref: '#/components/schemas/A'}}", "A/$ref: found '#/components/schemas/A', which is circular"),
        ("{A: {$ref: '#/info/title'}}", "A/$ref: found '#/info/title', which is not an object"),
        (
            "{A: {$ref: '#/components/responses/R'}}, responses: {R: {description: ''}}",
            "A/$ref: found '#/components/resp",
        ),
    ],
)
def test_fault_of_a_reference_is_reported(tmp_path: Path, version: str, schemas: str, message: str) -> None:
    found = fault(tmp_path, version, component(f"schemas: {schemas}"))
    assert found.startswith(f"contract.yaml:5: #/components/schemas/{message}")


def test_dangling_reference_in_a_referred_extension_is_reported(tmp_path: Path) -> None:
    text = (
        component("schemas: {A: {$ref: '#/x-a/B'}}") + "x-a:\n  B:\n    not: {$ref: '#/nothing'}\n  C: {$ref: data}\n"
    )
    assert fault(tmp_path, "3.1.0", text).startswith(
        "contract.yaml:8: #/x-a/B/not/$ref: found '#/nothing', which leads"
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_duplicate_operation_id_is_reported(tmp_path: Path, version: str) -> None:
    text = operation("operationId: o") + f"  /b:\n    put:\n      operationId: o\n      {RESPONSES}\n"
    expected = (
        "contract.yaml:8: #/paths/~1b/put/operationId: found 'o', which #/paths/~1a/get has, too, expected another"
    )
    assert fault(tmp_path, version, text).startswith(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            operation("tags: []", "/a/{b}"),
            "5: #/paths/~1a~1{b}/get: found no parameter 'b' with `in: path`, expected one",
        ),
        (
            operation("parameters: [{name: a, in: path, required: true, schema: {}}]"),
            "5: #/paths/~1a/get/parameters/0: ",
        ),
        (
            HEAD + "  /b/{c}: {}\n  /b/{d}: {}\n",
            "6: #/paths/~1b~1{d}: found the same paths as those of '/b/{c}', expected",
        ),
        (HEAD + "security: [{k: []}]\n", "5: #/security/0/k: found 'k', expected one of components.securitySchemes"),
        (operation("security: [{k: []}]"), "5: #/paths/~1a/get/security/0/k: found 'k', expected one of components."),
    ],
)
def test_fault_that_no_schema_finds_is_reported(tmp_path: Path, text: str, message: str) -> None:
    assert fault(tmp_path, "3.0.3", text).startswith(f"contract.yaml:{message}")


def test_parameter_that_is_declared_twice_is_reported(tmp_path: Path) -> None:
    parameter = "{name: a, in: query, schema: {type: %s}}"
    text = operation(f"parameters: [{parameter % 'string'}, {parameter % 'integer'}]")
    expected = "contract.yaml:5: #/paths/~1a/get/parameters/1: found query parameter 'a' twice, expected it once"
    assert fault(tmp_path, "3.1.0", text) == expected


def test_path_parameter_may_be_declared_by_path_or_operation(tmp_path: Path) -> None:
    shared = "parameters: [{name: a, in: path, required: true, schema: {}}]"
    text = f"{HEAD}  /{{a}}/{{b}}:\n    {shared}\n    get: {{{shared.replace('name: a', 'name: b')}, {RESPONSES}}}\n"
    path = write(tmp_path, "3.1.0", text)
    check(load(path), path)


def test_first_fault_of_the_file_is_reported(tmp_path: Path) -> None:
    text = HEAD.replace("description", "descripton") + "tags: 1\nservers: 2\n"
    assert fault(tmp_path, "3.1.0", text).startswith("contract.yaml:4: #/paths/~1a/get/responses/200/descripton: found")


@pytest.mark.parametrize(
    ("dialect", "is_valid"),
    [
        ("https://spec.openapis.org/oas/3.1/dialect/base", False),
        ("https://spec.openapis.org/oas/3.1/dialect/2024-11-10", False),
        ("https://json-schema.org/draft/2020-12/schema", False),
        ("http://json-schema.org/draft-04/schema#", True),
    ],
)
def test_schemas_are_checked_by_the_dialect(tmp_path: Path, dialect: str, is_valid: bool) -> None:
    text = f"jsonSchemaDialect: {dialect}\n{component('schemas: {A: {exclusiveMinimum: true}}')}"
    if is_valid:
        path = write(tmp_path, "3.1.0", text)
        check(load(path), path)
    else:
        expected = "contract.yaml:6: #/components/schemas/A/exclusiveMinimum: found true, expected a number"
        assert fault(tmp_path, "3.1.0", text) == expected


def test_schema_that_names_a_dialect_is_not_checked(tmp_path: Path) -> None:
    schema = "{$schema: 'http://json-schema.org/draft-04/schema#', exclusiveMinimum: true}"
    path = write(tmp_path, "3.1.0", component(f"schemas: {{A: {{not: {schema}}}}}"))
    check(load(path), path)


def test_line_is_found_in_json_with_surrogate_escapes(tmp_path: Path) -> None:
    path = tmp_path / "contract.json"
    path.write_text(
        '{"openapi": "3.1.0",\n"info": {"title": "\\ud83d\\ude00", "version": "1"},\n'
        '"paths": {"/a": {"get": {"responses": {"200": {\n"description": 7}}}}}}',
        encoding="utf-8",
    )
    with pytest.raises(
        UserError, match=r"contract\.json:4: #/paths/~1a/get/responses/200/description: found 7, expected"
    ):
        check(load(path), path)


def test_document_without_its_file_is_checked(tmp_path: Path) -> None:
    path = write(tmp_path, "3.1.0", HEAD.replace("description: ok", "description: 1"))
    document = load(path)
    path.unlink()
    with pytest.raises(
        UserError, match=r"contract\.yaml: #/paths/~1a/get/responses/200/description: found 1, expected"
    ):
        check(document, path)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("#/paths/~1a/get: it is: odd", ":4: #/paths/~1a/get: it is: odd"),
        ("#/paths/~1b: odd", ":3: #/paths/~1b: odd"),
        ("odd", ": odd"),
    ],
)
def test_failure_is_located(tmp_path: Path, message: str, expected: str) -> None:
    path = write(tmp_path, "3.1.0", HEAD)
    assert str(located(UserError(message), path)) == f"{path}{expected}"
