"""Bugs that are planted into the source of the Flask and the Node service, one at a time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from scripts.project import ROOT, node
from tests.support.tools import tools

SUPPORT = ROOT / "tests/support"
# The credentials of two callers, which both services know.
CREDENTIALS = {"CAIGUNN_API_KEY": "s3cret-key", "CAIGUNN_ACCESS_TOKEN": "s3cret-token"}
CREDENTIALS |= {f"{name}_2": f"{value}-2" for name, value in CREDENTIALS.items()}
SOURCES = {"flask": SUPPORT / "flask_service.py", "node": SUPPORT / "node_service.mjs"}


@dataclass(frozen=True)
class PlantedBug:
    """A bug.

    Attributes:
        service: The service that has it: `flask` or `node`.
        name: What the service does wrong.
        group: The kind of bug.
        replaced: Texts of the program, and what replaces them.
        is_violation: Whether it violates the contract, instead of behaviour that the contract allows.
        is_warning: Whether it is reported as a warning.
        check: The check that finds it; empty if it may be any.
    """

    service: str
    name: str
    group: str
    replaced: tuple[tuple[str, str], ...]
    is_violation: bool
    is_warning: bool
    check: str

    @property
    def source(self) -> str:
        """The program with the bug."""
        text = SOURCES[self.service].read_text(encoding="utf-8")
        for old, new in self.replaced:
            assert text.count(old) == 1, f"{self.service}: {self.name}: {old!r} occurs {text.count(old)} times"
            text = text.replace(old, new)
        return text


def planted_bugs(service: str) -> list[PlantedBug]:
    """Return the bugs of a service."""
    entries = yaml.load((SUPPORT / f"{service}_bugs.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return [
        PlantedBug(
            service,
            each["bug"],
            each["group"],
            ((each["old"], each["new"]), *([tuple(each["also"])] if "also" in each else ())),
            not each.get("open"),
            bool(each.get("warning")),
            each.get("check", ""),
        )
        for each in entries
    ]


@contextmanager
def running(service: str, bug: PlantedBug | None, folder: Path) -> Iterator[str]:
    """Run a service, and yield its URL.

    Args:
        service: `flask` or `node`.
        bug: The bug to plant, or None for the healthy service.
        folder: A folder for the program.
    """
    program = folder / SOURCES[service].name
    program.write_text(bug.source if bug else SOURCES[service].read_text(encoding="utf-8"), encoding="utf-8")
    interpreter = sys.executable if service == "flask" else str(node())
    environment = {**os.environ, "PYTHONPATH": str(tools())} if service == "flask" else dict(os.environ)
    with (folder / "service.log").open("w") as log:
        process = subprocess.Popen(
            [interpreter, str(program), "0"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            assert process.stdout
            url = process.stdout.readline().strip()
            assert url, (folder / "service.log").read_text()
            yield url
        finally:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
