"""A receiver of webhooks on loopback: it answers as a test asks, and tells when an event has arrived."""

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
class Arrived:
    """A request that arrived: its path, its headers in lower case, and the event that it brought."""

    path: str
    headers: dict[str, str]
    event: dict[str, Any]

    @property
    def kind(self) -> str:
        """The event's name in the contract, such as `training.initial`."""
        return f"{self.event['event']}.{self.event['status']}"


@dataclass
class Receiver:
    """The running receiver. The nth request at a path is answered with `answers[path][n]`, the last for all further.

    An answer is a status; `silent` is none at all, `endless` has a body without end, `slowly` one that drips before it
    begins, `redirect` leads to the path /elsewhere.
    """

    url: str
    answers: dict[str, list[int | str]] = field(default_factory=dict)
    arrived: list[Arrived] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _connections: set[asyncio.StreamWriter] = field(default_factory=set)
    _over: bool = False

    def wait(self, done: Callable[[list[Arrived]], bool]) -> list[Arrived]:
        """Wait until what has arrived is so, and return it."""
        with self._changed:
            assert self._changed.wait_for(lambda: done(self.arrived), SECONDS), [each.kind for each in self.arrived]
            return list(self.arrived)

    def wait_for(self, count: int) -> list[Arrived]:
        """Wait until that many requests have arrived, and return them."""
        return self.wait(lambda arrived: len(arrived) >= count)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self._connections.add(writer)
        try:
            while not self._over and await self._answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the mock hung up, as it may, or the test is over
        finally:
            self._connections.discard(writer)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def end(self) -> None:
        """Hang up, and wait until all connections are closed, those too that asyncio has accepted and not yet served.

        Their tasks aren't cancelled: a task that hasn't begun to run would leave its socket to nobody.
        """
        self._over = True
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            for writer in self._connections:
                writer.transport.abort()
            await asyncio.wait(tasks)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        path = first.split()[1]
        headers = {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in rest if line)}
        event = json.loads(await reader.readexactly(int(headers["content-length"])))
        with self._changed:
            answers = self.answers.get(path, [200])
            turn = sum(each.path == path for each in self.arrived)
            self.arrived.append(Arrived(path, headers, event))
            self._changed.notify_all()
        match answers[min(turn, len(answers) - 1)]:
            case "silent":
                await reader.read()
                return False
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
