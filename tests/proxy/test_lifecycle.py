"""Start and stop of the proxy."""

import signal
import threading

import httpx
import psutil
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from scripts.loopback import serving
from scripts.proxy.cli import main
from tests.proxy.conftest import StartProxy
from tests.support.command_line import run_command


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_the_proxy(start_proxy: StartProxy, refusing_url: str, number: signal.Signals) -> None:
    proxy = start_proxy(refusing_url)
    assert psutil.Process(proxy.process.pid).children() == []
    proxy.process.send_signal(number)
    assert proxy.process.wait(10) == 0


def test_response_that_is_under_way_passes_when_the_proxy_stops(start_proxy: StartProxy) -> None:
    is_received, may_respond = threading.Event(), threading.Event()

    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        is_received.set()
        may_respond.wait(10)
        await Response(b"late")(scope, receive, send)

    found: list[bytes] = []
    with serving(upstream) as url:
        proxy = start_proxy(url)
        client = threading.Thread(target=lambda: found.append(httpx.get(f"{proxy.url}/a").content))
        client.start()
        assert is_received.wait(10)
        proxy.process.terminate()
        may_respond.set()
        client.join()
    assert found == [b"late"]
    assert proxy.process.wait(10) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([""], "proxy: no server: write its URL, as in `make proxy UPSTREAM=http://127.0.0.1:8000`"),
        (["ftp://x"], "proxy: 'ftp://x': not an HTTP URL"),
        (["http://x", "--contract", "none.yaml"], "proxy: none.yaml: no such file or directory"),
        (["http://x", "--host", "192.0.2.1"], "proxy: cannot listen on '192.0.2.1'"),
    ],
)
def test_failure_at_the_start_is_one_line(arguments: list[str], message: str) -> None:
    ended = run_command("proxy", main, *arguments, "--port", "0")
    assert (ended.code, ended.stdout) == (2, "")
    [line] = ended.stderr.splitlines()
    assert line.startswith(message)
