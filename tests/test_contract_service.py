"""The contract tests against FastAPI services: green for one that keeps the contract, else a list of departures."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI

from scripts.loopback import serving
from tests import fastapi_bugs as bugs
from tests import fastapi_plain, fastapi_service
from tests.contract_runs import KEYS, assert_no_secret, run
from tests.fastapi_service import BASE

ENTRY = re.compile(r"^([A-Z]+ /\S*): (\w+): (.+)(?:\n    curl -X [A-Z]+ .*http://127\.0\.0\.1.*)+\n", re.MULTILINE)


def departures(app: FastAPI, folder: Path, *options: str) -> list[tuple[str, str, str]]:
    """Hold an application to the contract; return what is listed: operation, check, and what is wrong."""
    with serving(app) as url:
        ended = run(folder, "--url", url, "--max-examples", "3", *options, **KEYS)
    assert_no_secret(ended, folder / "reports")
    listed = (folder / "reports/departures.txt").read_text(encoding="utf-8")
    assert listed in ended.stdout
    found = re.findall(ENTRY, listed)
    assert re.sub(ENTRY, "", listed) == ""
    assert ended.returncode == (1 if found else 0), ended.stdout + ended.stderr
    return [(operation.replace(BASE, ""), check, what) for operation, check, what in found]


@pytest.mark.parametrize("seed", ["7", "8"])
def test_a_service_that_keeps_the_contract_is_green(tmp_path: Path, seed: str) -> None:
    assert departures(fastapi_service.create(), tmp_path, "--seed", seed) == []


# Bugs that don't hide one another share a run: name, operation, check, and what the list says of it.
BUGS: list[list[tuple[bugs.Bug, str, str, str]]] = [
    [
        (bugs.fails_on_unicode, "POST /talk", "not_a_server_error", "Server error (500)"),
        (bugs.renames_a_member, "GET /uids", "response_schema_conformance", '"last_sent_at" is a required property'),
        (bugs.writes_dates_for_people, "GET /models", "response_schema_conformance", 'is not a "date-time"'),
        (bugs.takes_any_name, "POST /models", "negative_data_rejection", "model_name: Invalid enum value"),
        (bugs.refuses_an_empty_text, "PUT /webhook", "positive_data_acceptance", "Schema-valid request rejected (400)"),
        (bugs.answers_in_plain_text, "DELETE /opentalk", "content_type_conformance", "Received: text/plain"),
        (bugs.tells_no_allow, "GET /models", "unsupported_method", "without required `Allow` header"),
        (bugs.takes_an_empty_token, "GET /models", "each_credential_is_checked", "caigunn-access-token is empty"),
    ],
    [
        (bugs.answers_null, "GET /uids", "response_schema_conformance", "Conversation/properties/nickname"),
        (bugs.requires_no_title, "POST /models", "negative_data_rejection", "Missing required property: title"),
        (bugs.shows_a_page_for_401, "GET /models", "content_type_conformance", "Received: text/html"),
        (bugs.answers_anything, "GET /models", "refuses_what_is_not_acceptable", "Expected: 406 Received: 200"),
    ],
    [
        (bugs.ignores_limit, "GET /uids", "pages_are_as_long_as_asked", "limit=1: 3 entries"),
        (bugs.ignores_limit, "GET /uids", "what_was_sent_is_listed", "limit=1: 3 entries"),
        (bugs.answers_accepted, "POST /models", "status_code_conformance", "Received: 202"),
        (bugs.needs_no_token, "GET /models", "each_credential_is_checked", "caigunn-access-token is missing"),
    ],
    [
        (bugs.takes_any_key, "GET /models", "each_credential_is_checked", "api-key is wrong"),
        (bugs.ignores_end_at, "GET /uids", "what_was_sent_is_listed", "end_at has no effect"),
    ],
    [
        (bugs.forgets_what_is_said, "GET /messages", "what_was_sent_is_listed", "isn't there after POST"),
        (bugs.lists_models_of_others, "PUT ", "what_is_listed_is_there", "GET /api/external/chatbot/models has it Rec"),
    ],
]


@pytest.mark.parametrize("expected", BUGS)
def test_each_bug_is_found_and_nothing_else(tmp_path: Path, expected: list[tuple[bugs.Bug, str, str, str]]) -> None:
    found = departures(fastapi_service.create(*(bug for bug, *_ in expected)), tmp_path)
    for bug, operation, check, what in expected:
        assert any((operation, check) == each[:2] and what in each[2] for each in found), (bug.__name__, found)
    # schemathesis itself notices a wrong key where there is but one, and FastAPI answers 500 as a text.
    checks = {check for _, _, check, _ in expected} | {"ignored_auth"}
    assert {each[1] for each in found} <= checks, found
    # An operation stands there once, whichever of the undocumented methods it was.
    refused = [operation for operation, check, _ in found if check == "unsupported_method"]
    assert len(refused) == len(set(refused))


def test_the_habits_of_a_framework_are_listed_one_by_one(tmp_path: Path) -> None:
    found = departures(fastapi_plain.create(), tmp_path)
    expected = {
        ("POST /training_data", "status_code_conformance", "Received: 201"),
        ("POST /training_data", "negative_data_rejection", "Missing request body"),
        ("POST /training_data", "negative_data_rejection", "Missing required property: website"),
        ("POST /training_data", "negative_data_rejection", "is_single_page: Incorrect type"),
        ("POST /models", "status_code_conformance", "Received: 202"),
        ("POST /models", "status_code_conformance", "Received: 422"),
        ("GET /models", "response_schema_conformance", "Model/properties/created_at"),
        ("GET /models", "response_schema_conformance", "Model/properties/updated_at"),
        ("GET /models", "allow_header_conformance", "`Allow: POST` does not match the schema"),
        ("GET /models", "each_credential_is_checked", "api-key is missing: Expected: 401 Received: 422"),
        ("GET /models", "each_credential_is_checked", "caigunn-access-token is missing: Expected: 401 Received: 422"),
        ("GET /models", "refuses_what_is_not_acceptable", "Expected: 406 Received: 200"),
        ("PUT ", "status_code_conformance", "Received: 422"),
        ("GET /messages", "response_schema_conformance", "Message/properties/created_at"),
        ("GET /messages", "response_schema_conformance", "Message/properties/kwargs"),
        ("GET /messages", "negative_data_rejection", "start_at: Incorrect type"),
        ("GET /messages", "negative_data_rejection", "end_at: Incorrect type"),
        ("GET /uids", "response_schema_conformance", "Conversation/properties/nickname"),
        ("GET /uids", "positive_data_acceptance", "Schema-valid request rejected (422)"),
        ("PUT /opentalk", "allow_header_conformance", "`Allow: PUT` does not match the schema"),
        ("DELETE /opentalk", "status_code_conformance", "Received: 204"),
    }
    missing = {
        each for each in expected if not any(each[:2] == listed[:2] and each[2] in listed[2] for listed in found)
    }
    assert not missing, found
    assert len(found) == len(set(found))
