"""Disagreements between validators, documented with the clauses that decide them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from scripts.openapi import load, read_yaml
from scripts.project import CONTRACT
from tests.validation.differential.requests import GeneratedRequest, RequestGenerator
from tests.validation.differential.validators import ACCEPT, Ours, Validator, openapi_core, prism

FOLDER = Path(__file__).parent
CONTRACTS = [CONTRACT, *sorted((FOLDER / "contracts").glob("*.yaml"))]
DOCUMENTED = FOLDER / "disagreements.yaml"


@dataclass(frozen=True)
class Disagreement:
    """A request on which another validator disagrees.

    Attributes:
        validator: `prism` or `openapi-core`.
        contract: The name of the contract.
        request: The request.
        ours: Our verdict.
        theirs: The other verdict.
    """

    validator: str
    contract: str
    request: GeneratedRequest
    ours: str
    theirs: str

    def matches(self, documented: Mapping[str, str]) -> bool:
        """Return True if a documented class of disagreements includes this one."""
        texts = {
            "validator": self.validator,
            "request": f"{self.contract} {self.request.operation} {self.request.method} {self.request.change}",
            "body": (self.request.body or b"").decode("latin-1"),
            "ours": self.ours,
            "theirs": self.theirs,
        }
        return all(re.search(documented[name], text) for name, text in texts.items() if name in documented)


@dataclass
class Comparison:
    """The results of a run.

    Attributes:
        requests: The number of requests.
        agreed: The requests on which all three agree.
        classes: The disagreements by documented class.
        unknown: The disagreements that are not documented.
    """

    requests: int = 0
    agreed: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    unknown: list[Disagreement] = field(default_factory=list)


def documented() -> dict[str, dict[str, str]]:
    """Return the documented classes of disagreements by their names."""
    classes: dict[str, dict[str, str]] = read_yaml(DOCUMENTED)
    return classes


def compare(contracts: Iterable[Path], count: int, seed: int, logs: Path) -> Comparison:
    """Validate generated requests with all validators.

    Args:
        contracts: The contracts.
        count: How many requests are generated for each.
        seed: Where the generator begins.
        logs: The folder for the logs of Prism.
    """
    result = Comparison()
    classes = documented()
    for contract in contracts:
        for found in _disagreements(contract, count, seed, logs, result):
            name = next((name for name, each in classes.items() if found.matches(each)), None)
            if name is None:
                result.unknown.append(found)
            else:
                result.classes[name] += 1
    return result


def _disagreements(contract: Path, count: int, seed: int, logs: Path, result: Comparison) -> Iterator[Disagreement]:
    document = load(contract)
    requests = list(RequestGenerator(document, seed).generate(count))
    ours = Ours(document)
    with ExitStack() as stack:
        others: dict[str, Validator] = {
            "openapi-core": stack.enter_context(openapi_core(document)),
            "prism": stack.enter_context(prism(contract, logs / f"{contract.stem}.log")),
        }
        pool = stack.enter_context(ThreadPoolExecutor())
        running = {name: pool.submit(list, map(each.verdict, requests)) for name, each in others.items()}
        verdicts = {name: each.result() for name, each in running.items()}
    for index, request in enumerate(requests):
        verdict = ours.verdict(request)
        theirs = {name: each[index] for name, each in verdicts.items()}
        different = {name: each for name, each in theirs.items() if (each == ACCEPT) != (verdict == ACCEPT)}
        result.requests += 1
        result.agreed += not different
        for name, each in different.items():
            yield Disagreement(name, contract.stem, request, verdict, each)
