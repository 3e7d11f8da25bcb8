"""Mutants of decisions: each erratum reverted in the contract, which its claims and its requests must detect.

There is one mutant per claim (`decisions/claims`), and one per erratum with requests (`decisions/requests`), in which
all claims are reverted at once. Claims and requests are tested separately, so that neither hides a gap of the other.
"""

import json
import time
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

from scripts import errata, openapi
from scripts.errata import Claim, Erratum
from scripts.mutation import project_tests
from scripts.mutation.generators.contract_edits import OTHER_LOCATION, OTHER_TYPE
from scripts.mutation.mutant import Mutant, Verdict
from scripts.openapi import METHODS, Document
from scripts.processes import running_mock
from scripts.project import CONTRACT, ERRATA, UserError

TESTS = "tests/errata/test_requests.py"
ACCEPTED, REJECTED = "test_accepted_request_gets_200", "test_refused_request_gets_its_error"
REQUIRED_PARAMETER = {"name": "required-parameter", "in": "query", "required": True, "schema": {"type": "string"}}
# Values for keywords that a claim says are absent. For other keywords the value of a sibling is copied.
ADDED: dict[str | int, Any] = {
    "enum": ["another"],
    "additionalProperties": False,
    "security": [],
    "parameters": [REQUIRED_PARAMETER],
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
}


def mutants(contract: Path = CONTRACT, decisions: Path = ERRATA) -> list[Mutant]:
    """Return a mutant for each claim, and one for each erratum with requests.

    Raises:
        UserError: The contract or the errata cannot be read.
    """
    document, found = openapi.load(contract), []
    for erratum in errata.load(decisions):
        for number, claim in enumerate(erratum.claims):
            description = f"{erratum.id}: {'/'.join(map(str, claim.at))} is not as claimed"
            test = partial(_test_claim, document, erratum, claim)
            found.append(Mutant(f"decisions/claims/{erratum.id}-{number}", "decisions/claims", description, test))
        if erratum.accepted or erratum.refused:
            description = f"{erratum.id}: reverted: {' '.join(erratum.contract.split())}"
            test = partial(_test_requests, document, erratum)
            found.append(Mutant(f"decisions/requests/{erratum.id}", "decisions/requests", description, test))
    return found


def _test_claim(document: Document, erratum: Erratum, claim: Claim) -> Verdict:
    started = time.perf_counter()
    if mismatch := next(errata.mismatches([erratum], document), None):
        reason = f"the claim fails without the mutant too: {mismatch}"
        return Verdict("error", reason, time.perf_counter() - started)
    mismatches = errata.mismatches([erratum], reverted(document, [claim]))
    killer = next((each for each in mismatches if each.startswith(f"erratum {erratum.id}: ")), None)
    return Verdict("killed" if killer else "survived", killer, time.perf_counter() - started)


def _test_requests(document: Document, erratum: Erratum) -> Verdict:
    contract = json.dumps(reverted(document, erratum.claims))

    def change(copy: Path) -> None:
        path = copy / CONTRACT.name
        path.write_text(contract, encoding="utf-8")
        # If the mock did not start, the tests would fail for another reason.
        with running_mock(copy / "mock.log", path):
            pass

    tests = [f"{TESTS}::{ACCEPTED}[{erratum.id}-{number}]" for number in range(len(erratum.accepted))]
    tests += [f"{TESTS}::{REJECTED}[{erratum.id}-{number}]" for number in range(len(erratum.refused))]
    return project_tests.run(change, [tuple(tests)])


def reverted(document: Document, claims: list[Claim]) -> Document:
    """Return a copy of a contract in which claims are false.

    Raises:
        UserError: A claim cannot be reverted.
    """
    changed = deepcopy(document)
    for claim in claims:
        if claim.mismatch(changed) is None:
            _revert(changed, claim)
    return changed


def _revert(document: Document, claim: Claim) -> None:
    *steps, last = claim.at
    nodes: list[Any] = [document]
    for number, step in enumerate(steps):
        node = nodes[-1]
        if isinstance(node, dict) and step not in node and claim.absent:
            node[step] = {} if number < len(steps) - 1 or isinstance(last, str) else []
        nodes.append(node[step])
    parent: Any = nodes[-1]
    if claim.absent:
        _add(parent, last, document)
    elif last == "operationId":
        del nodes[-2][steps[-1]]  # the whole operation
    elif last in {"format", "default"}:
        del parent[last]
    elif last == "$ref" and steps[-2] == "parameters":
        nodes[-2][steps[-1]] = deepcopy(REQUIRED_PARAMETER)  # another reference could be one that the list contains
    elif last == "type" and claim.value == "apiKey":
        nodes[-2][steps[-1]] = {"type": "http", "scheme": "bearer"}
    else:
        parent[last] = _other_value(claim.value, str(last), document)


def _add(parent: Any, key: str | int, document: Document) -> None:
    """Add a value that a claim says is absent: one that fits its key, or a copy of a sibling."""
    siblings = list(parent if isinstance(parent, list) else parent.values())
    first = next(openapi.operations(document))
    if isinstance(parent, list):
        sibling = siblings[-1]
        parent.append({**sibling, "name": "another"} if "name" in sibling else deepcopy(sibling))
    elif key in ADDED and siblings and not isinstance(siblings[0], dict):
        parent[key] = deepcopy(ADDED[key])
    elif key in METHODS:
        parent[key] = {**deepcopy(next(iter(siblings), first.definition)), "operationId": f"{key}Another"}
    elif str(key).startswith("/"):
        parent[key] = {first.method.lower(): {**deepcopy(first.definition), "operationId": "another"}}
    else:
        parent[key] = deepcopy(siblings[-1]) if siblings else {}


def _other_value(value: Any, key: str, document: Document) -> Any:
    """Return another value of the same type, so that the contract is still valid."""
    if isinstance(value, str):
        return _other_text(value, key, document)
    if isinstance(value, bool | int):
        return type(value)(1 - value)
    if isinstance(value, list):
        return value[:-1]
    if isinstance(value, dict):
        last = list(value)[-1]
        return {**value, last: _other_value(value[last], last, document)}
    raise UserError(f"a claim about {key} cannot be reverted: {value!r} has an unsupported type")


def _other_text(text: str, key: str, document: Document) -> str:
    if key == "$ref":
        section, _, component = text.rpartition("/")
        others = document["components"][section.rpartition("/")[2]]
        return f"{section}/{next(each for each in others if each != component)}"
    if key == "type":
        return OTHER_TYPE.get(text, "string")
    if key == "in":
        return OTHER_LOCATION[text]
    return f"{text}-another"
