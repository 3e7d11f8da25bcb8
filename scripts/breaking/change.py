"""A change between two versions of the contract or the client."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """A change.

    Attributes:
        level: `ERR`, `WARN` or `INFO` as in oasdiff, `docs` for documentation, `other` for what is not classified.
        check: The check that found it; empty for `docs` and `other`.
        names: The names of the changed object, such as `GET /models` and the operationId; an entry may use any.
        text: A description.
        subject: The property, parameter or value of the object that changed, if there is one.
    """

    level: str
    check: str
    names: tuple[str, ...]
    text: str
    subject: str = ""

    @property
    def is_breaking(self) -> bool:
        """True if callers may break; oasdiff's WARN means that it depends on the caller."""
        return self.level in {"ERR", "WARN"}

    def __str__(self) -> str:
        check = f" [{self.check}]" if self.check else ""
        return f"{self.level:5} {self.names[0]}: {self.text}{check}"


def backticked(text: str) -> list[str]:
    """Return the non-empty parts of a text that are between backticks."""
    return [each for each in re.findall("`([^`]*)`", text) if each]
