"""A running mock: starts its parts, serves the contract, and reloads it when its files change."""

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from scripts.http_server.server import listen, serve, url_of
from scripts.mock.admin.routes import admin_app
from scripts.mock.app import MockApp
from scripts.mock.config import MockConfig
from scripts.mock.contract import (
    CompiledContract,
    ServedContract,
    compile_contract,
    generate_responses,
    load_responses,
    watched_files,
)
from scripts.mock.recorder import Recorder
from scripts.mock.reload import signature, wait_for_change
from scripts.mock.respond import Responder
from scripts.prism.cache import ResponseCache
from scripts.prism.store import ResponseStore
from scripts.prism.supervisor import PrismSupervisor
from scripts.project import BUILD, UserError, displayed

if TYPE_CHECKING:
    from scripts.mock.state import State

log = logging.getLogger("mock")


async def run_mock(config: MockConfig) -> int:
    """Serve a contract until a signal arrives.

    Returns:
        The number of requests.

    Raises:
        UserError: The contract is not valid, the port is taken, or Prism cannot run.
    """
    mock = _Mock(config)
    reloading: asyncio.Task[None] | None = None
    try:
        contract = compile_contract(config)
        with listen(config.host, config.port) as listening:
            app = await mock.start(contract)
            url = url_of(listening)
            kind = " with state" if config.state else ""
            version = contract.document["info"]["version"]
            ready = f"mock: serving {displayed(config.contract)} ({version}){kind} at {url}; inspector: {url}/__mock/"
            reloading = asyncio.create_task(mock.reload_on_change(app))
            await serve(app, listening, lambda: print(f"{ready}; Ctrl-C stops it", flush=True), mock.recorder.close)
            return app.count
    finally:
        if reloading is not None:
            reloading.cancel()
        await mock.stop()


class _Mock:
    """The parts of a mock that outlive a change of the contract.

    Attributes:
        recorder: The recorded requests.
    """

    def __init__(self, config: MockConfig) -> None:
        self.recorder = Recorder()
        self._config = config
        self._started = time.time_ns()
        self._supervisor = PrismSupervisor()
        self._state: State | None = None
        self._served = ServedContract({})
        self._generating: asyncio.Task[None] | None = None

    async def start(self, contract: CompiledContract) -> MockApp:
        """Return the application for a contract, when Prism is ready if it is needed.

        Raises:
            UserError: Prism cannot run, or the state cannot be used.
        """
        config = self._config
        cache = self._new_cache()
        missing = load_responses(cache, contract)
        if missing:
            await self._supervisor.start()
        if config.cache:
            self._generating = asyncio.create_task(generate_responses(cache, missing))
        if config.state is not None:
            from scripts.mock.state import open_state  # noqa: PLC0415 - not needed without state

            self._state = await open_state(
                contract.document,
                job_duration=config.state.job_seconds,
                allowed_hosts=config.state.allowed_hosts,
                redis_url=config.state.redis_url,
            )
        self._served.document = contract.document
        return MockApp(
            router=contract.router,
            responder=self._responder(contract, cache),
            faults=contract.faults,
            recorder=self.recorder,
            admin=admin_app(self.recorder, self._served, config.credentials, self._state, config.host.lower()),
        )

    async def reload_on_change(self, app: MockApp) -> None:
        """Serve the contract anew whenever its files change; if it is not valid then, go on with the previous one."""
        files = await asyncio.to_thread(watched_files, self._config, frozenset({self._config.contract}))
        # Also reload what changed during the start.
        known = {path: state for path, state in signature(files).items() if state[0] < self._started}
        while True:
            known = await wait_for_change(files, known)
            try:
                contract = await asyncio.to_thread(compile_contract, self._config)
                files = await asyncio.to_thread(watched_files, self._config, files)
                if self._state is not None:
                    self._state.check_contract(contract.document)
            except UserError as error:
                self._served.error = str(error)
                log.warning("%s; still serving the previous contract", error)
            else:
                known = signature(files) | known
                self._replace(app, contract)
                log.info("reloaded %s", displayed(self._config.contract))
            self._served.revision += 1
            self.recorder.wake()

    async def stop(self) -> None:
        """Stop everything."""
        if self._generating is not None:
            self._generating.cancel()
        if self._state is not None:
            await self._state.close()
        await self._supervisor.stop()

    def _replace(self, app: MockApp, contract: CompiledContract) -> None:
        cache = self._new_cache()
        missing = load_responses(cache, contract)
        if self._generating is not None:
            self._generating.cancel()
            self._generating = asyncio.create_task(generate_responses(cache, missing))
        app.router, app.faults = contract.router, contract.faults
        app.responder = self._responder(contract, cache)
        self._served.document, self._served.error = contract.document, None

    def _new_cache(self) -> ResponseCache:
        is_enabled = self._config.cache
        return ResponseCache(
            self._supervisor, ResponseStore(BUILD / "prism") if is_enabled else None, enabled=is_enabled
        )

    def _responder(self, contract: CompiledContract, cache: ResponseCache) -> Responder:
        handlers = self._state.handlers if self._state else None
        return Responder(contract.document, contract.responses, cache, handlers)
