"""Runs against FastAPI services: one that satisfies the contract, the same with bugs, and a first draft."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi import FastAPI

from scripts.contract.findings import Finding
from scripts.loopback import serving
from tests.support import fastapi_bugs as bugs
from tests.support import fastapi_first_draft, fastapi_service
from tests.support.contract_runs import CREDENTIALS, SECOND, assert_no_secret, run
from tests.support.fastapi_service import BASE

# The form parser of starlette leaves files of forms open that are cut off.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


class Expected(NamedTuple):
    """A violation, with the path below the base path, and a part of its message."""

    operation: str
    check: str
    message: str

    def matches(self, violation: Finding) -> bool:
        """Return True if a violation is the expected one."""
        operations = [each.replace(BASE, "") for each in (violation.operation, *violation.others)]
        is_same = self.operation in operations and violation.check == self.check
        return is_same and self.message in "\n".join([violation.message, *violation.variants])


def violations(app: FastAPI, folder: Path, *options: str) -> list[Finding]:
    """Test an application, and return the reported violations."""
    with serving(app) as url:
        process = run(folder, "--url", url, "--allow-writes", "--max-examples", "3", *options, **CREDENTIALS, **SECOND)
    reports = folder / "reports"
    assert_no_secret(process, reports)
    found = [Finding(**each) for each in json.loads((reports / "violations.json").read_text("utf-8"))]
    assert process.returncode == (1 if found else 0), process.stdout + process.stderr
    text = (reports / "violations.txt").read_text(encoding="utf-8")
    assert text == "".join(f"{each}\n" for each in found)
    assert text in process.stdout
    assert all("curl -i " in each.request and "http://127.0.0.1" in each.request for each in found)
    return found


@pytest.mark.slow
def test_conforming_service_has_no_violations(tmp_path: Path) -> None:
    assert violations(fastapi_service.create(), tmp_path, "--seed", "7") == []


Bugs = Sequence[tuple[bugs.Bug, Expected]]
# Each run has bugs that do not mask each other. The first one covers as many checks as possible.
MANY_BUGS: Bugs = [
    (bugs.fails_on_unicode, Expected("POST /talk", "not_a_server_error", "500 in response to `text`")),
    (bugs.returns_null, Expected("GET /uids", "response_schema_conformance", "body.uids[].nickname: must be string")),
    (bugs.accepts_any_model_name, Expected("POST /models", "invalid_values_rejected", "`model_name`: 'other'")),
    (bugs.rejects_empty_url, Expected("PUT /webhook", "boundary_values_accepted", "(an empty text) was rejected")),
    (bugs.returns_plain_text, Expected("DELETE /opentalk", "content_type_conformance", "not text/plain")),
    (bugs.omits_allow_header, Expected("GET /models", "unsupported_method", "without required `Allow` header")),
    (bugs.accepts_empty_token, Expected("GET /models", "invalid_credentials_rejected", "access-token is empty")),
    (bugs.ignores_accept_header, Expected("GET /models", "unsupported_accept_rejected", "`Accept: text/html`")),
    (
        bugs.lists_models_of_other_callers,
        Expected("PUT ", "listed_items_available", "GET /api/external/chatbot/models lists a value that is rejected"),
    ),
]
FEW_BUGS: Sequence[Bugs] = [
    [
        (bugs.renames_property, Expected("GET /uids", "response_schema_conformance", "last_sent_at: is required")),
        (bugs.accepts_missing_title, Expected("POST /models", "invalid_values_rejected", "`title` is required")),
        (bugs.returns_html_for_401, Expected("GET /models", "content_type_conformance", "not text/html")),
        (bugs.formats_date_with_space, Expected("GET /models", "response_schema_conformance", 'format "date-time"')),
    ],
    [
        (bugs.ignores_limit, Expected("GET /uids", "lists_select_correctly", "instead of 30")),
        (bugs.returns_202, Expected("POST /models", "status_code_conformance", "the status code 202")),
        (bugs.accepts_missing_token, Expected("GET /models", "invalid_credentials_rejected", "token is missing")),
    ],
    [
        (bugs.cuts_text_off, Expected("GET /messages", "sent_data_unchanged", "`text` was sent as")),
        (bugs.accepts_any_key, Expected("GET /models", "invalid_credentials_rejected", "api-key is wrong")),
        (
            bugs.ignores_end_at,
            Expected("GET /uids", "lists_select_correctly", "`end_at=2001-01-01T00:00:00Z` returned"),
        ),
    ],
    [
        (bugs.drops_messages, Expected("GET /messages", "sent_data_listed", "POST /api/external/chatbot/talk")),
    ],
]


@pytest.mark.slow
@pytest.mark.parametrize("run_", [MANY_BUGS, *FEW_BUGS])
def test_each_bug_is_reported_and_nothing_else(tmp_path: Path, run_: Bugs) -> None:
    found = violations(fastapi_service.create(*dict.fromkeys(bug for bug, _ in run_)), tmp_path)
    for bug, expected in run_:
        assert any(map(expected.matches, found)), (bug.__name__, found)
    # A null differs from the text that was sent, too. The service that accepts a missing title fails with 500 if the
    # title has half of a surrogate pair. The models of another caller are new ones in each response.
    consequences = {"sent_data_unchanged"}
    if any(bug is bugs.lists_models_of_other_callers for bug, _ in run_):
        consequences.add("sent_data_listed")
    if any(bug is bugs.accepts_missing_title for bug, _ in run_):
        consequences.add("not_a_server_error")
    assert {each.check for each in found} <= {expected.check for _, expected in run_} | consequences, found
    assert len(found) <= len(run_) + 3, found


FIRST_DRAFT = [
    Expected("POST /training_data", "status_code_conformance", "201"),
    Expected("POST /training_data", "malformed_bodies_rejected", "an empty body was accepted"),
    Expected("POST /training_data", "invalid_values_rejected", "one of `text`, `website` is required"),
    Expected("POST /training_data", "invalid_values_rejected", "`is_single_page`: 'True'"),
    Expected("POST /models", "status_code_conformance", "202"),
    Expected("POST /models", "status_code_conformance", "422"),
    Expected("GET /models", "response_schema_conformance", "models[].created_at"),
    Expected("GET /models", "response_schema_conformance", "models[].updated_at"),
    Expected("GET /models", "allow_header_conformance", "`Allow: POST` does not match the schema"),
    Expected("GET /models", "invalid_credentials_rejected", "api-key is missing got 422 instead of 401"),
    Expected("GET /models", "invalid_credentials_rejected", "access-token is missing got 422 instead of 401"),
    Expected("GET /models", "unsupported_accept_rejected", "`Accept: text/html`"),
    Expected("PUT ", "status_code_conformance", "422"),
    Expected("PUT ", "invalid_values_rejected", "which has no dashes"),
    Expected("GET /messages", "response_schema_conformance", "messages[].created_at"),
    Expected("GET /messages", "response_schema_conformance", "messages[].kwargs"),
    Expected("GET /messages", "invalid_values_rejected", "which is a date without a time"),
    Expected("GET /messages", "lists_select_correctly", "`nickname=Mei` returned 7 entries instead of 3"),
    Expected("GET /messages", "boundary_values_accepted", "`limit` (0) was rejected with 422"),
    Expected("GET /uids", "response_schema_conformance", "uids[].nickname"),
    Expected("GET /uids", "lists_select_correctly", "`end_at=2001-01-01T00:00:00Z`"),
    Expected("DELETE /opentalk", "allow_header_conformance", "`Allow: PUT` does not match the schema"),
    Expected("DELETE /opentalk", "status_code_conformance", "204"),
]


@pytest.mark.slow
def test_violations_of_a_first_draft_are_reported_once(tmp_path: Path) -> None:
    found = violations(fastapi_first_draft.create(), tmp_path)
    assert [each for each in FIRST_DRAFT if not any(map(each.matches, found))] == [], found
    assert len(found) <= 40, found
