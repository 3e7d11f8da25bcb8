"""The inspector by keyboard, with a screen reader and without motion."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from scripts.processes import Mock
from scripts.redaction import MARK
from tests.support.browser import needs_browser
from tests.support.chatbots import BASE
from tests.support.inspector import CREDENTIALS, open_inspector, rows, send

pytestmark = [needs_browser, pytest.mark.slow]

FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"
OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"


def test_details_open_by_enter_and_close_by_escape(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        for name in ("one", "two"):
            send(mock_url, "POST", f"/talk?nickname=keys-{name}", json={"text": f"{name}, {CREDENTIALS['api-key']}"})
        page.get_by_role("searchbox").fill("keys-")
        expect(rows(page, "keys-")).to_have_count(2)
        for _ in range(7):
            page.keyboard.press("Tab")
        expect(rows(page, "keys-two").get_by_role("button")).to_be_focused()
        assert page.evaluate(OUTLINE) == "solid"
        page.keyboard.press("ArrowDown")
        button = rows(page, "keys-one").get_by_role("button")
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        details = page.get_by_role("article", name=f"POST {BASE}/talk?nickname=keys-one")
        expect(details.get_by_role("heading", level=3)).to_be_focused()
        for text in (f'"text": "one, {MARK}"', "Valid request", "Response 200", '-H "api-key: $API_KEY"'):
            expect(details).to_contain_text(text)
        expect(details).to_contain_text(f"curl '{mock_url}{BASE}/talk?nickname=keys-one'")
        page.keyboard.press("Tab")
        expect(details.get_by_role("button", name="Close", exact=True)).to_be_focused()
        page.keyboard.press("Escape")
        expect(details).to_be_hidden()
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "false")
        assert CREDENTIALS["api-key"] not in page.content()


def test_tab_order_is_the_reading_order(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        send(mock_url, path="/models?mark=tab")
        expect(rows(page, "mark=tab")).to_have_count(1)
        focused = []
        for _ in range(12):
            page.keyboard.press("Tab")
            focused.append(page.evaluate(FOCUSED))
            assert page.evaluate(OUTLINE) != "none", focused
        controls = ["filter", "failed", "preflights", "pause", "clear", "Export HAR", "import"]
        assert focused[:11] == ["requests-link", "state-link", "deliveries-link", "Reference", *controls]
        assert "mark=tab" in focused[11]


def test_escape_clears_the_filter_before_it_closes_details(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        send(mock_url, path="/models?mark=escape")
        rows(page, "mark=escape").get_by_role("button").click()
        box = page.get_by_role("searchbox")
        box.fill("no request has this text")
        box.press("Escape")
        expect(box).to_have_value("")
        expect(page.locator("#details")).to_be_visible()
        page.get_by_label("Preflights").press("Escape")
        expect(page.locator("#details")).to_be_hidden()


def test_focus_moves_to_the_filter_if_the_row_is_hidden(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        send(mock_url, path="/models?mark=focus")
        rows(page, "mark=focus").get_by_role("button").click()
        page.get_by_role("searchbox").fill("no request has this text")
        page.get_by_role("button", name="Close", exact=True).press("Escape")
        expect(page.locator("#details")).to_be_hidden()
        expect(page.get_by_role("searchbox")).to_be_focused()


def test_screen_reader_hears_summaries_only(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        send(mock_url, path="/models?mark=heard")
        expect(rows(page, "mark=heard")).to_have_count(1)
        expect(page.locator("#count")).to_have_attribute("aria-live", "off")
        expect(page.locator("#announcement")).to_contain_text("new request")
        page.get_by_role("searchbox").fill("mark=heard")
        expect(page.locator("#announcement")).to_have_text(page.locator("#count").inner_text())


def test_headings_are_in_order_and_controls_have_names(browser: Browser, mock_url: str) -> None:
    with open_inspector(browser, mock_url) as page:
        send(mock_url, path="/models?mark=named")
        rows(page, "mark=named").get_by_role("button").click()
        expect(page.locator("#details")).to_contain_text("Response headers")
        headings = page.locator("h1, h2:visible, h3:visible, h4:visible")
        levels = headings.evaluate_all("all => all.map(each => each.localName)")
        assert levels[:4] == ["h1", "h2", "h3", "h4"]
        assert set(levels[4:]) == {"h4"}
        assert page.locator("html").get_attribute("lang") == "en"
        for role in ("button", "link", "checkbox", "searchbox"):
            for each in page.get_by_role(role).all():
                expect(each).to_have_accessible_name(re.compile(r"\w"))
        # The marker of a row is decoration.
        assert "\u203a" not in page.locator("#requests").aria_snapshot()


def test_paused_requests_do_not_pause_deliveries(browser: Browser, stateful: Mock) -> None:
    with open_inspector(browser, stateful.url) as page:
        page.get_by_role("button", name="Pause", exact=True).click()
        for view, state in (("Requests", "paused"), ("Deliveries", "live"), ("Requests", "paused")):
            page.get_by_role("link", name=view).click()
            expect(page.locator("#connection")).to_have_text(state)


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_reduced_motion_disables_animation(
    browser: Browser, mock_url: str, motion: Literal["reduce", "no-preference"]
) -> None:
    with open_inspector(browser, mock_url) as page:
        page.emulate_media(reduced_motion=motion)
        send(mock_url, path=f"/models?mark=motion-{motion}")
        expect(rows(page, f"motion-{motion}")).to_have_count(1)
        name = rows(page, f"motion-{motion}").evaluate("row => getComputedStyle(row).animationName")
        assert (name == "none") == (motion == "reduce")
