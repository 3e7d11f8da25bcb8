"""Methods of the client: names, requests, docstrings and raw responses."""

import inspect
import json
import pickle
import re
import subprocess
import sys
import tomllib
from typing import Any

import caigunn_client
import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn

from scripts.generate.python.naming import STATUS_ERRORS
from scripts.generate.settings import SETTINGS, package_version, read_settings
from scripts.openapi import parameters, resolve
from scripts.project import CLIENT, ROOT
from tests.support.client_methods import docstrings, example_program, group_name, method, name_of, run
from tests.support.documented_calls import CALL_BY_OPERATION
from tests.support.project_contract import CREDENTIAL_HEADERS, CREDENTIALS, DOCUMENT, OPERATIONS, SCHEMES
from tests.support.recording_server import RecordingServer

DOCSTRINGS = dict([*docstrings(CaiGunn), *docstrings(AsyncCaiGunn)])
Kind = type[CaiGunn] | type[AsyncCaiGunn]

every_operation = pytest.mark.parametrize("operation_id", OPERATIONS)
sync_and_async = pytest.mark.parametrize("kind", [CaiGunn, AsyncCaiGunn])


@pytest.fixture
def server(server: RecordingServer, monkeypatch: pytest.MonkeyPatch) -> RecordingServer:
    """A recording server whose URL is set in the environment."""
    set_environment(monkeypatch, server.url)
    return server


def set_environment(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CAIGUNN_BASE_URL", url)
    for each in SCHEMES.values():
        monkeypatch.setenv(each.variable, CREDENTIALS[each.argument])


def qualified_name(kind: Kind, operation_id: str) -> str:
    return f"{kind.__name__}.{group_name(operation_id)}.{name_of(operation_id)}"


def documented_response(operation_id: str) -> tuple[int, bytes, str]:
    call = CALL_BY_OPERATION[operation_id]
    return call.status, b"" if call.content is None else json.dumps(call.content).encode(), "application/json"


def methods(kind: Kind) -> set[str]:
    prefix = f"{kind.__name__}."
    return {name.removeprefix(prefix) for name in DOCSTRINGS if name.startswith(prefix)}


def test_client_has_a_method_for_each_operation() -> None:
    operations = {f"{group_name(operation_id)}.{name_of(operation_id)}" for operation_id in OPERATIONS}
    assert {name for name in methods(CaiGunn) if ".iter_" not in name} == operations
    assert methods(AsyncCaiGunn) == methods(CaiGunn)


@pytest.mark.parametrize(
    ("operation_id", "name"),
    [
        ("createTrainingData", "training_data.create"),
        ("trainModel", "models.train"),
        ("listModels", "models.list"),
        ("updateChatbotModel", "chatbot.update_model"),
        ("talk", "conversation.talk"),
        ("listMessages", "conversation.list_messages"),
        ("bindOpentalk", "opentalk.bind"),
        ("setWebhook", "webhook.set"),
    ],
)
def test_method_has_its_published_name(operation_id: str, name: str) -> None:
    assert f"{group_name(operation_id)}.{name_of(operation_id)}" == name
    assert name in methods(CaiGunn)


def test_package_exports_its_public_names() -> None:
    errors = {name for name, _ in STATUS_ERRORS.values()}
    errors |= {"APIError", "APIConnectionError", "APITimeoutError", "APIResponseValidationError", "APIStatusError"}
    others = {
        "CaiGunn",
        "AsyncCaiGunn",
        "AsyncStreamedResponse",
        "Client",
        "File",
        "MissingCredentialError",
        "RawResponse",
        "StreamedResponse",
        "Upload",
        "webhooks",
        "__version__",
    }
    assert set(caigunn_client.__all__) == errors | others
    assert set(caigunn_client.__all__) <= set(dir(caigunn_client))
    assert all(getattr(caigunn_client, name) for name in caigunn_client.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        caigunn_client.Nothing  # type: ignore[attr-defined]  # noqa: B018


def test_version_is_that_of_the_settings() -> None:
    project = tomllib.loads((CLIENT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == caigunn_client.__version__ == package_version(DOCUMENT, read_settings(SETTINGS))


def test_readme_and_changelog_name_the_version_of_the_contract() -> None:
    version = DOCUMENT["info"]["version"]
    assert f"generated from version {version} of its contract" in (CLIENT / "README.md").read_text(encoding="utf-8")
    assert f"version {version} of the contract" in (CLIENT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_modules_are_loaded_on_first_use() -> None:
    program = """
import sys, caigunn_client
assert "httpx" not in sys.modules
caigunn = caigunn_client.CaiGunn(verify_ssl=False)
assert not [name for name in sys.modules if name.startswith(("caigunn_client.models", "caigunn_client.groups"))]
caigunn.opentalk
loaded = {name for name in sys.modules if name.startswith("caigunn_client.groups.")}
assert loaded == {"caigunn_client.groups.opentalk"}, loaded
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env={"PYTHONPATH": str(CLIENT)})


@sync_and_async
@every_operation
def test_example_sends_the_documented_requests(server: RecordingServer, kind: Kind, operation_id: str) -> None:
    operation, call = OPERATIONS[operation_id], CALL_BY_OPERATION[operation_id]
    server.response = documented_response(operation_id)
    run(example_program(DOCSTRINGS[qualified_name(kind, operation_id)]))
    content = resolve(DOCUMENT, operation.definition.get("requestBody", {})).get("content", {})
    examples = next(iter(content.values()), {"examples": {"": None}})["examples"]
    assert len(server.requests) == len(examples)
    declared = [each for each in parameters(DOCUMENT, operation) if each.get("required")]
    required = [each["name"] for each in declared if each["in"] != "path"]
    for request, example in zip(server.requests, examples.values(), strict=True):
        assert (request.method, request.path) == (operation.method, call.path)
        sent = {name: request.headers[name] for name in CREDENTIAL_HEADERS if name in request.headers}
        assert sent == call.sent_credentials
        assert [name for name in required if name not in request.query and not request.headers[name]] == []
        assert set(request.query) <= set(required)  # omitted arguments and defaults are not sent
        if "application/json" in content:
            assert json.loads(request.body) == resolve(DOCUMENT, example)["value"]
        elif content:
            value: dict[str, Any] = resolve(DOCUMENT, example)["value"]
            flat = [
                (name, each)
                for name, value in value.items()
                for each in (value if isinstance(value, list) else [value])
            ]
            assert [(part.name, part.content.decode()) for part in request.parts] == [
                (name, str(each).lower() if isinstance(each, bool) else str(each)) for name, each in flat
            ]


@pytest.mark.parametrize("name", DOCSTRINGS)
def test_example_runs_with_the_mock(mock_url: str, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_environment(monkeypatch, mock_url)
    run(example_program(DOCSTRINGS[name]))


@sync_and_async
@every_operation
def test_docstring_has_the_descriptions_of_the_contract(kind: Kind, operation_id: str) -> None:
    operation = OPERATIONS[operation_id]
    docstring = " ".join(DOCSTRINGS[qualified_name(kind, operation_id)].split())
    described = dict(re.findall(r"(\w+): (.*?)(?= \w+: | Returns:)", docstring.partition("Args:")[2]))
    client = kind(verify_ssl=False)
    assert set(described) >= set(inspect.signature(method(client, operation_id)).parameters) - {"self"}
    assert operation.definition["summary"] in docstring
    assert " ".join(operation.definition["description"].split()) in docstring
    for parameter in parameters(DOCUMENT, operation):
        assert " ".join(parameter["description"].split()) in docstring
    for status, response in operation.definition["responses"].items():
        assert " ".join(resolve(DOCUMENT, response)["description"].split()) in docstring
        if not status.startswith("2"):
            error, _ = STATUS_ERRORS.get(min(int(status), 500), ("APIStatusError", ""))
            assert f"{error}: {status}:" in docstring


@sync_and_async
@every_operation
def test_raw_response_is_unparsed(server: RecordingServer, kind: Kind, operation_id: str) -> None:
    server.response = status, content, _ = documented_response(operation_id)
    program, group = example_program(DOCSTRINGS[qualified_name(kind, operation_id)]), group_name(operation_id)
    results = run(program)
    raw_responses = run(program.replace(f"caigunn.{group}.", f"caigunn.{group}.with_raw_response."))
    assert len(results) == len(raw_responses) > 0
    for raw, result in zip(raw_responses, results, strict=True):
        assert (raw.status_code, raw.content) == (status, content)
        assert raw.headers["content-type"] == "application/json"
        assert raw.parse() == result
        assert repr(raw) == f"<RawResponse {status}>"
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(raw)
