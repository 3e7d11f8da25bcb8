"""Request rate of the validation proxy, compared to that of Prism's own proxy, with the same fast upstream."""

from functools import partial

from scripts.bench import load, servers
from scripts.bench.comparison import TITLE, Load, Server, columns, compare
from scripts.bench.measure import Table
from scripts.bench.rate import LIST_MODELS

BASELINES = ("Prism's proxy",)


def measure(quick: bool) -> Table:
    """Measure both proxies, and their upstream without a proxy."""
    with servers.stub() as upstream:
        rows = compare(
            [
                Server("Prism's proxy", partial(servers.prism_proxy, upstream)),
                Server("proxy", partial(servers.proxy, upstream), {"Prism's proxy": 2.0}),
                Server("upstream alone", servers.stub),
            ],
            [Load("GET models", [LIST_MODELS])],
            load.send,
            BASELINES,
            quick,
        )
    return Table(f"Rate of the proxy, {TITLE}", columns(BASELINES), rows)
