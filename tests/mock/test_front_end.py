"""A front end with its own origin in a browser, and the inspector next to it.

With the environment variable SCREENSHOTS=.github/screenshots, the screenshots of the documentation are saved.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from scripts.openapi import load, operations
from scripts.processes import Mock, running_mock
from scripts.project import CONTRACT
from scripts.reference.requests import sample_requests
from tests.support.browser import needs_browser, save_screenshot
from tests.support.chatbots import BASE
from tests.support.project_contract import success_response
from tests.support.static_server import serving_folder
from tests.support.webhook_receiver import Receiver

pytestmark = needs_browser

FRONT_END = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A front end</title>
<link rel="icon" href="data:,">
<script>
  const keys = { "api-key": "any-key", "caigunn-access-token": "any-token", uid: "visitor-7" };

  async function call(method, path, body, headers = keys) {
    const isForm = body instanceof FormData;
    if (body && !isForm) headers = { ...headers, "Content-Type": "application/json" };
    if (!isForm) body = body && JSON.stringify(body);
    const response = await fetch("MOCK" + path, { method, headers, body });
    return [response.status, await response.json()];
  }

  function upload(...names) {
    const form = new FormData();
    for (const name of names) form.append("files", new File(["Open from 9 to 17"], name));
    return call("POST", "/training_data?type=file", form);
  }

  async function send({ url, method, headers, text, form, isMultipart }) {
    let body = text ?? undefined;
    if (form.length) {
      body = isMultipart ? new FormData() : new URLSearchParams();
      for (const { name, text, filename } of form) body.append(name, filename ? new File([text], filename) : text);
    }
    const response = await fetch(url, { method, headers, body });
    return [response.status, await response.text()];
  }
</script>
</html>
"""
# Rejected requests by the reason: the call of the front end, the row of the inspector, and the status code.
REJECTED = {
    "header.api-key: is required": ("call('GET', '/uids', undefined, {})", f"GET {BASE}/uids", 401),
    "body.text: is required": ("call('POST', '/talk', { txt: 'Hello' })", f"POST {BASE}/talk", 400),
}
EVENTS = ["training.completed", "training.initial", "uploading.completed", "uploading.initial"]


@dataclass
class Activity:
    """The activity of a browser's pages.

    Attributes:
        hosts: The hosts that received requests.
        problems: Errors and warnings.
        rejected: The paths of rejected requests, which the browser reports as errors.
    """

    hosts: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)

    def observe(self, context: BrowserContext) -> None:
        """Observe all pages of a context."""
        context.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or request.url))
        context.on("weberror", lambda error: self.problems.append(str(error.error)))
        context.on("console", self._add_message)

    def _add_message(self, message: ConsoleMessage) -> None:
        if message.text.startswith("Failed to load resource: the server responded with a status of 40"):
            self.rejected.append(urlsplit(message.location["url"]).path)
        elif message.type in {"error", "warning"}:
            self.problems.append(message.text)


@dataclass
class Tabs:
    """The front end, and the inspector next to it."""

    front_end: Page
    inspector: Page

    @property
    def rows(self) -> Locator:
        """The rows of the request list, the latest first."""
        return self.inspector.locator("#request-list li:visible")

    def call(self, program: str, row: str, status: int = 200) -> Any:
        """Run a program in the front end, wait until the inspector has its request, and return the response body."""
        before = self.rows.count()
        actual, body = self.front_end.evaluate(program)
        assert actual == status, body
        expect(self.rows).to_have_count(before + 1)
        expect(self.rows.first).to_contain_text(row)
        expect(self.rows.first.locator(".status")).to_have_text(str(status))
        return body


@pytest.fixture
def activity() -> Activity:
    """The activity of the pages."""
    return Activity()


@pytest.fixture
def context(browser: Browser, activity: Activity) -> Iterator[BrowserContext]:
    """A browser context whose activity is observed."""
    with browser.new_context(viewport={"width": 1200, "height": 800}, reduced_motion="reduce") as context:
        activity.observe(context)
        yield context


@pytest.fixture
def slow_mock(tmp_path: Path) -> Iterator[Mock]:
    """A stateful mock whose jobs take 300 ms."""
    with running_mock(tmp_path / "mock.log", options=["--stateful", "--job-duration", "300ms"]) as running:
        yield running


@pytest.fixture
def tabs(context: BrowserContext, slow_mock: Mock, tmp_path: Path) -> Iterator[Tabs]:
    """A front end and the inspector of a new mock."""
    with serving_front_end(tmp_path, slow_mock.url) as site:
        front_end, inspector = context.new_page(), context.new_page()
        inspector.goto(f"{slow_mock.url}/__mock/")
        expect(inspector.get_by_text("No requests yet.")).to_be_visible()
        front_end.goto(site)
        yield Tabs(front_end, inspector)


@contextmanager
def serving_front_end(folder: Path, mock_url: str) -> Iterator[str]:
    """Serve the front end of a mock from its own origin while the context lasts, and yield its URL."""
    site = folder / "site"
    site.mkdir()
    (site / "index.html").write_text(FRONT_END.replace("MOCK", mock_url + BASE), encoding="utf-8")
    with serving_folder(site) as url:
        yield url


def train(tabs: Tabs, receiver: Receiver) -> str:
    """Train a model on two files, wait for the events, and return its id."""

    def event_data(kind: str) -> Any:
        received = receiver.wait(lambda events: any(each.kind == kind for each in events))
        return next(each.event["data"] for each in received if each.kind == kind)

    tabs.call(f"call('PUT', '/webhook', {{ webhook_url: '{receiver.url}/hook' }})", f"PUT {BASE}/webhook")
    tabs.call("upload('opening-hours.txt', 'prices.csv')", f"POST {BASE}/training_data?type=file")
    uploaded = event_data("uploading.completed")["training_data_ids"]
    assert [each["filename"] for each in uploaded] == ["opening-hours.txt", "prices.csv"]
    tabs.call("call('POST', '/models', { title: 'Support bot' })", f"POST {BASE}/models")
    trained = event_data("training.completed")
    assert trained["training_data_ids"] == [each["id"] for each in uploaded]
    model_id: str = trained["model_id"]
    return model_id


def talk(tabs: Tabs, model_id: str) -> None:
    """Choose a model, send a message, and list it."""
    (model,) = tabs.call("call('GET', '/models')", f"GET {BASE}/models")["models"]
    assert (model["id"], model["title"]) == (model_id, "Support bot")
    tabs.call(f"call('PUT', '', {{ model_id: '{model_id}' }})", f"PUT {BASE}")
    reply = tabs.call("call('POST', '/talk?nickname=Mei', { text: 'When are you open?' })", f"POST {BASE}/talk")
    (message,) = tabs.call("call('GET', '/messages')", f"GET {BASE}/messages")["messages"]
    assert (message["receive"], message["send"]) == ("When are you open?", reply["text"])


@pytest.mark.slow
def test_inspector_shows_a_whole_session_live(tabs: Tabs, receiver: Receiver, activity: Activity) -> None:
    inspector = tabs.inspector
    inspector.evaluate("window.isSamePage = true")
    talk(tabs, train(tabs, receiver))
    for reason, (program, row, status) in REJECTED.items():
        assert tabs.call(program, row, status) == {"detail": reason}
        expect(tabs.rows.first.locator(".reason")).to_have_text(reason)
    save_screenshot(inspector, "requests.png")
    for reason in REJECTED:
        tabs.rows.filter(has_text=reason).get_by_role("button").click()
        expect(inspector.locator("#details .verdict")).to_have_text(reason)
        expect(inspector.locator("#details pre").last).to_contain_text("curl ")
    save_screenshot(inspector, "request.png")
    inspector.get_by_role("link", name="Deliveries").click()
    expect(inspector.locator("#delivery-list .method")).to_have_text(EVENTS)
    expect(inspector.locator("#delivery-list .status")).to_have_text(["delivered"] * len(EVENTS))
    assert tabs.front_end.evaluate("upload('holidays.pdf')")[0] == 200
    expect(inspector.locator("#delivery-list .method")).to_have_text([*EVENTS[2:], *EVENTS])
    inspector.get_by_role("link", name="Requests").click()
    expect(tabs.rows).to_have_count(10)
    assert inspector.evaluate("window.isSamePage") is True
    assert activity == Activity({"127.0.0.1"}, [], [f"{BASE}/uids", f"{BASE}/talk"])


@pytest.mark.slow
def test_preflights_are_shown_on_demand(tabs: Tabs, activity: Activity) -> None:
    tabs.call("call('POST', '/talk', { text: 'Hello' })", f"POST {BASE}/talk")
    expect(tabs.inspector.locator("#count")).to_have_text("1 of 2 requests")
    tabs.inspector.get_by_label("Preflights").check()
    expect(tabs.rows.last).to_contain_text(f"OPTIONS {BASE}/talk 204")
    # A rejected OPTIONS request is not a preflight.
    url = urlsplit(tabs.inspector.url)
    httpx.options(f"{url.scheme}://{url.netloc}{BASE}/talk")
    tabs.inspector.get_by_label("Preflights").uncheck()
    expect(tabs.rows.first).to_contain_text(f"OPTIONS {BASE}/talk 405")
    assert (activity.hosts, activity.problems) == ({"127.0.0.1"}, [])


def test_page_of_another_origin_can_call_every_operation(context: BrowserContext, mock: Mock, tmp_path: Path) -> None:
    document = load(CONTRACT)
    called = set()
    with serving_front_end(tmp_path, mock.url) as url:
        page = context.new_page()
        page.goto(url)
        for each in sample_requests(document, mock.url):
            headers = each.headers | {credential.header: f"{credential.prefix}k" for credential in each.credentials}
            if each.media_type and not each.form:
                headers["Content-Type"] = each.media_type
            request = {
                "url": each.url,
                "method": each.operation.method,
                "headers": headers,
                "text": None if each.form or each.value is None else json.dumps(each.value),
                "form": [vars(field) for field in each.form],
                "isMultipart": each.media_type == "multipart/form-data",
            }
            status, body = page.evaluate("request => send(request)", request)
            assert status == success_response(each.operation)[0], body
            called.add(each.operation.id)
    assert called == {operation.id for operation in operations(document)}
