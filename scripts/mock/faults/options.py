"""Fault rules, as command line options, headers and scenario files write them."""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.openapi import read_yaml
from scripts.options import argument, duration
from scripts.project import UserError

# A scenario's entry for the operations that it does not name.
OTHERS = "others"
DEFAULT_STATUS = "503"
RESET, HALF = "reset", "half"

_FAULT = re.compile(r"(?:(\d{1,3}(?:\.\d+)?)%)?\s*(\d{3}|reset|half)?", re.ASCII)


@dataclass(frozen=True)
class Latency:
    """How long a response is held back: a random time between two numbers of seconds."""

    least: float
    most: float

    @classmethod
    def parse(cls, text: str) -> "Latency":
        """Parse `200ms`, or `100ms-300ms`.

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
    """A share of the responses, from 0 to 1, that fail in a way: a documented status code, `reset` or `half`."""

    share: float
    kind: str

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """Parse `5%`, `500`, `reset`, `half`, or a share and a kind such as `5% reset`.

        Raises:
            ValueError: It is none of them.
        """
        found = _FAULT.fullmatch(text.strip())
        if not found or not any(found.groups()) or float(found[1] or 0) > 100:
            raise ValueError(f"{text!r} is not a fault: write 5%, 500, reset, half, or a share and a kind: 5% reset")
        return cls(float(found[1] or 100) / 100, found[2] or DEFAULT_STATUS)


@dataclass(frozen=True)
class FaultRule:
    """The latency and the fault of an operation."""

    latency: Latency | None = None
    fault: Fault | None = None


@dataclass(frozen=True)
class FaultConfig:
    """The rules of a mock.

    Attributes:
        default: For operations without a rule of their own.
        rules: By operationId.
        seed: Repeats the same faults in the same order; None: random ones.
    """

    default: FaultRule
    rules: dict[str, FaultRule]
    seed: int | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that inject faults."""
    add = parser.add_argument_group("fault injection").add_argument
    add("--latency", type=argument(Latency.parse), help="hold responses back: 200ms, or 100ms-300ms")
    add("--fail", type=argument(Fault.parse), help="let responses fail: 5%%, 500, reset, half, or '5%% reset'")
    add("--scenario", type=Path, help="a YAML file with latency and fail by operationId, and for others")
    add("--seed", type=int, help="repeat the same faults each time")


@dataclass(frozen=True)
class FaultOptions:
    """The options of the command line.

    Attributes:
        default: For operations that the scenario does not name.
        scenario: A file with more rules.
        seed: Repeats the same faults in the same order; None: random ones.
    """

    default: FaultRule
    scenario: Path | None
    seed: int | None

    def read(self) -> FaultConfig:
        """Return the rules of the options and the scenario.

        Raises:
            UserError: The scenario cannot be read.
        """
        others, rules = read_scenario(self.scenario) if self.scenario else (FaultRule(), {})
        default = FaultRule(self.default.latency or others.latency, self.default.fault or others.fault)
        return FaultConfig(default, rules, self.seed)


def from_arguments(options: argparse.Namespace) -> FaultOptions:
    """Return the options of a parsed command line."""
    return FaultOptions(FaultRule(options.latency, options.fail), options.scenario, options.seed)


def read_scenario(path: Path) -> tuple[FaultRule, dict[str, FaultRule]]:
    """Read a scenario: a YAML map of operationIds, and `others`, to `latency` and `fail`.

    Returns:
        The rule for others, and the rules by operationId.

    Raises:
        UserError: The file cannot be read, or has other content.
    """
    document = read_yaml(path)
    if not isinstance(document, dict):
        raise UserError(f"{path}: not a map of operationIds to latency and fail")
    rules = {name: _rule(path, name, given) for name, given in document.items()}
    return rules.pop(OTHERS, FaultRule()), rules


def _rule(path: Path, name: str, given: Any) -> FaultRule:
    if not isinstance(given, dict) or set(given) - {"latency", "fail"}:
        raise UserError(f"{path}: {name}: allowed are latency and fail, and nothing else")
    try:
        return FaultRule(
            latency=Latency.parse(str(given["latency"])) if "latency" in given else None,
            fault=Fault.parse(str(given["fail"])) if "fail" in given else None,
        )
    except ValueError as error:
        raise UserError(f"{path}: {name}: {error}") from None
