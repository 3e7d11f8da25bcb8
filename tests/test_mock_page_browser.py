"""The page in a real browser: live, by keyboard, on a phone, in dark and light, and never beyond this machine."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect

from scripts.project import BUILD
from scripts.serving import Mock, running_mock
from tests.browser import needs_browser, running_browser
from tests.chatbots import BASE, Bot
from tests.mock_page import HEADERS, SIZES, call, lines, looking

pytestmark = needs_browser

SHOTS = BUILD / "screenshots"
# The smallest contrast of a text that WCAG 2 admits, at level AA.
CONTRAST = 4.5
LEAST_CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => {
    const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb.slice(0, 3).map((v) => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const rgb = parse(getComputedStyle(element).backgroundColor);
      if (rgb.length < 4 || rgb[3] > 0) return rgb;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let least = 21;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("noscript")) continue;
    const [one, other] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    least = Math.min(least, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05));
  }
  return least;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, which ends with this module: its event loop stands in the way of a test's own."""
    with running_browser() as running:
        yield running


def play(url: str) -> None:
    """Make a dozen requests of all kinds."""
    bot = Bot(url, HEADERS["api-key"])
    with bot.http:
        bot.hook("http://127.0.0.1:9/hook?token=s3cret")
        bot.text()
        bot.crawl()
        bot.train()
        bot.upload("opening-hours.pdf", "prices.csv")
        bot.talk("When are you open on Friday?", nickname="Mei")
        call(url, "PUT", "", json={"model_id": "support-bot"})
        call(url, path="/messages?limit=all")
        bot.messages()
        call(url, "POST", "/talk", json={"txt": "Hello"})
        httpx.get(f"{url}{BASE}/uids")
        call(url, "DELETE", "/models")
        call(url, path="/models", headers={**HEADERS, "Prefer": "code=503"})
        bot.models()
        bot.deliveries()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    """A mock with state where something has happened."""
    options = ["--stateful", "--work", "20ms"]
    with running_mock(tmp_path_factory.mktemp("played") / "mock.log", options=options) as running:
        play(running.url)
        yield running


def test_requests_appear_without_a_reload_and_a_refused_one_says_why(browser: Browser, mock_url: str) -> None:
    with looking(browser, mock_url) as page:
        page.evaluate("window.stays = 1")
        call(mock_url, path="/messages?limit=seven&mark=live")
        line = lines(page, "mark=live")
        expect(line).to_contain_text(re.compile(r"GET .*400 .* ms query\.limit: must be integer"))
        httpx.get(f"{mock_url}{BASE}/models?mark=nobody")
        expect(lines(page, "mark=nobody")).to_contain_text("401")
        expect(lines(page, "mark=nobody")).to_contain_text("header.api-key: is required")
        call(mock_url, path="/models?mark=well")
        expect(lines(page, "mark=well")).to_have_count(1)
        expect(lines(page, "mark=well").locator(".reason")).to_have_count(0)
        # The latest is the first.
        expect(page.locator("#lines li").first).to_contain_text("mark=well")
        expect(page.get_by_role("status").last).to_contain_text(re.compile(r"\d+ new requests?, \d+ refused"))
        assert page.evaluate("window.stays") == 1


def test_the_list_is_filtered_and_paused(browser: Browser, mock_url: str) -> None:
    with looking(browser, mock_url) as page:
        for n in range(3):
            call(mock_url, path=f"/models?mark=filter-{n}")
            call(mock_url, path=f"/messages?limit=x&mark=filter-{n}")
        box = page.get_by_role("searchbox")
        box.fill("mark=filter-")
        expect(lines(page, "filter-")).to_have_count(6)
        box.fill("FILTER-1 400 must be")
        expect(lines(page, "filter-")).to_have_count(1)
        box.fill("mark=filter-")
        page.get_by_label("Refused only").check()
        expect(lines(page, "filter-")).to_have_count(3)
        expect(page.locator("#count")).to_have_text(re.compile(r"^3 of \d+ requests$"))
        box.fill("nothing has this")
        expect(page.get_by_text("No request fits the filter.")).to_be_visible()
        page.get_by_label("Refused only").uncheck()
        box.fill("mark=pause")
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("#state")).to_have_text("paused")
        call(mock_url, path="/models?mark=pause")
        with page.expect_request("**/events?after=*"):
            expect(lines(page, "mark=pause")).to_have_count(0)
            page.get_by_role("button", name="Pause").click()
        expect(lines(page, "mark=pause")).to_have_count(1)


def test_a_page_that_nobody_sees_has_no_connection(browser: Browser, mock_url: str) -> None:
    """A browser has six for one server: with as many pages open, the front end would get none."""
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    with looking(browser, mock_url) as page:
        page.evaluate(hide, True)
        expect(page.locator("#state")).to_have_text("not looking")
        call(mock_url, path="/models?mark=asleep")
        page.evaluate(hide, False)
        expect(lines(page, "mark=asleep")).to_have_count(1)


def test_what_a_request_brings_stays_text(browser: Browser, mock_url: str) -> None:
    script = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    with looking(browser, mock_url) as page:
        httpx.post(f"{mock_url}{BASE}/talk", headers={**HEADERS, "uid": script}, json={"text": script, script: "xss-1"})
        connection = httpx.Client()
        with connection:
            request = connection.build_request("GET", f"{mock_url}/xss-2")
            request.extensions["target"] = f"/xss-2?{script.replace(' ', '+')}".encode()
            connection.send(request)
        expect(lines(page, "xss-2")).to_contain_text("<script>document.title='owned'</script>")
        page.get_by_role("searchbox").fill(f"{BASE}/talk")
        lines(page, "/talk").first.get_by_role("button").click()
        expect(page.locator("#detail")).to_contain_text("xss-1")
        expect(page.locator("#detail dd", has_text=script).first).to_be_visible()
        assert page.title() == "Mock"
        assert page.locator("main script, main img").count() == 0


def test_long_words_are_broken_on_a_phone(browser: Browser, mock_url: str) -> None:
    word = "long-" + "w" * 200
    with looking(browser, mock_url, size="phone") as page:
        call(mock_url, "POST", f"/talk?{word}", json={word: word}, headers={**HEADERS, word: word, "uid": "v"})
        httpx.get(f"{mock_url}/{word}")
        expect(lines(page, f"GET /{word}")).to_contain_text("is not in the contract")
        lines(page, f"?{word}").get_by_role("button").click()
        expect(page.locator("#detail")).to_contain_text("Answer headers")
        for place in (".list", "#detail", "html"):
            assert page.evaluate(f"(at => at.scrollWidth <= at.clientWidth)(document.querySelector('{place}'))"), place


def test_who_has_sent_nothing_yet_is_told_how(browser: Browser, tmp_path: Path) -> None:
    with running_mock(tmp_path / "log") as mock, looking(browser, mock.url) as page:
        expect(page.get_by_text("No request yet.")).to_be_visible()
        line = f"curl {mock.url}{BASE}/models -H 'api-key: any' -H 'caigunn-access-token: any'"
        expect(page.locator("#first")).to_have_text(line)
        call(mock.url)
        expect(page.get_by_text("No request yet.")).to_be_hidden()
        page.get_by_role("link", name="Deliveries").click()
        expect(page.get_by_text("make mock STATEFUL=1")).to_be_visible()


def test_a_page_outlives_its_mock(browser: Browser, tmp_path: Path) -> None:
    with ExitStack() as stack:
        mock = stack.enter_context(running_mock(tmp_path / "log"))
        call(mock.url, path="/models?mark=before")
        page = stack.enter_context(looking(browser, mock.url, may_fail=True))
        expect(lines(page, "mark=before")).to_have_count(1)
        mock.process.terminate()
        mock.process.wait(10)
        expect(page.locator("#state")).to_have_text("the mock doesn't answer")
        port = str(urlsplit(mock.url).port)
        again = stack.enter_context(running_mock(tmp_path / "log", options=["--port", port]))
        call(again.url, path="/models?mark=after")
        expect(lines(page, "mark=after")).to_have_count(1)
        expect(lines(page, "mark=before")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_it_is_good_to_read_in_dark_and_light_on_a_screen_and_a_phone(
    browser: Browser, played: Mock, scheme: str, size: str
) -> None:
    with looking(browser, played.url, scheme, size) as page:

        def check(name: str) -> None:
            page.screenshot(path=SHOTS / f"mock-{name}-{size}-{scheme}.png")
            assert page.evaluate("document.documentElement.scrollWidth") == SIZES[size][0]
            assert page.evaluate(LEAST_CONTRAST) >= CONTRAST

        expect(page.locator("#lines li")).to_have_count(14)
        check("requests")
        lines(page, "must match format").get_by_role("button").click()
        expect(page.locator("#detail")).to_contain_text("Answer headers")
        assert page.evaluate("at => at.scrollWidth <= at.clientWidth", page.locator("#detail").element_handle())
        check("request")
        page.keyboard.press("Escape")
        page.get_by_role("link", name="Deliveries").click()
        expect(page.locator("#delivered li").first).to_contain_text(re.compile(r"(training|uploading|crawling)\."))
        page.locator("#delivered summary").first.click()
        expect(page.locator("#delivered pre:visible")).to_contain_text('"event": "')
        check("deliveries")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", ground))) < 200) == (scheme == "dark")
