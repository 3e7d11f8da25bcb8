"""Pool of worker processes that run the contract tests against servers with faults, and the mocks behind these."""

import multiprocessing
import queue
import re
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import yaml

from scripts import openapi
from scripts.contract.probes.callers import two_callers
from scripts.contract.settings import STATEFUL_OPTIONS, operations_with_404, settings
from scripts.credentials import credentials
from scripts.mutation.fault import ServerFault
from scripts.mutation.fault_proxy import Forward, ProxiedRequest, ProxiedResponse
from scripts.mutation.mutant import Verdict
from scripts.mutation.worker import Job, TestResult, work
from scripts.processes import Mock, running_mock
from scripts.project import UserError

Worker = tuple[SpawnProcess, Connection]
# A request in the mock's log that has a 5xx, or no response.
_FAILED_REQUEST = re.compile(r"[A-Z]+ \S+ (5\d\d|-) [0-9.]+ ms.*")


async def unchanged(request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
    """Forward a request without a fault. The copy of the response counts as a change, so that the proxy was used."""
    return replace(await forward(request))


class ContractTestPool:
    """Tests faults concurrently, each in a worker process."""

    def __init__(self, path: Path, stack: ExitStack, workers: int) -> None:
        """Create a pool. Workers and mocks are started when they are needed.

        Args:
            path: The path of the contract.
            stack: The stack that stops them.
            workers: The number of workers.
        """
        self.contract = openapi.load(path)
        self._path = path.resolve()
        self._stack = ExitStack()
        stack.callback(self._close)
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        known = credentials(self.contract).values()
        self._credentials, self._mock_environment = two_callers(known)
        self._idle: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(None)
        self._starting = threading.Lock()
        self._closed = False
        self._mock: Mock | None = None
        self._baselines: dict[tuple[str | bool, ...], TestResult] = {}

    def test(self, fault: ServerFault) -> Verdict:
        """Test a fault, unless the tests fail without it too."""
        started = time.perf_counter()
        try:
            outcome, reason = self._test_baseline(fault)
            if outcome == "survived":
                outcome, reason = self._test(fault)
            else:
                outcome, reason = "error", f"the tests fail without the fault too: {reason}"
        except UserError as error:
            outcome, reason = "error", str(error)
        return Verdict(outcome, reason, time.perf_counter() - started)

    def _close(self) -> None:
        # Nothing is started after this, and everything that is being started is stopped.
        with self._starting:
            self._closed = True
        self._stack.close()

    def _test_baseline(self, fault: ServerFault) -> TestResult:
        """Return the result of the tests without a fault; it is cached."""
        operation = fault.operation
        # With state, the tests cover all operations, so the result does not depend on the operation.
        key = (fault.probes_only,) if fault.stateful else (operation.method, operation.path)
        if key not in self._baselines:
            # Two threads may both do this, with the same result.
            without_fault = replace(fault, contract=None, middleware=unchanged, max_response_time=None)
            self._baselines[key] = self._test(without_fault)
        return self._baselines[key]

    def _test(self, fault: ServerFault) -> TestResult:
        if fault.contract is None and not fault.stateful:
            return self._run_in_worker(fault, self._shared_mock_url())
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            path, log = self._path, Path(folder) / "mock.log"
            if fault.contract is not None:
                path = Path(folder) / "contract.yaml"
                path.write_text(yaml.dump(fault.contract, Dumper=_Dumper, sort_keys=False), encoding="utf-8")
            with running_mock(log, path, STATEFUL_OPTIONS if fault.stateful else (), self._mock_environment) as mock:
                result = self._run_in_worker(fault, mock.url)
            if failed := _FAILED_REQUEST.search(log.read_text(encoding="utf-8")):
                return "error", f"the mock failed: {failed[0]}"
            return result

    def _shared_mock_url(self) -> str:
        """Return the URL of the mock that serves the original contract; start it if needed."""
        with self._starting:
            self._check_not_closed()
            if self._mock is None:
                mock = running_mock(self._folder / "mock.log", self._path, ["--quiet"], self._mock_environment)
                self._mock = self._stack.enter_context(mock)
            return self._mock.url

    def _run_in_worker(self, fault: ServerFault, url: str) -> TestResult:
        worker = self._idle.get() or self._start_worker()
        try:
            worker[1].send(self._job(fault, url))
            result: TestResult = worker[1].recv()
        except (EOFError, OSError):
            worker[0].join()
            self._idle.put(None)
            return "error", f"the worker process exited with {worker[0].exitcode}"
        self._idle.put(worker)
        return result

    def _job(self, fault: ServerFault, url: str) -> Job:
        operation = fault.operation
        item = self.contract["paths"][operation.path]
        methods = frozenset(method.upper() for method in openapi.METHODS if method in item)
        allow_404 = operations_with_404(self.contract) if fault.stateful else ()
        chosen = settings(self.contract, self._folder, is_mock=True, read_only=False, allow_404=allow_404)
        if fault.max_response_time is not None:
            chosen["checks"]["max_response_time"] = fault.max_response_time
        return Job(
            url=url,
            path=operation.path,
            method=operation.method,
            other_methods=methods - {operation.method},
            middleware=fault.middleware,
            settings=chosen,
            all_operations=fault.stateful,
            probes_only=fault.probes_only,
        )

    def _start_worker(self) -> Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, self._path, self._credentials), daemon=True)
        with self._starting:
            self._check_not_closed()
            process.start()
            theirs.close()
            self._stack.callback(process.join)
            self._stack.callback(process.terminate)
        return process, ours

    def _check_not_closed(self) -> None:
        if self._closed:
            raise UserError("the run is being stopped")


class _Dumper(yaml.CSafeDumper):
    """YAML without anchors, which the reader of contracts does not need."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True
