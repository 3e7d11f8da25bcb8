"""That the benchmark of the mock sends what it says, notices who answers wrongly, and fails in one line."""

import os
import re
import shutil
import sys
from pathlib import Path

import psutil
import pytest

from scripts.bench import endurance, rivals
from scripts.bench.load import NUMBER, press, template
from scripts.bench.rate import Load, loads, pressed
from scripts.project import CONTRACT, Failure
from scripts.serving import Mock
from tests.recording_server import recording_server

needs_wrk = pytest.mark.skipif(
    shutil.which("wrk") is None and os.environ.get("CI") != "true", reason="wrk is missing: apt-get install wrk"
)


@needs_wrk
def test_the_load_is_what_it_says_and_another_each_time() -> None:
    asked = [
        template("PUT", "/a?b=%20", {"api-key": "k"}, f'{{"id": "{NUMBER}"}}'),
        template("GET", f"/{NUMBER}", {}),
    ]
    with recording_server() as server:
        server.answer = 200, b"{}", "application/json"
        told = press(server.url, asked, 1)
        sent = list(server.requests)
    assert 0 < told.requests <= len(sent)
    puts = [each for each in sent if each.method == "PUT"]
    assert [(each.path, each.query) for each in puts[:1]] == [("/a", {"b": [" "]})]
    assert all(re.fullmatch(rb'\{"id": "\d{12}"\}', each.body) for each in puts)
    assert len({each.body for each in puts}) == len(puts)
    assert len({each.path for each in sent} - {"/a"}) == len(sent) - len(puts)


@needs_wrk
def test_who_refuses_what_fits_is_no_contender(mock_url: str) -> None:
    *_, mix = loads()
    assert pressed({"mock": mock_url}, mix, 1, 1)["mock"][0].rate > 0
    with pytest.raises(Failure, match=r"^mock refused \d+ of \d+ requests: a mix"):
        pressed({"mock": mock_url}, Load(mix.what, mix.templates), 1, 1)


def test_without_wrk_it_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Failure, match="wrk is missing"):
        press("http://127.0.0.1:9", [template("GET", "/", {})], 1)


def test_rivals_answer_and_leave_nothing_behind() -> None:
    for start in (rivals.prism, rivals.steady):
        with start(CONTRACT) as running:
            family = rivals.family(running.pid)
            assert rivals.memory(running.pid) > 2**20
        _, left = psutil.wait_procs(family, timeout=5)
        assert not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in left)


def test_a_rival_that_doesnt_start_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="doesn't start"), rivals.prism(tmp_path / "nowhere.yaml"):
        pass
    with pytest.raises(Failure, match="doesn't start"):
        rivals.timed_start([sys.executable, "-c", "print('hello')"], "ready")


def test_an_upload_arrives_and_a_copy_is_gone(mock: Mock, tmp_path: Path) -> None:
    file = tmp_path / "large"
    file.write_bytes(os.urandom(2**20))
    assert endurance.upload(mock.url, file) > 0
    assert endurance.copy(file) > 0
    assert list(tmp_path.iterdir()) == [file]
