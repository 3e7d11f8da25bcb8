"""The probe: the edition of a server, from its responses."""

import re
from collections.abc import Callable

import pytest

from scripts.editions.contracts import names
from scripts.loopback import serving
from scripts.probe.cli import main
from scripts.project import UserError
from tests.support import fastapi_service
from tests.support.contract_runs import CREDENTIALS
from tests.support.recording_server import recording_server

Lines = list[str]


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str], tuple[int, Lines]]:
    """A function that probes a URL, with credentials, and returns the exit code and the printed lines."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)

    def run(url: str) -> tuple[int, Lines]:
        code = main([url])
        output = capsys.readouterr().out
        assert "s3cret" not in output
        return code, output.splitlines()

    return run


@pytest.mark.parametrize("edition", names())
def test_mock_of_each_edition_is_recognized(
    probe: Callable[[str], tuple[int, Lines]], mock_of: Callable[[str], str], edition: str
) -> None:
    code, lines = probe(mock_of(edition))
    assert code == 0
    assert f" implements the edition of {edition} (" in lines[-1]
    assert all(re.match(r"GET /api/external/\S+: \d{3}; fits .*; not ", line) for line in lines[:-1])


def test_mock_is_recognized_without_credentials(
    probe: Callable[[str], tuple[int, Lines]], mock_of: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in CREDENTIALS:
        monkeypatch.delenv(name)
    code, lines = probe(mock_of("2024-11-19"))
    assert (code, "implements the edition of 2024-11-19" in lines[-1]) == (0, True)


def test_service_of_another_framework_is_recognized(probe: Callable[[str], tuple[int, Lines]]) -> None:
    with serving(fastapi_service.create()) as url:
        code, lines = probe(url)
    is_recognized = (code, "implements the edition of 2024-05-09" in lines[-1]) == (0, True)
    assert is_recognized, f"tests/support/fastapi_service.py: {lines}"


def test_only_get_without_effects_is_sent(probe: Callable[[str], tuple[int, Lines]]) -> None:
    with recording_server() as server:
        server.response = (404, b"{}", "application/json")
        code, _ = probe(server.url)
    assert code == 1
    assert {request.method for request in server.requests} == {"GET"}
    assert not [request.path for request in server.requests if "token" in request.path]
    assert {request.headers["api-key"] for request in server.requests} == {CREDENTIALS["CAIGUNN_API_KEY"]}


@pytest.mark.parametrize(
    ("status", "message"), [(401, ": several editions fit: "), (404, ": no edition fits, the closest is 2023-11-07 ")]
)
def test_undecided_edition_is_reported(probe: Callable[[str], tuple[int, Lines]], status: int, message: str) -> None:
    with recording_server() as server:
        server.response = (status, b"{}", "application/json")
        code, lines = probe(server.url)
    assert code == 1
    assert message in lines[-1]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "nonsense"])
def test_server_that_does_not_respond_is_a_one_line_error(probe: Callable[[str], tuple[int, Lines]], url: str) -> None:
    with pytest.raises(UserError) as raised:
        probe(url)
    assert str(raised.value).startswith((url, repr(url)))
    assert "\n" not in str(raised.value)
