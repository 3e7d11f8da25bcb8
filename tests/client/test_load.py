"""Concurrent calls of one client, by threads and by tasks."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn

from tests.support.faulty_service import FaultyService

# The pool of httpcore is slow with many connections and tasks.
FEW_CONNECTIONS = httpx.Limits(max_connections=20, max_keepalive_connections=20)
COPIES = 60


@pytest.fixture
def settings(service: FaultyService, key: str) -> dict[str, Any]:
    """Settings without retries: each call is one request or an error."""
    return {
        "base_url": f"{service.url}/{key}/ok",
        "api_key": "key-of-the-original",
        "max_retries": 0,
        "verify_ssl": False,  # reading the certificates is slow
    }


def arguments(number: int) -> dict[str, Any]:
    """Return arguments of `talk` that identify a call."""
    return {"uid": f"visitor-{number}", "text": f"text-{number}"}


def assert_complete(texts: dict[int, str], service: FaultyService, key: str) -> None:
    """Check that each call got the response to its own request, and that each request was sent once."""
    assert texts == {number: f"visitor-{number}|text-{number}" for number in texts}
    assert sorted(each.headers["uid"] for each in service.received(key)) == sorted(
        arguments(number)["uid"] for number in texts
    )


@pytest.mark.parametrize(("calls", "workers"), [(150, 20), pytest.param(1000, 50, marks=pytest.mark.slow)])
def test_threads_share_a_client(
    service: FaultyService, key: str, settings: dict[str, Any], calls: int, workers: int
) -> None:
    with CaiGunn(**settings) as caigunn, ThreadPoolExecutor(workers) as threads:
        texts = threads.map(lambda number: caigunn.conversation.talk(**arguments(number)).text, range(calls))
        found = dict(enumerate(texts))
    assert len(found) == calls
    assert_complete(found, service, key)


@pytest.mark.parametrize(("calls", "workers"), [(100, 20), pytest.param(1000, 500, marks=pytest.mark.slow)])
def test_tasks_share_a_client(
    service: FaultyService, key: str, settings: dict[str, Any], calls: int, workers: int
) -> None:
    texts: dict[int, str] = {}

    async def task(caigunn: AsyncCaiGunn, first: int) -> None:
        for number in range(first, calls, workers):
            texts[number] = (await caigunn.conversation.talk(**arguments(number))).text

    async def main() -> None:
        args = {"limits": FEW_CONNECTIONS}
        async with AsyncCaiGunn(**settings, httpx_args=args) as caigunn, asyncio.TaskGroup() as tasks:
            for first in range(workers):
                tasks.create_task(task(caigunn, first))

    asyncio.run(main())
    assert len(texts) == calls
    assert_complete(texts, service, key)


def options(number: int) -> dict[str, Any]:
    """Return the settings of a copy; every tenth copy has those of the original."""
    return {"api_key": f"key-{number}", "headers": {"x-copy": str(number)}} if number % 10 else {}


def assert_own_credentials(service: FaultyService, key: str, calls: int) -> None:
    """Check that each call has sent the credential and the header of its copy."""
    sent = {
        each.headers["uid"]: (each.headers["api-key"], each.headers.get("x-copy")) for each in service.received(key)
    }
    assert sent == {
        f"visitor-{number}": (f"key-{number}", str(number)) if number % 10 else ("key-of-the-original", None)
        for number in range(calls)
    }


def test_copies_in_threads_send_their_own_credentials(
    service: FaultyService, key: str, settings: dict[str, Any]
) -> None:
    with CaiGunn(**settings) as caigunn, ThreadPoolExecutor(50) as threads:
        texts = threads.map(
            lambda number: caigunn.with_options(**options(number)).conversation.talk(**arguments(number)).text,
            range(COPIES),
        )
        found = dict(enumerate(texts))
    assert_complete(found, service, key)
    assert_own_credentials(service, key, COPIES)


def test_copies_in_tasks_send_their_own_credentials(service: FaultyService, key: str, settings: dict[str, Any]) -> None:
    async def main() -> list[str]:
        async with AsyncCaiGunn(**settings, httpx_args={"limits": FEW_CONNECTIONS}) as caigunn:
            copies = [caigunn.with_options(**options(number)) for number in range(COPIES)]
            calls = [copy.conversation.talk(**arguments(number)) for number, copy in enumerate(copies)]
            return [each.text for each in await asyncio.gather(*calls)]

    assert_complete(dict(enumerate(asyncio.run(main()))), service, key)
    assert_own_credentials(service, key, COPIES)
