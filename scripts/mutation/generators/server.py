"""Mutants of the server: each fault of a request, a response or the behaviour, tested by the contract tests."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path

from scripts.mutation.contract_test_pool import ContractTestPool
from scripts.mutation.fault import ServerFault
from scripts.mutation.generators import behaviour, requests, responses
from scripts.mutation.mutant import Mutant
from scripts.openapi import Document


def faults(document: Document) -> list[ServerFault]:
    """Return all faults of servers of a contract."""
    return list(chain(requests.faults(document), responses.faults(document), behaviour.faults(document)))


def mutants(contract: Path, stack: ExitStack, workers: int) -> Sequence[Mutant]:
    """Return the mutants of the server.

    Args:
        contract: The path of the contract.
        stack: The stack that stops the processes of the tests.
        workers: The number of mutants that are tested concurrently.
    """
    pool = ContractTestPool(contract, stack, workers)
    return [
        Mutant(fault.id, f"{fault.part}/{fault.kind}", fault.description, partial(pool.test, fault))
        for fault in faults(pool.contract)
    ]
