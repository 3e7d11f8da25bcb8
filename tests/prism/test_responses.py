"""Choice among the documented responses."""

from typing import Any

import pytest

from tests.prism.conftest import contract_of, documented


def statuses_of(*names: str) -> dict[str, Any]:
    return {name: {"description": name} for name in names}


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["404", "201", "200"], 200),
        (["204", "200"], 200),
        (["2XX", "202"], 202),
        (["2XX", "default"], 200),
        (["404", "default"], 200),
        (["default"], 200),
        (["404", "302"], 302),
        (["4XX", "409"], 409),
        (["5XX", "4XX"], 400),
        (["x-note", "1XX", "301"], 301),
        ([], 200),
    ],
)
def test_default_status_is_the_lowest_success(names: list[str], status: int) -> None:
    assert documented(contract_of(statuses_of(*names))).default_status == status


@pytest.mark.parametrize(
    ("status", "expected"), [(404, "404"), (409, "4XX"), (500, "default"), (200, "200"), (201, "default")]
)
def test_status_resolves_to_code_then_range_then_default(status: int, expected: str) -> None:
    responses = documented(contract_of(statuses_of("default", "4XX", "404", "200")))
    assert responses.resolve(status) == expected


def test_undocumented_status_resolves_to_none() -> None:
    assert documented(contract_of(statuses_of("200", "4XX"))).resolve(500) is None


def test_extensions_and_informational_statuses_are_left_out() -> None:
    responses = documented(contract_of(statuses_of("x-cost", "100", "1XX", "200")))
    assert responses.statuses == ("200",)


def test_media_types_and_examples_keep_the_documented_order() -> None:
    content = {"text/csv": {}, "application/json": {"examples": {"b": {"value": 1}, "a": {"value": 2}}}}
    responses = documented(contract_of({"200": {"description": "", "content": content}}))
    assert responses.media_types("200") == ("text/csv", "application/json")
    assert responses.examples("200", "application/json") == ("b", "a")
    assert responses.examples("200", "text/csv") == ()


@pytest.mark.parametrize(
    ("media_types", "default"),
    [
        (["text/csv", "application/json"], "application/json"),
        (["application/json", "*/*"], "*/*"),
        (["text/csv", "application/xml"], "text/csv"),
        ([], None),
    ],
)
def test_default_media_type_is_chosen_as_by_prism(media_types: list[str], default: str | None) -> None:
    contract = contract_of({"200": {"description": "", "content": {name: {} for name in media_types}}})
    assert documented(contract).default_media_type("200") == default


def test_referenced_response_is_resolved() -> None:
    contract = contract_of(
        {"200": {"$ref": "#/components/responses/Thing"}},
        responses={"Thing": {"description": "", "content": {"text/plain": {}}}},
    )
    assert documented(contract).media_types("200") == ("text/plain",)
