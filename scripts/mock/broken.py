"""Answers that break off, as those of a service behind a bad connection do."""

import socket
import struct
from asyncio import Transport
from typing import cast

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

# Where protocol.py puts the connection of a request.
TRANSPORT = "mock.transport"


class Reset(Response):
    """No answer: the connection ends with RST, as of a host that has lost it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """End the connection."""
        del receive, send
        scope["reason"] = "reset, as asked"
        transport = cast("Transport", scope[TRANSPORT])
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()


class Half(Response):
    """An answer whose connection ends in the middle of its body."""

    def __init__(self, whole: Response) -> None:
        """Take the answer that is to break off."""
        super().__init__()
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and half of the body; whoever calls this ends the connection."""
        del receive
        scope["reason"] = "half an answer, as asked"
        body = bytes(self._whole.body)
        await send(
            {"type": "http.response.start", "status": self._whole.status_code, "headers": self._whole.raw_headers}
        )
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
