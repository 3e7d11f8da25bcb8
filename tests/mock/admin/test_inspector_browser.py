"""The inspector in a browser."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect

from scripts.processes import Mock, running_mock
from scripts.project import BUILD, CONTRACT
from tests.support.browser import needs_browser
from tests.support.chatbots import BASE, Bot
from tests.support.inspector import CREDENTIALS, SIZES, open_inspector, rows, send

pytestmark = [needs_browser, pytest.mark.slow]

SCREENSHOTS = BUILD / "screenshots"
# The minimum contrast of text at WCAG 2 level AA.
MIN_CONTRAST = 4.5
CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = (rgb) => {
    const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb.slice(0, 3).map((v) => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = (element) => {
    for (; element; element = element.parentElement) {
      const rgb = parse(getComputedStyle(element).backgroundColor);
      if (rgb.length < 4 || rgb[3] > 0) return rgb;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let lowest = 21;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("noscript")) continue;
    const [one, other] = [luminance(parse(getComputedStyle(element).color)), luminance(background(element))];
    lowest = Math.min(lowest, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05));
  }
  return lowest;
}"""
FITS_WIDTH = "selector => (it => it.scrollWidth <= it.clientWidth)(document.querySelector(selector))"
SET_HIDDEN = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="module")
def used_mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    """A stateful mock that has recorded 14 requests and some deliveries."""
    options = ["--stateful", "--job-duration", "20ms"]
    with running_mock(tmp_path_factory.mktemp("used") / "mock.log", options=options) as mock:
        bot = Bot(mock.url, CREDENTIALS["api-key"])
        with bot.http:
            bot.hook("http://127.0.0.1:9/hook?token=s3cret")
            bot.text()
            bot.crawl()
            bot.train()
            bot.upload("opening-hours.pdf", "prices.csv")
            bot.talk("When are you open on Friday?", nickname="Mei")
            send(mock.url, "PUT", "", json={"model_id": "support-bot"})
            send(mock.url, path="/messages?limit=all")
            bot.messages()
            send(mock.url, "POST", "/talk", json={"txt": "Hello"})
            httpx.get(f"{mock.url}{BASE}/uids")
            send(mock.url, "DELETE", "/models")
            send(mock.url, path="/models", headers={**CREDENTIALS, "Prefer": "code=503"})
            bot.models()
            bot.deliveries()
        yield mock


def test_hint_of_another_edition_is_shown(browser: Browser, mock_url: str) -> None:
    while "hint: " not in httpx.post(f"{mock_url}{BASE}/model").text:
        pass  # the mock is reading the other editions
    send(mock_url, "POST", "/model?mark=hint")
    with open_inspector(browser, mock_url) as page:
        rows(page, "mark=hint").get_by_role("button").click()
        hint = f"hint: in edition 2024-11-19 this is `POST {BASE}/model`; here it is `POST {BASE}/models`"
        expect(page.locator("#details .verdict")).to_contain_text(hint)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / "inspector-hint.png")


def test_new_requests_appear_without_reload(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        page.evaluate("window.isSamePage = true")
        send(mock_url, path="/messages?limit=seven&mark=live")
        row = rows(page, "mark=live")
        expect(row).to_contain_text(re.compile(r"GET .*400 .* ms query\.limit: must be"))
        httpx.get(f"{mock_url}{BASE}/models?mark=anonymous")
        expect(rows(page, "mark=anonymous")).to_contain_text("401")
        expect(rows(page, "mark=anonymous")).to_contain_text("header.api-key: is required")
        send(mock_url, path="/models?mark=valid")
        expect(rows(page, "mark=valid")).to_have_count(1)
        expect(rows(page, "mark=valid").locator(".reason")).to_have_count(0)
        expect(page.locator("#request-list li").first).to_contain_text("mark=valid")
        expect(page.locator("#announcement")).to_contain_text(re.compile(r"\d+ new requests?, \d+ failed"))
        assert page.evaluate("window.isSamePage")


def test_request_list_is_filtered(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        for n in range(3):
            send(mock_url, path=f"/models?mark=filter-{n}")
            send(mock_url, path=f"/messages?limit=x&mark=filter-{n}")
        box = page.get_by_role("searchbox")
        box.fill("mark=filter-")
        expect(rows(page, "filter-")).to_have_count(6)
        box.fill("FILTER-1 400 must be")
        expect(rows(page, "filter-")).to_have_count(1)
        box.fill("mark=filter-")
        page.get_by_label("Failed only").check()
        expect(rows(page, "filter-")).to_have_count(3)
        expect(page.locator("#count")).to_have_text(re.compile(r"^3 of \d+ requests$"))
        box.fill("no request has this text")
        expect(page.get_by_text("No request matches the filter.")).to_be_visible()


def test_paused_list_catches_up_when_it_continues(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        page.get_by_role("button", name="Pause", exact=True).click()
        expect(page.locator("#connection")).to_have_text("paused")
        send(mock_url, path="/models?mark=pause")
        with page.expect_request("**/events?after=*"):
            expect(rows(page, "mark=pause")).to_have_count(0)
            page.get_by_role("button", name="Pause", exact=True).click()
        expect(rows(page, "mark=pause")).to_have_count(1)


def test_hidden_tab_has_no_connection(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        page.evaluate(SET_HIDDEN, True)
        expect(page.locator("#connection")).to_have_text("inactive")
        send(mock_url, path="/models?mark=hidden-tab")
        page.evaluate(SET_HIDDEN, False)
        expect(rows(page, "mark=hidden-tab")).to_have_count(1)


def test_requests_removed_while_the_tab_is_hidden_disappear(browser: Browser, tmp_path: Path) -> None:
    with running_mock(tmp_path / "log") as mock, open_inspector(browser, mock.url) as page:
        send(mock.url, path="/models?mark=removed")
        expect(rows(page, "mark=removed")).to_have_count(1)
        page.evaluate(SET_HIDDEN, True)
        expect(page.locator("#connection")).to_have_text("inactive")
        httpx.delete(f"{mock.url}/__mock/requests")
        send(mock.url, path="/models?mark=kept")
        page.evaluate(SET_HIDDEN, False)
        expect(rows(page, "mark=kept")).to_have_count(1)
        expect(rows(page, "mark=removed")).to_have_count(0)


def test_failure_to_remove_requests_is_shown(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url, may_fail=True) as page:
        page.route("**/__mock/requests", lambda route: route.abort())
        page.get_by_role("button", name="Clear", exact=True).click()
        expect(page.get_by_role("alert")).to_have_text("The mock is not reachable.")


def test_markup_in_a_request_is_shown_as_text(browser: Browser, mock_url: str) -> None:
    script = "<script>document.title='changed'</script><img src=x onerror=\"document.title='changed'\">"
    with open_inspector(browser, mock_url) as page, httpx.Client() as client:
        headers = {**CREDENTIALS, "uid": script}
        client.post(f"{mock_url}{BASE}/talk", headers=headers, json={"text": script, script: "xss-1"})
        request = client.build_request("GET", f"{mock_url}/xss-2")
        request.extensions["target"] = f"/xss-2?{script.replace(' ', '+')}".encode()
        client.send(request)
        expect(rows(page, "xss-2")).to_contain_text("<script>document.title='changed'</script>")
        page.get_by_role("searchbox").fill(f"{BASE}/talk")
        rows(page, "/talk").first.get_by_role("button").click()
        expect(page.locator("#details")).to_contain_text("xss-1")
        expect(page.locator("#details dd", has_text=script).first).to_be_visible()
        assert page.title().endswith(": mock inspector")
        assert page.locator("main script, main img").count() == 0


def test_long_words_wrap_on_a_phone(browser: Browser, mock_url: str) -> None:
    word = "long-" + "w" * 200
    with open_inspector(browser, mock_url, size="phone") as page:
        send(mock_url, "POST", f"/talk?{word}", json={word: word}, headers={**CREDENTIALS, word: word, "uid": "v"})
        httpx.get(f"{mock_url}/{word}")
        expect(rows(page, f"GET /{word}")).to_contain_text("404")
        rows(page, f"?{word}").get_by_role("button").click()
        expect(page.locator("#details")).to_contain_text("Response headers")
        assert [page.evaluate(FITS_WIDTH, selector) for selector in (".list", "#details", "html")] == [True] * 3


def test_empty_list_shows_an_example(browser: Browser, tmp_path: Path) -> None:
    with running_mock(tmp_path / "log") as mock, open_inspector(browser, mock.url) as page:
        expect(page.get_by_text("No requests yet.")).to_be_visible()
        command = f"curl {mock.url}{BASE}/models -H 'api-key: any' -H 'caigunn-access-token: any'"
        expect(page.locator("#example")).to_have_text(command)
        send(mock.url)
        expect(page.get_by_text("No requests yet.")).to_be_hidden()
        page.get_by_role("link", name="Deliveries").click()
        expect(page.locator("#no-deliveries", has_text="make mock STATEFUL=1")).to_be_visible()


def test_page_reconnects_to_a_restarted_mock(browser: Browser, tmp_path: Path) -> None:
    with ExitStack() as stack:
        mock = stack.enter_context(running_mock(tmp_path / "log"))
        send(mock.url, path="/models?mark=before")
        page = stack.enter_context(open_inspector(browser, mock.url, may_fail=True))
        expect(rows(page, "mark=before")).to_have_count(1)
        mock.process.terminate()
        mock.process.wait(10)
        expect(page.locator("#connection")).to_have_text("disconnected")
        port = str(urlsplit(mock.url).port)
        restarted = stack.enter_context(running_mock(tmp_path / "log", options=["--port", port]))
        send(restarted.url, path="/models?mark=after")
        expect(rows(page, "mark=after")).to_have_count(1)
        expect(rows(page, "mark=before")).to_have_count(0)


def test_curl_command_is_copied(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        send(mock_url, path="/models?mark=copy")
        rows(page, "mark=copy").get_by_role("button").click()
        page.get_by_role("button", name="Copy as curl").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        command = page.evaluate("navigator.clipboard.readText()")
        assert command == page.locator(".curl pre").inner_text()
        assert command.startswith(f"curl '{mock_url}{BASE}/models?mark=copy'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_page_fits_and_has_enough_contrast(browser: Browser, used_mock: Mock, scheme: str, size: str) -> None:
    with open_inspector(browser, used_mock.url, scheme, size) as page:

        def check(name: str) -> None:
            page.screenshot(path=SCREENSHOTS / f"inspector-{name}-{size}-{scheme}.png")
            assert page.evaluate("document.documentElement.scrollWidth") == SIZES[size][0]
            assert page.evaluate(CONTRAST) >= MIN_CONTRAST

        expect(page.locator("#request-list li")).to_have_count(14)
        check("requests")
        rows(page, "body.model_id").get_by_role("button").click()
        expect(page.locator("#details")).to_contain_text("Response headers")
        assert page.evaluate(FITS_WIDTH, "#details")
        check("request")
        page.keyboard.press("Escape")
        page.get_by_role("link", name="Deliveries").click()
        expect(page.locator("#delivery-list li").first).to_contain_text(re.compile(r"(training|uploading|crawling)\."))
        page.locator("#delivery-list summary").first.click()
        expect(page.locator("#delivery-list pre:visible")).to_contain_text('"event": "')
        check("deliveries")
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", background))) < 200) == (scheme == "dark")


def test_request_and_filter_survive_a_reload(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        send(mock_url, "POST", "/talk?mark=linked", json={"text": "Hello"})
        page.get_by_role("searchbox").fill("mark=linked")
        rows(page, "mark=linked").get_by_role("button").click()
        expect(page.locator("#details-content")).to_contain_text('"text": "Hello"')
        assert re.search(r"#requests/\w+-\d+$", page.url)
        page.reload()
        expect(page.locator("#details-title")).to_contain_text("mark=linked")
        expect(page.get_by_role("searchbox")).to_have_value("mark=linked")
        page.get_by_role("button", name="Close", exact=True).click()
        assert page.url.endswith("#requests")
        page.reload()
        expect(rows(page, "mark=linked")).to_have_count(1)
        expect(page.locator("#details")).to_be_hidden()


def test_error_of_a_changed_contract_is_shown(browser: Browser, tmp_path: Path) -> None:
    contract = tmp_path / "openapi.yaml"
    text = CONTRACT.read_text(encoding="utf-8")
    contract.write_text(text, encoding="utf-8")
    with running_mock(tmp_path / "log", contract) as mock, open_inspector(browser, mock.url) as page:
        expect(page).to_have_title(re.compile("^CaiGunn .*: mock inspector$"))
        contract.write_text("openapi: 3.1.0", encoding="utf-8")
        expect(page.get_by_role("alert")).to_contain_text("Still serving the previous contract: ")
        contract.write_text(text.replace("  version: ", "  version: new-", 1), encoding="utf-8")
        expect(page.locator("#version")).to_contain_text("new-")
        expect(page.locator("#contract-error")).to_be_hidden()
