"""A process that holds one server after another to a contract: what `make contract` does, for one operation or all."""

import contextlib
import io
import logging
import os
import re
import signal
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

import httpx
import tomli_w

from scripts.contract.departures import NAME
from scripts.contract.settings import PHASES
from scripts.loopback import serving
from scripts.mutants.wire import Change, Wire

Outcome = tuple[Literal["killed", "survived", "error"], str | None]


@dataclass(frozen=True)
class Trial:
    """What to hold to the contract.

    Attributes:
        url: The address of the server.
        path: The path of the operation that is tested.
        method: Its method.
        others: The methods of the path's other operations.
        change: What is changed between caller and server, if anything is.
        settings: What schemathesis is told.
        alone: Whether no other operation is tested.
    """

    url: str
    path: str
    method: str
    others: frozenset[str]
    change: Change | None
    settings: Mapping[str, Any]
    alone: bool


def work(ours: Connection, contract: Path, environment: Mapping[str, str]) -> None:
    """Take trials from a connection and tell what became of them, until it is closed.

    Args:
        ours: The connection.
        contract: The contract that servers are held to.
        environment: The credentials.
    """
    # On Ctrl-C whoever has started this process ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(environment)
    logging.getLogger("httpx").setLevel(logging.CRITICAL)
    wire = Wire()
    with tempfile.TemporaryDirectory() as folder, serving(wire) as url, contextlib.suppress(EOFError):
        while True:
            trial: Trial = ours.recv()
            if trial.change is not None:
                wire.become(httpx.URL(trial.url), trial.path, trial.others, trial.change)
            outcome = _hold(trial, contract, trial.url if trial.change is None else url, Path(folder))
            if outcome[0] == "survived" and trial.change is not None and not wire.changed:
                outcome = "error", "it changed nothing: no request of the tests came to it"
            if trial.change is not None and wire.failed:
                outcome = "error", f"the mock itself failed: {wire.failed[0]}"
            ours.send(outcome)


def _hold(trial: Trial, contract: Path, url: str, folder: Path) -> Outcome:
    from schemathesis.cli import schemathesis  # noqa: PLC0415 - slow to import, and for this process alone

    (folder / NAME).unlink(missing_ok=True)
    configuration = folder / "schemathesis.toml"
    configuration.write_text(tomli_w.dumps({**trial.settings, "reports": {"directory": str(folder)}}), encoding="utf-8")
    arguments = [
        *("--config-file", str(configuration), "run", str(contract), "--url", url, "--checks", "all"),
        # Alone, an operation is linked to nothing.
        *("--phases", ",".join(PHASES[:-1] if trial.alone else PHASES), "--max-failures", "1"),
        *(["--include-name", f"{trial.method} {trial.path}"] if trial.alone else []),
    ]
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = schemathesis.main(arguments, standalone_mode=False)
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 - whatever it is, it is no answer
        return "error", traceback.format_exc().strip().splitlines()[-1]
    listed = (folder / NAME).read_text(encoding="utf-8") if (folder / NAME).exists() else ""
    if found := re.search(r"^\S+ \S+: (\w+): ", listed, re.MULTILINE):
        return "killed", found[1]
    if code == 0:
        return "survived", None
    if "Network Error" in said.getvalue():
        # No answer came that could be checked, and the run says so.
        return "killed", "no whole answer"
    lines = [line.strip() for line in said.getvalue().splitlines() if line.strip()]
    return "error", f"schemathesis ended with {code}: {' '.join(lines[-12:])[:400]}"
