"""Content negotiation, and the media types of bodies."""

import pytest

from scripts.validation.negotiation import find_media_type, media_type_in_range, negotiate
from tests.support.contracts import Api, contract

JSON = "application/json"
CSV = "text/csv"
HAL = "application/hal+json"


@pytest.mark.parametrize(
    ("accept", "offered", "chosen"),
    [
        ("*/*", [JSON, CSV], JSON),
        ("text/csv", [JSON, CSV], CSV),
        ("TEXT/CSV", [JSON, CSV], CSV),
        ("text/*", [JSON, CSV], CSV),
        ("application/json;q=0.5, text/csv", [JSON, CSV], CSV),
        ("application/json;q=0.5, text/csv;q=0.4", [CSV, JSON], JSON),
        ("text/csv;q=0.5, application/json;q=0.5", [JSON, CSV], JSON),
        ("*/*;q=0.1, text/csv", [JSON, CSV], CSV),
        ("application/json;q=0, */*", [JSON, CSV], CSV),
        ("text/*;q=0.9, text/csv;q=0.1, application/json;q=0.5", [JSON, CSV], JSON),
        ("application/json ; q=0.5 , text/csv ; q=0.6", [JSON, CSV], CSV),
        ("application/*+json", [JSON, HAL], HAL),
        ("application/*, application/*+json;q=0.1", [HAL, JSON], JSON),
        ("application/json; charset=utf-8", [JSON], JSON),
        (JSON, ["application/json; charset=utf-8"], "application/json; charset=utf-8"),
        ("application/json;v=2", ["application/json;v=1", "application/json;v=2"], "application/json;v=2"),
        ("image/png", ["image/*"], "image/*"),
        ("text/html", ["*/*"], "*/*"),
        ("text/csv, nonsense, ;q=1, text/csv;q=2", [JSON, CSV], CSV),
        ("text/html;level=1;q=0.3, */*;q=0.2", [JSON], JSON),
        (", ,text/csv,", [JSON, CSV], CSV),
    ],
)
def test_acceptable_type_of_highest_quality_is_chosen(accept: str, offered: list[str], chosen: str) -> None:
    assert negotiate(accept, offered) == chosen


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/json;q=0",
        "*/*;q=0",
        "application/json;q=0.0, */*",
        "nonsense",
        "*/json",
        "application/json;q=x",
    ],
)
def test_no_acceptable_type(accept: str) -> None:
    assert negotiate(accept, [JSON]) is None


@pytest.mark.parametrize(
    ("documented", "given", "found"),
    [
        ([JSON], "application/json; charset=utf-8", JSON),
        ([JSON], "Application/JSON", JSON),
        (["Application/Json"], JSON, "Application/Json"),
        (["*/*", "text/*", "text/plain"], "text/plain", "text/plain"),
        (["*/*", "text/*", "text/plain"], "text/csv", "text/*"),
        (["*/*", "text/*", "text/plain"], "image/png", "*/*"),
        (["application/*", "application/*+json"], HAL, "application/*+json"),
        (["application/json", "application/json; v=2"], "application/json;v=2", "application/json; v=2"),
        (["application/json; v=1", "application/json; v=2"], 'application/json;V="2"', "application/json; v=2"),
        ([JSON], "text/json", None),
        (["application/*+json"], JSON, None),
        (["*/*"], "nonsense", None),
    ],
)
def test_most_specific_documented_type_is_found(documented: list[str], given: str, found: str | None) -> None:
    assert find_media_type(documented, given) == found


def test_unacceptable_response_is_406() -> None:
    error = Api.of(contract(), response_types=[JSON, CSV]).error(headers={"Accept": "text/html"})
    assert (error.status, str(error)) == (406, "header.Accept: must allow application/json or text/csv")


@pytest.mark.parametrize("headers", [[], [("Accept", "")], [("Accept", "text/html"), ("Accept", "text/csv")]])
def test_all_accept_headers_are_combined(headers: list[tuple[str, str]]) -> None:
    api = Api.of(contract(), response_types=[JSON, CSV])
    request = api.send(headers=headers)
    assert request.operation.response_type(request.head) == (CSV if len(headers) == 2 else JSON)


def test_response_without_content_is_always_acceptable() -> None:
    request = Api.of(contract()).send(headers={"Accept": "text/html"})
    assert request.operation.response_type(request.head) is None


@pytest.mark.parametrize(
    ("accept", "media_range", "default", "chosen"),
    [
        ("image/webp", "image/*", "image/png", "image/webp"),
        ("image/gif;q=0.5, image/webp", "image/*", "image/png", "image/webp"),
        ("image/*, */*", "image/*", "image/png", "image/png"),
        ("image/webp;q=0, image/*", "image/*", "image/png", "image/png"),
        ("text/html, image/webp;q=0.1", "image/*", "image/png", "image/webp"),
        (HAL, "application/*", JSON, HAL),
        ("application/pdf, */*", "application/*", JSON, JSON),
        ("text/html, */*;q=0.8", "*/*", JSON, JSON),
        ("text/html, */*;q=0.8", "*/*", "text/plain", "text/html"),
    ],
)
def test_media_type_within_a_range(accept: str, media_range: str, default: str, chosen: str) -> None:
    assert media_type_in_range(accept, media_range, default) == chosen
