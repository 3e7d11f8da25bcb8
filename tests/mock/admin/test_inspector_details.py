"""The details of a request in a browser: bodies, violations, code, and sending it again."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.mock.state.models import chatbot_id, chatbot_name
from scripts.openapi import load
from scripts.processes import Mock
from scripts.project import CONTRACT
from scripts.redaction import MARK
from tests.support.browser import needs_browser
from tests.support.chatbots import BASE, Bot
from tests.support.inspector import CREDENTIALS, open_inspector, rows, send

pytestmark = [needs_browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def page(browser: Browser, stateful: Mock) -> Iterator[Page]:
    """The inspector of a mock with state. One page is enough, as the tests use other requests."""
    with open_inspector(browser, stateful.url, may_fail=True) as opened:
        opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield opened


@pytest.fixture
def open_request(page: Page) -> Callable[[str], None]:
    """Opens the request that has a text in its row."""

    def open_row(text: str) -> None:
        page.get_by_role("link", name="Requests").click()
        page.get_by_role("searchbox").fill(text)
        rows(page, text).first.get_by_role("button").click()
        expect(page.locator("#details h4").first).to_be_visible()

    return open_row


def test_violation_is_marked_at_its_place(page: Page, stateful: Mock, open_request: Callable[[str], None]) -> None:
    send(stateful.url, "PUT", "?mark=place", json={"model_id": "abc", "more": {"a": [1]}})
    open_request("mark=place")
    marked = page.locator("#details .json .marked")
    expect(marked).to_have_text('"model_id": "abc",')
    note = marked.locator("xpath=following-sibling::*[1]")
    expect(note).to_contain_text('body.model_id: must match format "uuid"')
    note.get_by_text("Schema").click()
    expect(note.locator("pre")).to_contain_text('"format": "uuid"')
    reference = page.context.new_page()
    reference.goto(f"{stateful.url}/__mock/{note.get_by_role('link', name='Reference').get_attribute('href')}")
    summary = load(CONTRACT)["paths"][BASE]["put"]["summary"]
    expect(reference.get_by_role("heading", name=summary, exact=True)).to_be_in_viewport()
    reference.close()


def test_violation_outside_the_body_has_its_schema(
    page: Page, stateful: Mock, open_request: Callable[[str], None]
) -> None:
    send(stateful.url, path="/messages?limit=all&mark=outside")
    open_request("mark=outside")
    expect(page.locator("#details .violation")).to_contain_text("query.limit: must be integer")
    page.locator("#details .violation").get_by_text("Schema").click()
    expect(page.locator("#details .violation pre")).to_contain_text('"type": "integer"')


def test_json_is_folded_and_copied(page: Page, stateful: Mock, open_request: Callable[[str], None]) -> None:
    body = {"text": "fold", "more": {"list": [1, {"deep": 2}]}}
    send(stateful.url, "POST", "/talk?mark=fold", json=body)
    open_request("mark=fold")
    deep = page.locator("#details .json").get_by_text('"deep": 2')
    expect(deep).to_be_visible()
    page.locator("#details .json summary", has_text='"more"').press("Enter")
    expect(deep).to_be_hidden()
    page.get_by_role("button", name="Copy request body").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == json.dumps(body, indent=2)


def test_malformed_json_is_shown_as_sent(page: Page, stateful: Mock, open_request: Callable[[str], None]) -> None:
    body = '{\n  "a": [1,\n  2\n  ],\n  "b": [\n  ],\n  }\n}'
    headers = {**CREDENTIALS, "uid": "v", "content-type": "application/json"}
    send(stateful.url, "POST", "/talk?mark=malformed", content=body, headers=headers)
    open_request("mark=malformed")
    assert page.locator("#details-content > pre").first.inner_text() == body


def test_files_have_name_and_size(page: Page, stateful: Mock, open_request: Callable[[str], None]) -> None:
    files = [("files", (name, b"x" * size, "application/pdf")) for name, size in (("a.pdf", 70_000), ("b.pdf", 5))]
    send(stateful.url, "POST", "/training_data?type=file&mark=files", files=files)
    open_request("mark=files")
    fields = page.locator("#details dl").first.locator("dd")
    expect(fields).to_have_text(["a.pdf, application/pdf, 70,000 bytes", "b.pdf, application/pdf, 5 bytes"])
    page.locator("#details .Python summary").click()
    expect(page.locator("#details .Python pre")).to_contain_text('files=[Path("a.pdf"), Path("b.pdf")]')


def test_code_is_copied(page: Page, stateful: Mock, open_request: Callable[[str], None]) -> None:
    send(stateful.url, "POST", "/talk?nickname=copied", json={"text": f"my {CREDENTIALS['api-key']}"})
    open_request("nickname=copied")
    expected = {
        "curl": r"curl 'http.*\$API_KEY",
        "fetch": r'const API_KEY = "";.*await fetch\(',
        "Python": r"caigunn\.conversation\.talk\(",
    }
    for language, pattern in expected.items():
        if language != "curl":
            page.locator(f"#details .{language} summary").click()
        page.get_by_role("button", name=f"Copy as {language}").click()
        expect(page.locator(f"#details .{language}").get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert re.search(pattern, copied, re.DOTALL)
        assert CREDENTIALS["api-key"] not in copied
    assert page.locator("#details .fetch pre").inner_text().startswith("const API_KEY")


def test_copied_fetch_can_be_run(page: Page, stateful: Mock, open_request: Callable[[str], None]) -> None:
    send(stateful.url, "POST", "/talk?nickname=run", json={"text": "Hi"})
    open_request("nickname=run")
    page.locator("#details .fetch summary").click()
    program = page.locator("#details .fetch pre").inner_text().replace('API_KEY = ""', 'API_KEY = "any"')
    assert page.evaluate(f"(async () => {{ {program}; return response.status }})()") == 200


def test_request_is_edited_and_sent_again(page: Page, stateful: Mock, open_request: Callable[[str], None]) -> None:
    send(stateful.url, "POST", "/talk?mark=before-edit", json={"txt": "Hi"})
    open_request("mark=before-edit")
    page.get_by_role("button", name="Edit and send").click()
    assert MARK in page.get_by_label("Headers").input_value()
    page.get_by_label("Path and query").fill(f"{BASE}/talk?mark=after-edit")
    page.get_by_label("Body").fill('{"text": "Hi"}')
    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#details-title")).to_have_text(f"POST {BASE}/talk?mark=after-edit")
    expect(page.locator("#details .verdict")).to_have_text("Valid request")
    page.get_by_role("button", name="Edit and send").click()
    page.get_by_label("Path and query").fill("no path")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#replay [role=alert]")).to_contain_text("body.target: must be")
    assert CREDENTIALS["api-key"] not in page.content()


def test_every_red_line_has_a_reason(page: Page, stateful: Mock) -> None:
    send(stateful.url, path="/models?mark=red", headers={**CREDENTIALS, "Prefer": "code=503"})
    unknown = "00000000-0000-4000-8000-000000000000"
    httpx.put(f"{stateful.url}{BASE}?mark=red", headers=CREDENTIALS, json={"model_id": unknown})
    page.get_by_role("link", name="Requests").click()
    page.get_by_role("searchbox").fill("mark=red")
    expect(rows(page, "mark=red")).to_have_count(2)
    reasons = rows(page, "mark=red").locator(".reason")
    expect(reasons).to_have_text(["Model not found (state of the mock)", "status 503 (selected by the header Prefer)"])
    page.get_by_label("Failed only").check()
    expect(rows(page, "mark=red")).to_have_count(2)
    page.get_by_label("Failed only").uncheck()
    rows(page, "mark=red").first.get_by_role("button").click()
    expect(page.locator("#details .verdict")).to_have_text(["Valid request", "Model not found (state of the mock)"])


def test_archive_is_exported_cleared_and_imported(page: Page, stateful: Mock, tmp_path: Path) -> None:
    send(stateful.url, "POST", "/talk?mark=archive", json={"txt": "Hi"})
    page.get_by_role("link", name="Requests").click()
    page.get_by_role("searchbox").fill("mark=archive")
    expect(rows(page, "mark=archive")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Export HAR").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert CREDENTIALS["api-key"] not in path.read_text(encoding="utf-8")
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator("#request-list li")).to_have_count(0)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import HAR").click()
    chooser.value.set_files(path)
    expect(rows(page, "mark=archive")).to_contain_text("body.text: is required")
    (tmp_path / "other.har").write_text("{}", encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import HAR").click()
    chooser.value.set_files(tmp_path / "other.har")
    expect(page.locator("#request-error")).to_contain_text("other.har: body: is not as HAR 1.2 has it: ")


def test_chatbot_is_shown_and_edited(page: Page, stateful: Mock) -> None:
    bot = Bot(stateful.url, "the-key-of-the-scene")
    bot.text()
    bot.talk("When are you open?", "visitor-of-the-scene")
    page.get_by_role("link", name="State").click()
    page.locator(f'#chatbot-list [data-address="{chatbot_id(chatbot_name(bot.key))}"]').click()
    content = page.locator("#chatbot-content")
    expect(content).to_contain_text("Training data (1)")
    expect(content).to_contain_text("visitor-of-the-scene: 1 message")
    bot.talk("And on Sunday?", "visitor-of-the-scene")
    expect(content).to_contain_text("visitor-of-the-scene: 2 messages")
    page.reload()
    expect(content).to_contain_text("visitor-of-the-scene: 2 messages")
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(page.get_by_label("State as JSON")).to_be_visible()
    scene = json.loads(page.get_by_label("State as JSON").input_value())
    page.get_by_label("State as JSON").fill(json.dumps({**scene, "surprise": 1}))
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#chatbot-error")).to_have_text("body.surprise: is not a property of the state")
    page.get_by_label("State as JSON").fill(json.dumps({**scene, "messages": [], "webhook_url": "http://127.0.0.1:9"}))
    page.get_by_role("button", name="Save").click()
    expect(content).to_contain_text("Conversations (0)")
    assert (bot.messages("visitor-of-the-scene"), bot.state()["webhook_url"]) == ([], "http://127.0.0.1:9")
    assert bot.key not in page.content()
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("#chatbot")).to_be_hidden()
    assert bot.state()["training_data"] == []
    bot.http.close()


def test_deliveries_are_filtered_and_repeated(page: Page, stateful: Mock) -> None:
    bot = Bot(stateful.url)
    bot.hook(f"{stateful.url}/hook-that-fails")
    bot.train()
    bot.deliveries()
    page.get_by_role("link", name="Deliveries").click()
    page.get_by_placeholder("Filter: event, URL, status").fill("hook-that-fails training.initial failed")
    item = page.locator("#delivery-list li")
    expect(item).to_have_count(1)
    expect(item).to_contain_text(re.compile(r"\d\d:\d\d:\d\d training\.initial .* failed 3 attempts"))
    expect(page.locator("#delivery-count")).to_have_text(re.compile(r"^1 of \d+ deliveries$"))
    item.locator("summary").click()
    item.get_by_role("button", name="Deliver again").click()
    expect(item).to_contain_text("4 attempts")
    page.reload()
    expect(page.locator("#delivery-list li")).to_have_count(1)
    page.get_by_placeholder("Filter: event, URL, status").fill("")
    bot.http.close()
