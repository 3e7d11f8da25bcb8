"""Custom responses of scenarios and of the header `Mock-Response`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.processes import running_mock

BASE = "/api/external/chatbot"
HEADERS = {"api-key": "custom-key", "caigunn-access-token": "custom-token", "uid": "visitor"}
SCENARIO = """
talk:
  respond:
    - when: {body.text: cost, query.nickname: Mei}
      body: {text: "{query.nickname}, that is free. You asked: {body.text}"}
      headers: {X-Rate-Remaining: "7 of {header.uid}"}
    - when: {call: 2}
      status: 503
    - when: {body.text: retry}
      sequence: [{status: 503}, {status: 503, headers: {Retry-After: "1"}}, {}]
listModels:
  respond: {status: 418, body: "I'm a teapot", headers: {Content-Type: text/plain}, invalid: true}
listUids:
  respond: {body: {uids: []}}
"""


@pytest.fixture
def client(mock_url: str) -> Iterator[httpx.Client]:
    """A client of a mock without a scenario, which has none after the test either."""
    with httpx.Client(base_url=mock_url, headers=HEADERS) as client:
        yield client
        put(client, {})


def put(client: httpx.Client, scenario: Any) -> httpx.Response:
    return client.put("/__mock/scenario", json=scenario)


def talk(client: httpx.Client, text: str, **query: str) -> httpx.Response:
    return client.post(f"{BASE}/talk", json={"text": text}, params=query)


def test_scenario_file_is_followed(tmp_path: Path) -> None:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    options = ["--stateful", "--scenario", str(scenario)]
    with (
        running_mock(tmp_path / "log", options=options) as mock,
        httpx.Client(base_url=mock.url, headers=HEADERS) as client,
    ):
        made = talk(client, "cost", nickname="Mei")
        assert made.json() == {"text": "Mei, that is free. You asked: cost"}
        assert made.headers["X-Rate-Remaining"] == "7 of visitor"
        assert talk(client, "anything").status_code == 503
        assert [talk(client, "retry").status_code for _ in range(4)] == [503, 503, 200, 200]
        assert "Retry-After" not in talk(client, "retry").headers
        teapot = client.get(f"{BASE}/models")
        assert (teapot.status_code, teapot.text, teapot.headers["Content-Type"]) == (418, "I'm a teapot", "text/plain")
        assert client.get(f"{BASE}/uids").json() == {"uids": []}
        assert [each["receive"] for each in client.get(f"{BASE}/messages").json()["messages"]] == []


def test_scenario_is_replaced_at_run_time(client: httpx.Client) -> None:
    replaced = put(client, {"listUids": {"respond": {"status": 503}}, "talk": {"fail": "500"}})
    assert (replaced.status_code, replaced.json()) == (200, {"detail": "Scenario replaced"})
    assert client.get(f"{BASE}/uids").status_code == 503
    assert talk(client, "Hi").status_code == 500
    put(client, {})
    assert client.get(f"{BASE}/uids").status_code == 200
    assert talk(client, "Hi").status_code == 200


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        ([], "scenario: not a map of operationIds"),
        ({"walk": {"respond": {}}}, "scenario: 'walk' is not an operation of the contract"),
        ({"others": {"respond": {}}}, "scenario: others: allowed are fail, latency, and nothing else"),
        ({"talk": {"respond": {"state": 200}}}, "scenario: talk: a response has status, headers, body and invalid"),
        ({"talk": {"respond": {"status": 99}}}, "scenario: talk: status 99 is not a status code"),
        ({"talk": {"respond": {"headers": {"A": "b\n"}}}}, "scenario: talk: headers must map names to texts"),
        ({"talk": {"respond": [7]}}, "scenario: talk: an entry of respond must be a map"),
        ({"talk": {"respond": {"when": {"text": "a"}}}}, "scenario: talk: when must map body.NAME, query.NAME"),
        ({"talk": {"respond": {"sequence": []}}}, "scenario: talk: sequence must be a list of responses"),
        ({"talk": {"respond": {"invalid": "no"}}}, "scenario: talk: invalid must be true or false"),
        ({"talk": {"respond": {"status": 418}}}, "scenario: talk: the response 418 violates the contract: status: is"),
        ({"talk": {"respond": {"body": {"text": 7}}}}, "the response 200 violates the contract: body.text: must be"),
    ],
)
def test_invalid_scenario_is_rejected(client: httpx.Client, scenario: Any, message: str) -> None:
    rejected = put(client, scenario)
    assert rejected.status_code == 400
    assert rejected.json()["detail"].startswith(f"body: {message}") or message in rejected.json()["detail"]
    assert client.get(f"{BASE}/uids").status_code == 200


def test_header_replaces_the_response(client: httpx.Client) -> None:
    put(client, {"talk": {"respond": {"status": 503}}})
    header = {"Mock-Response": json.dumps({"body": {"text": "{body.text}!"}})}
    made = client.post(f"{BASE}/talk", json={"text": "Hi"}, headers=header)
    assert (made.status_code, made.json()) == (200, {"text": "Hi!"})


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("{", "header.Mock-Response: is not a response: "),
        ("[]", "header.Mock-Response: is not a response: a response has status"),
        ('{"body": {}}', "header.Mock-Response: the response 200 violates the contract: body.text: is required"),
        ("[" * 50_000, "header.Mock-Response: is not a response: "),
    ],
)
def test_invalid_header_is_400(client: httpx.Client, header: str, message: str) -> None:
    rejected = client.post(f"{BASE}/talk", json={"text": "Hi"}, headers={"Mock-Response": header})
    assert rejected.status_code == 400
    assert rejected.json()["detail"].startswith(message)


def test_placeholder_alone_keeps_its_type(client: httpx.Client) -> None:
    body = {"messages": [], "count": "{query.limit}", "none": "{query.start_at}"}
    put(client, {"listMessages": {"respond": {"body": body, "invalid": True}}})
    assert client.get(f"{BASE}/messages?limit=7").json() == {"messages": [], "count": 7, "none": None}
