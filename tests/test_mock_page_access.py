"""The page without a mouse or without eyes: by keyboard, with a screen reader, without motion."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from scripts.serving import Mock
from tests.browser import needs_browser, running_browser
from tests.chatbots import BASE
from tests.mock_page import HEADERS, call, lines, looking

pytestmark = needs_browser

FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, which ends with this module: its event loop stands in the way of a test's own."""
    with running_browser() as running:
        yield running


def test_a_request_is_opened_by_keyboard_and_closed_by_escape(browser: Browser, mock_url: str) -> None:
    with looking(browser, mock_url) as page:
        for name in ("one", "two"):
            call(mock_url, "POST", f"/talk?nickname=keys-{name}", json={"text": f"I am {name}, k3y-of-the-browser"})
        page.get_by_role("searchbox").fill("keys-")
        expect(lines(page, "keys-")).to_have_count(2)
        for _ in range(4):
            page.keyboard.press("Tab")
        button = lines(page, "keys-two").get_by_role("button")
        expect(button).to_be_focused()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("ArrowDown")
        button = lines(page, "keys-one").get_by_role("button")
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        detail = page.get_by_role("article", name=f"POST {BASE}/talk?nickname=keys-one")
        expect(detail.get_by_role("heading", level=3)).to_be_focused()
        expect(detail).to_contain_text('{"text":"I am one, •••"}')
        expect(detail).to_contain_text("Fits the contract.")
        expect(detail).to_contain_text(f"curl '{mock_url}{BASE}/talk?nickname=keys-one'")
        expect(detail).to_contain_text('-H "api-key: $API_KEY"')
        expect(detail).to_contain_text("Answer 200")
        page.keyboard.press("Tab")
        expect(detail.get_by_role("button", name="Close")).to_be_focused()
        page.keyboard.press("Escape")
        expect(detail).to_be_hidden()
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "false")
        assert HEADERS["api-key"] not in page.content()


def test_tab_goes_through_all_in_the_order_of_reading(browser: Browser, mock_url: str) -> None:
    with looking(browser, mock_url) as page:
        call(mock_url, path="/models?mark=tab")
        expect(lines(page, "mark=tab")).to_have_count(1)
        passed = []
        for _ in range(8):
            page.keyboard.press("Tab")
            passed.append(page.evaluate(FOCUSED))
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", passed
        assert passed[:7] == ["to-requests", "to-deliveries", "Reference", "filter", "refused", "preflights", "pause"]
        assert "mark=tab" in passed[7]


def test_escape_empties_the_filter_before_it_closes_and_never_loses_the_focus(browser: Browser, mock_url: str) -> None:
    with looking(browser, mock_url) as page:
        call(mock_url, path="/models?mark=escape")
        lines(page, "mark=escape").get_by_role("button").click()
        box = page.get_by_role("searchbox")
        box.fill("nothing has this")
        box.press("Escape")
        expect(box).to_have_value("")
        expect(page.locator("#detail")).to_be_visible()
        box.fill("nothing has this")
        page.get_by_role("button", name="Close").press("Escape")
        expect(page.locator("#detail")).to_be_hidden()
        # The line that it was opened from isn't shown.
        expect(box).to_be_focused()


def test_a_reader_of_the_screen_is_told_what_a_filter_leaves_but_not_each_count(
    browser: Browser, mock_url: str
) -> None:
    with looking(browser, mock_url) as page:
        call(mock_url, path="/models?mark=told")
        expect(lines(page, "mark=told")).to_have_count(1)
        expect(page.locator("#count")).to_have_attribute("aria-live", "off")
        expect(page.locator("#news")).to_contain_text("new request")
        page.get_by_role("searchbox").fill("mark=told")
        expect(page.locator("#news")).to_have_text(page.locator("#count").inner_text())


def test_headings_are_in_order_and_every_control_has_a_name(browser: Browser, mock_url: str) -> None:
    with looking(browser, mock_url) as page:
        call(mock_url, path="/models?mark=named")
        lines(page, "mark=named").get_by_role("button").click()
        expect(page.locator("#detail")).to_contain_text("Answer headers")
        levels = page.locator("h1, h2:visible, h3:visible, h4:visible")
        names = levels.evaluate_all("all => all.map(each => each.localName)")
        assert names[:4] == ["h1", "h2", "h3", "h4"]
        assert set(names[4:]) == {"h4"}
        assert page.locator("html").get_attribute("lang") == "en"
        for role in ("button", "link", "checkbox", "searchbox"):
            for each in page.get_by_role(role).all():
                expect(each).to_have_accessible_name(re.compile(r"\w"))
        # The sign that a line can be opened is no part of what is read aloud.
        assert "\u203a" not in page.locator("#requests").aria_snapshot()


def test_the_pause_of_the_requests_does_not_stop_the_deliveries(browser: Browser, stateful: Mock) -> None:
    with looking(browser, stateful.url) as page:
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("#state")).to_have_text("paused")
        page.get_by_role("link", name="Deliveries").click()
        expect(page.locator("#state")).to_have_text("live")
        page.get_by_role("link", name="Requests").click()
        expect(page.locator("#state")).to_have_text("paused")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_who_wants_no_motion(
    browser: Browser, mock_url: str, motion: Literal["reduce", "no-preference"]
) -> None:
    with looking(browser, mock_url) as page:
        page.emulate_media(reduced_motion=motion)
        call(mock_url, path=f"/models?mark=motion-{motion}")
        expect(lines(page, f"motion-{motion}")).to_have_count(1)
        name = lines(page, f"motion-{motion}").evaluate("line => getComputedStyle(line).animationName")
        assert (name == "none") == (motion == "reduce")
