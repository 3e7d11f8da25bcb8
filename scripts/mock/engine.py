"""Prism as a supervised child process: started, watched, asked, and replaced when it dies or hangs."""

import asyncio
import contextlib
import json
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from scripts.mock.refusal import Unavailable
from scripts.openapi import Document
from scripts.project import NODE_MODULES, Failure, node, npm_package

LAUNCHER = Path(__file__).with_name("prism.cjs")
START_SECONDS = 30.0
ANSWER_SECONDS = 3.0
# A process that was killed closes its connections a moment before it is known to be dead.
DEATH_SECONDS = 0.3
STOP_SECONDS = 2.0
# Prism reads no more than 10 MiB, and what is parsed at once must not keep the others waiting for longer than a second.
MOST_BYTES = 4 * 1024 * 1024
TOO_LARGE = "is larger than the 4 MiB, files aside, that the mock reads"
# The gateway reads heads of 64 KiB, and somewhat more where they arrive at once.
MOST_ENGINE_HEAD_BYTES = 1024 * 1024
# httpx takes no longer URL than 64 KiB.
MOST_TARGET_BYTES = 60_000
TRIES = 3

log = logging.getLogger("mock")


class EngineError(Unavailable):
    """Prism gave no answer, not even when asked again."""


@dataclass(frozen=True)
class Answer:
    """What Prism answered.

    Attributes:
        status: The status.
        media_type: The media type of the body, None if there is none.
        violations: What is wrong with the request, as `refusal.explain` reads it; empty if nothing is.
        body: The body.
    """

    status: int
    media_type: str | None
    violations: str
    body: bytes


@dataclass(frozen=True)
class _Life:
    """One Prism process, from its start to its end."""

    process: asyncio.subprocess.Process
    address: str

    async def has_ended(self) -> bool:
        """Tell whether the process is gone, or about to be."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), DEATH_SECONDS)
        return self.process.returncode is not None

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


class Engine:
    """A Prism that serves one document and is always there: one that died is replaced, and who asks waits for it."""

    def __init__(self) -> None:
        """Begin with a process that waits for its document, as most of its start is to load its modules."""
        self._document: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._stopping = False
        self._watchers: set[asyncio.Task[None]] = set()
        self._life = asyncio.create_task(self._spawn())
        # Prism closes a connection that was idle for 5 s. After 2 s one is not used again: it could be in the act.
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(ANSWER_SECONDS, pool=None),
            limits=httpx.Limits(max_connections=64, keepalive_expiry=2),
            trust_env=False,
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),  # never used, and made sooner than one with certificates
        )

    async def start(self, document: Document) -> None:
        """Let Prism serve a document that `lowering.lower` has made, and wait until it answers.

        Raises:
            Failure: Node.js or Prism is missing, or Prism can't serve the document.
        """
        self._document.set_result(json.dumps(document).encode() + b"\n")
        await self._life

    async def stop(self) -> None:
        """End Prism, and leave nothing running."""
        self._stopping = True
        await self._client.aclose()
        if not self._document.done():
            self._life.cancel()
        with contextlib.suppress(Failure, asyncio.CancelledError):
            life = await self._life
            assert life.process.stdin  # noqa: S101 - a pipe, see _spawn
            life.process.stdin.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(life.process.wait(), STOP_SECONDS)
            await life.end()
        await asyncio.gather(*self._watchers)

    async def ask(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[bytes, bytes],
        body: bytes | None,
    ) -> Answer:
        """Let Prism answer a request.

        Where Prism dies or closes the connection, it is asked again, up to `TRIES` times: it may have died of another
        request, or of a signal. One that doesn't answer within `ANSWER_SECONDS`, or never, is replaced.

        Args:
            method: The method.
            target: Path and query, percent-encoded, of `MOST_TARGET_BYTES` at most.
            headers: The headers. The media type of a body is JSON.
            body: The body, or None.

        Raises:
            EngineError: Prism failed every time, or couldn't be started again.
        """
        if body is not None:
            headers = {**headers, b"content-type": b"application/json"}
        for left in reversed(range(TRIES)):
            current = self._life
            try:
                life = await asyncio.shield(current)
            except Failure as failure:
                if self._life is current:
                    self._life = asyncio.create_task(self._spawn())
                raise EngineError(str(failure)) from failure
            try:
                response = await self._client.request(method, life.address + target, headers=headers, content=body)
            except httpx.TimeoutException:
                log.warning("Prism doesn't answer")
                await life.end()
                self._replace(life)
            except httpx.TransportError:
                if not left or await life.has_ended():
                    await life.end()
                    self._replace(life)
            else:
                told = response.headers
                violations = told.get("sl-violations", "")
                return Answer(response.status_code, told.get("content-type"), violations, response.content)
        raise EngineError(f"Prism failed {TRIES} times on this request")

    async def _spawn(self) -> _Life:
        npm_package("@stoplight/prism-cli/package.json")
        process = await asyncio.create_subprocess_exec(
            *(node(), f"--max-http-header-size={MOST_ENGINE_HEAD_BYTES}", LAUNCHER),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=NODE_MODULES.parent,
            env={},  # it needs nothing, and credentials may be there
            start_new_session=True,  # Ctrl-C is for the mock, which then ends Prism
        )
        assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018 - pipes, as asked for
        try:
            process.stdin.write(await self._document)
            address = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        except TimeoutError:
            process.kill()
            raise Failure(f"Prism wasn't ready after {START_SECONDS:.0f} s") from None
        except BaseException:
            process.kill()
            raise
        if not address:
            reason = (await process.stderr.read()).decode(errors="replace").strip().partition("\n")[0]
            await process.wait()
            raise Failure(f"Prism can't serve the contract: {reason or f'it ended with {process.returncode}'}")
        life = _Life(process, address.decode().strip())
        watcher = asyncio.create_task(self._watch(life))
        self._watchers.add(watcher)
        watcher.add_done_callback(self._watchers.discard)
        return life

    async def _watch(self, life: _Life) -> None:
        assert life.process.stderr  # noqa: S101 - a pipe, see _spawn
        async for line in life.process.stderr:
            log.warning("Prism: %s", line.decode(errors="replace").rstrip())
        code = await life.process.wait()
        if not self._stopping:
            log.warning("Prism ended with %s, starting it again", code)
            self._replace(life)

    def _replace(self, life: _Life) -> None:
        """Start a new Prism, unless somebody else has done so for the same life."""
        if not self._stopping and self._life.done() and not self._life.exception() and self._life.result() is life:
            self._life = asyncio.create_task(self._spawn())


def encode(value: Any) -> bytes:
    """Return a JSON value as the bytes that Prism is asked with.

    Raises:
        ValueError: The value has a number that JSON doesn't know, is nested too deeply, or is larger than Prism reads.
    """
    try:
        body = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    if len(body) > MOST_BYTES:
        raise ValueError(TOO_LARGE)
    return body
