"""Asks Prism, and remembers what it said: of a request that is judged alike, it would say the same again."""

from collections.abc import Mapping

from scripts.mock.engine import Answer, Engine
from scripts.mock.judge import Signature

_MOST_ANSWERS = 4096
_MOST_BYTES = 16 * 2**20

Key = tuple[str, str, str | None, bytes, Signature]


class Recall:
    """Prism, asked once for answers that are alike. It answers statically: by operation, `Prefer` and what is wrong.

    Attributes:
        remembers: Whether it does; else Prism is asked each time.
        count: How many answers came from memory.
    """

    def __init__(self, engine: Engine, *, remembers: bool = True) -> None:
        """Take a Prism, which need not have been started yet; without memory, it is asked each time."""
        self._engine = engine
        self.remembers = remembers
        self.count = 0
        self._answers: dict[Key, Answer] = {}
        self._size = 0

    async def ask(
        self, key: Key | None, method: str, target: str, headers: Mapping[bytes, bytes], body: bytes | None
    ) -> Answer:
        """Return Prism's answer to a request; see `Engine.ask`.

        Args:
            key: What the answer depends on: method, path and media type in the contract, `Prefer`, and how the request
                was judged. None if that isn't certain: then Prism is always asked.
            method: The method.
            target: Path and query.
            headers: The headers.
            body: The body, or None.

        Raises:
            EngineError: Prism failed.
        """
        if not self.remembers:
            key = None
        if key is not None and (known := self._answers.get(key)):
            self.count += 1
            return known
        answer = await self._engine.ask(method, target, headers=headers, body=body)
        if key is not None:
            self._size += len(answer.body) + len(answer.violations)
            if len(self._answers) >= _MOST_ANSWERS or self._size > _MOST_BYTES:
                self._answers.clear()
                self._size = 0
            self._answers[key] = answer
        return answer
