"""Violations that the proxy finds: in its log, its summary and its exit code."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.loopback import serving
from tests.proxy.conftest import StartProxy
from tests.support import fastapi_bugs as bugs
from tests.support import fastapi_first_draft, fastapi_service
from tests.support.contract_runs import CREDENTIALS, run
from tests.support.fastapi_service import BASE, KEY, TOKEN
from tests.support.proxy import scripted_server
from tests.support.recording_server import recording_server

BOTH = {"api-key": KEY, "caigunn-access-token": TOKEN}
NOT_JSON = "header.Content-Type: must be application/json, not "
DONE = (200, b'{"detail": "s3cret-body"}', "application/json")


def test_violation_is_logged_and_counted_and_fails(start_proxy: StartProxy) -> None:
    with recording_server() as upstream:
        upstream.response = DONE
        proxy = start_proxy(upstream.url, "--fail-on-violation", "--quiet")
        with httpx.Client(base_url=proxy.url, headers=BOTH) as client:
            for _ in range(2):
                client.put(f"{BASE}/webhook?secret=s3cret", json={"webhook_url": 7, "x": "s3cret"})
            client.put(f"{BASE}/webhook", json={"webhook_url": "s3cret"})
            client.get(f"{BASE}/models")
            client.patch(f"{BASE}/models")
            client.get("/nowhere%0A/a")
            client.put(f"{BASE}/webhook", content=b"{", headers={"Content-Type": "application/json"})
            client.post(f"{BASE}/training_data?type=text", data={"text": "s3cret"})
            client.post(f"{BASE}/training_data?type=other", data={"website": "s3cret"})
            client.options(f"{BASE}/webhook", headers={"Access-Control-Request-Method": "PUT", "Origin": "http://x"})
            assert [len(upstream.requests), upstream.requests[-1].method] == [10, "OPTIONS"]
        httpx.get(f"{proxy.url}{BASE}/uids", headers={"caigunn-access-token": TOKEN})
        code, summary, log = proxy.stop()
    webhook = f"PUT {BASE}/webhook 200 request: "
    expected = [
        f"{webhook}body.webhook_url: must be string",
        f"{webhook}body.webhook_url: must be string",
        f"GET {BASE}/models 200 response: body.models: is required",
        f"PATCH {BASE}/models 200 request: method PATCH: is not one of GET, HEAD, POST",
        "GET /nowhere%0A/a 200 request: path /nowhere%0A/a: is not in the contract",
        f"{webhook}body: is not JSON: Expecting property name enclosed in double quotes at line 1 column 2",
        f"POST {BASE}/training_data 200 request: query.type: must be one of file, crawler, text",
        f"GET {BASE}/uids 200 request: header.api-key: is required",
        f"GET {BASE}/uids 200 response: body.uids: is required",
    ]
    assert sorted(log) == sorted(expected)
    assert summary[-1] == "proxy: stopped, 11 requests passed, 9 violations: 7 of requests, 2 of responses"
    assert f"       2  PUT {BASE}/webhook" in "\n".join(summary)
    assert sum(int(line.split()[0]) for line in summary[:-1]) == 9
    assert code == 1
    assert "s3cret" not in "".join(log + summary)


def test_every_violation_of_a_request_is_logged(start_proxy: StartProxy) -> None:
    with recording_server() as upstream:
        proxy = start_proxy(upstream.url, "--quiet")
        httpx.delete(f"{proxy.url}{BASE}/opentalk")
        _, summary, log = proxy.stop()
    request = f"DELETE {BASE}/opentalk 200 request: header."
    assert log == [f"{request}api-key: is required", f"{request}caigunn-access-token: is required"]
    assert summary[-1] == "proxy: stopped, 1 requests passed, 2 violations: 2 of requests, 0 of responses"


def test_body_beyond_the_limit_is_not_validated(start_proxy: StartProxy) -> None:
    with recording_server() as upstream:
        upstream.response = DONE
        proxy = start_proxy(upstream.url, "--fail-on-violation", "--quiet")
        large = {"webhook_url": "x" * 5 * 2**20}
        assert httpx.put(f"{proxy.url}{BASE}/webhook", json=large, headers=BOTH).status_code == 200
        assert len(upstream.request.body) > 5 * 2**20
        code, summary, log = proxy.stop()
    assert log == [f"PUT {BASE}/webhook 200 request, not validated: body: is larger than 4 MiB, files aside"]
    assert (code, summary) == (2, ["proxy: stopped, 1 requests passed, 1 not validated, 0 violations"])


def test_without_option_violations_do_not_fail(start_proxy: StartProxy) -> None:
    with recording_server() as upstream:
        proxy = start_proxy(upstream.url)
        httpx.get(f"{proxy.url}/nowhere")
        assert proxy.stop()[0] == 0


def test_former_option_works_and_prints_the_new_one(start_proxy: StartProxy) -> None:
    with recording_server() as upstream:
        proxy = start_proxy(upstream.url, "--fail")
        httpx.get(f"{proxy.url}/nowhere")
        assert proxy.stop()[0] == 1
    assert proxy.log.read_text(encoding="utf-8").startswith("proxy: --fail is now --fail-on-violation\n")


def test_requests_are_logged_without_query(start_proxy: StartProxy) -> None:
    with recording_server() as upstream:
        upstream.response = DONE
        proxy = start_proxy(upstream.url)
        httpx.delete(f"{proxy.url}{BASE}/opentalk?secret=s3cret", headers=BOTH)
        [line] = proxy.stop()[2]
    assert line.startswith(f"DELETE {BASE}/opentalk 200 ")
    assert line.endswith(" ms")


@pytest.mark.parametrize(
    "sent",
    [b"", b"HTTP/9 what\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"],
    ids=["none", "bad", "half"],
)
def test_upstream_that_breaks_off_breaks_off_for_the_client(start_proxy: StartProxy, sent: bytes) -> None:
    with scripted_server([sent]) as upstream:
        proxy = start_proxy(upstream.url, "--fail-on-violation")
        if b"half" in sent:
            with pytest.raises(httpx.RemoteProtocolError):
                httpx.get(f"{proxy.url}{BASE}/models", headers=BOTH)
        else:
            assert httpx.get(f"{proxy.url}{BASE}/models", headers=BOTH).status_code == 502
    code, summary, log = proxy.stop()
    assert code == (1 if b"half" in sent else 0), (summary, log)
    assert "Traceback" not in "".join(log)


def test_405_to_head_is_not_a_violation(start_proxy: StartProxy) -> None:
    not_allowed = b"HTTP/1.1 405 Method Not Allowed\r\nallow: GET\r\ncontent-length: 0\r\n\r\n"
    with scripted_server([not_allowed, not_allowed]) as upstream:
        proxy = start_proxy(upstream.url)
        for method in ("HEAD", "GET"):
            httpx.request(method, f"{proxy.url}{BASE}/models", headers=BOTH)
        _, _, log = proxy.stop()
    assert [line.split(" response")[0] for line in log if " response: " in line] == [f"GET {BASE}/models 405"]


@pytest.mark.slow
def test_service_that_follows_the_contract_has_no_violations(start_proxy: StartProxy, tmp_path: Path) -> None:
    """Most of what the contract tests send is invalid on purpose."""
    with serving(fastapi_service.create()) as url:
        proxy = start_proxy(url, "--quiet", "--fail-on-violation")
        ended = run(tmp_path, "--url", proxy.url, "--max-examples", "3", **CREDENTIALS)
        code, summary, log = proxy.stop()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert [line for line in log if " response" in line] == []
    assert any(" request: " in line for line in log)
    assert code == 1
    assert summary[-1].endswith(" 0 of responses")
    assert "s3cret" not in "".join(log + summary)


@pytest.mark.parametrize(
    ("bug", "call", "violation"),
    [
        (bugs.renames_property, "GET /uids", "body.uids[].last_sent_at: is required"),
        (bugs.returns_null, "GET /uids", "body.uids[].nickname: must be string"),
        (bugs.formats_date_with_space, "GET /models", 'body.models[].created_at: must match format "date-time"'),
        (bugs.returns_plain_text, "DELETE /opentalk", f"{NOT_JSON}text/plain"),
        (bugs.returns_html_for_401, "GET /models?", f"{NOT_JSON}text/html"),
        (fastapi_first_draft.create, "DELETE /opentalk", "status: 204 is not one of 200, 401, 403, 406, 500, 503"),
    ],
)
def test_bug_of_a_service_is_found(start_proxy: StartProxy, bug: Any, call: str, violation: str) -> None:
    app = bug() if bug is fastapi_first_draft.create else fastapi_service.create(bug)
    method, path = call.split()
    with serving(app) as url:
        proxy = start_proxy(url, "--quiet", "--fail-on-violation")
        credentials = {**BOTH, "api-key": "wrong"} if path.endswith("?") else BOTH
        httpx.request(method, f"{proxy.url}{BASE}{path}", headers=credentials)
        code, _, log = proxy.stop()
    assert [line.partition(" response: ")[2] for line in log] == [violation]
    assert code == 1
