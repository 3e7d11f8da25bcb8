"""The reference in a real browser: all of it is there, it calls nobody else, and requests to the mock can be tried."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from scripts import docs, errata
from scripts.openapi import Operation, load, operations
from scripts.project import BUILD, CONTRACT, ERRATA
from scripts.reference.requests import requests
from scripts.serving import Mock
from tests.browser import needs_browser, running_browser
from tests.static_server import served

pytestmark = needs_browser
DOCUMENT = load(CONTRACT)
OPERATIONS = {operation.id: operation for operation in operations(DOCUMENT)}
SCREENSHOTS = BUILD / "screenshots"
every_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)

CALL = """async ({url, method, headers, text, form, kind}) => {
  let body = text ?? undefined;
  if (form.length) {
    body = kind === "multipart/form-data" ? new FormData() : new URLSearchParams();
    for (const {name, text, filename} of form) body.append(name, filename ? new File([text], filename) : text);
  }
  const response = await fetch(url, {method, headers, body});
  return [response.status, await response.text()];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser. Only tests of this module run while it does: it has an event loop of its own."""
    with running_browser() as running:
        yield running


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site that `make docs` writes."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    assert docs.main(["--output", str(folder)]) == 0
    with served(folder) as address:
        yield f"{address}/"


@pytest.fixture
def of_mock(mock: Mock) -> str:
    """The address of the site that the mock serves."""
    return f"{mock.url}/__mock/docs/"


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address in a context of its own; in the end nothing may have been called but its host, nor gone wrong."""
    wrong: list[str] = []
    contexts = []

    def open_page(address: str, width: int = 1200, scheme: Any = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        host = re.match(r"https?://[^/]+/", address)
        assert host
        ours = (host[0], f"blob:{host[0]}", "data:")
        context.on("request", lambda request: None if request.url.startswith(ours) else wrong.append(request.url))
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def anchor(operation: Operation) -> str:
    """Return the part of an address that leads to an operation."""
    tag = operation.definition["tags"][0].replace(" ", "-")
    return f"#tag/{tag}/{operation.method}{operation.path}"


def shown(page: Page, operation: Operation) -> Locator:
    """Return the part of the reference that is an operation's, once it is there: Scalar adds parts as they are met."""
    part = page.locator(f"section[id$='/{anchor(operation)[1:]}']")
    expect(part.get_by_role("heading", name=operation.definition["summary"], exact=True)).to_be_visible()
    return part


@pytest.mark.parametrize("place", ["static", "of_mock"])
def test_every_operation_is_there_with_its_samples_and_no_others(
    visit: Callable[..., Page], request: pytest.FixtureRequest, mock: Mock, place: str
) -> None:
    server = DOCUMENT["servers"][0]["url"] if place == "static" else mock.url
    address = request.getfixturevalue(place)
    page = visit(address)
    for operation in OPERATIONS.values():
        page.goto("about:blank")  # an address that differs in its anchor only isn't opened anew
        page.goto(address + anchor(operation))
        part = shown(page, operation)
        expect(part.locator(".code-snippet")).to_contain_text(f"curl -X {operation.method}")
        expect(part.locator(".code-snippet")).to_contain_text(f"{server}{operation.path}")
    part.get_by_test_id("client-picker").click()
    expect(page.get_by_role("option")).to_have_text(["cURL", "JavaScript", "Python"])
    page.get_by_role("option", name="Python").click()
    expect(part.locator(".code-snippet")).to_contain_text("from caigunn_client import CaiGunn")


def test_there_is_nothing_of_the_makers_services(visit: Callable[..., Page], static: str) -> None:
    page = visit(static + anchor(OPERATIONS["listModels"]))
    shown(page, OPERATIONS["listModels"])
    assert not re.search(r"\b(AI|MCP|Agent|Deploy|Share)\b", page.locator("body").inner_text())
    links = page.eval_on_selector_all("a[href]", "links => links.map(each => each.href)")
    assert {each for each in links if not each.startswith(static)} == {"https://www.scalar.com/"}


def test_nothing_can_be_tried_in_the_static_site(visit: Callable[..., Page], static: str) -> None:
    page = visit(static + anchor(OPERATIONS["listModels"]))
    shown(page, OPERATIONS["listModels"])
    expect(page.get_by_role("button", name="Test Request")).to_have_count(0)


@every_operation
def test_a_request_that_is_tried_goes_to_this_mock_and_gets_200(
    visit: Callable[..., Page], of_mock: str, mock: Mock, operation: Operation
) -> None:
    page = visit(of_mock + anchor(operation))
    part = shown(page, operation)
    if operation.id == "createTrainingData":
        # The files of the first example are the caller's to choose.
        part.locator(".request-card-footer").get_by_test_id("example-picker").click()
        page.get_by_role("option", name="text").click()
    part.get_by_role("button", name="Test Request").click()
    client = page.get_by_role("dialog")
    called = f"{mock.url}{operation.path}"
    with page.expect_response(lambda each: each.url.partition("?")[0] == called) as answered:
        client.get_by_role("button", name=re.compile("^Send ")).first.click()
    answer = answered.value
    assert (answer.request.method, answer.status) == (operation.method, 200), answer.text()
    expect(client.get_by_text("200 OK").first).to_be_visible()


@pytest.mark.parametrize("place", ["static", "of_mock"])
def test_pages_fit_a_phone(visit: Callable[..., Page], request: pytest.FixtureRequest, place: str) -> None:
    address = request.getfixturevalue(place)
    for path in (anchor(OPERATIONS["createTrainingData"]), "errata.html"):
        page = visit(address + path, width=375)
        if path != "errata.html":
            shown(page, OPERATIONS["createTrainingData"])
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_dark_and_light_as_the_system_is(visit: Callable[..., Page], static: str, scheme: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for name, path in (("reference", anchor(OPERATIONS["talk"])), ("errata", "errata.html")):
        page = visit(static + path, scheme=scheme)
        if name == "reference":
            expect(shown(page, OPERATIONS["talk"]).locator(".code-snippet")).to_contain_text("curl")
        page.screenshot(path=SCREENSHOTS / f"{name}-{scheme}.png")
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        red, green, blue = (int(each) for each in re.findall(r"\d+", colour)[:3])
        assert (red + green + blue < 150) == (scheme == "dark"), colour


def test_the_reference_leads_to_its_errata_and_back(visit: Callable[..., Page], static: str) -> None:
    page = visit(static + anchor(OPERATIONS["talk"]))
    shown(page, OPERATIONS["talk"]).get_by_role("link", name="talk-query").click()
    page.wait_for_url(f"{static}errata.html#talk-query")
    expect(page.get_by_role("heading", name="How is the nickname sent?")).to_be_in_viewport()
    page.locator("#talk-query").get_by_role("link", name="talk", exact=True).click()
    expect(page.get_by_role("heading", name="Talk to the chatbot", exact=True)).to_be_in_viewport()


def test_the_reference_of_a_mock_leads_back_to_its_requests(
    visit: Callable[..., Page], of_mock: str, mock: Mock
) -> None:
    page = visit(of_mock)
    # A heading that two credentials would leave no room for.
    heading = page.get_by_role("heading", name="Authentication")
    expect(heading).to_be_visible()
    assert heading.evaluate("it => it.parentElement.scrollWidth <= it.parentElement.clientWidth")
    page.get_by_role("link", name="Requests that this mock got").click()
    page.wait_for_url(f"{mock.url}/__mock/")
    expect(page.locator("#state")).to_have_text("live")


def test_errata_are_listed_by_what_they_are_of(visit: Callable[..., Page], static: str) -> None:
    page = visit(f"{static}errata.html")
    found = errata.load(ERRATA)
    named = [each.operation or "the whole document" for each in found]
    groups = page.get_by_role("navigation").locator("p").all_inner_texts()
    assert set(groups) == set(named)
    assert page.get_by_role("navigation").get_by_role("link").count() == len(found)


def test_every_erratum_can_be_linked_to(visit: Callable[..., Page], static: str) -> None:
    page = visit(f"{static}errata.html")
    for each in errata.load(ERRATA):
        page.goto(f"{static}errata.html#{each.id}")
        expect(page.locator(f"[id='{each.id}'] h2")).to_be_in_viewport()


def test_a_page_cannot_call_another_host_even_if_it_wanted_to(browser: Browser, static: str, mock: Mock) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(static)
        for address, allowed in ((f"{static}openapi.json", True), (f"{mock.url}/__mock/health", False)):
            program = "url => fetch(url).then(() => true, () => false)"
            assert page.evaluate(program, address) is allowed


def test_a_page_of_another_origin_can_call_every_operation(browser: Browser, mock: Mock, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><title>A front end</title><link rel=icon href='data:,'>")
    called = set()
    with served(tmp_path) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        for each in requests(DOCUMENT, mock.url):
            headers = each.headers | {credential.header: "k" for credential in each.credentials}
            if each.media_type and not each.form:
                headers["Content-Type"] = each.media_type
            status, answer = page.evaluate(
                CALL,
                {
                    "url": each.url,
                    "method": each.operation.method,
                    "headers": headers,
                    "text": None if each.body is None else json.dumps(each.body),
                    "form": [vars(field) for field in each.form],
                    "kind": each.media_type,
                },
            )
            assert status == 200, answer
            called.add(each.operation.id)
    assert called == set(OPERATIONS)
