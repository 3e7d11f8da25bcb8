"""Asks Prism, and remembers what it said: of a request that is judged alike, it would say the same again."""

from collections.abc import Mapping
from typing import NamedTuple

from scripts.mock.engine import Answer, Engine
from scripts.mock.judge import Signature

_MOST_ANSWERS = 4096
_MOST_BYTES = 16 * 2**20

Key = tuple[str, str, str | None, bytes, Signature]


class Question(NamedTuple):
    """What Prism is asked (see `Engine.ask`), and the status of its answer if the request fits the contract."""

    method: str
    target: str
    headers: Mapping[bytes, bytes]
    body: bytes | None
    status: int


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

    async def ask(self, key: Key | None, question: Question) -> Answer:
        """Return Prism's answer to a request.

        Args:
            key: What the answer depends on: method, path and media type in the contract, `Prefer`, and how the request
                was judged. None if that isn't certain: then Prism is always asked.
            question: The request.

        Raises:
            EngineError: Prism failed.
        """
        if not self.remembers:
            key = None
        if key is not None and (known := self._answers.get(key)):
            self.count += 1
            return known
        answer = await self._engine.ask(question.method, question.target, headers=question.headers, body=question.body)
        # Any other answer is a fault, which needn't come again.
        if key is not None and (answer.violations or answer.status == question.status):
            self._size += len(answer.body) + len(answer.violations) + len(repr(key[-1]))
            if len(self._answers) >= _MOST_ANSWERS or self._size > _MOST_BYTES:
                self._answers.clear()
                self._size = 0
            self._answers[key] = answer
        return answer
