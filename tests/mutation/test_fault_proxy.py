"""The proxy that changes the requests or responses of one operation."""

from contextlib import closing
from dataclasses import dataclass, replace

import httpx
import pytest

from scripts.loopback import serving
from scripts.mutation.fault_proxy import FaultProxy, Forward, ProxiedRequest, ProxiedResponse
from tests.support.recording_server import RecordingServer


@dataclass
class ReplacesBody:
    """Replaces the body of each request."""

    body: bytes

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response to the changed request."""
        return await forward(replace(request, body=self.body))


@pytest.mark.parametrize("body", [b"", b"a", b"a longer body than the first"])
def test_changed_body_is_sent_with_its_length(server: RecordingServer, body: bytes) -> None:
    proxy = FaultProxy()
    with serving(proxy) as url, closing(proxy):
        proxy.configure(httpx.URL(server.url), "/items", frozenset(), ReplacesBody(body))
        httpx.put(f"{url}/items", content=b"the first body").raise_for_status()
    assert proxy.errors == []
    assert server.requests[-1].body == body
    assert server.requests[-1].headers["content-length"] == str(len(body))
