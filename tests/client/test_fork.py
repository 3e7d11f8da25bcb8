"""Clients in a child process after os.fork, as with `gunicorn --preload`."""

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from caigunn_client import AsyncCaiGunn, CaiGunn

from tests.support.project_contract import CREDENTIALS

BODY = b'{"models": []}'
RESPONSE = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(BODY), BODY)


@contextmanager
def counting_server() -> Iterator[tuple[str, list[int]]]:
    """A server that keeps connections alive, its URL, and the number of requests of each connection."""
    requests: list[int] = []

    def serve(connection: socket.socket, number: int) -> None:
        with connection:
            while connection.recv(65_536):
                requests[number] += 1
                connection.sendall(RESPONSE)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            requests.append(0)
            threading.Thread(target=serve, args=(connection, len(requests) - 1), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", requests
        listener.shutdown(socket.SHUT_RDWR)


def in_child(function: Callable[[], None]) -> int:
    """Run a function in a child process, and return its exit code."""
    process = os.fork()
    if not process:
        code = 1
        try:
            function()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_child_opens_new_connections() -> None:
    with counting_server() as (url, requests), CaiGunn(base_url=url, **CREDENTIALS) as caigunn:
        copy = caigunn.with_options(max_retries=0)
        caigunn.models.list()

        def call_twice() -> None:
            caigunn.models.list()
            copy.models.list()
            caigunn.close()

        assert in_child(call_twice) == 0
        copy.models.list()
        assert requests == [2, 2]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_child_opens_new_asynchronous_connections() -> None:
    with counting_server() as (url, requests):
        caigunn = AsyncCaiGunn(base_url=url, **CREDENTIALS)

        async def call() -> None:
            await caigunn.models.list()

        async def main() -> None:
            await caigunn.models.list()
            assert in_child(lambda: ThreadPoolExecutor().submit(asyncio.run, call()).result()) == 0
            await caigunn.models.list()
            await caigunn.close()

        asyncio.run(main())
        assert requests == [2, 1]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_closed_client_stays_closed_in_a_child() -> None:
    caigunn = CaiGunn(**CREDENTIALS)
    caigunn.close()

    def call() -> None:
        with pytest.raises(RuntimeError, match="the client is closed"):
            caigunn.models.list()

    assert in_child(call) == 0
