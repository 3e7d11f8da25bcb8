"""What the tests share: one running mock."""

from collections.abc import Iterator

import pytest

from scripts.serving import Mock, running_mock


@pytest.fixture(scope="session")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    """A mock that serves openapi.yaml."""
    with running_mock(tmp_path_factory.mktemp("mock") / "mock.log") as running:
        yield running


@pytest.fixture(scope="session")
def mock_url(mock: Mock) -> str:
    """The address of the mock, such as http://127.0.0.1:43121."""
    return mock.url
