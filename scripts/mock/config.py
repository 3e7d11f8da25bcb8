"""Settings of a mock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.mock.durations import JobDurations
from scripts.mock.faults.scenario import ScenarioOptions


@dataclass(frozen=True)
class StateConfig:
    """Settings of a mock with state.

    Attributes:
        job_durations: How long background jobs take.
        redis_url: Where the state is; None keeps it in memory.
    """

    job_durations: JobDurations
    redis_url: str | None


@dataclass(frozen=True)
class MockConfig:
    """Settings of a mock.

    Attributes:
        contract: The contract's file.
        host: The address to listen on.
        port: The port; 0 is any free one.
        credentials: The only valid value of a credential, by the lower-case name of its header.
        scenario: The faults and the custom responses.
        state: The settings of the state; None for a mock without state.
        cache: Whether responses of Prism are cached.
        allowed_hosts: Hosts, besides this machine, that webhooks and callbacks are delivered to.
        has_tls: Whether to serve HTTPS instead of HTTP.
    """

    contract: Path
    host: str
    port: int
    credentials: Mapping[str, str]
    scenario: ScenarioOptions
    state: StateConfig | None
    cache: bool
    allowed_hosts: Sequence[str] = ()
    has_tls: bool = False
