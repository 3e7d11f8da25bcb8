"""The switch of the reference between editions."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scripts.editions.contracts import load_all
from scripts.openapi import load, operations
from scripts.project import CONTRACT
from scripts.reference.anchors import anchor, event_anchor
from scripts.reference.cli import main
from scripts.reference.site import build
from scripts.reference.switch import Switch
from tests.support.html_page import Page

DOCUMENTS = load_all()
ROOT_EDITION = "2024-05-09"
SWITCH = Switch(DOCUMENTS, ROOT_EDITION)


def places(edition: str, other: str) -> dict[str, str]:
    """Return the operations that the switch of an edition leads to in another one, by operationIds."""
    [target] = [each for each in SWITCH.targets(edition) if each.name == other]
    ids = [{anchor(each): each.id for each in operations(DOCUMENTS[name])} for name in (edition, other)]
    return {ids[0][here]: ids[1][there] for here, there in target.places.items() if here in ids[0]}


def test_operation_leads_to_the_same_or_the_one_that_replaces_it() -> None:
    found = places("2024-05-09", "2024-11-19")
    assert found == {each.id: each.id for each in operations(DOCUMENTS["2024-05-09"])} | {
        "updateChatbotModel": "updateChatbot"
    }


def test_places_of_both_directions_are_the_same() -> None:
    for edition in DOCUMENTS:
        for other in DOCUMENTS.keys() - {edition}:
            assert places(other, edition) == {there: here for here, there in places(edition, other).items()}


def test_event_leads_to_the_same_event() -> None:
    [target] = [each for each in SWITCH.targets("2024-11-19") if each.name == "2024-05-09"]
    events = [event_anchor(each) for each in operations(DOCUMENTS["2024-11-19"], "webhooks")]
    assert len(events) == 8
    assert all(target.places[each] == each for each in events)


def test_each_edition_has_its_contract(site_folder: Path) -> None:
    for name, document in DOCUMENTS.items():
        assert json.loads((site_folder / SWITCH.folder(name) / "openapi.json").read_bytes()) == document


def test_each_page_has_the_editions_and_loads_existing_files(site_folder: Path) -> None:
    pages = {path.resolve(): Page(path.read_text(encoding="utf-8")) for path in site_folder.rglob("*.html")}
    assert len(pages) == 2 * len(DOCUMENTS)
    for path, page in pages.items():
        switch = [each for each in page.links if re.fullmatch(r"(?:\.\./)?(?:[\d-]+/)?(?:index|errata)\.html", each)]
        assert len({(path.parent / each).resolve() for each in switch if each.endswith(path.name)}) == len(DOCUMENTS)
        for url in [*page.links, *page.resources]:
            parts = urlsplit(url)
            if not parts.scheme:
                target = (path.parent / parts.path).resolve() if parts.path else path
                assert target.is_file(), (path, url)
                if parts.fragment and target.name == "errata.html":
                    assert unquote(parts.fragment) in pages[target].ids


def test_selected_edition_is_in_the_root(site_folder: Path, tmp_path: Path) -> None:
    output = shutil.copytree(site_folder, tmp_path / "site")
    assert {path.name for path in output.iterdir() if path.is_dir()} == {"2023-11-07", "2024-11-19"}
    assert main(["--edition", "2024-11-19", "--output", str(output)]) == 0
    assert json.loads((output / "openapi.json").read_bytes())["info"]["version"] == "2024-11-19"
    assert {path.name for path in output.iterdir() if path.is_dir()} == {"2023-11-07", "2024-05-09"}


def test_single_contract_has_no_switch() -> None:
    files = build(load(CONTRACT), mock="http://127.0.0.1:1").files
    assert "editions.js" not in files
    assert b'class="editions"' not in files["index.html"] + files["errata.html"]
