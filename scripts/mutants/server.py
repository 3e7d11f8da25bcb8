"""The mutants of the server: every fault of a request, an answer or a behaviour, tried by the contract tests."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path

from scripts.mutants import answers, behaviour, requests
from scripts.mutants.arena import Arena
from scripts.mutants.fault import Fault
from scripts.mutants.mutant import Mutant
from scripts.openapi import Document


def faults(document: Document) -> list[Fault]:
    """Return all faults that servers of a contract are tried with."""
    return list(chain(requests.faults(document), answers.faults(document), behaviour.faults(document)))


def mutants(contract: Path, stack: ExitStack, workers: int) -> Sequence[Mutant]:
    """Return the mutants of the server.

    Args:
        contract: The contract.
        stack: What ends all that trying them starts.
        workers: How many are tried at a time.
    """
    arena = Arena(contract, stack, workers)
    return [
        Mutant(fault.id, f"{fault.side}/{fault.kind}", fault.what, partial(arena.run, fault))
        for fault in faults(arena.contract)
    ]
