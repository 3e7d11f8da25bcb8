"""The Prism of the features' mocks."""

from collections.abc import Iterator

import pytest

from tests.features.in_process import InProcessMocks, in_process_mocks


@pytest.fixture(scope="session")
def mocks() -> Iterator[InProcessMocks]:
    """The event loop and the Prism of all mocks."""
    with in_process_mocks() as running:
        yield running
