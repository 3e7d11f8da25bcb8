"""Failures and slowness on demand: for all requests, for an operation by a scenario, for one by its headers."""

import argparse
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from scripts.openapi import Document, operations, read_yaml
from scripts.project import Failure

# The request headers that ask for a fault.
LATENCY, FAIL = "mock-latency", "mock-fail"
# A caller who has hung up is waited for as well, so that many of them could use up the connections of the mock.
MOST_ASKED_SECONDS = 60.0
# A scenario's entry for the operations that it doesn't name.
OTHERS = "others"
DEFAULT_STATUS = "503"
RESET, HALF = "reset", "half"

T = TypeVar("T")

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s)", re.ASCII)
_DAY = 86_400.0
_FAULT = re.compile(r"(?:(\d{1,3}(?:\.\d+)?)%)?\s*(\d{3}|reset|half)?", re.ASCII)


def duration(text: str) -> float:
    """Return the seconds that a text such as `200ms` or `1.5s` stands for.

    Raises:
        ValueError: It stands for none.
    """
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is no duration: write 500ms or 2s")
    seconds = float(found[1]) / (1000 if found[2] == "ms" else 1)
    if seconds > _DAY:
        raise ValueError(f"{text!r} is longer than a day")
    return seconds


@dataclass(frozen=True)
class Latency:
    """How long an answer is held back: somewhere between two numbers of seconds."""

    least: float
    most: float

    @classmethod
    def parse(cls, text: str) -> "Latency":
        """Read `200ms`, or `100ms-300ms` for somewhere between the two.

        Raises:
            ValueError: It is neither.
        """
        least, dash, most = text.partition("-")
        found = cls(duration(least), duration(most if dash else least))
        if found.least > found.most:
            raise ValueError(f"{text!r} begins with the longer duration")
        return found


@dataclass(frozen=True)
class Fault:
    """A share of the answers, from 0 to 1, that fail in a way: a documented status, `reset` or `half`."""

    share: float
    kind: str

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """Read `5%`, `500`, `reset`, `half`, or a share and a kind, such as `5% reset`.

        Raises:
            ValueError: It is none of them.
        """
        found = _FAULT.fullmatch(text.strip())
        if not found or not any(found.groups()) or float(found[1] or 0) > 100:
            raise ValueError(f"{text!r} is no failure: write 5%, 500, reset, half, or a share and a kind: 5% reset")
        return cls(float(found[1] or 100) / 100, found[2] or DEFAULT_STATUS)


@dataclass(frozen=True)
class Rule:
    """What is asked for; None: nothing."""

    latency: Latency | None = None
    fault: Fault | None = None


@dataclass
class Faults:
    """What is asked for: by operation, and for the others.

    Attributes:
        rule: For operations that have no rule of their own.
        rules: By operationId.
        seed: Makes the same requests fail in the same order. None: others each time.
    """

    rule: Rule = field(default_factory=Rule)
    rules: dict[str, Rule] = field(default_factory=dict)
    seed: int | None = None

    def __post_init__(self) -> None:
        """Begin the sequence of chances."""
        self._random = random.Random(self.seed)  # noqa: S311 - chances, not secrets

    def check(self, contract: Document) -> None:
        """Check that what is asked for can be had.

        Raises:
            Failure: A rule is for an unknown operation, or for a status that an operation doesn't have.
        """
        statuses = {each.id: set(each.definition.get("responses", {})) for each in operations(contract)}
        for name in self.rules:
            if name not in statuses:
                raise Failure(f"scenario: {name!r} is no operation of the contract: it has {', '.join(statuses)}")
        for name, documented in statuses.items():
            fault = self.rules.get(name, self.rule).fault
            if fault and fault.kind.isdecimal() and fault.kind not in documented:
                raise Failure(f"{name} can't fail with {fault.kind}: the contract has {', '.join(sorted(documented))}")

    def concern(self, operation_id: str, headers: Mapping[str, str]) -> bool:
        """Tell whether anything is asked for of a request."""
        rule = self.rules.get(operation_id, self.rule)
        return rule != Rule() or LATENCY in headers or FAIL in headers

    def plan(self, operation_id: str, headers: Mapping[str, str]) -> tuple[float, str | None]:
        """Return how many seconds to hold back an answer, and how it fails, None if it doesn't.

        Raises:
            ValueError: A header asks for something that there isn't; the message names it.
        """
        rule = self.rules.get(operation_id, self.rule)
        latency = _asked(headers, LATENCY, Latency.parse, rule.latency)
        if LATENCY in headers and latency and latency.most > MOST_ASKED_SECONDS:
            raise ValueError(f"header.{LATENCY}: a request may ask for {MOST_ASKED_SECONDS:.0f}s at most")
        fault = _asked(headers, FAIL, Fault.parse, rule.fault)
        seconds = self._random.uniform(latency.least, latency.most) if latency else 0.0
        return seconds, fault.kind if fault and self._random.random() < fault.share else None


def _asked(headers: Mapping[str, str], name: str, parse: Callable[[str], T], otherwise: T | None) -> T | None:
    if name not in headers:
        return otherwise
    try:
        return parse(headers[name])
    except ValueError as error:
        raise ValueError(f"header.{name}: {error}") from None


def read_scenario(path: Path) -> tuple[Rule, dict[str, Rule]]:
    """Read a scenario: a YAML map of operationIds, and `others`, to `latency` and `fail`.

    Returns:
        The rule for others, and the rules by operationId.

    Raises:
        Failure: The file can't be read, or says something else.
    """
    document = read_yaml(path)
    if not isinstance(document, dict):
        raise Failure(f"{path}: not a map of operations to what is asked for")
    rules = {name: _rule(path, name, asked) for name, asked in document.items()}
    return rules.pop(OTHERS, Rule()), rules


def _rule(path: Path, name: str, asked: Any) -> Rule:
    if not isinstance(asked, dict) or set(asked) - {"latency", "fail"}:
        raise Failure(f"{path}: {name} may have latency and fail, and nothing else")
    try:
        return Rule(
            latency=Latency.parse(str(asked["latency"])) if "latency" in asked else None,
            fault=Fault.parse(str(asked["fail"])) if "fail" in asked else None,
        )
    except ValueError as error:
        raise Failure(f"{path}: {name}: {error}") from None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command line that ask for faults."""
    add = parser.add_argument_group("failures on demand").add_argument
    add("--latency", type=typed(Latency.parse), help="hold answers back: 200ms, or 100ms-300ms")
    add("--fail", type=typed(Fault.parse), help="let answers fail: 5%%, 500, reset, half, or '5%% reset'")
    add("--scenario", type=Path, help="a YAML file with latency and fail by operationId, and for others")
    add("--seed", type=int, help="let the same requests fail each time")


def from_arguments(options: argparse.Namespace) -> Faults:
    """Return what the command line asks for. What it says itself is for operations that the scenario doesn't name.

    Raises:
        Failure: The scenario can't be read.
    """
    others, rules = read_scenario(options.scenario) if options.scenario else (Rule(), {})
    return Faults(Rule(options.latency or others.latency, options.fail or others.fault), rules, options.seed)


def typed(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Return a type of `argparse` that tells what a parser of this module says of a text that it refuses."""

    def read(text: str) -> T:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read
