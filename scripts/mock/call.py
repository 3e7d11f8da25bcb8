"""What an operation of a mock with state is called with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """A request that fits the contract.

    Attributes:
        key: The chatbot's.
        query: Its query; of a name that repeats, the last value.
        headers: Its header parameters by lower-case name.
        body: Its body as a JSON value.
        files: The names of the files in it.
        documented: The example that answers it in a mock without state.
    """

    key: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    files: Sequence[str]
    documented: Any
