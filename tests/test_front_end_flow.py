"""A front end's whole way in a real browser, from a page of its own origin, with the mock's page open beside it.

`SCREENSHOTS=.github/screenshots pytest tests/test_front_end_flow.py` writes the pictures requests.png, request.png and
reference.png, which README may show. Without it, no picture is kept.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from scripts.project import ROOT
from scripts.serving import Mock, running_mock
from tests.browser import needs_browser, running_browser
from tests.chatbots import BASE
from tests.static_server import served
from tests.webhook_receiver import Receiver

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
    const answer = await fetch("MOCK" + path, { method, headers, body: isForm ? body : body && JSON.stringify(body) });
    return [answer.status, await answer.json()];
  }

  function upload(...names) {
    const form = new FormData();
    for (const name of names) form.append("files", new File(["Open from 9 to 17"], name));
    return call("POST", "/training_data?type=file", form);
  }
</script>
</html>
"""
# What is refused, and why: by the reason, what the front end does, the line of the list, and the status.
REFUSED = {
    "header.api-key: is required": ("call('GET', '/uids', undefined, {})", f"GET {BASE}/uids", 401),
    "body.text: is required": ("call('POST', '/talk', { txt: 'Hello' })", f"POST {BASE}/talk", 400),
}
KINDS = ["training.completed", "training.initial", "uploading.completed", "uploading.initial"]


@dataclass
class Seen:
    """What a browser's pages did: the hosts that they called, and what went wrong."""

    hosts: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    # A browser itself reports each answer of 400 and more as an error.
    refused: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Watch all pages of a context."""
        context.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or request.url))
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", self._said)

    def _said(self, message: ConsoleMessage) -> None:
        if message.text.startswith("Failed to load resource: the server responded with a status of 40"):
            self.refused.append(urlsplit(message.location["url"]).path)
        elif message.type in {"error", "warning"}:
            self.faults.append(message.text)


@pytest.fixture
def seen() -> Seen:
    """What the pages did."""
    return Seen()


@pytest.fixture
def context(seen: Seen) -> Iterator[BrowserContext]:
    """A context of a browser that is watched."""
    with (
        running_browser() as browser,
        browser.new_context(viewport={"width": 1200, "height": 800}, reduced_motion="reduce") as context,
    ):
        seen.watch(context)
        yield context


def shoot(page: Page, name: str) -> None:
    """Keep a picture of a page, if pictures are wanted."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=ROOT / folder / name)


@dataclass
class Tabs:
    """The front end, and the mock's page beside it."""

    front: Page
    looking: Page

    @property
    def lines(self) -> Locator:
        """The requests that the mock's page shows, the latest first."""
        return self.looking.locator("#lines li:visible")

    def call(self, program: str, line: str, status: int = 200) -> Any:
        """Run a program in the front end, see its request come up as the latest of the list, and return the answer."""
        before = self.lines.count()
        answered, body = self.front.evaluate(program)
        assert answered == status, body
        expect(self.lines).to_have_count(before + 1)
        expect(self.lines.first).to_contain_text(line)
        expect(self.lines.first.locator(".status")).to_have_text(str(status))
        return body


@pytest.fixture
def mock(tmp_path: Path) -> Iterator[Mock]:
    """A mock with state, whose work takes a while."""
    with running_mock(tmp_path / "mock.log", options=["--stateful", "--work", "300ms"]) as running:
        yield running


@pytest.fixture
def tabs(context: BrowserContext, mock: Mock, tmp_path: Path) -> Iterator[Tabs]:
    """The two pages, in which nothing has happened."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text(FRONT_END.replace("MOCK", mock.url + BASE), encoding="utf-8")
    with served(folder) as site:
        front, looking = context.new_page(), context.new_page()
        looking.goto(f"{mock.url}/__mock/")
        expect(looking.get_by_text("No request yet.")).to_be_visible()
        front.goto(site)
        yield Tabs(front, looking)


def train(tabs: Tabs, receiver: Receiver) -> str:
    """Train a model on two files, waiting for the events as a front end's server would, and return its id."""

    def event(kind: str) -> Any:
        found = receiver.wait(lambda arrived: any(each.kind == kind for each in arrived))
        return next(each.event["data"] for each in found if each.kind == kind)

    tabs.call(f"call('PUT', '/webhook', {{ webhook_url: '{receiver.url}/hook' }})", f"PUT {BASE}/webhook")
    tabs.call("upload('opening-hours.txt', 'prices.csv')", f"POST {BASE}/training_data?type=file")
    uploaded = event("uploading.completed")["training_data_ids"]
    assert [each["filename"] for each in uploaded] == ["opening-hours.txt", "prices.csv"]
    tabs.call("call('POST', '/models', { title: 'Support bot' })", f"POST {BASE}/models")
    trained = event("training.completed")
    assert trained["training_data_ids"] == [each["id"] for each in uploaded]
    model_id: str = trained["model_id"]
    return model_id


def talk(tabs: Tabs, model_id: str) -> None:
    """Choose the model, say something, and find it in the history."""
    (model,) = tabs.call("call('GET', '/models')", f"GET {BASE}/models")["models"]
    assert (model["id"], model["title"]) == (model_id, "Support bot")
    tabs.call(f"call('PUT', '', {{ model_id: '{model_id}' }})", f"PUT {BASE}")
    said = tabs.call("call('POST', '/talk?nickname=Mei', { text: 'When are you open?' })", f"POST {BASE}/talk")
    (message,) = tabs.call("call('GET', '/messages')", f"GET {BASE}/messages")["messages"]
    assert (message["receive"], message["send"]) == ("When are you open?", said["text"])


def test_a_front_end_goes_its_way_and_the_page_shows_it_live(tabs: Tabs, receiver: Receiver, seen: Seen) -> None:
    looking = tabs.looking
    looking.evaluate("window.stays = 1")
    talk(tabs, train(tabs, receiver))
    for reason, (program, line, status) in REFUSED.items():
        assert tabs.call(program, line, status) == {"detail": reason}
        expect(tabs.lines.first.locator(".reason")).to_have_text(reason)
    shoot(looking, "requests.png")
    for reason in REFUSED:
        tabs.lines.filter(has_text=reason).get_by_role("button").click()
        expect(looking.locator("#detail .verdict")).to_have_text(reason)
        expect(looking.locator("#detail pre").last).to_contain_text("curl ")
    shoot(looking, "request.png")
    looking.get_by_role("link", name="Deliveries").click()
    expect(looking.locator("#delivered .method")).to_have_text(KINDS)
    expect(looking.locator("#delivered .status")).to_have_text(["delivered"] * len(KINDS))
    assert tabs.front.evaluate("upload('holidays.pdf')")[0] == 200
    expect(looking.locator("#delivered .method")).to_have_text([*KINDS[2:], *KINDS])
    looking.get_by_role("link", name="Requests").click()
    expect(tabs.lines).to_have_count(10)
    assert looking.evaluate("window.stays") == 1
    assert seen.hosts == {"127.0.0.1"}
    assert seen.faults == []
    assert seen.refused == [f"{BASE}/uids", f"{BASE}/talk"]


def test_preflights_are_shown_when_they_are_asked_for(tabs: Tabs) -> None:
    tabs.call("call('POST', '/talk', { text: 'Hello' })", f"POST {BASE}/talk")
    expect(tabs.looking.locator("#count")).to_have_text("1 of 2 requests")
    tabs.looking.get_by_label("Preflights").check()
    expect(tabs.lines.last).to_contain_text(f"OPTIONS {BASE}/talk 200")
    # One that is refused is seen in any case.
    method = {"Origin": "http://127.0.0.1:1", "Access-Control-Request-Method": "TRACE"}
    url = urlsplit(tabs.looking.url)
    httpx.options(f"{url.scheme}://{url.netloc}{BASE}/talk", headers=method)
    tabs.looking.get_by_label("Preflights").uncheck()
    expect(tabs.lines.first).to_contain_text(f"OPTIONS {BASE}/talk 400")


def test_the_reference_needs_nothing_from_elsewhere(context: BrowserContext, mock: Mock, seen: Seen) -> None:
    page = context.new_page()
    page.goto(f"{mock.url}/__mock/docs/#tag/conversation/POST{BASE}/talk")
    expect(page.get_by_role("button", name="Test Request").first).to_be_visible()
    shoot(page, "reference.png")
    assert (seen.hosts, seen.faults) == ({"127.0.0.1"}, [])
