"""One change, as every part of the comparison tells it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """A change: how grave it is, what kind of change, and of what.

    `names` are the ways to name what it is about in the changelog, such as `GET /models` and its operationId.
    `subject` is the member, parameter or value within that, if there is one.
    """

    level: str
    check: str
    names: tuple[str, ...]
    text: str
    subject: str = ""

    @property
    def breaks(self) -> bool:
        """Whether it can break those who use what changed: oasdiff's WARN too, which means that it can't tell."""
        return self.level in {"ERR", "WARN"}

    def __str__(self) -> str:
        kind = f" [{self.check}]" if self.check else ""
        return f"{self.level:5} {self.names[0]}: {self.text}{kind}"


def quoted(text: str) -> list[str]:
    """Return what stands between backticks in a text."""
    return [each for each in re.findall("`([^`]*)`", text) if each]
