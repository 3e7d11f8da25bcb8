"""Cache of responses."""

import asyncio
import re
from dataclasses import replace

import pytest

from scripts.prism.cache import PrismResponse, ResponseCache, ResponseKey
from scripts.prism.generator import GeneratedResponse
from scripts.project import Unavailable
from tests.prism.conftest import content_of, contract_of, documented
from tests.support.stub_supervisor import StubSupervisor

RESPONSES = documented(contract_of({"200": content_of("text/plain"), "404": content_of("text/plain")}))
KEY = ResponseKey(RESPONSES, 200, "text/plain")
GENERATED = GeneratedResponse(200, "text/plain", is_text=True, headers={}, body=b"text")


def test_response_is_cached() -> None:
    async def run() -> None:
        cache = ResponseCache(StubSupervisor(GENERATED))
        assert cache.get(KEY) is None
        response = await cache.fetch(KEY)
        assert response == PrismResponse(200, ((b"content-type", b"text/plain"),), b"text")
        assert cache.get(KEY) is response
        assert cache.get(KEY._replace(status=404)) is None

    asyncio.run(run())


def test_dynamic_response_is_not_cached() -> None:
    async def run() -> None:
        cache = ResponseCache(StubSupervisor(GENERATED, replace(GENERATED, body=b"other")))
        key = KEY._replace(is_dynamic=True)
        assert [(await cache.fetch(key)).body for _ in range(2)] == [b"text", b"other"]
        assert cache.get(key) is None

    asyncio.run(run())


def test_concurrent_fetches_of_a_key_share_one_request() -> None:
    async def run() -> None:
        cache = ResponseCache(StubSupervisor(GENERATED))
        first, *others = await asyncio.gather(*(cache.fetch(KEY) for _ in range(8)))
        assert all(other is first for other in others)

    asyncio.run(run())


def test_disabled_cache_fetches_each_time() -> None:
    async def run() -> None:
        supervisor = StubSupervisor(GENERATED, GENERATED, GENERATED)
        cache = ResponseCache(supervisor, enabled=False)
        await asyncio.gather(cache.fetch(KEY), cache.fetch(KEY))
        await cache.fetch(KEY)
        assert cache.get(KEY) is None
        assert not supervisor.results

    asyncio.run(run())


def test_cancelled_fetch_does_not_cancel_the_others() -> None:
    async def run() -> None:
        cache = ResponseCache(StubSupervisor(GENERATED))
        cancelled, kept = asyncio.create_task(cache.fetch(KEY)), asyncio.create_task(cache.fetch(KEY))
        await asyncio.sleep(0)
        cancelled.cancel()
        assert (await kept).body == b"text"
        assert cancelled.cancelled()

    asyncio.run(run())


def test_failed_fetch_is_not_cached() -> None:
    async def run() -> None:
        cache = ResponseCache(StubSupervisor(Unavailable("Prism is stopping"), GENERATED))
        with pytest.raises(Unavailable, match="Prism is stopping"):
            await cache.fetch(KEY)
        assert (await cache.fetch(KEY)).body == b"text"

    asyncio.run(run())


@pytest.mark.parametrize(("status", "media_type"), [(500, "text/plain"), (200, "application/problem+json")])
def test_unexpected_response_is_logged_and_not_cached(
    caplog: pytest.LogCaptureFixture, status: int, media_type: str
) -> None:
    async def run() -> None:
        cache = ResponseCache(StubSupervisor(GeneratedResponse(status, media_type, is_text=True, headers={}, body=b"")))
        message = f"Prism generated {status} {media_type} for 200 text/plain"
        with pytest.raises(Unavailable, match=re.escape(message)):
            await cache.fetch(KEY)
        assert cache.get(KEY) is None
        assert message in caplog.text

    asyncio.run(run())


def test_undocumented_status_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match="500"):
        asyncio.run(ResponseCache(StubSupervisor()).fetch(KEY._replace(status=500)))
