"""Fixtures of the generator's tests: clients of small contracts."""

from collections.abc import Callable

import pytest

from tests.support.generated_clients import GeneratedClient, load

Generate = Callable[[str], GeneratedClient]


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generate:
    """Return the client of a contract in `contracts.yaml`, which is generated once."""
    folder = tmp_path_factory.mktemp("generated")
    clients: dict[str, GeneratedClient] = {}

    def get(name: str) -> GeneratedClient:
        if name not in clients:
            clients[name] = load(name, folder)
        return clients[name]

    return get
