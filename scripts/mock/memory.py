"""Whole answers, remembered by the head of their request: it needn't be read again to be answered again."""

from collections.abc import Callable
from typing import NamedTuple

from uvicorn.protocols.http.h11_impl import STATUS_PHRASES

from scripts.mock.journal import KEPT_BYTES, Asked, Told
from scripts.mock.judge import FITS, Signature
from scripts.mock.logs import printable

_MOST_HEAD = 8 * 1024
_MOST_BYTES = 16 * 2**20
# What a request or an answer, and a header, needs beside its bytes.
_ENTRY_BYTES, _HEADER_BYTES = 500, 200
# Heads that mean more than themselves: a body of unknown length, an answer before the answer, another protocol.
_NOT_ALONE = {b"transfer-encoding", b"expect", b"upgrade"}


# Members of a request's scope: what may be remembered of it, and how it was asked and answered.
LESSON, EXCHANGE = "mock.lesson", "mock.exchange"


class Lesson(NamedTuple):
    """What may be remembered of a request: its answer depends on its head, and on how its body is judged.

    Attributes:
        judge: Judges a body, or isn't certain (None). No judge: the body doesn't matter.
        signature: How the body of this request is judged.
    """

    judge: Callable[[bytes], Signature | None] | None = None
    signature: Signature = FITS


class Reply(NamedTuple):
    """An answer as bytes before and after the time of day, and as the journal keeps it."""

    before: bytes
    after: bytes
    told: Told


class Known:
    """The requests that have a head.

    Attributes:
        asked: The head.
        length: How many bytes the body has.
        judge: Judges a body, None if it doesn't matter.
        path: The path, to log.
        replies: The answers, by how the body is judged.
    """

    __slots__ = ("asked", "judge", "length", "path", "replies")

    def __init__(self, asked: Asked, length: int, judge: Callable[[bytes], Signature | None] | None) -> None:
        """Begin with no answer."""
        self.asked = asked
        self.length = length
        self.judge = judge
        self.path = printable(asked.target.partition(b"?")[0])
        self.replies: dict[Signature, Reply] = {}

    def reply(self, body: bytes) -> Reply | None:
        """Return the answer to a request with a body, None if it isn't known."""
        if self.judge is None:
            return self.replies.get(FITS)
        signature = self.judge(body)
        return None if signature is None else self.replies.get(signature)


class Memory:
    """The answers that are known, within a bound of memory: when it is full, all is learned anew.

    Attributes:
        find: Returns what is known of a head, None if nothing is.
        count: How many answers came from here.
    """

    def __init__(self) -> None:
        self.count = 0
        self._known: dict[bytes, Known] = {}
        self._size = 0
        self.find = self._known.get

    def learn(self, head: bytes, length: int, lesson: Lesson, asked: Asked, told: Told) -> None:
        """Remember an answer, if nothing else than the request was the cause of it.

        Args:
            head: The head of the request as it came, without the empty line that ends it.
            length: How many bytes came behind it.
            lesson: What the answer depends on.
            asked: The head as it was understood.
            told: The answer.
        """
        if not _is_alone(head, length, asked) or len(told.body) >= KEPT_BYTES:
            return
        known = self._known.get(head)
        size = 0
        if known is None:
            known = Known(asked, length, lesson.judge)
            size += len(head) * 3 + len(asked.headers) * _HEADER_BYTES + _ENTRY_BYTES
        reply = Reply(*_as_bytes(asked.method, told), told)
        size += len(reply.after) + len(told.body) + 2 * len(repr(lesson.signature)) + _ENTRY_BYTES
        self._size += size
        if self._size > _MOST_BYTES:
            self._known.clear()
            self._size = size
        known.replies[lesson.signature] = reply
        self._known[head] = known


def _is_alone(head: bytes, length: int, asked: Asked) -> bool:
    """Tell whether a head is the head of one request, whose body came with it."""
    announced = [value for name, value in asked.headers if name == b"content-length"] or [b"0"]
    return (
        len(head) <= _MOST_HEAD
        and head.count(b"\n") == head.count(b"\r\n") == len(asked.headers)
        and head.endswith(b" HTTP/1.1", 0, head.find(b"\r\n"))
        and announced == [b"%d" % length]
        and not any(name in _NOT_ALONE for name, _ in asked.headers)
    )


def _as_bytes(method: str, told: Told) -> tuple[bytes, bytes]:
    """Return an answer as the server writes it, before and after the time of day."""
    lines = b"".join(b"\r\n%b: %b" % header for header in told.headers)
    before = b"HTTP/1.1 %d %b\r\ndate: " % (told.status, STATUS_PHRASES[told.status])
    return before, lines + b"\r\n\r\n" + (b"" if method == "HEAD" else told.body)
