"""Files and variables that the process of schemathesis and its parent exchange; it does not import schemathesis."""

import json
from pathlib import Path

from scripts.contract.findings import Finding

FILE = "schemathesis-findings.json"
# Environment variables of the process: the credentials, the base URL, and the requests in a second.
SECRETS, BASE_URL, RATE = "CONTRACT_SECRETS", "CONTRACT_BASE_URL", "CONTRACT_RATE"
# A line of progress on standard error, which the parent process prints.
PROGRESS = "progress: "


def load(folder: Path) -> tuple[list[Finding], dict[str, int]]:
    """Return the findings of schemathesis and its requests by operation; none if it wrote no report."""
    path = folder / FILE
    if not path.exists():
        return [], {}
    content = json.loads(path.read_text("utf-8"))
    return [Finding(**each) for each in content["findings"]], content["requests"]
