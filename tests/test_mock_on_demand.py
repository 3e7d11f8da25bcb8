"""That the mock fails and dawdles when it is asked to, how it is asked to, and not otherwise."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from scripts.mock.faults import Fault, Faults, Latency, Rule, duration
from scripts.serving import Mock, running_mock

BASE = "/api/external/chatbot"
HEADERS = {"api-key": "a key", "caigunn-access-token": "a token", "uid": "visitor-7"}
WHOLE = {"detail": "Service unavailable, try again later"}


@pytest.fixture
def client(mock: Mock) -> Iterator[httpx.Client]:
    """A client of a mock that wasn't asked for any fault."""
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


def test_a_request_asks_for_a_status(client: httpx.Client) -> None:
    answer = models(client, mock_fail="503")
    assert (answer.status_code, answer.json()) == (503, WHOLE)
    assert models(client, mock_fail="5%", mock_latency="0ms").status_code in {200, 503}
    assert models(client).status_code == 200


def test_a_request_asks_to_wait(client: httpx.Client) -> None:
    begun = time.perf_counter()
    assert models(client, mock_latency="300ms").status_code == 200
    assert 0.3 <= time.perf_counter() - begun < 2


def test_a_request_asks_for_a_reset(client: httpx.Client, mock: Mock) -> None:
    with pytest.raises(httpx.ReadError, match="reset"):
        models(client, mock_fail="reset")
    assert models(client).status_code == 200
    assert re.search(
        r"GET /api/external/chatbot/models - .* reset, as asked$", mock.log.read_text("utf-8"), re.MULTILINE
    )


def test_a_request_asks_for_half_an_answer(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match=r"received 179 bytes, expected 358"):
        models(client, mock_fail="half")
    assert models(client).status_code == 200


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"mock_fail": "418"}, "header.mock-fail: 418 is not one of 200, 401, 403, 406, 500, 503"),
        ({"mock_fail": "often"}, "header.mock-fail: 'often' is no failure: write 5%, 500, reset, half"),
        ({"mock_fail": "101%"}, "header.mock-fail: '101%' is no failure"),
        ({"mock_fail": ""}, "header.mock-fail: '' is no failure"),
        ({"mock_latency": "5"}, "header.mock-latency: '5' is no duration: write 500ms or 2s"),
        ({"mock_latency": "2s-1s"}, "header.mock-latency: '2s-1s' begins with the longer duration"),
        ({"mock_latency": "-1s"}, "header.mock-latency: '' is no duration"),
    ],
)
def test_what_cannot_be_had_is_told(client: httpx.Client, headers: dict[str, str], told: str) -> None:
    answer = models(client, **headers)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(told)


def test_a_request_that_does_not_fit_is_told_why_and_does_not_fail(client: httpx.Client) -> None:
    for kind in ("503", "reset", "half"):
        answer = client.put(BASE, headers={"Mock-Fail": kind}, json={"model_id": "no uuid"})
        assert (answer.status_code, answer.json()["detail"]) == (400, 'body.model_id: must match format "uuid"')


def test_a_share_of_the_answers_fails_and_a_seed_says_which(tmp_path: Path) -> None:
    runs = []
    for number, seed in enumerate(("7", "7", "8")):
        with client_of(tmp_path / str(number), "--fail", "30% 500", "--seed", seed) as client:
            runs.append(statuses(client, 60))
    assert runs[0] == runs[1] != runs[2]
    assert set(runs[0]) == {200, 500}
    assert 5 <= runs[0].count(500) <= 35


def test_a_scenario_is_for_operations_and_gives_way_to_headers(tmp_path: Path) -> None:
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


def test_what_fails_changes_no_state(tmp_path: Path) -> None:
    with client_of(tmp_path, "--stateful") as client:
        for kind in ("503", "reset", "half"):
            try:
                client.post(f"{BASE}/talk", headers={"Mock-Fail": kind}, json={"text": "Hello"})
            except (httpx.ReadError, httpx.RemoteProtocolError):
                assert kind != "503"
        assert client.get(f"{BASE}/uids").json() == {"uids": []}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--fail", "often"], "'often' is no failure"),
        (["--latency", "200"], "'200' is no duration"),
        (["--fail", "418"], "can't fail with 418: the contract has 200, 400"),
        (
            ["--scenario", "SCENARIO"],
            "'trainModels' is no operation of the contract: it has createTrainingData, listModels, ",
        ),
        (["--scenario", "nowhere.yaml"], "nowhere.yaml: no such file or directory"),
        (["--scenario", "README.md"], "README.md:"),
        (["--seed", "x"], "invalid int value: 'x'"),
    ],
)
def test_a_wrong_option_is_one_line_and_exit_code_2(tmp_path: Path, options: list[str], told: str) -> None:
    (tmp_path / "scenario.yaml").write_text("trainModels: {fail: 5%}", encoding="utf-8")
    arguments = [str(tmp_path / "scenario.yaml") if each == "SCENARIO" else each for each in options]
    command = [sys.executable, "-m", "scripts.mock", "--port", "0", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert told in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("talk: 5%", "talk may have latency and fail, and nothing else"),
        ("talk: {fails: 5%}", "talk may have latency and fail, and nothing else"),
        ("talk: {fail: sometimes}", "talk: 'sometimes' is no failure"),
        ("talk: {latency: 200}", "talk: '200' is no duration"),
        ("- talk", "not a map of operations"),
    ],
)
def test_a_wrong_scenario_is_told_with_its_place(tmp_path: Path, entry: str, told: str) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(entry, encoding="utf-8")
    command = [sys.executable, "-m", "scripts.mock", "--port", "0", "--scenario", str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert f"{path}: {told}" in ended.stderr


def test_how_faults_are_written() -> None:
    assert [duration(text) for text in ("200ms", "1.5s", " 0s ")] == [0.2, 1.5, 0]
    assert Latency.parse("100ms-1s") == Latency(0.1, 1)
    assert Fault.parse("5%") == Fault(0.05, "503")
    assert Fault.parse("half") == Fault(1, "half")
    assert Fault.parse("12.5% reset") == Fault(0.125, "reset")


def test_latency_is_spread_between_its_limits() -> None:
    faults = Faults(Rule(Latency(0.1, 0.3)), seed=1)
    waits = [faults.plan("talk", {})[0] for _ in range(1000)]
    assert 0.1 <= min(waits) < 0.12
    assert 0.28 < max(waits) <= 0.3


def test_nobody_is_made_to_wait_without_a_key_or_for_longer_than_a_minute(mock: Mock, client: httpx.Client) -> None:
    begun = time.perf_counter()
    assert httpx.get(f"{mock.url}{BASE}/models", headers={"Mock-Latency": "50s"}).status_code == 401
    answer = models(client, mock_latency="61s")
    assert answer.status_code == 400
    assert answer.json()["detail"] == "header.mock-latency: a request may ask for 60s at most"
    assert time.perf_counter() - begun < 5
