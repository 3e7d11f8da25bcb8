"""The Prism of the features' mocks."""

from collections.abc import Iterator

import pytest

from tests.features.in_process import Engine, running_engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The event loop and the Prism of all mocks."""
    with running_engine() as running:
        yield running
