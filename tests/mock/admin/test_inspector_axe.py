"""Accessibility of the inspector by axe-core: WCAG 2.2, levels A and AA."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.processes import Mock
from scripts.project import npm_package
from tests.support.browser import needs_browser
from tests.support.chatbots import Bot
from tests.support.inspector import CREDENTIALS, open_inspector, rows, send

pytestmark = [needs_browser, pytest.mark.slow]

RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations, passes } = await axe.run({ runOnly: tags });
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  return [found, passes.length];
}"""


@pytest.fixture(scope="module")
def used(stateful: Mock) -> Iterator[Bot]:
    """A chatbot of a mock that has recorded a valid and a rejected request, and a delivery that failed."""
    bot = Bot(stateful.url, CREDENTIALS["api-key"])
    with bot.http:
        bot.hook("http://127.0.0.1:9/hook")
        bot.talk("When are you open?")
        bot.train()
        bot.deliveries()
        send(stateful.url, "PUT", "?mark=axe", json={"model_id": "abc", "more": {"a": [1]}})
        yield bot


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_inspector_is_accessible(browser: Browser, stateful: Mock, used: Bot, scheme: str, size: str) -> None:
    script = npm_package("axe-core/axe.min.js").read_text(encoding="utf-8")

    def check(page: Page) -> None:
        # The policy of the page allows no inline script, but the debugger may run any.
        page.evaluate(script)
        violations, passes = page.evaluate(RUN)
        assert violations == []
        assert passes > 20

    with open_inspector(browser, stateful.url, scheme, size) as page:
        expect(rows(page, "mark=axe")).to_have_count(1)
        check(page)
        rows(page, "mark=axe").get_by_role("button").click()
        page.get_by_role("button", name="Edit and send").click()
        page.locator("#details .fetch summary").click()
        expect(page.locator("#details .fetch pre")).to_be_visible()
        check(page)
        page.get_by_role("button", name="Close", exact=True).click()
        page.get_by_role("link", name="State").click()
        page.locator("#chatbot-list button").first.click()
        expect(page.locator("#chatbot-content")).to_contain_text("When are you open?")
        check(page)
        page.get_by_role("button", name="Edit", exact=True).click()
        expect(page.get_by_label("State as JSON")).to_be_visible()
        check(page)
        page.get_by_role("button", name="Close", exact=True).click()
        page.get_by_role("link", name="Deliveries").click()
        page.locator("#delivery-list summary").first.click()
        check(page)
    assert used.key
