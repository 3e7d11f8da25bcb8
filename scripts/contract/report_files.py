"""Environment variables and files by which a schemathesis process and its parent communicate."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.contract.findings import Finding

FILE = "schemathesis-findings.json"
# Environment variables of the process: the credentials, the base URL, and the requests per second.
SECRETS, BASE_URL, RATE = "CONTRACT_SECRETS", "CONTRACT_BASE_URL", "CONTRACT_RATE"
# The variable that lets the process wait for a line on standard input, after its slow imports.
WAITS = "CONTRACT_WAITS"
# A line of progress on standard error, which the parent process prints.
PROGRESS = "progress: "


@dataclass(frozen=True)
class Generated:
    """The results of schemathesis.

    Attributes:
        findings: Its findings.
        requests: The number of its requests by operation.
        errors: Its own errors, each in a line.
    """

    findings: Sequence[Finding]
    requests: Mapping[str, int]
    errors: Sequence[str]


def load(folder: Path) -> Generated:
    """Return what schemathesis found; nothing if it wrote no report."""
    path = folder / FILE
    if not path.exists():
        return Generated([], {}, [])
    content = json.loads(path.read_text("utf-8"))
    return Generated([Finding(**each) for each in content["findings"]], content["requests"], content["errors"])


def wait_for_parent() -> None:
    """Wait until the parent process lets this one send requests; exit if it has ended."""
    if os.environ.get(WAITS) and not sys.stdin.readline():
        sys.exit("the parent process has ended")
