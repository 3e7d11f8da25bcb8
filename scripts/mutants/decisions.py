"""Mutants of the decisions: each erratum reverted in the contract, which its claims and its requests must notice.

They are two kinds of mutant, so that neither hides what the other doesn't see: `decisions/claims` has one for each
claim, `decisions/requests` one for each erratum with requests, all claims of which are reverted at once.
"""

import json
import time
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

from scripts import errata, openapi
from scripts.errata import Claim, Erratum
from scripts.mutants.changes import ANOTHER_TYPE, PLACES
from scripts.mutants.client_tests import judge
from scripts.mutants.mutant import Mutant, Verdict
from scripts.openapi import METHODS, Document
from scripts.project import CONTRACT, ERRATA, Failure
from scripts.serving import running_mock

TESTS = "tests/test_errata.py"
ACCEPTED, REFUSED = "test_what_a_decision_admits_is_accepted", "test_what_a_decision_excludes_is_refused"
# What stands at a place where a claim says that nothing does, if it isn't as what stands beside it.
PRESENT: dict[str | int, Any] = {"enum": ["another"], "additionalProperties": False, "security": []}


def mutants(contract: Path = CONTRACT, decisions: Path = ERRATA) -> list[Mutant]:
    """Return a mutant for each claim, and one for each erratum that has requests.

    Raises:
        Failure: The contract or the errata can't be read.
    """
    document, found = openapi.load(contract), []
    for erratum in errata.load(decisions):
        for number, claim in enumerate(erratum.claims):
            where = "/".join(map(str, claim.at))
            run = partial(_by_claims, document, erratum, claim)
            what = f"{erratum.id}: {where} isn't as claimed"
            found.append(Mutant(f"decisions/claims/{erratum.id}-{number}", "decisions/claims", what, run))
        if erratum.accepted or erratum.refused:
            run = partial(_by_requests, document, erratum)
            what = f"{erratum.id}: not {' '.join(erratum.contract.split())}"
            found.append(Mutant(f"decisions/requests/{erratum.id}", "decisions/requests", what, run))
    return found


def _by_claims(document: Document, erratum: Erratum, claim: Claim) -> Verdict:
    started = time.perf_counter()
    if named := [fault for fault in errata.faults([erratum], document) if fault]:
        return Verdict("error", f"it fails without a mutant too: {named[0]}", time.perf_counter() - started)
    faults = list(errata.faults([erratum], reverted(document, [claim])))
    by = next((fault for fault in faults if fault.startswith(f"erratum {erratum.id}: ")), None)
    return Verdict("killed" if by else "survived", by, time.perf_counter() - started)


def _by_requests(document: Document, erratum: Erratum) -> Verdict:
    # An answer of any status is what the mock doesn't serve.
    served = [claim for claim in erratum.claims if not (claim.absent and claim.at[-1] == "default")]
    changed = json.dumps(reverted(document, served))

    def make(copy: Path) -> None:
        contract = copy / CONTRACT.name
        contract.write_text(changed, encoding="utf-8")
        with running_mock(copy / "mock.log", contract):
            pass  # a mock that doesn't start would fail the tests too, and prove nothing

    tests = [f"{TESTS}::{ACCEPTED}[{erratum.id}-{number}]" for number in range(len(erratum.accepted))]
    tests += [f"{TESTS}::{REFUSED}[{erratum.id}-{number}]" for number in range(len(erratum.refused))]
    return judge(make, [tuple(tests)])


def reverted(document: Document, claims: list[Claim]) -> Document:
    """Return a copy of a contract in which none of some claims is true.

    Raises:
        Failure: A claim can't be reverted, because what it is about isn't there.
    """
    changed = deepcopy(document)
    for claim in claims:
        if claim.fault(changed) is None:
            _revert(changed, claim)
    return changed


def _revert(document: Document, claim: Claim) -> None:
    *way, last = claim.at
    nodes: list[Any] = [document]
    for number, step in enumerate(way):
        node = nodes[-1]
        if isinstance(node, dict) and step not in node and claim.absent:
            node[step] = {} if number < len(way) - 1 or isinstance(last, str) else []
        nodes.append(node[step])
    parent: Any = nodes[-1]
    if claim.absent:
        _add(parent, last, document)
    elif last == "operationId":
        del nodes[-2][way[-1]]  # the operation isn't there
    elif last in {"format", "default"}:
        del parent[last]
    else:
        parent[last] = _another(claim.value, str(last), document)


def _add(parent: Any, name: str | int, document: Document) -> None:
    """Put something at a place where nothing is: what fits the name, else what stands beside it."""
    beside = list(parent if isinstance(parent, list) else parent.values())
    first = next(openapi.operations(document))
    if isinstance(parent, list):
        parent.append({**beside[-1], "name": "another"} if "name" in beside[-1] else deepcopy(beside[-1]))
    elif name in PRESENT and beside and not isinstance(beside[0], dict):
        parent[name] = PRESENT[name]
    elif name in METHODS:
        parent[name] = {**deepcopy(next(iter(beside), first.definition)), "operationId": f"{name}Another"}
    elif str(name).startswith("/"):
        post = deepcopy(first.definition)
        parent[name] = {first.method.lower(): {**post, "operationId": "another"}}
    else:
        parent[name] = deepcopy(beside[-1]) if beside else {}


def _another(value: Any, name: str, document: Document) -> Any:
    """Return a value like another, but not the same: of its type, so that the contract can still be read."""
    if isinstance(value, str):
        return _another_text(value, name, document)
    if isinstance(value, bool | int):
        return type(value)(1 - value)
    if isinstance(value, list):
        return value[:-1]
    if isinstance(value, dict):
        last = list(value)[-1]
        return {**value, last: _another(value[last], last, document)}
    raise Failure(f"a claim of {name}: {value!r} can't be reverted")


def _another_text(text: str, name: str, document: Document) -> str:
    if name == "$ref":
        section, _, component = text.rpartition("/")
        others = document["components"][section.rpartition("/")[2]]
        return f"{section}/{next(each for each in others if each != component)}"
    if name == "type":
        return ANOTHER_TYPE.get(text, "string")
    if name == "in":
        return PLACES[text]
    return f"{text}-another"
