"""That the reference has what the contract and the errata say, and that its pages are safe."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import errata
from scripts.openapi import base_url, load, operations
from scripts.project import CONTRACT, ERRATA
from scripts.reference import site
from tests import shop

DOCUMENT = load(CONTRACT)
IDS = [operation.id for operation in operations(DOCUMENT)]


class Page(HTMLParser):
    """A page: its ids, its links, its elements, and its text."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.elements: set[str] = set()
        self.text = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is needed of an element."""
        given = dict(attrs)
        self.elements.add(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        (self.links if tag == "a" else self.loads).extend(
            given[name] or "" for name in ("href", "src") if name in given
        )

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


def page(made: site.Site, name: str) -> Page:
    return Page(made.files[name].decode())


def settings(made: site.Site) -> Any:
    started = made.files["reference.js"].decode()
    return json.loads(started[started.index('{\n  "url"') : started.rindex("}") + 1])


@pytest.fixture(scope="module")
def made() -> site.Site:
    return site.build(DOCUMENT)


def test_the_contract_stays_as_it_is_and_the_reference_has_its_operations(made: site.Site) -> None:
    assert json.loads(made.files["openapi.json"]) == DOCUMENT
    rendered = json.loads(made.files["reference.json"])
    assert [each.id for each in operations(rendered)] == IDS
    for name in ("components", "webhooks", "servers", "tags"):
        assert rendered[name] == DOCUMENT[name]
    assert all(each.definition["x-codeSamples"] for each in operations(rendered))
    assert "x-codeSamples" not in json.dumps(DOCUMENT)
    address = base_url(DOCUMENT)
    assert address
    for each in operations(rendered):
        sources = {sample["lang"]: sample["source"] for sample in each.definition["x-codeSamples"]}
        assert address in sources["shell"]
        assert "CaiGunn() as" in sources["python"]


def test_nothing_can_be_tried_but_on_the_mock(made: site.Site) -> None:
    assert settings(made)["hideTestRequestButton"] is True
    assert "authentication" not in settings(made)
    of_mock = site.build(DOCUMENT, "http://127.0.0.1:1")
    assert settings(of_mock)["hideTestRequestButton"] is False
    assert settings(of_mock)["authentication"]["preferredSecurityScheme"] == [["api-key", "caigunn-access-token"]]
    assert json.loads(of_mock.files["reference.json"])["servers"] == [
        {"url": "http://127.0.0.1:1", "description": "This mock."}
    ]


def test_the_page_of_errata_has_every_erratum_and_links_to_and_from_the_reference(made: site.Site) -> None:
    found = errata.load(ERRATA)
    shown = page(made, "errata.html")
    words = " ".join(shown.text.replace("`", "").split())
    assert made.errata == len(found) > 0
    for each in found:
        assert each.id in shown.ids
        assert f"#{each.id}" in shown.links
        said = [each.question, each.contract, each.because, each.assumed or "", *(one.text for one in each.says)]
        for text in said:
            assert " ".join(text.replace("`", "").split()) in words
        for exchange in [*each.accepted, *each.refused]:
            assert exchange.send in words
    rendered = {each.id: each for each in operations(json.loads(made.files["reference.json"]))}
    for each in found:
        if each.operation:
            assert f"(errata.html#{each.id})" in rendered[each.operation].definition["description"]
    assert "index.html" in shown.links
    assert "index.html#tag/training-data/POST/api/external/chatbot/training_data" in shown.links
    assert {"main", "nav", "header", "h1", "h2", "section", "dl"} <= shown.elements


def test_what_an_erratum_says_is_text_and_no_html(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    harm = '<script>alert(1)</script><img src=x onerror="alert(1)"> & `<b>` it\'s'
    content = [{
        "id": "harm", "question": harm, "says": [{"in": harm, "text": harm}] * 2, "contract": harm, "because": harm,
        "assumed": harm, "claims": [{"at": ["info", "title"], "is": "CaiGunn"}],
        "accepted": [{"send": "GET /<script>", "headers": {"a": harm}, "json": {harm: harm}}],
        "refused": [{"send": "GET /x", "status": 400, "detail": harm, "body": harm}],
    }]  # fmt: skip
    (tmp_path / "errata.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    monkeypatch.setattr(site, "ERRATA", tmp_path / "errata.yaml")
    shown = page(site.build(DOCUMENT), "errata.html")
    assert not {"script", "img", "b"} & shown.elements
    assert shown.text.count('<script>alert(1)</script><img src=x onerror="alert(1)"> & <b> it\'s') >= 7


def test_a_title_is_text_and_no_html() -> None:
    document = {**DOCUMENT, "info": {**DOCUMENT["info"], "title": "</title><script>x", "version": "1"}}
    made = site.build(document)
    assert "<script>x" not in made.files["index.html"].decode()


def test_errata_of_another_contract_are_not_shown() -> None:
    made = site.build(shop.CONTRACT)
    assert made.errata == 0
    assert "errata.html" not in made.files
    assert "errata" not in made.files["reference.json"].decode()


def test_pages_load_only_what_stands_beside_them(made: site.Site) -> None:
    for name in ("index.html", "errata.html"):
        shown = page(made, name)
        assert {*shown.loads} - {"data:,"} <= {*site.NAMES}
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', made.files[name].decode())
        assert policy
        assert policy[1].startswith("default-src 'self';")
        assert not re.search(r"https?:|\*|connect-src|script-src", policy[1])
