"""Latencies and faults, as command line options, headers and scenarios write them."""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

from scripts.options import argument, duration

DEFAULT_STATUS = "503"
RESET, HALF = "reset", "half"

_FAULT = re.compile(r"(?:(\d{1,3}(?:\.\d+)?)%)?\s*(\d{3}|reset|half)?", re.ASCII)


@dataclass(frozen=True)
class Latency:
    """A random delay of responses, between two numbers of seconds."""

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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that inject faults."""
    add = parser.add_argument_group("fault injection").add_argument
    add("--latency", type=argument(Latency.parse), help="delay responses by 200ms, or by a random 100ms-300ms")
    add("--fail", type=argument(Fault.parse), help="inject failures: 5%%, 500, reset, half, or '5%% reset'")
    add("--scenario", type=Path, help="a YAML file with latency, fail and respond by operationId")
    add("--seed", type=int, help="seed of random faults, for the same faults in each run")
