"""Callbacks of a contract."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest

from scripts.processes import Mock, running_mock
from tests.support.waiting import until
from tests.support.webhook_receiver import Receiver

EVENT = {"event": "job", "status": "done"}
BODY = {"content": {"application/json": {"schema": {"type": "object"}, "example": EVENT}}}
CALLBACK = {"post": {"requestBody": BODY, "responses": {"200": {"description": "Received."}}}}
TEXT = {"schema": {"type": "string"}}
CONTRACT = {
    "openapi": "3.1.0",
    "info": {"title": "Jobs", "version": "1"},
    "paths": {
        "/jobs/{id}": {
            "post": {
                "operationId": "startJob",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, **TEXT},
                    {"name": "to", "in": "query", **TEXT},
                    {"name": "X-To", "in": "header", **TEXT},
                ],
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {
                    "202": {
                        "description": "Started.",
                        "content": {"application/json": {"schema": {"type": "object"}, "example": {"job": "j7"}}},
                    }
                },
                "callbacks": {
                    "query": {"{$request.query.to}/q": CALLBACK},
                    "header": {"$request.header.X-To": CALLBACK},
                    "body": {
                        "{$request.body#/to/0}/{$request.path.id}/{$response.body#/job}/{$statusCode}/{$method}": {
                            **CALLBACK
                        }
                    },
                },
            }
        }
    },
}


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    """A mock of the contract, without state."""
    folder = tmp_path_factory.mktemp("jobs")
    (folder / "jobs.json").write_text(json.dumps(CONTRACT), encoding="utf-8")
    with running_mock(folder / "mock.log", folder / "jobs.json", ["--allow-webhook", "allowed.invalid"]) as running:
        yield running


def start_job(mock: Mock, query: str = "", body: object = None, **headers: str) -> int:
    """Send a request, and return the length of the log before."""
    before = mock.log.stat().st_size
    response = httpx.post(f"{mock.url}/jobs/5{query}", json=body or {}, headers=headers)
    assert response.status_code == 202, response.text
    return before


def logged(mock: Mock, since: int, pattern: str) -> str:
    """Return the first line of the log that matches; the mock writes it soon."""
    found: list[str] = []

    def is_there() -> bool:
        lines = mock.log.read_text(encoding="utf-8")[since:].splitlines()
        found.extend(line for line in lines if re.search(pattern, line))
        return bool(found)

    until(is_there)
    return found[0]


def test_callback_is_sent_to_the_url_of_its_expression(jobs: Mock, receiver: Receiver) -> None:
    start_job(jobs, f"?to={receiver.url}", {"to": [f"{receiver.url}/b"]}, **{"X-To": f"{receiver.url}/h"})
    received = receiver.wait_for(3)
    assert {each.path for each in received} == {"/q", "/h", "/b/5/j7/202/POST"}
    assert [each.event for each in received] == [EVENT] * 3
    assert received[0].headers["content-type"] == "application/json"


def test_callback_without_a_url_is_withheld(jobs: Mock) -> None:
    assert logged(jobs, start_job(jobs), "callback startJob withheld: the request does not name its URL")


@pytest.mark.parametrize(
    "url", ["https://other.invalid", "http://127.0.0.1.other.invalid", "ftp://127.0.0.1", "no-url"]
)
def test_callback_to_another_host_is_withheld(jobs: Mock, url: str) -> None:
    line = logged(
        jobs,
        start_job(jobs, f"?to={url}"),
        "callback startJob withheld: its host is not allowed; allow it with --allow-webhook",
    )
    assert url not in line


def test_callback_to_an_allowed_host_is_attempted(jobs: Mock) -> None:
    since = start_job(jobs, "?to=http://allowed.invalid")
    assert logged(jobs, since, "callback startJob sent: ConnectError")


def test_rejected_request_sends_no_callback(jobs: Mock, receiver: Receiver) -> None:
    assert httpx.post(f"{jobs.url}/jobs/5?to={receiver.url}/rejected", content=b"{").status_code == 400
    start_job(jobs, f"?to={receiver.url}/accepted")
    assert [each.path for each in receiver.wait_for(1)] == ["/accepted/q"]
