"""Supervisor of the Prism process: restarts it after a crash or a hang, and repeats what was interrupted."""

import asyncio
import contextlib
import json
import logging

from scripts.prism.generator import GeneratedResponse, ResponseGenerator
from scripts.prism.process import RESPONSE_SECONDS, PrismProcess
from scripts.project import Unavailable, UserError

_ATTEMPTS = 3

log = logging.getLogger("mock")


class PrismSupervisor(ResponseGenerator):
    """A Prism that starts with the first request, and is always available then: requests wait while it is restarted."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._is_stopping = False
        self._monitors: set[asyncio.Task[None]] = set()
        self._process: asyncio.Task[PrismProcess] | None = None

    async def start(self) -> None:
        """Start Prism, and wait until it is ready.

        Raises:
            UserError: Node.js or Prism is missing, or cannot run.
        """
        await self._starting()

    async def stop(self) -> None:
        """Stop Prism, and leave nothing running."""
        self._is_stopping = True
        if self._process is None:
            return
        self._process.cancel()  # unless it is ready
        with contextlib.suppress(UserError, asyncio.CancelledError):
            await (await self._process).stop()
        await asyncio.gather(*self._monitors)

    async def generate(
        self, document: str, status: int, example: str | None, *, is_dynamic: bool = False
    ) -> GeneratedResponse:
        """Let Prism generate a response.

        If Prism crashes or hangs meanwhile, the request is repeated: another one may be the cause.

        Args:
            document: The document of `response_document`.
            status: The status code of the response.
            example: The name of an example, None for the first one.
            is_dynamic: Whether to generate random values by the schema instead of the first example.

        Raises:
            Unavailable: Prism cannot generate it, failed each time, or cannot be restarted.
        """
        request = json.dumps([document, status, example, is_dynamic]).encode() + b"\n"
        for _ in range(_ATTEMPTS):
            process = await self._ready_process()
            try:
                head, body = await process.send(request)
            except TimeoutError:
                if process.kill():
                    log.warning("Prism did not respond within %.0f s; killing it", RESPONSE_SECONDS)
            except ConnectionError:
                continue
            else:
                if "error" in head:
                    raise Unavailable(f"Prism cannot generate the response: {head['error']}")
                return GeneratedResponse(head["status"], head["mediaType"], head["isText"], head["headers"], body)
        raise Unavailable(f"Prism failed {_ATTEMPTS} times to generate the response")

    async def _ready_process(self) -> PrismProcess:
        if self._is_stopping:
            raise Unavailable("Prism is stopping")
        starting = self._starting()
        try:
            return await asyncio.shield(starting)
        except UserError as error:
            if self._process is starting:
                self._process = None
            raise Unavailable(str(error)) from error
        except asyncio.CancelledError:
            if starting.cancelled():
                raise Unavailable("Prism is stopping") from None
            raise

    def _starting(self) -> asyncio.Task[PrismProcess]:
        if self._process is None:
            self._process = asyncio.create_task(self._start())
        return self._process

    async def _start(self) -> PrismProcess:
        process = await PrismProcess.start()
        monitor = asyncio.create_task(self._monitor(process))
        self._monitors.add(monitor)
        monitor.add_done_callback(self._monitors.discard)
        return process

    async def _monitor(self, process: PrismProcess) -> None:
        code = await process.run()
        if not self._is_stopping:
            log.warning("Prism exited with code %s; restarting", code)
            self._process = asyncio.create_task(self._start())
        process.close()
