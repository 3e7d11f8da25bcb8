"""Cases that the contract leaves open, and forms that parsers do not agree on."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
import schemathesis
from schemathesis.core.failures import AcceptedNegativeData, Failure, ServerError
from schemathesis.openapi.checks import AuthScenario, IgnoredAuth
from schemathesis.specs.openapi.checks import _raise_no_auth_error

from scripts import openapi
from scripts.contract.hooks.undocumented_cases import filter_failure, has_form_names, is_documented, names_resource
from scripts.contract.probes.links import links
from scripts.contract.probes.responses import leaves_cases_open, leaves_response_open
from scripts.editions.contracts import contract_of
from tests.support.project_contract import DOCUMENT, OPERATIONS

MULTIPART = "multipart/form-data"


def case(id_: str, **parts: Any) -> Any:
    operation = OPERATIONS[id_]
    tested: Any = schemathesis.openapi.from_dict(DOCUMENT)[operation.path][operation.method]
    return tested.Case(**parts)


@pytest.mark.parametrize(
    ("id_", "parts", "expected"),
    [
        ("listUids", {"query": {"start_at": "字"}}, False),
        ("listUids", {"query": {"start_at": "2024-05-09T12:00:00Z", "limit": 5}}, True),
        ("listUids", {"query": {"limit": 2**40}}, False),
        ("createTrainingData", {"query": {"type": "file"}, "body": {"text": "a"}, "media_type": MULTIPART}, False),
        ("createTrainingData", {"query": {"type": "text"}, "body": {"text": "a"}, "media_type": MULTIPART}, True),
        (
            "createTrainingData",
            {"query": {"type": "crawler"}, "body": {"website": "a", "text": "b"}, "media_type": MULTIPART},
            False,
        ),
        ("talk", {"body": {"text": "a\x00"}, "media_type": "application/json"}, False),
        ("setWebhook", {"body": {"webhook_url": "0"}, "media_type": "application/json"}, False),
        ("setWebhook", {"body": {"webhook_url": "http://a.example/b"}, "media_type": "application/json"}, True),
        ("bindOpentalk", {"body": {"email": "@", "device_id": "0"}, "media_type": "application/json"}, False),
        ("talk", {"body": {"text": "字"}, "media_type": "application/json"}, True),
    ],
)
def test_request_is_documented_as_the_prose_says(id_: str, parts: dict[str, Any], expected: bool) -> None:
    assert is_documented(DOCUMENT, OPERATIONS[id_], case(id_, **parts)) is expected


@pytest.mark.parametrize(
    ("id_", "body", "media_type", "expected"),
    [
        ("updateChatbotModel", {"model_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}, "application/json", True),
        ("updateChatbotModel", {}, "application/json", False),
        ("updateChatbotModel", None, "application/json", False),
        ("createTrainingData", {"text": "a"}, MULTIPART, False),
    ],
)
def test_body_with_an_id_names_a_resource(id_: str, body: Any, media_type: str, expected: bool) -> None:
    assert names_resource(DOCUMENT, OPERATIONS[id_], case(id_, body=body, media_type=media_type)) is expected


def test_link_by_an_id_of_the_response_uses_it() -> None:
    document = openapi.load(contract_of("2024-11-19"))
    found = {(each.source.id, each.target.id): each.uses_response for each in links(document)}
    assert found[("trainModel", "getEvent")]
    assert not found[("talk", "listMessages")]
    assert not found[("talk", "listUids")]


def test_responses_are_open_where_the_description_says_so() -> None:
    found = {each.id for each in OPERATIONS.values() if leaves_response_open(each)}
    assert found == {"listMessages", "unbindOpentalk"}


def test_cases_of_403_are_open_as_its_description_says() -> None:
    assert leaves_cases_open(DOCUMENT, OPERATIONS["trainModel"], 403)
    assert not leaves_cases_open(DOCUMENT, OPERATIONS["trainModel"], 400)
    assert not leaves_cases_open(DOCUMENT, OPERATIONS["talk"], 403)


@pytest.mark.parametrize(
    ("name", "expected"), [("", False), ("a\x00", False), ('a"', False), ("text", True), ("字", True)]
)
def test_form_with_a_name_that_needs_escapes_is_not_sent(name: str, expected: bool) -> None:
    generated = case("createTrainingData", query={"type": "text"}, body={name: "a"}, media_type=MULTIPART)
    assert has_form_names(schemathesis.HookContext(operation=generated.operation), generated) is expected


REJECTED = AcceptedNegativeData(operation="GET /a", message="", status_code=200, expected_statuses=["400"])
BROKEN = ServerError(operation="GET /a", status_code=503)


def unauthorized(status: int) -> IgnoredAuth:
    """Return the failure of schemathesis if wrong credentials get another status code than 401 and 403."""
    response: Any = SimpleNamespace(status_code=status)
    with pytest.raises(IgnoredAuth) as raised:
        _raise_no_auth_error(response, case("listUids"), AuthScenario.INVALID_AUTH)
    return raised.value


@pytest.mark.parametrize(
    ("failure", "status", "headers", "expected"),
    [
        (REJECTED, 200, {}, True),
        (REJECTED, 429, {"retry-after": ["1"]}, False),
        (REJECTED, 503, {}, False),
        (BROKEN, 503, {}, True),
        (BROKEN, 503, {"retry-after": ["1"]}, False),
        (unauthorized(503), 200, {}, False),
        (unauthorized(500), 200, {}, True),
    ],
)
def test_busy_service_has_no_failure(
    failure: Failure, status: int, headers: dict[str, list[str]], expected: bool
) -> None:
    generated, response = case("listUids"), SimpleNamespace(status_code=status, headers=headers)
    context: Any = None
    assert filter_failure(context, failure, generated, cast("Any", response)) is expected
