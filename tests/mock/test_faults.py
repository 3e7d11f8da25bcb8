"""Fault injection by options, scenarios and headers."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from scripts import openapi
from scripts.mock.cli import main
from scripts.mock.faults.inject import FaultInjector
from scripts.mock.faults.options import Fault, Latency
from scripts.mock.faults.scenario import FaultRule, Scenario
from scripts.options import duration
from scripts.prism.responses import DocumentedResponses
from scripts.processes import Mock, running_mock
from scripts.project import CONTRACT
from scripts.validation.messages import RequestHead
from scripts.validation.operation import compile_operations
from tests.support.command_line import run_command

BASE = "/api/external/chatbot"
HEADERS = {"api-key": "a key", "caigunn-access-token": "a token", "uid": "visitor-7"}
WHOLE = {"detail": "Service unavailable, try again later"}


@pytest.fixture
def client(mock: Mock) -> Iterator[httpx.Client]:
    """A client of a mock without fault options."""
    with httpx.Client(base_url=mock.url, headers=HEADERS) as running:
        yield running


@contextmanager
def client_of(folder: Path, *options: str) -> Iterator[httpx.Client]:
    with (
        running_mock(folder / "mock.log", options=options) as mock,
        httpx.Client(base_url=mock.url, headers=HEADERS) as running,
    ):
        yield running


def models(client: httpx.Client, **headers: str) -> httpx.Response:
    return client.get(f"{BASE}/models", headers={name.replace("_", "-"): value for name, value in headers.items()})


def statuses(client: httpx.Client, count: int) -> list[int]:
    return [models(client).status_code for _ in range(count)]


def test_header_injects_a_status(client: httpx.Client) -> None:
    response = models(client, mock_fail="503")
    assert (response.status_code, response.json()) == (503, WHOLE)
    assert models(client, mock_fail="5%", mock_latency="0ms").status_code in {200, 503}
    assert models(client).status_code == 200


def test_header_injects_latency(client: httpx.Client) -> None:
    begun = time.perf_counter()
    assert models(client, mock_latency="300ms").status_code == 200
    assert 0.3 <= time.perf_counter() - begun < 2


def test_header_injects_a_reset(client: httpx.Client, mock: Mock) -> None:
    with pytest.raises(httpx.ReadError, match="reset"):
        models(client, mock_fail="reset")
    assert models(client).status_code == 200
    assert re.search(
        r"GET /api/external/chatbot/models - .* connection reset \(injected fault\)$",
        mock.log.read_text("utf-8"),
        re.MULTILINE,
    )


def test_header_truncates_the_response(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match=r"received 179 bytes, expected 358"):
        models(client, mock_fail="half")
    with client.stream(
        "GET", f"{BASE}/models", headers={"Mock-Fail": "half", "Origin": "https://shop.example"}
    ) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert models(client).status_code == 200


@pytest.mark.parametrize(
    ("headers", "detail"),
    [
        ({"mock_fail": "418"}, "header.Mock-Fail: 418 is not one of 200, 401, 403, 406, 500, 503"),
        ({"mock_fail": "often"}, "header.Mock-Fail: 'often' is not a fault: write 5%, 500, reset, half"),
        ({"mock_fail": "101%"}, "header.Mock-Fail: '101%' is not a fault"),
        ({"mock_fail": ""}, "header.Mock-Fail: '' is not a fault"),
        ({"mock_latency": "5"}, "header.Mock-Latency: '5' is not a duration: write 500ms or 2s"),
        ({"mock_latency": "2s-1s"}, "header.Mock-Latency: '2s-1s' begins with the longer duration"),
        ({"mock_latency": "-1s"}, "header.Mock-Latency: '' is not a duration"),
    ],
)
def test_invalid_fault_header_is_400(client: httpx.Client, headers: dict[str, str], detail: str) -> None:
    response = models(client, **headers)
    assert response.status_code == 400
    assert response.json()["detail"].startswith(detail)


def test_invalid_request_is_rejected_before_faults(client: httpx.Client) -> None:
    for kind in ("503", "reset", "half"):
        response = client.put(BASE, headers={"Mock-Fail": kind}, json={"model_id": "no uuid"})
        assert (response.status_code, response.json()["detail"]) == (400, 'body.model_id: must match format "uuid"')


def test_seed_repeats_the_same_faults(tmp_path: Path) -> None:
    runs = []
    for number, seed in enumerate(("7", "7", "8")):
        with client_of(tmp_path / str(number), "--fail", "30% 500", "--seed", seed) as client:
            runs.append(statuses(client, 60))
    assert runs[0] == runs[1] != runs[2]
    assert set(runs[0]) == {200, 500}
    assert 5 <= runs[0].count(500) <= 35


def test_header_overrides_the_scenario(tmp_path: Path) -> None:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text("others: {fail: 500}\nlistModels: {latency: 200ms}\nlistUids: {fail: half}\n", encoding="utf-8")
    with client_of(tmp_path, "--scenario", str(scenario)) as client:
        begun = time.perf_counter()
        assert models(client).status_code == 200
        assert time.perf_counter() - begun >= 0.2
        assert client.delete(f"{BASE}/opentalk").status_code == 500
        assert client.delete(f"{BASE}/opentalk", headers={"Mock-Fail": "0%"}).status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(f"{BASE}/uids")


def test_failed_request_changes_no_state(tmp_path: Path) -> None:
    with client_of(tmp_path, "--stateful") as client:
        for kind in ("503", "reset", "half"):
            try:
                client.post(f"{BASE}/talk", headers={"Mock-Fail": kind}, json={"text": "Hello"})
            except (httpx.ReadError, httpx.RemoteProtocolError):
                assert kind != "503"
        assert client.get(f"{BASE}/uids").json() == {"uids": []}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fail", "often"], "'often' is not a fault"),
        (["--latency", "200"], "'200' is not a duration"),
        (["--fail", "418"], "cannot fail with 418: the contract has 20"),
        (
            ["--scenario", "SCENARIO"],
            "'trainModels' is not an operation of the contract: use ",
        ),
        (["--scenario", "nowhere.yaml"], "nowhere.yaml: no such file or directory"),
        (["--scenario", "README.md"], "README.md:"),
        (["--seed", "x"], "invalid int value: 'x'"),
    ],
)
def test_invalid_option_is_one_line_and_exit_code_2(tmp_path: Path, options: list[str], message: str) -> None:
    (tmp_path / "scenario.yaml").write_text("trainModels: {fail: 5%}", encoding="utf-8")
    arguments = [str(tmp_path / "scenario.yaml") if each == "SCENARIO" else each for each in options]
    ended = run_command("mock", main, "--port", "0", *arguments)
    assert ended.code == 2
    assert message in ended.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("talk: 5%", "talk: allowed are fail, latency, respond, and nothing else"),
        ("talk: {fails: 5%}", "talk: allowed are fail, latency, respond, and nothing else"),
        ("talk: {fail: sometimes}", "talk: 'sometimes' is not a fault"),
        ("talk: {latency: 200}", "talk: '200' is not a duration"),
        ("- talk", "not a map of operationIds"),
    ],
)
def test_invalid_scenario_is_one_line_with_its_place(tmp_path: Path, entry: str, message: str) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(entry, encoding="utf-8")
    ended = run_command("mock", main, "--port", "0", "--scenario", str(path))
    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert f"{path}: {message}" in ended.stderr


def test_durations_and_faults_are_parsed() -> None:
    assert [duration(text) for text in ("200ms", "1.5s", " 0s ")] == [0.2, 1.5, 0]
    assert Latency.parse("100ms-1s") == Latency(0.1, 1)
    assert Fault.parse("5%") == Fault(0.05, "503")
    assert Fault.parse("half") == Fault(1, "half")
    assert Fault.parse("12.5% reset") == Fault(0.125, "reset")


def test_latency_is_uniform_between_its_limits() -> None:
    document = openapi.load(CONTRACT)
    responses = {each.id: DocumentedResponses(document, each) for each in openapi.operations(document)}
    injector = FaultInjector(Scenario(FaultRule(Latency(0.1, 0.3)), {}, seed=1), responses)
    operations = compile_operations(document, {}, {})
    head = RequestHead(
        "DELETE", b"/api/external/chatbot/opentalk", b"", [(b"api-key", b"k"), (b"caigunn-access-token", b"t")]
    )
    operation, path = operations.route(head.method, head.path)
    request = operation.open(head, path).finish()
    plans = [injector.plan(request) for _ in range(1000)]
    waits = [plan.seconds for plan in plans if plan is not None]
    assert len(waits) == 1000
    assert 0.1 <= min(waits) < 0.12
    assert 0.28 < max(waits) <= 0.3


def test_header_latency_needs_a_key_and_has_a_limit(mock: Mock, client: httpx.Client) -> None:
    begun = time.perf_counter()
    assert httpx.get(f"{mock.url}{BASE}/models", headers={"Mock-Latency": "50s"}).status_code == 401
    response = models(client, mock_latency="61s")
    assert response.status_code == 400
    assert response.json()["detail"] == "header.Mock-Latency: must be at most 60s"
    assert time.perf_counter() - begun < 5
