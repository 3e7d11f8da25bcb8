"""Durations of background jobs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.options import duration

DEFAULT_SECONDS = 0.5


@dataclass(frozen=True)
class JobDurations:
    """The seconds that background jobs take: by the operation that starts them, and those of the others."""

    default: float = DEFAULT_SECONDS
    by_operation: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "JobDurations":
        """Parse `2s`, `trainModel=10s`, or a list of them with commas.

        Raises:
            ValueError: It is something else.
        """
        default, by_operation = DEFAULT_SECONDS, {}
        for part in text.split(","):
            operation, equals, seconds = part.rpartition("=")
            if equals:
                by_operation[operation.strip()] = duration(seconds)
            else:
                default = duration(seconds)
        return cls(default, by_operation)

    def of(self, operation_id: str) -> float:
        """Return the duration of the jobs of an operation."""
        return self.by_operation.get(operation_id, self.default)
