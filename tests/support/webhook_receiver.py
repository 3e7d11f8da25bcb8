"""Webhook receiver on loopback with configurable responses."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

SECONDS = 30


@dataclass(frozen=True)
class ReceivedEvent:
    """A received event: the path, the headers with names in lower case, and the body."""

    path: str
    headers: dict[str, str]
    event: dict[str, Any]

    @property
    def kind(self) -> str:
        """The event's name in the contract, such as `training.initial`."""
        return f"{self.event['event']}.{self.event['status']}"


@dataclass
class Receiver:
    """Webhook receiver.

    Attributes:
        url: The URL of the server.
        responses: The responses to the requests at a path, in order; further requests get the last one. A response is a
            status code, or `silent` (no response), `endless` (an endless body), `slowly` (a header that is sent byte by
            byte), `redirect` (to the path /elsewhere) or `held` (200, once `released` is set).
        received: The received events.
        released: Releases the responses that are `held`.
    """

    url: str
    responses: dict[str, list[int | str]] = field(default_factory=dict)
    received: list[ReceivedEvent] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _connections: set[asyncio.StreamWriter] = field(default_factory=set)
    _over: bool = False

    def wait(self, done: Callable[[list[ReceivedEvent]], bool]) -> list[ReceivedEvent]:
        """Wait for a condition of the received events, and return them."""
        with self._changed:
            assert self._changed.wait_for(lambda: done(self.received), SECONDS), [each.kind for each in self.received]
            return list(self.received)

    def wait_for(self, count: int) -> list[ReceivedEvent]:
        """Wait for a number of events, and return them."""
        return self.wait(lambda received: len(received) >= count)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Respond to the requests of one connection."""
        self._connections.add(writer)
        try:
            while not self._over and await self._respond(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client closed the connection, or the test has ended
        finally:
            self._connections.discard(writer)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def end(self) -> None:
        """Hang up, and wait until all connections are closed, those too that asyncio has accepted and not yet served.

        Their tasks are not cancelled: a task that was cancelled before its start would leave its socket open.
        """
        self._over = True
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            for writer in self._connections:
                writer.transport.abort()
            await asyncio.wait(tasks)

    async def _respond(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        path = first.split()[1]
        headers = {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in rest if line)}
        event = json.loads(await reader.readexactly(int(headers["content-length"])))
        with self._changed:
            responses = self.responses.get(path, [200])
            turn = sum(each.path == path for each in self.received)
            self.received.append(ReceivedEvent(path, headers, event))
            self._changed.notify_all()
        match responses[min(turn, len(responses) - 1)]:
            case "silent":
                await reader.read()
                return False
            case "held":
                await asyncio.to_thread(self.released.wait, SECONDS)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            case "endless":
                writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                while True:
                    writer.write(b"1000\r\n" + bytes(0x1000) + b"\r\n")
                    await writer.drain()
            case "slowly":
                for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + bytes(b"x" * 1000):
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0.05)
                return False
            case "redirect":
                writer.write(b"HTTP/1.1 307 R\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
            case status:
                writer.write(f"HTTP/1.1 {status} S\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        return True


@contextmanager
def webhook_receiver(host: str = "127.0.0.1") -> Iterator[Receiver]:
    """Receive in a thread while the context lasts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # It listens from here on: who connects before the thread serves waits.
    listening = socket.create_server((host, 0), family=family)
    shown = f"[{host}]" if family is socket.AF_INET6 else host
    receiver = Receiver(f"http://{shown}:{listening.getsockname()[1]}")
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def main() -> None:
        server = await asyncio.start_server(receiver.serve, sock=listening)
        await stop.wait()
        loop.remove_reader(listening)  # not yet server.close(): that leaks what was accepted just before
        await receiver.end()
        server.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(main(),))
    thread.start()
    try:
        yield receiver
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(SECONDS)
        loop.close()
