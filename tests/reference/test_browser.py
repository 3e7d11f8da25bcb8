"""The API reference in a browser: the static site, and the one that the mock serves."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from scripts import errata
from scripts.editions.contracts import contract_of, names
from scripts.editions.decisions import errata_of
from scripts.openapi import Operation, load, operations
from scripts.processes import Mock
from scripts.project import BUILD, CONTRACT, ERRATA, npm_package
from scripts.security import security_requirements, security_schemes
from tests.support.browser import needs_browser, save_screenshot
from tests.support.static_server import serving_folder

pytestmark = [needs_browser, pytest.mark.slow]

DOCUMENT = load(CONTRACT)
OPERATIONS = {operation.id: operation for operation in operations(DOCUMENT)}
# One operation is enough for a fast run.
EACH_OPERATION = [
    pytest.param(operation, id=operation.id, marks=[] if operation.id == "talk" else [pytest.mark.slow])
    for operation in OPERATIONS.values()
]
SCREENSHOTS = BUILD / "screenshots"
CAN_FETCH = "url => fetch(url).then(() => true, () => false)"
EDITIONS = [("2024-05-09", None), ("2024-11-19", "2024-11-19")]
RUN_AXE = """async (selector) => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations, passes } = await axe.run(selector, { runOnly: tags });
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  return [found, passes.length];
}"""
OPEN_ALL_DETAILS = "for (const each of document.querySelectorAll('details')) each.open = true"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def static_site(site_folder: Path) -> Iterator[str]:
    """The URL of the site that `make docs` writes."""
    with serving_folder(site_folder) as url:
        yield f"{url}/"


@pytest.fixture
def mock_site(mock: Mock) -> str:
    """The URL of the site that the mock serves."""
    return f"{mock.url}/__mock/docs/"


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages, each in its own context, and checks in the end that they had no errors and stayed on one host."""
    problems: list[str] = []
    contexts: list[BrowserContext] = []

    def open_in_context(url: str, width: int = 1200, scheme: Any = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        origin = re.match(r"https?://[^/]+/", url)
        assert origin
        allowed = (origin[0], f"blob:{origin[0]}", "data:")
        context.on("request", lambda sent: None if sent.url.startswith(allowed) else problems.append(sent.url))
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda line: problems.append(line.text) if line.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(url)
        return page

    yield open_in_context
    for context in contexts:
        context.close()
    assert problems == []


def anchor(operation: Operation) -> str:
    """Return the fragment of an operation's URL."""
    tag = operation.definition["tags"][0].replace(" ", "-")
    return f"#tag/{tag}/{operation.method}{operation.path}"


def section(page: Page, operation: Operation) -> Locator:
    """Return the section of an operation once it is rendered: Scalar renders sections when they become visible."""
    found = page.locator(f"section[id$='/{anchor(operation)[1:]}']")
    expect(found.get_by_role("heading", name=operation.definition["summary"], exact=True)).to_be_visible()
    return found


@pytest.mark.parametrize("site", ["static_site", "mock_site"])
@pytest.mark.parametrize("operation", EACH_OPERATION)
def test_operation_has_samples(
    open_page: OpenPage, request: pytest.FixtureRequest, mock: Mock, site: str, operation: Operation
) -> None:
    server = DOCUMENT["servers"][0]["url"] if site == "static_site" else mock.url
    page = open_page(request.getfixturevalue(site) + anchor(operation))
    found = section(page, operation)
    expect(found.locator(".code-snippet")).to_contain_text(f"curl -X {operation.method}")
    expect(found.locator(".code-snippet")).to_contain_text(f"{server}{operation.path}")
    found.get_by_test_id("client-picker").click()
    expect(page.get_by_role("option")).to_have_text(["cURL", "JavaScript", "Python"])
    page.get_by_role("option", name="Python").click()
    expect(found.locator(".code-snippet")).to_contain_text("from caigunn_client import CaiGunn")


def test_vendor_services_are_disabled(open_page: OpenPage, static_site: str) -> None:
    page = open_page(static_site + anchor(OPERATIONS["listModels"]))
    section(page, OPERATIONS["listModels"])
    assert not re.search(r"\b(AI|MCP|Agent|Deploy|Share)\b", page.locator("body").inner_text())
    links = page.eval_on_selector_all("a[href]", "links => links.map(each => each.href)")
    assert {each for each in links if not each.startswith(static_site)} == {"https://www.scalar.com/"}


def test_static_site_sends_no_requests(open_page: OpenPage, static_site: str) -> None:
    page = open_page(static_site + anchor(OPERATIONS["listModels"]))
    section(page, OPERATIONS["listModels"])
    expect(page.get_by_role("button", name="Test Request")).to_have_count(0)


@pytest.mark.parametrize("operation", EACH_OPERATION)
def test_request_from_the_reference_succeeds(
    open_page: OpenPage, mock_site: str, mock: Mock, operation: Operation
) -> None:
    page = open_page(mock_site + anchor(operation))
    found = section(page, operation)
    if operation.id == "talk":
        save_screenshot(page, "reference.png")
    if operation.id == "createTrainingData":
        # The first example has files, which the reader has to choose.
        found.locator(".request-card-footer").get_by_test_id("example-picker").click()
        page.get_by_role("option", name="text").click()
    found.get_by_role("button", name="Test Request").click()
    client = page.get_by_role("dialog")
    url = f"{mock.url}{operation.path}"
    with page.expect_response(lambda each: each.url.partition("?")[0] == url) as received:
        client.get_by_role("button", name=re.compile("^Send ")).first.click()
    response = received.value
    assert (response.request.method, response.status) == (operation.method, 200), response.text()
    known = {scheme.name for scheme in security_schemes(DOCUMENT).values()}
    declared = {scheme.name for scheme in security_requirements(DOCUMENT, operation)[0]}
    assert known & response.request.headers.keys() == declared
    expect(client.get_by_text("200 OK").first).to_be_visible()


@pytest.mark.parametrize("site", ["static_site", "mock_site"])
@pytest.mark.parametrize("path", [anchor(OPERATIONS["createTrainingData"]), "errata.html"])
def test_page_fits_a_phone(open_page: OpenPage, request: pytest.FixtureRequest, site: str, path: str) -> None:
    page = open_page(request.getfixturevalue(site) + path, width=375)
    if path != "errata.html":
        section(page, OPERATIONS["createTrainingData"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.evaluate(OPEN_ALL_DETAILS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_color_scheme_follows_the_system(open_page: OpenPage, static_site: str, scheme: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for name, path in (("reference", anchor(OPERATIONS["talk"])), ("errata", "errata.html")):
        page = open_page(static_site + path, scheme=scheme)
        if name == "reference":
            expect(section(page, OPERATIONS["talk"]).locator(".code-snippet")).to_contain_text("curl")
        page.screenshot(path=SCREENSHOTS / f"{name}-{scheme}.png")
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        red, green, blue = (int(each) for each in re.findall(r"\d+", background)[:3])
        assert (red + green + blue < 150) == (scheme == "dark"), background


def open_edition(page: Page, name: str) -> None:
    """Open another edition by its link, with the keyboard."""
    link = page.get_by_role("navigation", name="Edition", exact=True).get_by_role("link", name=name)
    link.focus()
    page.keyboard.press("Enter")


def test_switch_leads_to_the_operation_in_other_editions(open_page: OpenPage, static_site: str) -> None:
    page = open_page(static_site + anchor(OPERATIONS["updateChatbotModel"]))
    section(page, OPERATIONS["updateChatbotModel"])
    newest = {each.id: each for each in operations(load(contract_of("2024-11-19")))}
    open_edition(page, "2024-11-19")
    page.wait_for_url(f"{static_site}2024-11-19/index.html#tag/*/PUT/api/external/user/chatbot/*")
    section(page, newest["updateChatbot"])
    expect(page.get_by_role("heading", name=newest["updateChatbot"].definition["summary"])).to_be_in_viewport()
    current = page.get_by_role("navigation", name="Edition", exact=True).locator("[aria-current=page]")
    expect(current).to_have_text("2024-11-19")
    open_edition(page, "2023-11-07")  # which does not have it
    page.wait_for_url(f"{static_site}2023-11-07/index.html")
    open_edition(page, "2024-05-09")
    page.wait_for_url(f"{static_site}index.html")


def test_switch_follows_what_the_reader_opens(open_page: OpenPage, static_site: str) -> None:
    page = open_page(static_site)
    page.get_by_role("link", name="models", exact=True).first.click()
    page.get_by_role("link", name=OPERATIONS["trainModel"].definition["summary"]).first.click()
    section(page, OPERATIONS["trainModel"])
    open_edition(page, "2024-11-19")
    page.wait_for_url(f"{static_site}2024-11-19/index.html#tag/models/POST/api/external/chatbot/model")


def test_switch_of_the_errata_keeps_the_erratum(open_page: OpenPage, static_site: str) -> None:
    ids = [{each.id for each in errata_of(load(contract_of(name)), edition)} for name, edition in EDITIONS]
    shared = min(ids[0] & ids[1])
    page = open_page(f"{static_site}errata.html#{shared}")
    open_edition(page, "2024-11-19")
    page.wait_for_url(f"{static_site}2024-11-19/errata.html#{shared}")
    expect(page.locator(f"[id='{shared}'] h2")).to_be_in_viewport()
    box, bar = page.locator(f"[id='{shared}']").bounding_box(), page.locator(".editions").bounding_box()
    assert box
    assert bar
    assert box["y"] >= bar["y"] + bar["height"] - 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 320])
def test_switch_is_accessible(open_page: OpenPage, static_site: str, scheme: str, width: int) -> None:
    script = npm_package("axe-core/axe.min.js").read_text(encoding="utf-8")
    for path in (anchor(OPERATIONS["talk"]), "errata.html"):
        page = open_page(static_site + path, width, scheme)
        if path != "errata.html":
            section(page, OPERATIONS["talk"])
        page.evaluate(script)
        # The rest of the page is Scalar's, which has violations.
        violations, passes = page.evaluate(RUN_AXE, ".editions" if path != "errata.html" else "html")
        assert violations == []
        assert passes > 5
        for name in names():
            link = page.get_by_role("navigation", name="Edition", exact=True).get_by_role("link", name=name)
            link.focus()
            expect(link).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(
            path=SCREENSHOTS / f"editions-{'errata' if path == 'errata.html' else 'talk'}-{scheme}-{width}.png"
        )


def test_reference_of_the_mock_has_no_switch(open_page: OpenPage, mock_site: str) -> None:
    page = open_page(mock_site + anchor(OPERATIONS["talk"]))
    section(page, OPERATIONS["talk"])
    expect(page.locator(".editions")).to_have_count(0)


def test_operation_and_erratum_link_to_each_other(open_page: OpenPage, static_site: str) -> None:
    page = open_page(static_site + anchor(OPERATIONS["talk"]))
    section(page, OPERATIONS["talk"]).get_by_role("link", name="talk-query").click()
    page.wait_for_url(f"{static_site}errata.html#talk-query")
    expect(page.get_by_role("heading", name="How is the nickname sent?")).to_be_in_viewport()
    page.locator("#talk-query").get_by_role("link", name="talk", exact=True).click()
    expect(page.get_by_role("heading", name="Talk to the chatbot", exact=True)).to_be_in_viewport()


def test_reference_of_the_mock_links_to_the_inspector(open_page: OpenPage, mock_site: str, mock: Mock) -> None:
    page = open_page(mock_site)
    # Two credentials leave little room for this heading.
    heading = page.get_by_role("heading", name="Authentication")
    expect(heading).to_be_visible()
    assert heading.evaluate("it => it.parentElement.scrollWidth <= it.parentElement.clientWidth")
    page.locator("a[href='../']").click()
    page.wait_for_url(f"{mock.url}/__mock/")
    expect(page.locator("#connection")).to_have_text("live")


def test_errata_are_grouped_by_operation(open_page: OpenPage, static_site: str) -> None:
    page = open_page(f"{static_site}errata.html")
    found = errata.load(ERRATA)
    navigation = page.get_by_role("navigation", name="Errata")
    groups = navigation.locator("p").all_inner_texts()
    assert set(groups) == {each.operation or "the whole document" for each in found}
    assert navigation.get_by_role("link").count() == len(found)


def test_every_erratum_has_an_anchor(open_page: OpenPage, static_site: str) -> None:
    page = open_page(f"{static_site}errata.html")
    for each in errata.load(ERRATA):
        page.goto(f"{static_site}errata.html#{each.id}")
        expect(page.locator(f"[id='{each.id}'] h2")).to_be_in_viewport()


def test_content_security_policy_blocks_other_hosts(browser: Browser, static_site: str, mock: Mock) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(static_site)
        assert page.evaluate(CAN_FETCH, f"{static_site}openapi.json") is True
        assert page.evaluate(CAN_FETCH, f"{mock.url}/__mock/health") is False
