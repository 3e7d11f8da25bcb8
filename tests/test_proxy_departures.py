"""What the proxy finds: departures of requests and of answers, in its log, its summary and its exit code."""

import gzip
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.datastructures import Headers

from scripts import openapi
from scripts.loopback import serving
from scripts.mock.proxy.answers import Answers
from scripts.mock.proxy.tally import Exchange, Tally
from scripts.mock.proxy.upstream import Upstream
from scripts.mock.refusal import TooMuch
from scripts.project import CONTRACT, Failure
from tests import fastapi_bugs as bugs
from tests import fastapi_plain, fastapi_service
from tests.contract_runs import KEYS, run
from tests.fastapi_service import BASE, KEY, TOKEN
from tests.proxy_runs import running_proxy
from tests.recording_server import recording_server

BOTH = {"api-key": KEY, "caigunn-access-token": TOKEN}
ONE_OF = "must be equal to one of the allowed values: "
NO_JSON = "header.Content-Type: must be application/json, not "
CONFIRMED = (200, b'{"detail": "s3cret-body"}', "application/json")


def test_a_departure_is_a_line_a_count_and_an_exit_code(tmp_path: Path) -> None:
    with recording_server() as upstream, running_proxy(tmp_path / "log", upstream.url, "--fail", "--quiet") as proxy:
        upstream.answer = CONFIRMED
        with httpx.Client(base_url=proxy.url, headers=BOTH) as caller:
            for _ in range(2):
                caller.put(f"{BASE}/webhook?secret=s3cret", json={"webhook_url": 7, "x": "s3cret"})
            caller.put(f"{BASE}/webhook", json={"webhook_url": "s3cret"})
            caller.get(f"{BASE}/models")
            caller.patch(f"{BASE}/models")
            caller.get("/nowhere%0A/a")
            caller.put(f"{BASE}/webhook", content=b"{", headers={"Content-Type": "application/json"})
            caller.post(f"{BASE}/training_data?type=text", data={"text": "s3cret"})
            caller.post(f"{BASE}/training_data?type=other", data={"website": "s3cret"})
            caller.options(f"{BASE}/webhook", headers={"Access-Control-Request-Method": "PUT", "Origin": "http://x"})
            assert [len(upstream.requests), upstream.requests[-1].method] == [10, "OPTIONS"]
        with httpx.Client(base_url=proxy.url) as stranger:
            stranger.get(f"{BASE}/uids")
        code, summary, log = proxy.ended()
    webhook = f"PUT {BASE}/webhook 200 request: "
    expected = [
        f"{webhook}body.webhook_url: must be string",
        f"{webhook}body.webhook_url: must be string",
        f'GET {BASE}/models 200 answer: body: "models" is a required property',
        f"PATCH {BASE}/models 200 request: method PATCH: is not one of GET, HEAD, POST",
        "GET /nowhere%0A/a 200 request: path /nowhere%0A/a: is not in the contract",
        f"{webhook}body: is not JSON: Expecting property name enclosed in double quotes at line 1 column 2",
        f"POST {BASE}/training_data 200 request: query.type: {ONE_OF}file, crawler, text",
        f"GET {BASE}/uids 200 request: header.api-key: is required",
        f'GET {BASE}/uids 200 answer: body: "uids" is a required property',
    ]
    assert sorted(log) == sorted(expected)
    assert summary[-1] == "proxy: stopped, 11 requests passed, 9 departures: 7 of requests, 2 of answers"
    assert f"       2  PUT {BASE}/webhook" in "\n".join(summary)
    assert sum(int(line.split()[0]) for line in summary[:-1]) == 9
    assert code == 1
    assert "s3cret" not in "".join(log + summary)


def test_what_cannot_be_judged_is_no_departure_and_not_green(tmp_path: Path) -> None:
    with recording_server() as upstream, running_proxy(tmp_path / "log", upstream.url, "--fail", "--quiet") as proxy:
        upstream.answer = CONFIRMED
        large = {"webhook_url": "x" * 5 * 2**20}
        assert httpx.put(f"{proxy.url}{BASE}/webhook", json=large, headers=BOTH).status_code == 200
        assert len(upstream.request.body) > 5 * 2**20
        code, summary, log = proxy.ended()
    why = "body: is larger than the 4 MiB, files aside, that the mock reads"
    assert log == [f"PUT {BASE}/webhook 200 request, not judged: {why}"]
    assert (code, summary) == (2, ["proxy: stopped, 1 requests passed, 1 not judged, 0 departures"])


def test_before_a_service_that_keeps_the_contract_no_answer_departs(tmp_path: Path) -> None:
    with (
        serving(fastapi_service.create()) as url,
        running_proxy(tmp_path / "log", url, "--quiet", "--fail") as proxy,
    ):
        ended = run(tmp_path, "--url", proxy.url, "--max-examples", "3", **KEYS)
        code, summary, log = proxy.ended()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert [line for line in log if " answer" in line] == []
    # Most of what the contract tests send departs, which is what they are for.
    assert any(" request: " in line for line in log)
    assert code == 1
    assert summary[-1].endswith(" 0 of answers")
    assert "s3cret" not in "".join(log + summary)


@pytest.mark.parametrize(
    ("bug", "call", "departure"),
    [
        (bugs.renames_a_member, "GET /uids", 'body.uids[]: "last_sent_at" is a required property'),
        (bugs.answers_null, "GET /uids", 'body.uids[].nickname: is not of type "string"'),
        (bugs.writes_dates_for_people, "GET /models", 'body.models[].created_at: is not a "date-time"'),
        (bugs.answers_in_plain_text, "DELETE /opentalk", f"{NO_JSON}text/plain"),
        (bugs.shows_a_page_for_401, "GET /models?", f"{NO_JSON}text/html"),
        (fastapi_plain.create, "DELETE /opentalk", "status: 204 is not one of 200, 401, 403, 406, 500, 503"),
    ],
)
def test_before_a_service_with_a_bug_it_is_found(tmp_path: Path, bug: Any, call: str, departure: str) -> None:
    app = bug() if bug is fastapi_plain.create else fastapi_service.create(bug)
    method, path = call.split()
    with serving(app) as url, running_proxy(tmp_path / "log", url, "--quiet", "--fail") as proxy:
        credentials = {**BOTH, "api-key": "wrong"} if path.endswith("?") else BOTH
        httpx.request(method, f"{proxy.url}{BASE}{path}", headers=credentials)
        code, _, log = proxy.ended()
    assert [line.partition(" answer: ")[2] for line in log] == [departure]
    assert code == 1


DOCUMENTED = {
    "openapi": "3.1.0",
    "paths": {
        "/a": {
            "get": {
                "responses": {
                    "200": {
                        "headers": {
                            "X-Left": {"required": True, "schema": {"type": "integer", "minimum": 0}},
                            "X-Note": {"schema": {"type": "string"}},
                        },
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/A"}},
                            "text/*": {},
                        },
                    },
                    "204": {},
                    "201": {"content": {"application/json": {"schema": {"pattern": "(?<!x"}}}},
                    "202": {"content": {"application/json": {"schema": False}}},
                    "4XX": {"content": {"application/problem+json": {"schema": {"required": ["detail"]}}}},
                }
            }
        }
    },
    "components": {"schemas": {"A": {"type": "object", "properties": {"b": {"items": {"enum": [1, 2]}}}}}},
}
JSON = {"content-type": "application/json; charset=utf-8", "x-left": "1"}


def judged(status: int, headers: dict[str, str], body: bytes | None) -> list[str]:
    answers = Answers(DOCUMENTED, next(openapi.operations(DOCUMENTED)))
    return list(answers.departures(status, Headers(headers), body))


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (200, JSON, b'{"b": [1, 2]}', []),
        (200, {**JSON, "content-encoding": "gzip"}, gzip.compress(b'{"b": []}'), []),
        (200, {**JSON, "content-type": "text/plain"}, b"anything", []),
        (204, {}, None, []),
        (404, {"content-type": "application/problem+json"}, b'{"detail": 1}', []),
        (200, JSON, None, []),
        (500, JSON, b"{}", ["status: 500 is not one of 200, 204, 201, 202, 4XX"]),
        (200, JSON, b'{"b": [1, "s3cret", "s3cret too"]}', ["body.b[]: is not one of 1 or 2"]),
        (404, {"content-type": "application/problem+json"}, b"{}", ['body: "detail" is a required property']),
        (202, JSON, b'"s3cret"', ["body: False schema does not allow it"]),
        (200, JSON, b"", ["body: is not JSON: Expecting value at line 1 column 1"]),
        (200, JSON, b'{"b": NaN}', ["body: is not JSON: NaN is no number of JSON at line 1 column 1"]),
        (200, JSON, b'"\xff"', ["body: is not UTF-8 at byte 1"]),
        (200, {"x-left": "1"}, b"{}", ["header.Content-Type: must be application/json or text/*"]),
        (200, {"content-type": "text/css"}, b"", ["header.X-Left: is required"]),
        (200, {**JSON, "x-left": "s3cret"}, b"{}", ["header.X-Left: must be integer"]),
        (200, {**JSON, "x-left": "-1"}, b"{}", ["header.X-Left: is less than the minimum of 0"]),
    ],
)
def test_an_answer_is_judged_by_what_its_operation_documents(
    status: int, headers: dict[str, str], body: bytes | None, expected: list[str]
) -> None:
    assert judged(status, headers, body) == expected


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({**JSON, "content-encoding": "br"}, b"?"),
        ({**JSON, "content-encoding": "gzip"}, b"{}"),
        ({**JSON, "content-encoding": "gzip"}, gzip.compress(b" " * 2**26)),
        (JSON, b"[" * 100_000),
        (JSON, b"9" * 5000),
        (JSON, b'{"b": ["\\ud800"]}'),
        (JSON, b" " * (4 * 2**20 + 1)),
    ],
)
def test_an_answer_that_cannot_be_read_is_not_judged(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(TooMuch):
        judged(200, headers, body)


def test_an_answer_whose_schema_is_not_understood_is_not_judged() -> None:
    with pytest.raises(TooMuch, match="schema"):
        judged(201, JSON, b"{}")


def test_the_examples_of_the_contract_depart_from_nothing() -> None:
    contract = openapi.load(CONTRACT)
    seen = 0
    for operation in openapi.operations(contract):
        answers = Answers(contract, operation)
        for status, node in operation.definition["responses"].items():
            for media_type, content in openapi.resolve(contract, node)["content"].items():
                for example in content["examples"].values():
                    body = json.dumps(openapi.resolve(contract, example)["value"]).encode()
                    headers = Headers({"content-type": media_type})
                    assert list(answers.departures(int(status), headers, body)) == []
                    seen += 1
    assert seen > 50


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "'' is no URL of a server"),
        ("ftp://x", "'ftp://x' is no URL of a server"),
        ("http://u:s3cret@x", "has more in it than a host, a port and a path$"),
        ("http://x?a=b", "has more in it than a host, a port and a path$"),
        ("http://-é-.x", "is no URL of a server: "),
    ],
)
def test_an_upstream_that_is_none_is_one_line(url: str, message: str) -> None:
    with pytest.raises(Failure, match=message):
        Upstream(url, 1)


def test_a_tally_keeps_to_lines_and_to_a_few_kinds(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    tally = Tally()
    for number in range(300):
        tally.depart(Exchange("GET", f"/{number}", f"GET /{number}", 200), "request", "a\nb\x1b[2J")
    assert caplog.messages[0] == "GET /0 200 request: a?b?[2J"
    summary = list(tally.summary())
    assert len(summary) == 202
    assert summary[-2:] == [
        "     100  of further kinds",
        "proxy: stopped, 0 requests passed, 300 departures: 300 of requests, 0 of answers",
    ]
