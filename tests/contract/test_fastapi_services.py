"""Runs against FastAPI services: one that satisfies the contract, the same with bugs, and a first draft."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi import FastAPI

from scripts.contract.report import ReportedViolation
from scripts.loopback import serving
from tests.support import fastapi_bugs as bugs
from tests.support import fastapi_first_draft, fastapi_service
from tests.support.contract_runs import CREDENTIALS, assert_no_secret, run
from tests.support.fastapi_service import BASE


class Expected(NamedTuple):
    """A violation, with the path below the base path, and a part of its message."""

    operation: str
    check: str
    message: str

    def matches(self, violation: ReportedViolation) -> bool:
        """Return True if a violation is the expected one."""
        place = violation.operation.replace(BASE, ""), violation.check
        return place == (self.operation, self.check) and self.message in violation.message


def violations(app: FastAPI, folder: Path, *options: str) -> list[ReportedViolation]:
    """Test an application, and return the reported violations."""
    with serving(app) as url:
        process = run(folder, "--url", url, "--max-examples", "3", *options, **CREDENTIALS)
    reports = folder / "reports"
    assert_no_secret(process, reports)
    found = [ReportedViolation(**each) for each in json.loads((reports / "violations.json").read_text("utf-8"))]
    assert process.returncode == (1 if found else 0), process.stdout + process.stderr
    text = (reports / "violations.txt").read_text(encoding="utf-8")
    assert text == "".join(map(str, found))
    assert text in process.stdout
    assert all("curl -X" in each.request and "http://127.0.0.1" in each.request for each in found)
    return found


@pytest.mark.parametrize("seed", ["7", "8"])
@pytest.mark.slow
def test_conforming_service_has_no_violations(tmp_path: Path, seed: str) -> None:
    assert violations(fastapi_service.create(), tmp_path, "--seed", seed) == []


Bugs = Sequence[tuple[bugs.Bug, Expected]]
# Each run has bugs that do not mask each other. The first one covers as many checks as possible.
FAST_RUN: Bugs = [
    (bugs.fails_on_unicode, Expected("POST /talk", "not_a_server_error", "Server error (500)")),
    (bugs.returns_null, Expected("GET /uids", "response_schema_conformance", "Conversation/properties/nickname")),
    (
        bugs.accepts_any_model_name,
        Expected("POST /models", "negative_data_rejection", "model_name: Invalid enum value"),
    ),
    (
        bugs.rejects_empty_url,
        Expected("PUT /webhook", "positive_data_acceptance", "Schema-valid request rejected (400)"),
    ),
    (bugs.returns_plain_text, Expected("DELETE /opentalk", "content_type_conformance", "Received: text/plain")),
    (bugs.omits_allow_header, Expected("GET /models", "unsupported_method", "without required `Allow` header")),
    (bugs.accepts_empty_token, Expected("GET /models", "invalid_credentials_rejected", "access-token is empty")),
    (bugs.ignores_accept_header, Expected("GET /models", "unsupported_accept_rejected", "Expected: 406 Received: 200")),
    (
        bugs.lists_models_of_other_callers,
        Expected("PUT ", "listed_items_available", "GET /api/external/chatbot/models"),
    ),
]
SLOW_RUNS: Sequence[Bugs] = [
    [
        (bugs.renames_property, Expected("GET /uids", "response_schema_conformance", '"last_sent_at" is a required')),
        (bugs.accepts_missing_title, Expected("POST /models", "negative_data_rejection", "required property: title")),
        (bugs.returns_html_for_401, Expected("GET /models", "content_type_conformance", "Received: text/html")),
        (bugs.formats_date_with_space, Expected("GET /models", "response_schema_conformance", 'is not a "date-time"')),
    ],
    [
        (bugs.ignores_limit, Expected("GET /uids", "page_size_within_limit", "limit=1: 3 items")),
        (bugs.ignores_limit, Expected("GET /uids", "sent_data_listed", "limit=1: 3 items")),
        (bugs.returns_202, Expected("POST /models", "status_code_conformance", "Received: 202")),
        (bugs.accepts_missing_token, Expected("GET /models", "invalid_credentials_rejected", "token is missing")),
    ],
    [
        (bugs.accepts_any_key, Expected("GET /models", "invalid_credentials_rejected", "api-key is wrong")),
        (bugs.ignores_end_at, Expected("GET /uids", "sent_data_listed", "end_at has no effect")),
    ],
    [
        (bugs.drops_messages, Expected("GET /messages", "sent_data_listed", "missing after POST")),
    ],
]


@pytest.mark.parametrize("run_", [FAST_RUN, *(pytest.param(each, marks=pytest.mark.slow) for each in SLOW_RUNS)])
def test_each_bug_is_reported_and_nothing_else(tmp_path: Path, run_: Bugs) -> None:
    found = violations(fastapi_service.create(*dict.fromkeys(bug for bug, _ in run_)), tmp_path)
    for bug, expected in run_:
        assert any(map(expected.matches, found)), (bug.__name__, found)
    # schemathesis detects a wrong key too, if it is the only credential.
    assert {each.check for each in found} <= {expected.check for _, expected in run_} | {"ignored_auth"}, found
    # Undocumented methods are reported once per operation.
    rejected = [each.operation for each in found if each.check == "unsupported_method"]
    assert len(rejected) == len(set(rejected))


FIRST_DRAFT = [
    Expected("POST /training_data", "status_code_conformance", "Received: 201"),
    Expected("POST /training_data", "negative_data_rejection", "Missing request body"),
    Expected("POST /training_data", "negative_data_rejection", "Missing required property: website"),
    Expected("POST /training_data", "negative_data_rejection", "is_single_page: Incorrect type"),
    Expected("POST /models", "status_code_conformance", "Received: 202"),
    Expected("POST /models", "status_code_conformance", "Received: 422"),
    Expected("GET /models", "response_schema_conformance", "Model/properties/created_at"),
    Expected("GET /models", "response_schema_conformance", "Model/properties/updated_at"),
    Expected("GET /models", "allow_header_conformance", "`Allow: POST` does not match the schema"),
    Expected("GET /models", "invalid_credentials_rejected", "api-key is missing: Expected: 401 Received: 422"),
    Expected("GET /models", "invalid_credentials_rejected", "access-token is missing: Expected: 401 Received: 422"),
    Expected("GET /models", "unsupported_accept_rejected", "Expected: 406 Received: 200"),
    Expected("PUT ", "status_code_conformance", "Received: 422"),
    Expected("GET /messages", "response_schema_conformance", "Message/properties/created_at"),
    Expected("GET /messages", "response_schema_conformance", "Message/properties/kwargs"),
    Expected("GET /messages", "negative_data_rejection", "start_at: Incorrect type"),
    Expected("GET /messages", "negative_data_rejection", "end_at: Incorrect type"),
    Expected("GET /uids", "response_schema_conformance", "Conversation/properties/nickname"),
    Expected("GET /uids", "positive_data_acceptance", "Schema-valid request rejected (422)"),
    Expected("PUT /opentalk", "allow_header_conformance", "`Allow: PUT` does not match the schema"),
    Expected("DELETE /opentalk", "status_code_conformance", "Received: 204"),
]


@pytest.mark.slow
def test_violations_of_a_first_draft_are_reported_once(tmp_path: Path) -> None:
    found = violations(fastapi_first_draft.create(), tmp_path)
    assert [each for each in FIRST_DRAFT if not any(map(each.matches, found))] == [], found
    assert len(found) == len(set(map(str, found)))
