"""Mutants of the Python client: generated from an edited contract, and tested against the original one."""

import json
from functools import partial
from pathlib import Path

from scripts import openapi
from scripts.mutation import project_tests
from scripts.mutation.generators.contract_edits import ContractEdit, edits
from scripts.mutation.mutant import Mutant, Verdict
from scripts.project import CONTRACT

# Tests without a server come first. Tests of waits and errors are left out, because they do not depend on the contract.
STAGES = (
    ("tests/client/test_webhooks.py", "tests/client/test_models.py", "tests/client/test_documented_calls.py"),
    (
        "tests/client/test_functions.py",
        "tests/client/test_methods.py",
        "tests/client/test_mock.py",
        "tests/client/test_forms.py",
    ),
)


def mutants(contract: Path = CONTRACT) -> list[Mutant]:
    """Return a mutant for each edit of a contract.

    Raises:
        UserError: The contract cannot be read.
    """
    return [
        Mutant(
            f"client/{edit.kind}/{edit.location}",
            f"client/{edit.kind}",
            edit.description,
            partial(_test, edit, contract),
        )
        for edit in edits(openapi.load(contract))
    ]


def _test(edit: ContractEdit, contract: Path) -> Verdict:
    def change(copy: Path) -> str | None:
        document = openapi.load(contract)
        edit.apply(document)
        edited = copy / "edited.json"
        edited.write_text(json.dumps(document), encoding="utf-8")
        return project_tests.generate(copy, edited)

    return project_tests.run(change, STAGES)
