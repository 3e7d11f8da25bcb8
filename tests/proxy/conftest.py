"""Fixtures of the proxy's tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.proxy import Proxy, running_proxy

StartProxy = Callable[..., Proxy]


@pytest.fixture
def start_proxy(tmp_path: Path) -> Iterator[StartProxy]:
    """Starts a proxy in front of an upstream."""
    with ExitStack() as stack:

        def start(upstream: str, *options: str) -> Proxy:
            return stack.enter_context(running_proxy(tmp_path / "proxy.log", upstream, *options))

        yield start
