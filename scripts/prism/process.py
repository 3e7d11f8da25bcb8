"""A Prism process and its pipes."""

import asyncio
import contextlib
import json
import logging
from collections import deque
from pathlib import Path
from typing import Any

from scripts.project import IS_INSTALLED, UserError, node, npm_package

START_SECONDS = 30.0
RESPONSE_SECONDS = 3.0
STOP_SECONDS = 2.0

PRISM = "@stoplight/prism-cli/package.json"
LAUNCHER = Path(__file__).with_name("prism.cjs")
_MAX_HEAD_BYTES = 2**20

log = logging.getLogger("mock")


class PrismProcess:
    """A running Prism. Its responses arrive in the order of the requests."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Take a process whose standard streams are pipes."""
        assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018
        self._process = process
        self._input, self._output, self._errors = process.stdin, process.stdout, process.stderr
        self._pending: deque[asyncio.Future[tuple[Any, bytes]]] = deque()
        self._is_closed = False
        self._is_killed = False

    @classmethod
    async def start(cls) -> "PrismProcess":
        """Start a process, and wait until it is ready.

        Raises:
            UserError: Node.js or Prism is missing, or cannot run.
        """
        modules = npm_package(PRISM).parents[2]
        spawning = asyncio.create_task(_spawn(modules))
        try:
            started = cls(await asyncio.shield(spawning))
            await started._wait_until_ready()
        except BaseException:
            abandoned = await spawning
            with contextlib.suppress(ProcessLookupError):
                abandoned.kill()
            await abandoned.wait()
            raise
        return started

    async def send(self, request: bytes) -> tuple[Any, bytes]:
        """Send a request, and return the head and the body of the response.

        Raises:
            ConnectionError: The process exited.
            TimeoutError: It did not respond within `RESPONSE_SECONDS`.
        """
        if self._is_closed:
            raise ConnectionResetError
        response: asyncio.Future[tuple[Any, bytes]] = asyncio.get_running_loop().create_future()
        self._pending.append(response)
        if not self._input.is_closing():
            self._input.write(request)
        async with asyncio.timeout(RESPONSE_SECONDS):
            return await response

    async def run(self) -> int:
        """Receive responses until the process ends, and return its exit code."""
        errors = asyncio.create_task(self._log_errors())
        with contextlib.suppress(asyncio.IncompleteReadError, ValueError):
            while line := await self._output.readline():
                head = json.loads(line)
                body = await self._output.readexactly(head["length"])
                response = self._pending.popleft()
                if not response.done():
                    response.set_result((head, body))
        code = await self.stop()
        await errors
        return code

    def close(self) -> None:
        """Fail the requests that have no response, and all later ones."""
        self._is_closed = True
        for response in self._pending:
            if not response.done():
                response.set_exception(ConnectionResetError())

    def kill(self) -> bool:
        """Kill the process, and return True; return False if that was done before."""
        if self._is_killed:  # a second signal would take the exit code from asyncio
            return False
        self._is_killed = True
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        return True

    async def stop(self) -> int:
        """End the input, which ends the process, kill it if that takes too long, and return its exit code."""
        self._input.close()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                return await self._process.wait()
        except TimeoutError:
            self.kill()
            return await self._process.wait()

    async def _wait_until_ready(self) -> None:
        try:
            async with asyncio.timeout(START_SECONDS):
                ready = await self._output.readline()
        except TimeoutError:
            raise UserError(f"Prism was not ready within {START_SECONDS:.0f} s") from None
        if not ready:
            lines = (await self._errors.read()).decode(errors="replace").splitlines()
            reason = next((line for line in lines if "Error: " in line), f"exit code {await self._process.wait()}")
            remedy = "install another version of Node.js or Prism" if IS_INSTALLED else "run `make setup`"
            raise UserError(f"Prism cannot run: {reason}; {remedy}")

    async def _log_errors(self) -> None:
        async for line in self._errors:
            log.warning("Prism: %s", line.decode(errors="replace").rstrip())


async def _spawn(modules: Path) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *(node(), LAUNCHER),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_MAX_HEAD_BYTES,
            cwd=modules.parent,
            # It needs no others, and credentials may be there.
            env={"NODE_PATH": str(modules)} if IS_INSTALLED else {},
            start_new_session=True,  # Ctrl-C is for the parent, which then stops Prism
        )
    except OSError as error:
        raise UserError(f"Prism cannot run: {error.strerror or error}") from error
