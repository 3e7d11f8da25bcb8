"""Requests before a run."""

from contextlib import closing

import pytest

from scripts.contract import preflight
from scripts.contract.probes.rate import Rate
from scripts.contract.probes.transport import Transport
from scripts.project import UserError
from tests.support.contract_runs import CREDENTIALS
from tests.support.project_contract import DOCUMENT
from tests.support.recording_server import recording_server


@pytest.fixture(autouse=True)
def set_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CREDENTIALS:
        monkeypatch.setenv(name, "a-credential")


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (404, "404 for /api/external/chatbot/.* and .*; URL= must end before the paths of the contract"),
        (401, "^CAIGUNN_API_KEY: rejected with 401 by GET /api/external/chatbot/"),
        (301, "redirects to another address; use the address"),
    ],
)
def test_run_that_makes_no_sense_is_one_user_error(status: int, message: str) -> None:
    with recording_server() as server:
        server.response = (status, b"{}", "application/json")
        with closing(Transport(server.url, 5, Rate(None))) as transport, pytest.raises(UserError, match=message):
            preflight.check(DOCUMENT, transport)
        assert len(server.requests) == 3
        assert {each.method for each in server.requests} == {"GET"}


@pytest.mark.parametrize("status", [200, 400, 500])
def test_other_responses_are_left_to_the_run(status: int) -> None:
    with recording_server() as server:
        server.response = (status, b"{}", "application/json")
        with closing(Transport(server.url, 5, Rate(None))) as transport:
            preflight.check(DOCUMENT, transport)


def test_unreachable_service_is_a_user_error() -> None:
    with pytest.raises(UserError, match=r"^http://127.0.0.1:9: the service refused the connection; check URL="):
        preflight.check(DOCUMENT, Transport("http://127.0.0.1:9", 5, Rate(None)))
