"""Where broken servers are tried: a mock, workers that hold it to the contract, and the end of both."""

import multiprocessing
import queue
import re
import secrets
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import yaml

from scripts import openapi
from scripts.contract.settings import documenting_404, settings
from scripts.credentials import credentials
from scripts.mutants.fault import Fault
from scripts.mutants.mutant import Verdict
from scripts.mutants.wire import Answer, Ask, Sent
from scripts.mutants.worker import Outcome, Trial, work
from scripts.project import Failure
from scripts.serving import running_mock

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
        known = credentials(self.contract).values()
        self._credentials = {each.variable: secrets.token_hex(16) for each in known}
        self._admitted = {
            f"MOCK_CREDENTIAL_{each.header.upper().replace('-', '_')}": each.prefix + self._credentials[each.variable]
            for each in known
        }
        self._idle: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(None)
        self._starting = threading.Lock()
        self._ended = False
        self._mocks: dict[tuple[str, ...], str] = {}
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
        key = operation.method, operation.path, *fault.options
        if key not in self._sound:
            # Two at the same time try it twice, and find the same.
            self._sound[key] = self._hold(replace(fault, serves=None, change=unchanged, limit=None))
        return self._sound[key]

    def _hold(self, fault: Fault) -> Outcome:
        if fault.serves is None:
            return self._ask(fault, self._mock(tuple(fault.options)))
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            path, log = Path(folder) / "contract.yaml", Path(folder) / "mock.log"
            path.write_text(yaml.dump(fault.serves, Dumper=_Dumper, sort_keys=False), encoding="utf-8")
            with running_mock(log, path, fault.options, self._admitted) as mock:
                outcome = self._ask(fault, mock.url)
            if failed := _FAILED.search(log.read_text(encoding="utf-8")):
                return "error", f"the mock itself failed: {failed[0]}"
            return outcome

    def _mock(self, options: Sequence[str]) -> str:
        """Return the address of a mock that serves the original, which is started when it is first asked for."""
        with self._starting:
            self._check_not_ended()
            key = tuple(options)
            if key not in self._mocks:
                log = self._folder / f"mock-{len(self._mocks)}.log"
                started = running_mock(log, self._path, ("--quiet", *options), self._admitted)
                self._mocks[key] = self._stack.enter_context(started).url
            return self._mocks[key]

    def _ask(self, fault: Fault, url: str) -> Outcome:
        operation = fault.operation
        item = self.contract["paths"][operation.path]
        methods = frozenset(method.upper() for method in openapi.METHODS if method in item)
        may_miss = documenting_404(self.contract) if "--stateful" in fault.options else []
        chosen = settings(self.contract, self._folder, mock=True, read_only=False, may_miss=may_miss)
        if fault.limit is not None:
            chosen["checks"]["max_response_time"] = fault.limit
        others = methods - {operation.method}
        trial = Trial(url, operation.path, operation.method, others, fault.change, chosen)
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
