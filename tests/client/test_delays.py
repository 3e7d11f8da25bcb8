"""Delays before retries, and timeouts."""

import time
from typing import Any

import httpx
import pytest
from caigunn_client import APIStatusError, APITimeoutError, InternalServerError

from tests.support.client_driver import Call, ClientDriver, get_and_post, list_models, talk


@pytest.mark.parametrize(
    ("script", "call", "at_least", "below"),
    [
        ("429:retry-after=1", list_models, 1, 2),
        ("429:retry-date=1", list_models, 1, 3),
        ("503:retry-after=1", talk, 1, 2),
        ("429:retry-after=0.6", list_models, 0.6, 1.4),
        ("429:retry-after-ms=600", list_models, 0.6, 1.4),
        ("500", list_models, 0.25, 1.5),
    ],
)
def test_delay_follows_retry_after(
    real_time_driver: ClientDriver, script: str, call: Call, at_least: float, below: float
) -> None:
    assert real_time_driver.call(f"{script},ok", call)
    first, second = real_time_driver.received
    assert at_least <= second.time - first.time < below


@get_and_post
@pytest.mark.parametrize("script", ["429:retry-after=3600", "503:retry-after=61", "503:retry-date=3600"])
def test_long_retry_after_is_not_retried(driver: ClientDriver, delays: list[float], call: Call, script: str) -> None:
    with pytest.raises(APIStatusError) as caught:
        driver.call(f"{script},ok", call)
    assert caught.value.status_code == int(script[:3])
    assert len(driver.received) == 1
    assert delays == []


def test_retry_after_of_a_minute_is_retried(driver: ClientDriver, delays: list[float]) -> None:
    driver.call("429:retry-after=60,ok")
    (delay,) = delays
    assert 60 <= delay < 61


@pytest.mark.parametrize("value", ["0", "-1", "", "soon", "nan", "inf", "1e400", "²", "1.5.5", "0x10", "1_0"])
def test_invalid_retry_after_is_ignored(driver: ClientDriver, delays: list[float], value: str) -> None:
    assert driver.call(f"429:retry-after={value},ok").models
    assert sum(delays) <= 1.5


def test_retry_after_in_the_past_is_short(driver: ClientDriver, delays: list[float]) -> None:
    assert driver.call("429:retry-date=-3600,ok").models
    assert sum(delays) <= 0.5


def test_delays_double_up_to_eight_seconds(driver: ClientDriver, delays: list[float]) -> None:
    driver.error(InternalServerError, "500", max_retries=8)
    assert len(delays) == 8
    for number, delay in enumerate(delays):
        longest = min(8, 0.5 * 2**number)
        assert longest / 2 <= delay <= longest


def test_delays_are_random(driver: ClientDriver, delays: list[float]) -> None:
    for _ in range(5):
        driver.error(InternalServerError, "500")
    assert len(set(delays)) == len(delays) == 10


@pytest.mark.parametrize("script", ["silent", "silent-body"])
@pytest.mark.parametrize("level", ["client", "copy", "call", "httpx"])
def test_timeout_raises(driver: ClientDriver, script: str, level: str) -> None:
    timeout = httpx.Timeout(30, read=0.3) if level == "httpx" else 0.3

    def call(caigunn: Any) -> Any:
        if level == "copy":
            return caigunn.with_options(timeout=timeout).models.list()
        return caigunn.models.list(timeout=timeout) if level == "call" else caigunn.models.list()

    started = time.monotonic()
    client_timeout = timeout if level in {"client", "httpx"} else 20
    driver.error(APITimeoutError, script, call, max_retries=0, timeout=client_timeout)
    assert 0.3 <= time.monotonic() - started < 2
    assert len(driver.received) == 1
