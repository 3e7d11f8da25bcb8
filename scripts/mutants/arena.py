"""Where broken servers are tried: a mock, workers that hold it to the contract, and the end of both."""

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
from scripts.contract.settings import STATEFUL, documenting_404, settings
from scripts.credentials import credentials, made_up
from scripts.mutants.fault import Fault
from scripts.mutants.mutant import Verdict
from scripts.mutants.wire import Answer, Ask, Sent
from scripts.mutants.worker import Outcome, Trial, work
from scripts.project import Failure
from scripts.serving import Mock, running_mock

Worker = tuple[SpawnProcess, Connection]
# Where the mock's log tells of a request that it answered with 5xx, or not at all.
_FAILED = re.compile(r"[A-Z]+ \S+ (5\d\d|-) [0-9.]+ ms.*")


async def unchanged(ask: Ask, sent: Sent) -> Answer:
    """Change nothing: what a server without a fault is tried with."""
    return replace(await ask(sent))


class Arena:
    """Tries faults, each in one of so many workers."""

    def __init__(self, path: Path, stack: ExitStack, workers: int) -> None:
        """Start nothing yet.

        Args:
            path: The contract.
            stack: What ends all that is started.
            workers: How many faults are tried at a time.
        """
        self.contract = openapi.load(path)
        self._path = path.resolve()
        self._stack = ExitStack()
        stack.callback(self._end)
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self._credentials, self._admitted = made_up(credentials(self.contract).values())
        self._idle: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(None)
        self._starting = threading.Lock()
        self._ended = False
        self._mock: Mock | None = None
        self._sound: dict[tuple[str, ...], Outcome] = {}

    def run(self, fault: Fault) -> Verdict:
        """Try a fault, and before the first of an operation whether the operation without any is in order."""
        started = time.perf_counter()
        try:
            outcome, by = self._sound_without(fault)
            if outcome == "survived":
                outcome, by = self._hold(fault)
            else:
                outcome, by = "error", f"without the fault, too: {by}"
        except Failure as failure:
            outcome, by = "error", str(failure)
        return Verdict(outcome, by, time.perf_counter() - started)

    def _end(self) -> None:
        # What is being started is there to be stopped, and nothing is started afterwards.
        with self._starting:
            self._ended = True
        self._stack.close()

    def _sound_without(self, fault: Fault) -> Outcome:
        operation = fault.operation
        # All operations are tested where there is state, whichever is at fault.
        key = () if fault.stateful else (operation.method, operation.path)
        if key not in self._sound:
            # Two at the same time try it twice, and find the same.
            self._sound[key] = self._hold(replace(fault, serves=None, change=unchanged, limit=None))
        return self._sound[key]

    def _hold(self, fault: Fault) -> Outcome:
        if fault.serves is None and not fault.stateful:
            return self._ask(fault, self._shared())
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            path, log = self._path, Path(folder) / "mock.log"
            if fault.serves is not None:
                path = Path(folder) / "contract.yaml"
                path.write_text(yaml.dump(fault.serves, Dumper=_Dumper, sort_keys=False), encoding="utf-8")
            with running_mock(log, path, STATEFUL if fault.stateful else (), self._admitted) as mock:
                outcome = self._ask(fault, mock.url)
            if failed := _FAILED.search(log.read_text(encoding="utf-8")):
                return "error", f"the mock itself failed: {failed[0]}"
            return outcome

    def _shared(self) -> str:
        """Return the address of a mock that serves the original, which is started when it is first asked for."""
        with self._starting:
            self._check_not_ended()
            if self._mock is None:
                started = running_mock(self._folder / "mock.log", self._path, ["--quiet"], self._admitted)
                self._mock = self._stack.enter_context(started)
            return self._mock.url

    def _ask(self, fault: Fault, url: str) -> Outcome:
        operation = fault.operation
        item = self.contract["paths"][operation.path]
        methods = frozenset(method.upper() for method in openapi.METHODS if method in item)
        may_miss = documenting_404(self.contract) if fault.stateful else []
        chosen = settings(self.contract, self._folder, mock=True, read_only=False, may_miss=may_miss)
        if fault.limit is not None:
            chosen["checks"]["max_response_time"] = fault.limit
        others = methods - {operation.method}
        trial = Trial(url, operation.path, operation.method, others, fault.change, chosen, alone=not fault.stateful)
        worker = self._idle.get() or self._start()
        try:
            worker[1].send(trial)
            outcome: Outcome = worker[1].recv()
        except (EOFError, OSError):
            worker[0].join()
            self._idle.put(None)
            return "error", f"the process that tried it ended with {worker[0].exitcode}"
        self._idle.put(worker)
        return outcome

    def _start(self) -> Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, self._path, self._credentials), daemon=True)
        with self._starting:
            self._check_not_ended()
            process.start()
            theirs.close()
            self._stack.callback(process.join)
            self._stack.callback(process.terminate)
        return process, ours

    def _check_not_ended(self) -> None:
        if self._ended:
            raise Failure("all is being stopped")


class _Dumper(yaml.CSafeDumper):
    """YAML without anchors, which a contract has no use for."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True
