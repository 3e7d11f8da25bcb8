"""A supervisor of Prism without a process."""

import asyncio

from scripts.prism.generator import GeneratedResponse
from scripts.prism.supervisor import PrismSupervisor
from scripts.project import Unavailable


class StubSupervisor(PrismSupervisor):
    """A supervisor without a process, whose responses are given."""

    def __init__(self, *results: GeneratedResponse | Unavailable) -> None:
        """Take what calls of `generate` return or raise, in their order."""
        self.results = list(results)

    async def generate(self, *_: object, **__: object) -> GeneratedResponse:
        """Return or raise the next result."""
        await asyncio.sleep(0)
        result = self.results.pop(0)
        if isinstance(result, Unavailable):
            raise result
        return result
