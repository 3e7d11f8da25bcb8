"""A running Prism for the tests of responses."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import uvloop

from scripts.openapi import Document, operations
from scripts.prism.cache import PrismResponse, ResponseCache, ResponseKey
from scripts.prism.responses import DocumentedResponses
from scripts.prism.supervisor import PrismSupervisor


class Prism:
    """A supervised Prism, called synchronously."""

    def __init__(self, runner: asyncio.Runner, supervisor: PrismSupervisor) -> None:
        """Take a Prism that is ready."""
        self.runner = runner
        self.supervisor = supervisor

    def fetch(self, contract: Document, status: int | None = None, **choice: Any) -> PrismResponse:
        """Return a response of the first operation of a contract.

        Args:
            contract: The contract.
            status: The status code, by default that of a valid request.
            choice: The `media_type`, by default that of a request without `Accept`, and the `example`.
        """
        responses = documented(contract)
        status = status or responses.default_status
        documented_status = responses.resolve(status)
        assert documented_status
        choice.setdefault("media_type", responses.default_media_type(documented_status))
        return self.runner.run(ResponseCache(self.supervisor).fetch(ResponseKey(responses, status, **choice)))


@pytest.fixture(scope="session")
def prism() -> Iterator[Prism]:
    """A running Prism."""

    async def start() -> PrismSupervisor:
        supervisor = PrismSupervisor()
        await supervisor.start()
        return supervisor

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        supervisor = runner.run(start())
        yield Prism(runner, supervisor)
        runner.run(supervisor.stop())


def documented(contract: Document) -> DocumentedResponses:
    """Return the responses of the first operation of a contract."""
    return DocumentedResponses(contract, next(operations(contract)))


def contract_of(responses: dict[str, Any], /, **components: Any) -> Document:
    """Return a contract of one operation with these responses."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/things": {"get": {"responses": responses}}},
        "components": components,
    }


def content_of(media_type: str, **content: Any) -> Document:
    """Return a response with one media type."""
    return {"description": "A thing.", "content": {media_type: content}}
