"""Fixtures: the mocks of editions."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from scripts.editions.contracts import contract_of
from scripts.processes import running_mock


@pytest.fixture(scope="session")
def mock_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """A function that returns the URL of the mock of an edition, which it starts if necessary."""
    urls: dict[str, str] = {}
    with ExitStack() as stack:

        def url(edition: str) -> str:
            if edition not in urls:
                log = tmp_path_factory.mktemp(edition) / "mock.log"
                urls[edition] = stack.enter_context(running_mock(log, contract_of(edition))).url
            return urls[edition]

        yield url
