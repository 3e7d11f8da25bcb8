"""Results of the JSON-Schema-Test-Suite."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from scripts.project import UserError
from scripts.schemas import Direction, SchemaCompiler
from tests.support.tools import json_schema_suite

pytestmark = pytest.mark.slow

# The results that differ on purpose, by file of the suite, or description of a case or a test.
DIFFERENCES_31 = {
    "format.json": "formats are assertions here, as in every validator of OpenAPI: optional/format passes instead",
    "remote HTTP ref with different $id": "a document is known by its $id only: nothing is fetched",
    "remote HTTP ref with different URN $id": "a document is known by its $id only: nothing is fetched",
}
DIFFERENCES_30 = {
    "a float is not an integer even without fractional part": "later drafts say it is, as do JavaScript's validators",
}
# The keywords of JSON Schema draft 4 that OpenAPI 3.0 has with the same meaning (3.0.3, 4.7.24.1).
KEYWORDS_30 = {
    *("additionalProperties", "allOf", "anyOf", "default", "description", "enum", "exclusiveMaximum"),
    *("exclusiveMinimum", "format", "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems"),
    *("minLength", "minProperties", "minimum", "multipleOf", "not", "oneOf", "pattern", "properties", "required"),
    *("title", "type", "uniqueItems", "$ref"),
}


def read(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the cases of a folder of the suite with the name of their file."""
    root = json_schema_suite() / "tests" / folder
    for path in sorted(root.rglob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(root)), case


@cache
def remotes() -> dict[str, Any]:
    """Return the schemas that the suite expects at a URL, as components."""
    root = json_schema_suite() / "remotes"
    found: dict[str, Any] = {}
    for path in [*root.glob("*.json"), *root.glob("nested/*.json"), *root.rglob("draft20*/**/*.json")]:
        schema = json.loads(path.read_text(encoding="utf-8"))
        found[f"remote-{len(found)}"] = {"$id": f"http://localhost:1234/{path.relative_to(root).as_posix()}", **schema}
    return found


def differences(name: str, document: dict[str, Any], case: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield file, case and description of the tests whose result is not the expected one."""
    compiler = SchemaCompiler(document, Direction.REQUEST)
    try:
        validator = compiler.compile({"$ref": "#/components/schemas/case"}, "/components/schemas/case")
    except UserError as error:
        yield name, case["description"], str(error)
        return
    for test in case["tests"]:
        if validator.is_valid(test["data"]) != test["valid"]:
            yield name, case["description"], test["description"]


def unknown(found: list[tuple[str, str, str]], known: dict[str, str]) -> list[tuple[str, str, str] | str]:
    """Return the differences that are not known, and the known ones that do not exist."""
    stale = known.keys() - {part for each in found for part in each}
    return [*(each for each in found if known.keys().isdisjoint(each)), *stale]


def is_30(schema: Any) -> bool:
    """Return True if OpenAPI 3.0 allows a schema of draft 4."""
    if not isinstance(schema, dict) or not schema.keys() <= KEYWORDS_30:
        return False
    if not str(schema.get("$ref", "#")).startswith("#"):
        return False
    if isinstance(schema.get("type"), list) or schema.get("type") == "null":
        return False
    below = [*schema.get("properties", {}).values()]
    for name in ("allOf", "anyOf", "oneOf"):
        below += schema.get(name, [])
    below += [schema[name] for name in ("items", "not") if name in schema]
    additional = schema.get("additionalProperties", True)
    below += [] if isinstance(additional, bool) else [additional]
    return all(map(is_30, below))


def test_required_and_optional_tests_of_2020_12_pass() -> None:
    count = 0
    found: list[tuple[str, str, str]] = []
    for name, case in read("draft2020-12"):
        count += len(case["tests"])
        schema = case["schema"]
        schemas = {"case": {"$id": "https://suite.invalid/case", **schema} if isinstance(schema, dict) else schema}
        if "localhost:1234" in json.dumps(schema):
            schemas |= remotes()
        document = {"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}}
        found += differences(name, document, case)
    assert not unknown(found, DIFFERENCES_31)
    assert count > 1800


def test_tests_of_draft_4_that_openapi_30_allows_pass() -> None:
    count = 0
    found: list[tuple[str, str, str]] = []
    for name, case in read("draft4"):
        if is_30(case["schema"]):
            count += len(case["tests"])
            text = json.dumps(case["schema"]).replace('"$ref": "#', '"$ref": "#/components/schemas/case')
            document = {"openapi": "3.0.3", "paths": {}, "components": {"schemas": {"case": json.loads(text)}}}
            found += differences(name, document, case)
    assert not unknown(found, DIFFERENCES_30)
    assert count > 400
