"""Each feature in the proxy: requests and responses are validated as they pass."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scripts.proxy.app import ProxyApp
from tests.features.corpus import Feature, Request, each_feature, features, limits
from tests.features.in_process import InProcessMocks, Response, exchange

FEATURES = [each for each in features() if str(each) not in limits("mock")]


class Upstream:
    """An upstream that always sends the same response."""

    is_complete = True

    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.headers = [(name.encode(), value.encode("latin-1")) for name, value in response.headers.items()]
        self._body = response.body

    async def send(self, head: object, body: AsyncIterator[bytes]) -> "Upstream":
        """Read the request, and return the response."""
        del head
        async for _ in body:
            pass
        return self

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body."""
        yield self._body

    def close(self) -> None:
        """Do nothing."""


@each_feature(FEATURES)
def test_proxy_supports_the_feature(mocks: InProcessMocks, feature: Feature, tmp_path: Path) -> None:
    document = feature.load(tmp_path)
    mock = mocks.mock(document)
    valid = mock.send(feature.accepted[0].encode())
    app = ProxyApp(document, _upstream(valid))
    for request in feature.accepted:
        app.upstream = _upstream(mock.send(request.encode()))
        received = mocks.runner.run(exchange(app, request.encode()))
        assert received.startswith(b"HTTP/1.1 %d " % app.upstream.status)  # type: ignore[attr-defined]
    assert not app.report.violations, list(app.report.summary())
    app.upstream = _upstream(valid)
    for count, request in enumerate((each for each in feature.rejected if not _is_mock_only(feature, each)), 1):
        mocks.runner.run(exchange(app, request.encode()))
        assert app.report.violations["request"] >= count, request


def _upstream(response: Response) -> Any:
    return Upstream(response)


def _is_mock_only(feature: Feature, request: Request) -> bool:
    return "credentials" in feature.definition or "prefer" in {name.lower() for name in request.headers}
