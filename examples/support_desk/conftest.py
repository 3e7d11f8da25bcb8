"""A support desk that uses the chatbot of the fixture `caigunn_mock`."""

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest
from caigunn_client import CaiGunn
from desk import open_server

if TYPE_CHECKING:
    from caigunn_mock.testing import MockChatbot


@pytest.fixture
def desk_url(caigunn_mock: "MockChatbot") -> Iterator[str]:
    """The URL of a running support desk."""
    credentials = {"api_key": caigunn_mock.api_key, "caigunn_access_token": caigunn_mock.access_token}
    with (
        CaiGunn(base_url=caigunn_mock.url, max_retries=0, **credentials) as caigunn,
        open_server(caigunn, port=0) as server,
    ):
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def desk(desk_url: str) -> Iterator[httpx.Client]:
    """A client of the support desk."""
    with httpx.Client(base_url=desk_url, trust_env=False, timeout=30) as client:
        yield client
