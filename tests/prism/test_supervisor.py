"""Crashes, hangs, start and stop of the Prism process."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
import uvloop

from scripts.prism import process
from scripts.prism.document import response_document
from scripts.prism.supervisor import PrismSupervisor
from scripts.project import ROOT, Unavailable, UserError

TIMEOUT_SECONDS = 60
EXAMPLES = {str(number): {"value": number} for number in range(100)}
DOCUMENT = response_document({"openapi": "3.1.0"}, "application/json", {"examples": EXAMPLES}, {})


def prism_processes() -> set[psutil.Process]:
    return {child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE}


@asynccontextmanager
async def supervised() -> AsyncIterator[tuple[PrismSupervisor, Callable[[], psutil.Process]]]:
    """A running supervisor, and a function that returns its process."""
    others = prism_processes()

    def child() -> psutil.Process:
        [found] = prism_processes() - others
        return found

    supervisor = PrismSupervisor()
    try:
        await supervisor.start()
        yield supervisor, child
    finally:
        await supervisor.stop()
        assert prism_processes() <= others


async def body(supervisor: PrismSupervisor, example: str | None = None) -> bytes:
    return (await supervisor.generate(DOCUMENT, 200, example)).body


def test_responses_belong_to_their_requests() -> None:
    async def main() -> None:
        async with supervised() as (supervisor, _):
            bodies = await asyncio.gather(*(body(supervisor, name) for name in EXAMPLES))
            assert bodies == [name.encode() for name in EXAMPLES]

    uvloop.run(main())


def test_cancelled_request_does_not_shift_the_others() -> None:
    async def main() -> None:
        async with supervised() as (supervisor, _):
            requests = [asyncio.create_task(body(supervisor, name)) for name in ("1", "2", "3")]
            await asyncio.sleep(0)
            requests[0].cancel()
            assert [await each for each in requests[1:]] == [b"2", b"3"]

    uvloop.run(main())


def test_no_request_is_lost_when_prism_is_killed(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        bodies: asyncio.Queue[bytes] = asyncio.Queue()

        async def request(supervisor: PrismSupervisor) -> None:
            while True:
                bodies.put_nowait(await body(supervisor, "7"))

        async def assert_responses() -> None:
            assert {await bodies.get() for _ in range(100)} == {b"7"}

        async with supervised() as (supervisor, child), asyncio.timeout(TIMEOUT_SECONDS):
            requests = [asyncio.create_task(request(supervisor)) for _ in range(8)]
            await assert_responses()
            child().kill()
            await assert_responses()
            assert not any(each.done() for each in requests)
            for each in requests:
                each.cancel()
            await asyncio.wait(requests)

    uvloop.run(main())
    assert caplog.text.count("Prism exited with code -9; restarting") == 1


def test_hanging_prism_is_replaced(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(process, "RESPONSE_SECONDS", 0.3)

    async def main() -> None:
        async with supervised() as (supervisor, child):
            await body(supervisor)
            stuck = child()
            stuck.suspend()
            bodies = await asyncio.gather(*(body(supervisor, name) for name in ("1", "2")))
            assert bodies == [b"1", b"2"]
            assert child() != stuck

    uvloop.run(main())
    assert caplog.text.count("Prism did not respond within") == 1
    assert caplog.text.count("Prism exited with code -9; restarting") == 1


def test_prism_has_an_empty_environment_and_its_own_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCK_CREDENTIAL_API_KEY", "secret")

    async def main() -> None:
        async with supervised() as (_, child):
            assert child().environ() == {}
            assert os.getsid(child().pid) == child().pid

    uvloop.run(main())


def test_prism_exits_with_a_killed_parent() -> None:
    program = """
import asyncio, psutil
from scripts.prism.supervisor import PrismSupervisor

async def main():
    supervisor = PrismSupervisor()
    await supervisor.start()
    print(psutil.Process().children()[0].pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    with contextlib.suppress(psutil.NoSuchProcess):
        child.wait(TIMEOUT_SECONDS)


def test_stop_before_prism_is_ready() -> None:
    async def main() -> None:
        others = prism_processes()
        supervisor = PrismSupervisor()
        waiting = asyncio.create_task(body(supervisor))
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while prism_processes() <= others:  # noqa: ASYNC110 - processes send no events
                await asyncio.sleep(0.001)
        await supervisor.stop()
        with pytest.raises(Unavailable, match="Prism is stopping"):
            await waiting
        assert prism_processes() <= others

    uvloop.run(main())


def test_requests_after_stop_are_unavailable() -> None:
    async def main() -> None:
        async with supervised() as (supervisor, child):
            child().suspend()
            waiting = asyncio.create_task(body(supervisor))
            await asyncio.sleep(0)
            await supervisor.stop()
            with pytest.raises(Unavailable):
                await waiting
            with pytest.raises(Unavailable):
                await body(supervisor)

    uvloop.run(main())


def test_missing_prism_is_unavailable_until_it_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with supervised() as (supervisor, child):
            with monkeypatch.context() as patch:
                patch.setattr("scripts.project.NODE_MODULES", Path("/nowhere"))
                child().kill()
                for _ in range(2):
                    with pytest.raises(Unavailable, match=r"/nowhere/.* is missing: run `make setup`"):
                        await body(supervisor)
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while True:
                    with contextlib.suppress(Unavailable):
                        assert await body(supervisor, "7") == b"7"
                        break

    uvloop.run(main())


@pytest.mark.parametrize(
    ("launcher", "message"),
    [
        (
            "require('missing-package')",
            r"Prism cannot run: Error: Cannot find module 'missing-package'; run `make setup`",
        ),
        ("process.exit(3)", "Prism cannot run: exit code 3; run `make setup`"),
        ("setInterval(() => {}, 1000)", "Prism was not ready within 1 s"),
    ],
)
def test_prism_that_cannot_start_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, launcher: str, message: str
) -> None:
    (tmp_path / "launcher.cjs").write_text(launcher, encoding="utf-8")
    monkeypatch.setattr(process, "LAUNCHER", tmp_path / "launcher.cjs")
    monkeypatch.setattr(process, "START_SECONDS", 1.0)

    async def main() -> None:
        async with supervised():
            pass

    with pytest.raises(UserError) as raised:
        uvloop.run(main())
    assert str(raised.value) == message


def test_malformed_output_is_unavailable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = "console.log('ready'); process.stdin.once('data', () => console.log('nonsense'))"
    (tmp_path / "launcher.cjs").write_text(program, encoding="utf-8")
    monkeypatch.setattr(process, "LAUNCHER", tmp_path / "launcher.cjs")

    async def main() -> None:
        async with supervised() as (supervisor, _):
            with pytest.raises(Unavailable, match="Prism failed 3 times"):
                await body(supervisor)

    uvloop.run(main())


def test_prism_errors_are_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    program = (
        "console.log('ready'); console.error('out of memory'); process.stdin.once('data', () => process.exit(134))"
    )
    (tmp_path / "launcher.cjs").write_text(program, encoding="utf-8")
    monkeypatch.setattr(process, "LAUNCHER", tmp_path / "launcher.cjs")

    async def main() -> None:
        async with supervised() as (supervisor, _):
            with pytest.raises(Unavailable):
                await body(supervisor)

    uvloop.run(main())
    assert "Prism: out of memory" in caplog.text
    assert "Prism exited with code 134; restarting" in caplog.text


def test_document_that_prism_cannot_read_is_unavailable() -> None:
    async def main() -> None:
        async with supervised() as (supervisor, _):
            with pytest.raises(Unavailable, match="Prism cannot generate the response: Unsupported document format"):
                await supervisor.generate("{}", 200, None)
            assert await body(supervisor, "7") == b"7"

    uvloop.run(main())
