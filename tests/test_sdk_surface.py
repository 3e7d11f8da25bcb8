"""That the SDK has a method for every operation, which does what the contract says and is documented by what runs."""

import inspect
import json
import pickle
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from typing import Any

import caigunn_client
import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn

from scripts.generate import distribution_version
from scripts.openapi import parameters, resolve
from scripts.project import CLIENT
from scripts.sdk.naming import STATUS_ERRORS, method_name
from tests.recording_server import RecordingServer, recording_server
from tests.sdk_methods import DOCUMENT, OPERATIONS, documented, example, group_name, method, run

KEYS = {"api-key": "key-of-one-chatbot", "caigunn-access-token": "token-of-the-account"}
DOCUMENTED = dict([*documented(CaiGunn), *documented(AsyncCaiGunn)])

every_operation = pytest.mark.parametrize("operation_id", OPERATIONS)
both_ways = pytest.mark.parametrize("kind", [CaiGunn, AsyncCaiGunn])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[RecordingServer]:
    """A server that the SDK calls by default."""
    with recording_server() as running:
        set_up(monkeypatch, running.url)
        yield running


def set_up(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CAIGUNN_BASE_URL", url)
    monkeypatch.setenv("CAIGUNN_API_KEY", KEYS["api-key"])
    monkeypatch.setenv("CAIGUNN_ACCESS_TOKEN", KEYS["caigunn-access-token"])


def name_of(kind: type, operation_id: str) -> str:
    tag = OPERATIONS[operation_id].definition["tags"][0]
    return f"{kind.__name__}.{group_name(operation_id)}.{method_name(operation_id, tag)}"


def path_of(operation_id: str) -> str:
    """Return the path of an operation with the examples of its parameters."""
    path = OPERATIONS[operation_id].path
    for parameter in parameters(DOCUMENT, OPERATIONS[operation_id]):
        path = path.replace(f"{{{parameter['name']}}}", str(next(iter(parameter["examples"].values()))["value"]))
    return path


def answer_of(operation_id: str) -> bytes:
    """Return the first documented answer of an operation."""
    content = resolve(DOCUMENT, OPERATIONS[operation_id].definition["responses"]["200"])["content"]["application/json"]
    return json.dumps(resolve(DOCUMENT, next(iter(content["examples"].values())))["value"]).encode()


def test_groups_and_methods_are_these() -> None:
    methods = {name.removeprefix("CaiGunn.") for name in DOCUMENTED if name.startswith("CaiGunn.")}
    assert methods >= {
        "training_data.create",
        *("models.train", "models.list"),
        "chatbot.update_model",
        *("conversation.talk", "conversation.list_messages", "conversation.iter_messages"),
        *("conversation.list_uids", "conversation.iter_uids"),
        *("opentalk.bind", "opentalk.unbind"),
        "webhook.set",
    }
    assert len({name for name in methods if ".iter_" not in name}) == len(OPERATIONS)
    assert {name.removeprefix("AsyncCaiGunn.") for name in DOCUMENTED if name.startswith("AsyncCaiGunn.")} == methods


def test_names_of_the_package_are_these() -> None:
    errors = {name for name, _ in STATUS_ERRORS.values()}
    errors |= {"APIError", "APIConnectionError", "APITimeoutError", "APIResponseValidationError", "APIStatusError"}
    others = {
        "CaiGunn",
        "AsyncCaiGunn",
        "Client",
        "File",
        "MissingCredentialError",
        "RawResponse",
        "Upload",
        "webhooks",
    }
    assert set(caigunn_client.__all__) == errors | others
    assert set(caigunn_client.__all__) <= set(dir(caigunn_client))
    assert all(getattr(caigunn_client, name) for name in caigunn_client.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        caigunn_client.Nothing  # type: ignore[attr-defined]  # noqa: B018


def test_the_version_is_the_edition_of_the_contract() -> None:
    project = tomllib.loads((CLIENT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == distribution_version(DOCUMENT["info"]["version"])


def test_models_and_groups_load_when_they_are_used() -> None:
    program = """
import sys, caigunn_client
assert "httpx" not in sys.modules
caigunn = caigunn_client.CaiGunn(verify_ssl=False)
assert not [name for name in sys.modules if name.startswith(("caigunn_client.models", "caigunn_client.groups"))]
caigunn.opentalk
loaded = {name for name in sys.modules if name.startswith("caigunn_client.groups.")}
assert loaded == {"caigunn_client.groups.opentalk"}, loaded
"""
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": "generated/python"})


@both_ways
@every_operation
def test_the_example_sends_what_the_contract_has(
    server: RecordingServer, kind: type[CaiGunn] | type[AsyncCaiGunn], operation_id: str
) -> None:
    operation = OPERATIONS[operation_id]
    server.answer = 200, answer_of(operation_id), "application/json"
    run(example(DOCUMENTED[name_of(kind, operation_id)]))
    (security,) = operation.definition["security"]
    body = resolve(DOCUMENT, operation.definition.get("requestBody", {})).get("content", {})
    examples = next(iter(body.values()), {"examples": {"": None}})["examples"]
    assert len(server.requests) == len(examples)
    for sent, documented_example in zip(server.requests, examples.values(), strict=True):
        assert (sent.method, sent.path) == (operation.method, path_of(operation_id))
        assert {name: sent.headers[name] for name in KEYS if sent.headers[name]} == {
            name: KEYS[name] for name in security
        }
        required = [resolve(DOCUMENT, each) for each in operation.definition.get("parameters", [])]
        required = [each["name"] for each in required if each.get("required") and each["in"] != "path"]
        assert [name for name in required if name not in sent.query and not sent.headers[name]] == []
        assert set(sent.query) <= set(required)  # what isn't given isn't sent, defaults neither
        if "application/json" in body:
            assert json.loads(sent.body) == resolve(DOCUMENT, documented_example)["value"]
        elif body:
            value: dict[str, Any] = resolve(DOCUMENT, documented_example)["value"]
            arrived = [(part.name, part.content.decode()) for part in sent.parts]
            flat = [
                (name, each)
                for name, value in value.items()
                for each in (value if isinstance(value, list) else [value])
            ]
            assert arrived == [(name, str(each).lower() if isinstance(each, bool) else each) for name, each in flat]


@pytest.mark.parametrize("name", DOCUMENTED)
def test_the_example_runs(mock_url: str, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_up(monkeypatch, mock_url)
    run(example(DOCUMENTED[name]))


@both_ways
@every_operation
def test_the_docstring_tells_what_the_contract_does(
    kind: type[CaiGunn] | type[AsyncCaiGunn], operation_id: str
) -> None:
    definition = OPERATIONS[operation_id].definition
    told = " ".join(DOCUMENTED[name_of(kind, operation_id)].split())
    found = method(kind(), operation_id)
    described = dict(re.findall(r"(\w+): (.*?)(?= \w+: | Returns:)", told.partition("Args:")[2]))
    assert set(described) >= set(inspect.signature(found).parameters) - {"self"}
    assert definition["summary"] in told
    assert " ".join(definition["description"].split()) in told
    for parameter in (resolve(DOCUMENT, each) for each in definition.get("parameters", [])):
        assert " ".join(parameter["description"].split()) in told
    for status, response in definition["responses"].items():
        assert resolve(DOCUMENT, response)["description"] in told
        if status != "200":
            assert f"{STATUS_ERRORS.get(min(int(status), 500), ('APIStatusError',))[0]}: {status}:" in told


@both_ways
@every_operation
def test_a_raw_answer_is_the_answer_as_it_came(
    server: RecordingServer, kind: type[CaiGunn] | type[AsyncCaiGunn], operation_id: str
) -> None:
    server.answer = 200, answer_of(operation_id), "application/json"
    program, group = example(DOCUMENTED[name_of(kind, operation_id)]), group_name(operation_id)
    plain = run(program)
    raws = run(program.replace(f"caigunn.{group}.", f"caigunn.{group}.with_raw_response."))
    assert len(plain) == len(raws) > 0
    for raw, parsed in zip(raws, plain, strict=True):
        assert (raw.status_code, raw.content) == (200, answer_of(operation_id))
        assert raw.headers["content-type"] == "application/json"
        assert raw.parse() == parsed
        assert repr(raw) == "<RawResponse 200>"
        with pytest.raises(TypeError, match="can't be pickled"):
            pickle.dumps(raw)
