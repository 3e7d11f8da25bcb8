"""Scenarios: the latency, the faults and the custom responses of each operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.mock.faults.custom import CustomRule
from scripts.mock.faults.options import Fault, Latency
from scripts.openapi import read_yaml
from scripts.project import UserError

# The entry for the operations that a scenario does not name.
OTHERS = "others"


@dataclass(frozen=True)
class FaultRule:
    """The latency, the fault and the custom responses of an operation."""

    latency: Latency | None = None
    fault: Fault | None = None
    responses: Sequence[CustomRule] = ()


@dataclass(frozen=True)
class Scenario:
    """The rules of a mock.

    Attributes:
        default: For operations that the scenario does not name.
        rules: By operationId.
        seed: Repeats the same faults in the same order; None: random ones.
    """

    default: FaultRule
    rules: dict[str, FaultRule]
    seed: int | None = None


@dataclass(frozen=True)
class ScenarioOptions:
    """The options of the command line.

    Attributes:
        default: For operations that the scenario does not name.
        file: A YAML file with more rules.
        seed: Repeats the same faults in the same order; None: random ones.
    """

    default: FaultRule
    file: Path | None
    seed: int | None

    def read(self) -> Scenario:
        """Return the rules of the options and of the file.

        Raises:
            UserError: The file cannot be read, or has other content.
        """
        return self.with_rules(read_yaml(self.file), str(self.file)) if self.file else self.with_rules({}, "")

    def with_rules(self, content: Any, source: str) -> Scenario:
        """Return the rules of the options and of a map of operationIds, and `others`, to rules.

        Args:
            content: The map.
            source: Where it is from, for the error.

        Raises:
            UserError: It is something else.
        """
        if not isinstance(content, dict):
            raise UserError(f"{source}: not a map of operationIds to latency, fail and respond")
        rules = {str(name): _rule(source, str(name), given) for name, given in content.items()}
        others = rules.pop(OTHERS, FaultRule())
        default = FaultRule(self.default.latency or others.latency, self.default.fault or others.fault)
        return Scenario(default, rules, self.seed)


def _rule(source: str, name: str, given: Any) -> FaultRule:
    allowed = {"latency", "fail"} if name == OTHERS else {"latency", "fail", "respond"}
    if not isinstance(given, dict) or set(given) - allowed:
        raise UserError(f"{source}: {name}: allowed are {', '.join(sorted(allowed))}, and nothing else")
    responses = given.get("respond", [])
    try:
        return FaultRule(
            latency=Latency.parse(str(given["latency"])) if "latency" in given else None,
            fault=Fault.parse(str(given["fail"])) if "fail" in given else None,
            responses=[CustomRule.parse(each) for each in (responses if isinstance(responses, list) else [responses])],
        )
    except ValueError as error:
        raise UserError(f"{source}: {name}: {error}") from None
