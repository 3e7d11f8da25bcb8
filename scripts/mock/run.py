"""A running mock: starts its parts, serves the contract, and reloads it when its files change."""

import asyncio
import logging
import time
import traceback
from typing import TYPE_CHECKING, Any

from scripts.editions.contracts import edition_of
from scripts.http_server.server import listen, serve, url_of
from scripts.mock.admin.routes import admin_app
from scripts.mock.app import MockApp, access_log
from scripts.mock.callbacks import CallbackSender
from scripts.mock.config import MockConfig
from scripts.mock.contract import (
    CompiledContract,
    ServedContract,
    compile_contract,
    generate_responses,
    load_responses,
)
from scripts.mock.examples import ExampleGenerator
from scripts.mock.faults.custom import CustomResponder
from scripts.mock.faults.inject import FaultInjector
from scripts.mock.faults.scenario import Scenario
from scripts.mock.hints import EditionHints, hints_for
from scripts.mock.mismatch import ExampleChecker
from scripts.mock.recorder import Recorder
from scripts.mock.reload import signature, wait_for_change
from scripts.mock.respond import Responder
from scripts.openapi import operations
from scripts.prism.cache import ResponseCache
from scripts.prism.generator import ResponseGenerator
from scripts.prism.process import PRISM
from scripts.prism.store import PACKAGED, ResponseStore
from scripts.prism.supervisor import PrismSupervisor
from scripts.project import BUILD, IS_INSTALLED, UserError, displayed, node, npm_package, optional_package

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
    # First, so that a taken port is reported at once, and not when Prism is ready.
    with listen(config.host, config.port) as listening:
        try:
            app = await mock.start()
            tls = authority = None
            if config.has_tls:
                with optional_package("--tls", "tls"):
                    from scripts.mock.tls import server_context  # noqa: PLC0415 - slow to import

                tls, authority = server_context(BUILD / "tls", config.host)
            url = url_of(listening, "https" if tls else "http")
            if authority is not None:
                log.info("clients must trust %s, for example by curl --cacert", displayed(authority))
            reloading = asyncio.create_task(mock.reload_on_change())
            await serve(app, listening, lambda: mock.announce(url), mock.recorder.close, tls=tls)
            return app.count
        finally:
            if reloading is not None:
                reloading.cancel()
            await mock.stop()


class _Mock:
    """The parts of a mock. The recorder, the state and Prism outlive a change of the contract.

    Attributes:
        recorder: The recorded requests.
    """

    def __init__(self, config: MockConfig) -> None:
        self.recorder = Recorder()
        self._config = config
        self._started = time.time_ns()
        self._has_prism = _has_prism()
        self._generator: ResponseGenerator = PrismSupervisor() if self._has_prism else ExampleGenerator()
        self._state: State | None = None
        self._generating: asyncio.Task[None] | None = None
        # The scenario that has replaced the one of the options and the file.
        self._own_scenario: Scenario | None = None

    def announce(self, url: str) -> None:
        """Print the pages of the mock, and log its operations."""
        document = self._contract.document
        kind = " with state" if self._config.state else ""
        print(
            f"mock: serving {displayed(self._config.contract)} ({document['info']['version']}){kind} at {url}; "
            f"inspector: {url}/__mock/; reference: {url}/__mock/docs/; Ctrl-C stops it",
            flush=True,
        )
        for operation in operations(document):
            access_log.info("%s: %s %s%s", operation.id, operation.method, url, operation.path)

    async def start(self) -> MockApp:
        """Return the application, when Prism is ready if it is needed.

        Raises:
            UserError: The contract or the scenario is not valid, Prism cannot run, or the state cannot be used.
        """
        config = self._config
        self._contract = compile_contract(config)
        self._cache = self._new_cache()
        missing = load_responses(self._cache, self._contract)
        faults, custom = self._apply(config.scenario.read(), self._contract)
        if missing:
            await self._generator.start()
        if config.cache:
            self._generating = asyncio.create_task(generate_responses(self._cache, missing))
        if config.state is not None:
            from scripts.mock.state import open_state  # noqa: PLC0415 - not needed without state

            self._state = await open_state(
                self._contract.document,
                job_durations=config.state.job_durations,
                allowed_hosts=config.allowed_hosts,
                redis_url=config.state.redis_url,
            )
        self._served = ServedContract(self._contract.document, edition_of(config.contract), self.set_scenario)
        admin = admin_app(self.recorder, self._served, config.credentials, self._state, config.host.lower())
        self._app = MockApp(
            router=self._contract.router,
            responder=self._responder(custom),
            callbacks=CallbackSender(self._contract.document, self._cache, config.allowed_hosts),
            faults=faults,
            recorder=self.recorder,
            admin=admin,
            hints=self._hints(),
        )
        return self._app

    def set_scenario(self, content: Any) -> None:
        """Replace the scenario until its file changes, if it has one. Rules that stay go on with their sequences.

        Args:
            content: A map of operationIds to rules.

        Raises:
            UserError: It is not valid.
        """
        scenario = self._config.scenario.with_rules(content, "scenario")
        faults, custom = self._apply(scenario, self._contract)
        custom.continue_from(self._custom)
        self._app.faults, self._app.responder = faults, self._responder(custom)
        self._own_scenario = scenario

    async def reload_on_change(self) -> None:
        """Reload the contract when its files change. The previous contract stays if the new one is not valid."""
        scenario = {self._config.scenario.file} if self._config.scenario.file else set()
        files = self._contract.files | scenario
        # Also reload what changed during the start.
        known = {path: state for path, state in signature(files).items() if state[0] < self._started}
        while True:
            previous = known
            known = await wait_for_change(files, known)
            try:
                contract = await asyncio.to_thread(compile_contract, self._config)
                files = contract.files | scenario
                is_changed = any(previous.get(file) != known.get(file) for file in scenario)
                self._replace(contract, None if is_changed else self._own_scenario)
            except UserError as error:
                self._served.error = str(error)
                log.warning("%s; still serving the previous contract", error)
            except Exception as error:  # noqa: BLE001 - a bug must not end the reloading, so that later edits are served
                place = traceback.extract_tb(error.__traceback__)[-1]
                reason = f"internal error: {type(error).__name__} at {place.filename}:{place.lineno}"
                self._served.error = reason
                log.warning("%s; still serving the previous contract", reason)
            else:
                known = signature(files) | known
                self._served.error = None
                log.info("reloaded %s", displayed(self._config.contract))
            self._served.revision += 1
            self.recorder.wake()

    async def stop(self) -> None:
        """Stop everything."""
        if self._generating is not None:
            self._generating.cancel()
        if self._state is not None:
            await self._state.close()
        await self._generator.stop()

    def _replace(self, contract: CompiledContract, own_scenario: Scenario | None) -> None:
        if self._state is not None:
            self._state.check_contract(contract.document)
        faults, custom = self._apply(own_scenario or self._config.scenario.read(), contract)
        if self._state is not None:
            self._state.use(contract.document)
        self._own_scenario = own_scenario
        self._contract, self._cache = contract, self._new_cache()
        missing = load_responses(self._cache, contract)
        if self._generating is not None:
            self._generating.cancel()
            self._generating = asyncio.create_task(generate_responses(self._cache, missing))
        self._app.router, self._app.faults, self._app.responder = contract.router, faults, self._responder(custom)
        self._app.callbacks = CallbackSender(contract.document, self._cache, self._config.allowed_hosts)
        self._app.hints = self._hints()
        self._served.document = contract.document

    @staticmethod
    def _apply(scenario: Scenario, contract: CompiledContract) -> tuple[FaultInjector, CustomResponder]:
        rules = {name: rule.responses for name, rule in scenario.rules.items()}
        return (
            FaultInjector(scenario, contract.responses),
            CustomResponder(contract.document, contract.responses, rules),
        )

    def _hints(self) -> EditionHints | None:
        return hints_for(self._config.contract, self._contract.document, self._config.credentials)

    def _new_cache(self) -> ResponseCache:
        is_enabled = self._config.cache
        store = ResponseStore(BUILD / "prism") if is_enabled and self._has_prism else None
        packaged = ResponseStore(PACKAGED, "") if is_enabled and IS_INSTALLED else None
        return ResponseCache(self._generator, store, packaged, enabled=is_enabled)

    def _responder(self, custom: CustomResponder) -> Responder:
        self._custom = custom
        handlers = self._state.handlers if self._state else None
        contract = self._contract
        examples = ExampleChecker(contract.document, contract.responses, self._config.contract)
        return Responder(contract.document, contract.responses, self._cache, custom, handlers, examples)


def _has_prism() -> bool:
    """Return False in a wheel without Prism; the toolkit needs Prism, and reports that it is missing when it starts."""
    try:
        npm_package(PRISM)
        node()
    except UserError:
        return not IS_INSTALLED
    return True
