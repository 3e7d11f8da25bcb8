"""Equality with the responses of Prism's own command for the unmodified contract."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from scripts.openapi import Document, Operation, load, operations
from scripts.prism.cache import PrismResponse, ResponseCache, ResponseKey
from scripts.prism.responses import DocumentedResponses
from scripts.project import CONTRACT, node, npm_package
from scripts.reference.requests import MULTIPART, sample_requests
from tests.prism.conftest import Prism, content_of, contract_of
from tests.support.sample_calls import send_sample

# Prism changes only when it is upgraded.
pytestmark = pytest.mark.slow
TIMEOUT_SECONDS = 60
DOCUMENT = load(CONTRACT)
NO_ACCEPT = {"Accept": ""}
# The first request of each operation. Prism rejects the files and arrays of multipart forms.
SAMPLES = {
    each.operation.id: each for each in reversed(list(sample_requests(DOCUMENT, ""))) if each.media_type != MULTIPART
}
OPERATIONS = [each for each in operations(DOCUMENT) if each.id in SAMPLES]

FEATURES = contract_of(
    {
        "200": {
            "description": "Several media types.",
            "headers": {
                "Location": {"schema": {"type": "string"}, "example": "/things/1"},
                "X-Rate-Limit": {"schema": {"type": "integer", "minimum": 60}},
            },
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Thing"},
                    "examples": {"zero": {"value": 0}, "text": {"value": 'quote " and ü'}, "no": {"value": None}},
                },
                "application/xml": {"schema": {"$ref": "#/components/schemas/Thing"}},
                "text/csv": {"example": "a,b"},
            },
        },
        "2XX": content_of("application/json", schema={"$ref": "#/components/schemas/Thing"}),
        "404": content_of("application/problem+json", example={"title": "Missing", "ratio": 1.0, "large": 1e21}),
        "5XX": content_of("application/json", schema={"allOf": [{"$ref": "#/components/schemas/Thing"}]}),
        "default": content_of("text/plain", schema={"type": "string", "format": "email"}),
    },
    schemas={
        "Thing": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "created": {"type": "string", "format": "date-time"},
                "tags": {"type": "array", "minItems": 2, "items": {"enum": ["new", "old"]}},
                "price": {"type": "number", "exclusiveMinimum": 0},
                "parent": {"$ref": "#/components/schemas/Thing"},
                "owner": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Thing"}]},
            },
            "additionalProperties": {"type": "boolean"},
        }
    },
)


@pytest.fixture(scope="module")
def prism_cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of Prism's own command with the contract."""
    yield from running_cli(tmp_path_factory.mktemp("prism"), CONTRACT)


@pytest.fixture(scope="module")
def features_cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of Prism's own command with `FEATURES`."""
    folder = tmp_path_factory.mktemp("prism")
    (folder / "features.json").write_text(json.dumps(FEATURES), encoding="utf-8")
    yield from running_cli(folder, folder / "features.json")


def running_cli(folder: Path, contract: Path) -> Iterator[httpx.Client]:
    program = npm_package("@stoplight/prism-cli/dist/index.js")
    command = [str(node()), str(program), "mock", "-p", "0", str(contract)]
    log = folder / "log"
    with log.open("w", encoding="utf-8") as output, subprocess.Popen(command, env={}, stdout=output) as process:
        try:
            with httpx.Client(base_url=address(log), timeout=TIMEOUT_SECONDS) as client:
                yield client
        finally:
            process.kill()


def address(log: Path) -> str:
    """Wait until the log has the address of the server, and return it."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        _, found, rest = log.read_text(encoding="utf-8").partition("Prism is listening on ")
        if found and "\n" in rest:
            return rest.split()[0]
        time.sleep(0.01)
    raise AssertionError(log.read_text(encoding="utf-8"))


def choices(responses: DocumentedResponses, status: str) -> Iterator[tuple[str, str | None]]:
    """Yield the media types and examples of a documented status."""
    for media_type in responses.media_types(status):
        yield media_type, None
        for example in responses.examples(status, media_type):
            yield media_type, example


def send(client: httpx.Client, operation: Operation, headers: dict[str, str]) -> httpx.Response:
    """Send the first documented request of an operation."""
    response = send_sample(client, SAMPLES[operation.id], headers)
    assert "sl-violations" not in response.headers
    return response


def prefer(status: int, example: str | None) -> dict[str, str]:
    return {"Prefer": f"code={status}" + (f", example={example}" if example else "")}


def assert_equal(ours: PrismResponse, theirs: httpx.Response) -> None:
    headers = {name.decode(): value.decode() for name, value in ours.headers}
    assert (ours.status, ours.body) == (theirs.status_code, theirs.content)
    assert headers == {name: theirs.headers[name] for name in headers}


@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.id for operation in OPERATIONS])
def test_responses_equal_those_of_prism_cli(prism: Prism, prism_cli: httpx.Client, operation: Operation) -> None:
    responses = DocumentedResponses(DOCUMENT, operation)
    cache = ResponseCache(prism.supervisor)
    for status in responses.statuses:
        for media_type, example in choices(responses, status):
            theirs = send(prism_cli, operation, {"Accept": media_type, **prefer(int(status), example)})
            ours = prism.runner.run(cache.fetch(ResponseKey(responses, int(status), media_type, example)))
            assert_equal(ours, theirs)


@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.id for operation in OPERATIONS])
def test_default_response_equals_that_of_prism_cli(prism: Prism, prism_cli: httpx.Client, operation: Operation) -> None:
    contract: Document = DOCUMENT | {"paths": {operation.path: {operation.method.lower(): operation.definition}}}
    assert_equal(prism.fetch(contract), send(prism_cli, operation, NO_ACCEPT))


@pytest.mark.parametrize("status", [200, 201, 404, 418, 500, 503])
def test_other_features_equal_those_of_prism_cli(prism: Prism, features_cli: httpx.Client, status: int) -> None:
    responses = DocumentedResponses(FEATURES, next(operations(FEATURES)))
    for media_type, example in choices(responses, responses.resolve(status) or ""):
        theirs = features_cli.get("/things", headers={"Accept": media_type, **prefer(status, example)})
        ours = prism.fetch(FEATURES, status, media_type=media_type, example=example)
        assert_equal(ours, theirs)


def test_default_of_other_features_equals_that_of_prism_cli(prism: Prism, features_cli: httpx.Client) -> None:
    assert_equal(prism.fetch(FEATURES), features_cli.get("/things", headers=NO_ACCEPT))
