"""Plugin of pytest. It is loaded in every run of pytest, and imports the rest when it is needed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from scripts.mock.testing.chatbot import MockChatbot
    from scripts.mock.testing.server import MockServer


@pytest.fixture(scope="session")
def caigunn_mock_server(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[MockServer]":
    """A running mock with state, on a free port. With pytest-xdist, each worker has its own."""
    from scripts.mock.testing.server import running_server  # noqa: PLC0415 - see above

    with running_server(tmp_path_factory.mktemp("caigunn-mock") / "mock.log") as server:
        yield server


@pytest.fixture
def caigunn_mock(caigunn_mock_server: "MockServer") -> "Iterator[MockChatbot]":
    """A new chatbot of this mock, with its own credentials, state, requests and custom responses."""
    from scripts.mock.testing.chatbot import MockChatbot  # noqa: PLC0415 - see above

    chatbot = MockChatbot(caigunn_mock_server)
    yield chatbot
    chatbot.close()
