"""How long the SDK waits: between two attempts, and for an answer."""

import time
from typing import Any

import httpx
import pytest
from caigunn_client import APIStatusError, APITimeoutError, InternalServerError

from tests.sdk_play import Call, Play, get_and_post, list_models, talk


@pytest.mark.parametrize(
    ("script", "call", "least", "most"),
    [
        ("429:retry-after=1", list_models, 1, 2),
        ("429:retry-date=1", list_models, 1, 3),
        ("503:retry-after=1", talk, 1, 2),
        ("500", list_models, 0.25, 1.5),
    ],
)
def test_wait_is_as_long_as_asked_for(patient: Play, script: str, call: Call, least: float, most: float) -> None:
    assert patient.call(f"{script},ok", call)
    assert least <= patient.gap < most


@get_and_post
@pytest.mark.parametrize("script", ["429:retry-after=3600", "503:retry-after=61", "503:retry-date=3600"])
def test_long_wait_is_an_error_at_once(play: Play, waits: list[float], call: Call, script: str) -> None:
    with pytest.raises(APIStatusError) as caught:
        play.call(f"{script},ok", call)
    assert caught.value.status_code == int(script[:3])
    assert len(play.seen) == 1
    assert waits == []


def test_a_minute_is_waited_for(play: Play, waits: list[float]) -> None:
    play.call("429:retry-after=60,ok")
    (wait,) = waits
    assert 60 <= wait < 61


@pytest.mark.parametrize("value", ["0", "-1", "", "soon", "nan", "inf", "1e400", "²", "1.5", "0x10", "1_0"])
def test_odd_retry_after_breaks_nothing(play: Play, waits: list[float], value: str) -> None:
    assert play.call(f"429:retry-after={value},ok").models == []
    assert sum(waits) <= 1.5


def test_retry_after_in_the_past_is_no_wait(play: Play, waits: list[float]) -> None:
    assert play.call("429:retry-date=-3600,ok").models == []
    assert sum(waits) <= 0.5


def test_waits_grow_to_eight_seconds(play: Play, waits: list[float]) -> None:
    play.failure(InternalServerError, "500", max_retries=8)
    assert len(waits) == 8
    for number, wait in enumerate(waits):
        longest = min(8, 0.5 * 2**number)
        assert longest / 2 <= wait <= longest


def test_waits_are_left_to_chance(play: Play, waits: list[float]) -> None:
    for _ in range(5):
        play.failure(InternalServerError, "500")
    assert len(set(waits)) == len(waits) == 10


@pytest.mark.parametrize("script", ["silent", "silent-body"])
@pytest.mark.parametrize("given", ["client", "copy", "call", "httpx"])
def test_silence_is_a_timeout(play: Play, script: str, given: str) -> None:
    timeout = httpx.Timeout(30, read=0.3) if given == "httpx" else 0.3

    def call(caigunn: Any) -> Any:
        if given == "copy":
            return caigunn.with_options(timeout=timeout).models.list()
        return caigunn.models.list(timeout=timeout) if given == "call" else caigunn.models.list()

    started = time.monotonic()
    of_client = timeout if given in {"client", "httpx"} else 20
    play.failure(APITimeoutError, script, call, max_retries=0, timeout=of_client)
    assert 0.3 <= time.monotonic() - started < 2
    assert len(play.seen) == 1
