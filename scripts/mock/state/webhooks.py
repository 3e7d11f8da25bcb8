"""Delivery of events to webhooks."""

import asyncio
import time
from collections.abc import Collection

import httpx

from scripts.addresses import host_of, is_loopback
from scripts.mock.state.models import Attempt, Delivery, now
from scripts.project import UserError

# The seconds between two attempts, and the time limit of each.
RETRY_SECONDS = (0.2, 1.0)
ATTEMPT_SECONDS = 5.0


class WebhookSender:
    """Client that posts events to webhooks on this machine and on allowed hosts. It follows no redirects."""

    def __init__(self, allowed_hosts: Collection[str]) -> None:
        """Accept hosts.

        Args:
            allowed_hosts: The hosts besides this machine, in lower case.
        """
        self._allowed_hosts = frozenset(allowed_hosts)
        self._client_in_use: httpx.AsyncClient | None = None

    async def attempt(self, delivery: Delivery) -> float | None:
        """Attempt a delivery, and change it accordingly.

        Returns:
            The seconds until the next attempt; None if the delivery is no longer pending.
        """
        if delivery.url is None or not is_allowed(delivery.url, self._allowed_hosts):
            delivery.status = "withheld"
            return None
        started, at = time.perf_counter(), now()
        outcome, is_success = await self._post(delivery.url, delivery.event)
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        delivery.attempts.append(Attempt(at=at, outcome=outcome, milliseconds=milliseconds))
        if is_success:
            delivery.status = "delivered"
        elif len(delivery.attempts) > len(RETRY_SECONDS):
            delivery.status = "failed"
        else:
            return RETRY_SECONDS[len(delivery.attempts) - 1]
        return None

    async def close(self) -> None:
        """Close the connections."""
        if self._client_in_use is not None:
            await self._client_in_use.aclose()

    @property
    def _client(self) -> httpx.AsyncClient:
        if self._client_in_use is None:  # a third of the start of a mock with state, which may deliver nothing
            # A slow webhook must not use up the connections of the others. The time limit covers the whole attempt.
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
            self._client_in_use = httpx.AsyncClient(timeout=None, trust_env=False, limits=limits)  # noqa: S113
        return self._client_in_use

    async def _post(self, url: str, event: dict[str, object]) -> tuple[str, bool]:
        """Return the outcome of a request, and whether it is a success."""
        try:
            # The body of the response is not read: it may be endless.
            async with asyncio.timeout(ATTEMPT_SECONDS), self._client.stream("POST", url, json=event) as response:
                return str(response.status_code), response.is_success
        except Exception as error:  # noqa: BLE001 - the webhook's owner chose URL and response; any error is an outcome
            return type(error).__name__, False


def is_allowed(url: str, allowed_hosts: Collection[str]) -> bool:
    """Return True if a URL is on this machine, or on an allowed host."""
    try:
        # httpx and urlsplit must read the same host, else the check would be of another host than the request.
        is_unambiguous = httpx.URL(url).raw_host.decode() == host_of(url)
        return is_unambiguous and (is_loopback(url) or host_of(url) in allowed_hosts)
    except (UserError, httpx.InvalidURL):
        return False
