"""The asynchronous client with trio instead of asyncio."""

import httpx
import pytest
import trio
from caigunn_client import APIConnectionError, APITimeoutError, AsyncCaiGunn, InternalServerError

from tests.support.client_driver import ClientDriver, talk
from tests.support.project_contract import CREDENTIALS


@pytest.fixture
def mode() -> str:
    """The kind of client."""
    return "trio"


def test_call_returns_the_result(driver: ClientDriver) -> None:
    assert driver.call("ok", talk).text


@pytest.mark.parametrize("script", ["500", "429:retry-after=1", "reset", "cut", "silent"])
def test_failure_is_retried(driver: ClientDriver, script: str) -> None:
    assert driver.call(f"{script},ok").models
    assert len(driver.received) == 2


def test_delay_follows_retry_after(real_time_driver: ClientDriver) -> None:
    assert real_time_driver.call("429:retry-after-ms=300,ok").models
    first, second = real_time_driver.received
    assert 0.3 <= second.time - first.time < 1.5


def test_errors_are_raised(driver: ClientDriver, refusing_url: str) -> None:
    driver.error(InternalServerError, "503", max_retries=0)
    driver.error(APITimeoutError, "silent", max_retries=0)
    driver.error(APIConnectionError, "", base_url=refusing_url)


def test_cancellation_during_a_delay_ends_the_call() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(429, headers={"retry-after": "50"}))

    async def main() -> bool:
        async with AsyncCaiGunn(httpx_args={"transport": transport}, **CREDENTIALS) as caigunn:
            with trio.move_on_after(0.1) as scope:
                await caigunn.models.list()
            return scope.cancelled_caught

    assert trio.run(main)
