"""That the SDK mixes nothing up and loses nothing, however many threads and tasks share one client."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn

from tests.unreliable_service import UnreliableService

CALLS = 10_000
THREADS = 50
TASKS = 500
# httpcore looks at every connection whenever a request comes or goes: with fewer of them, 500 tasks are done sooner.
FEW = httpx.Limits(max_connections=20, max_keepalive_connections=20)
COPIES = 200


@pytest.fixture
def settings(service: UnreliableService, key: str) -> dict[str, Any]:
    """The settings of a client that tries once, so that no attempt hides another: a call is one request or an error."""
    return {"base_url": f"{service.url}/{key}/ok", "api_key": "key-of-the-original", "max_retries": 0}


def said(number: int) -> dict[str, Any]:
    """Return the arguments of a call that no other call has."""
    return {"uid": f"visitor-{number}", "text": f"text-{number}"}


def assert_nothing_is_mixed_up_or_lost(answers: dict[int, str], service: UnreliableService, key: str) -> None:
    assert answers == {number: f"visitor-{number}|text-{number}" for number in answers}
    assert sorted(each.headers["uid"] for each in service.seen(key)) == sorted(said(each)["uid"] for each in answers)


def test_ten_thousand_calls_from_fifty_threads(service: UnreliableService, key: str, settings: dict[str, Any]) -> None:
    with CaiGunn(**settings) as caigunn, ThreadPoolExecutor(THREADS) as threads:
        texts = threads.map(lambda number: caigunn.conversation.talk(**said(number)).text, range(CALLS))
        answers = dict(enumerate(texts))
    assert len(answers) == CALLS
    assert_nothing_is_mixed_up_or_lost(answers, service, key)


def test_ten_thousand_calls_from_five_hundred_tasks(
    service: UnreliableService, key: str, settings: dict[str, Any]
) -> None:
    answers: dict[int, str] = {}

    async def task(caigunn: AsyncCaiGunn, first: int) -> None:
        for number in range(first, CALLS, TASKS):
            answers[number] = (await caigunn.conversation.talk(**said(number))).text

    async def main() -> None:
        args = {"limits": FEW}
        async with AsyncCaiGunn(**settings, httpx_args=args) as caigunn, asyncio.TaskGroup() as tasks:
            for first in range(TASKS):
                tasks.create_task(task(caigunn, first))

    asyncio.run(main())
    assert len(answers) == CALLS
    assert_nothing_is_mixed_up_or_lost(answers, service, key)


def options(number: int) -> dict[str, Any]:
    """Return what a copy is set to; every tenth is like the original."""
    return {"api_key": f"key-{number}", "headers": {"x-copy": str(number)}} if number % 10 else {}


def assert_every_call_had_its_credential(service: UnreliableService, key: str, calls: int) -> None:
    sent = {each.headers["uid"]: (each.headers["api-key"], each.headers.get("x-copy")) for each in service.seen(key)}
    assert sent == {
        f"visitor-{number}": (f"key-{number}", str(number)) if number % 10 else ("key-of-the-original", None)
        for number in range(calls)
    }


def test_copies_in_threads_keep_their_credentials(
    service: UnreliableService, key: str, settings: dict[str, Any]
) -> None:
    with CaiGunn(**settings) as caigunn, ThreadPoolExecutor(THREADS) as threads:
        copied = threads.map(
            lambda number: caigunn.with_options(**options(number)).conversation.talk(**said(number)).text, range(COPIES)
        )
        answers = dict(enumerate(copied))
    assert_nothing_is_mixed_up_or_lost(answers, service, key)
    assert_every_call_had_its_credential(service, key, COPIES)


def test_copies_in_tasks_keep_their_credentials(service: UnreliableService, key: str, settings: dict[str, Any]) -> None:
    async def main() -> list[str]:
        async with AsyncCaiGunn(**settings) as caigunn:
            copies = [caigunn.with_options(**options(number)) for number in range(COPIES)]
            called = [copy.conversation.talk(**said(number)) for number, copy in enumerate(copies)]
            return [each.text for each in await asyncio.gather(*called)]

    assert_nothing_is_mixed_up_or_lost(dict(enumerate(asyncio.run(main()))), service, key)
    assert_every_call_had_its_credential(service, key, COPIES)
