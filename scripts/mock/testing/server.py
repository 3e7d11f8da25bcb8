"""The mock of a test session."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from scripts.processes import running_mock

_OPTIONS = ("--stateful", "--job-duration", "50ms")
# Seconds; a machine that runs many tests is slow.
_TIMEOUT = 30


class MockServer:
    """A running mock.

    Attributes:
        url: Its URL.
    """

    def __init__(self, url: str, http: httpx.Client) -> None:
        """Connect to a mock.

        Args:
            url: Its URL.
            http: A client for it.
        """
        self.url = url
        self._http = http
        # The scenario: of each operation the custom responses of all chatbots, with their keys.
        self._rules: list[tuple[str, str, dict[str, Any]]] = []

    def call(self, method: str, path: str, key: str, body: Any = None) -> Any:
        """Call the admin API for a chatbot, and return the JSON of the response.

        Raises:
            ValueError: The mock rejects the request; the message is its reason.
        """
        response = self._http.request(method, f"/__mock/{path}", headers={"api-key": key}, json=body)
        content = response.json()
        if response.is_error:
            raise ValueError(content["detail"])
        return content

    def add_rule(self, key: str, operation: str, rule: dict[str, Any]) -> None:
        """Add a custom response for a chatbot, which precedes its earlier ones.

        Raises:
            ValueError: It is not valid; nothing changes then.
        """
        self._put([(key, operation, rule), *self._rules])

    def remove_rules(self, key: str) -> None:
        """Remove the custom responses of a chatbot."""
        if any(each == key for each, _, _ in self._rules):
            self._put([rule for rule in self._rules if rule[0] != key])

    def _put(self, rules: list[tuple[str, str, dict[str, Any]]]) -> None:
        scenario: dict[str, dict[str, list[Any]]] = {}
        for key, operation, rule in rules:
            own = rule | {"when": {**rule.get("when", {}), "header.api-key": key}}
            scenario.setdefault(operation, {"respond": []})["respond"].append(own)
        self.call("PUT", "scenario", "", scenario)
        self._rules = rules


@contextmanager
def running_server(log: Path) -> Iterator[MockServer]:
    """Run a mock with state on a free port while the context lasts.

    Raises:
        UserError: It does not start.
    """
    # Settings of a mock that a developer runs at the same time.
    unset = {name: "" for name in os.environ if name.startswith("MOCK_CREDENTIAL_") or name == "REDIS_URL"}
    with (
        running_mock(log, options=_OPTIONS, environment=unset) as mock,
        httpx.Client(base_url=mock.url, trust_env=False, timeout=_TIMEOUT) as http,
    ):
        yield MockServer(mock.url, http)
