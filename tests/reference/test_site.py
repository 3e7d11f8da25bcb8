"""The files of the API reference."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scripts import errata
from scripts.editions import decisions
from scripts.openapi import base_url, load, operations
from scripts.project import CONTRACT, ERRATA
from scripts.reference import site
from scripts.reference.site import Site
from tests.support import pet_shop
from tests.support.html_page import Page
from tests.support.project_contract import SCHEMES
from tests.support.yaml_files import write_yaml

DOCUMENT = load(CONTRACT)
OPERATION_IDS = [operation.id for operation in operations(DOCUMENT)]


def page(built: Site, name: str) -> Page:
    return Page(built.files[name].decode())


def settings(built: Site) -> Any:
    """Return the settings of Scalar."""
    script = built.files["reference.js"].decode()
    return json.loads(script[script.index('{\n  "url"') : script.rindex("}") + 1])


def words(text: str) -> str:
    """Return a text without backticks and line breaks."""
    return " ".join(text.replace("`", "").split())


@pytest.fixture(scope="module")
def built() -> Site:
    """The site of the contract."""
    return site.build(DOCUMENT)


def test_openapi_json_is_the_contract(built: Site) -> None:
    assert json.loads(built.files["openapi.json"]) == DOCUMENT
    assert "x-codeSamples" not in json.dumps(DOCUMENT)


def test_reference_has_the_operations_of_the_contract(built: Site) -> None:
    rendered = json.loads(built.files["reference.json"])
    assert [each.id for each in operations(rendered)] == OPERATION_IDS
    for name in ("components", "webhooks", "servers", "tags"):
        assert rendered[name] == DOCUMENT[name]


def test_samples_use_the_server_of_the_contract(built: Site) -> None:
    url = base_url(DOCUMENT)
    assert url
    for each in operations(json.loads(built.files["reference.json"])):
        sources = {sample["lang"]: sample["source"] for sample in each.definition["x-codeSamples"]}
        assert url in sources["shell"]
        assert "CaiGunn() as" in sources["python"]


def test_only_the_reference_of_the_mock_sends_requests(built: Site) -> None:
    assert settings(built)["hideTestRequestButton"] is True
    assert "authentication" not in settings(built)
    served = site.build(DOCUMENT, mock="http://127.0.0.1:1")
    assert settings(served)["hideTestRequestButton"] is False
    schemes = settings(served)["authentication"]["securitySchemes"]
    assert schemes.keys() == SCHEMES.keys()
    servers = json.loads(served.files["reference.json"])["servers"]
    assert servers == [{"url": "http://127.0.0.1:1", "description": "This mock."}]


def test_errata_page_has_every_erratum(built: Site) -> None:
    found = errata.load(ERRATA)
    shown = page(built, "errata.html")
    text = words(shown.text)
    assert built.errata == len(found) > 0
    for each in found:
        assert each.id in shown.ids
        assert f"#{each.id}" in shown.links
        statements = [statement.text for statement in each.says]
        for expected in (each.question, each.contract, each.because, each.assumed or "", *statements):
            assert words(expected) in text
        for request in [*each.accepted, *each.refused]:
            assert request.send in text
    assert {"main", "nav", "header", "h1", "h2", "section", "dl"} <= shown.elements


def test_reference_and_errata_link_to_each_other(built: Site) -> None:
    rendered = {each.id: each for each in operations(json.loads(built.files["reference.json"]))}
    for each in errata.load(ERRATA):
        if each.operation:
            assert f"(errata.html#{each.id})" in rendered[each.operation].definition["description"]
    links = page(built, "errata.html").links
    assert "index.html" in links
    assert "index.html#tag/training-data/POST/api/external/chatbot/training_data" in links


def test_text_of_errata_is_escaped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = '<script>alert(1)</script><img src=x onerror="alert(1)"> & `<b>` it\'s'
    content = [{
        "id": "harm", "operation": "talk",
        "question": text, "says": [{"in": text, "text": text}] * 2, "contract": text, "because": text,
        "assumed": text, "claims": [{"at": ["info", "title"], "is": "CaiGunn"}],
        "accepted": [{"send": "GET /<script>", "headers": {"a": text}, "json": {text: text}}],
        "refused": [{"send": "GET /x", "status": 400, "detail": text, "body": text}],
    }]  # fmt: skip
    write_yaml(tmp_path / "errata.yaml", content)
    monkeypatch.setattr(decisions, "ERRATA", tmp_path / "errata.yaml")
    shown = page(site.build(DOCUMENT), "errata.html")
    assert not {"script", "img", "b"} & shown.elements
    assert shown.text.count('<script>alert(1)</script><img src=x onerror="alert(1)"> & <b> it\'s') >= 7


def test_title_is_escaped() -> None:
    document = {**DOCUMENT, "info": {**DOCUMENT["info"], "title": "</title><script>x", "version": "1"}}
    assert "<script>x" not in site.build(document).files["index.html"].decode()


def test_errata_of_another_contract_are_omitted() -> None:
    other = site.build(pet_shop.CONTRACT)
    assert other.errata == 0
    assert "errata.html" not in other.files
    assert "errata" not in other.files["reference.json"].decode()


@pytest.mark.parametrize("name", ["index.html", "errata.html"])
def test_pages_load_files_of_the_site_only(built: Site, name: str) -> None:
    assert {*page(built, name).resources} - {"data:,"} <= {*site.FILE_NAMES}
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', built.files[name].decode())
    assert policy
    assert policy[1].startswith("default-src 'self';")
    assert not re.search(r"https?:|\*|connect-src|script-src", policy[1])
