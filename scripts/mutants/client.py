"""Mutants of the client: made from a contract that is changed in one place, and held to the contract as it is."""

import json
from functools import partial
from pathlib import Path

from scripts import openapi
from scripts.mutants.changes import Change, changes
from scripts.mutants.client_tests import generate, judge
from scripts.mutants.mutant import Mutant, Verdict
from scripts.project import CONTRACT

# Those that need no server come first. What a contract says of neither waits nor errors needs no test of them.
STAGES = (
    ("tests/test_sdk_webhooks.py", "tests/test_client_members.py", "tests/test_client_calls.py"),
    ("tests/test_client.py", "tests/test_sdk_surface.py", "tests/test_client_mock.py", "tests/test_client_forms.py"),
)


def mutants(contract: Path = CONTRACT) -> list[Mutant]:
    """Return a mutant for each change of a contract.

    Raises:
        Failure: The contract can't be read.
    """
    document = openapi.load(contract)
    return [
        Mutant(
            f"client/{change.kind}/{change.where}",
            f"client/{change.kind}",
            change.what,
            partial(_try, change, contract),
        )
        for change in changes(document)
    ]


def _try(change: Change, contract: Path) -> Verdict:
    def make(copy: Path) -> str | None:
        document = openapi.load(contract)
        change.make(document)
        changed = copy / "changed.json"
        changed.write_text(json.dumps(document), encoding="utf-8")
        return generate(copy, changed)

    return judge(make, STAGES)
