"""Request rate of the mock without state, compared to Prism's and steady's. Every request is different."""

from functools import partial

from scripts.bench import load, packets, servers
from scripts.bench.comparison import TITLE, Load, Server, columns, compare
from scripts.bench.load import NUMBER, RequestTemplate, template
from scripts.bench.measure import Table

BASELINES = ("Prism", "steady")
BASE = "/api/external/chatbot"
KEYS = {"api-key": "k", "caigunn-access-token": "t"}
INVALID = 0.1

_UID = {**KEYS, "uid": "visitor-7"}
LIST_MODELS = template("GET", f"{BASE}/models", KEYS)
_CHOOSE_MODEL = template("PUT", BASE, KEYS, f'{{"model_id": "3fa85f64-5717-4562-b3fc-{NUMBER}"}}')


def mix() -> list[RequestTemplate]:
    """Return requests of nine operations, a tenth of them invalid."""
    valid = [
        LIST_MODELS,
        _CHOOSE_MODEL,
        template("POST", f"{BASE}/models", KEYS, f'{{"title": "Bot {NUMBER}", "model_name": "gpt-4"}}'),
        template("POST", f"{BASE}/talk", _UID, f'{{"text": "Question {NUMBER}"}}'),
        template("GET", f"{BASE}/messages?nickname={NUMBER}", _UID),
        template("GET", f"{BASE}/uids?offset=20", KEYS),
        template("PUT", f"{BASE}/webhook", KEYS, f'{{"webhook_url": "https://example.com/{NUMBER}"}}'),
        template("PUT", f"{BASE}/opentalk", KEYS, f'{{"email": "a@b.c", "device_id": "d{NUMBER}"}}'),
        template("DELETE", f"{BASE}/opentalk", KEYS),
    ]
    invalid = [
        template("PUT", BASE, KEYS, f'{{"model_id": "no id {NUMBER}"}}'),
        template("POST", f"{BASE}/talk", _UID, f'{{"txt": "Question {NUMBER}"}}'),
        template("GET", f"{BASE}/uids?limit=many", KEYS),
        template("GET", f"{BASE}/nowhere", KEYS),
    ]
    return [each for wrong in invalid for each in (*valid, wrong)]


def measure(quick: bool) -> Table:
    """Measure all servers with each request in one packet, then with its body in a second one."""
    prism = Server("Prism", servers.prism)
    # steady's validation differs; for one, it does not check credentials.
    steady = Server("steady", servers.steady, validates=False)
    quiet = partial(servers.mock, ["--quiet"])
    models = Load("GET models", [LIST_MODELS])
    choose = Load("PUT chatbot", [_CHOOSE_MODEL])
    mixed = Load("mix of nine operations", mix(), INVALID)
    rows = compare(
        [
            prism,
            steady,
            Server("mock", quiet, {"Prism": 8.0, "steady": 2.0}, tail=5.0),
            Server("mock with request log", servers.mock, {"Prism": 5.0}),
            Server("mock --no-cache", partial(servers.mock, ["--quiet", "--no-cache"]), {"Prism": 0.5}),
        ],
        [models, choose, mixed],
        load.send,
        BASELINES,
        quick,
    )
    rows += compare(
        [
            prism,
            steady,
            Server("mock", quiet, {"Prism": 8.0}),
            Server("load generator's maximum", servers.stub, validates=False),
        ],
        [
            Load("PUT chatbot, body in a second packet", choose.templates),
            Load("mix, body in a second packet", mixed.templates, INVALID),
        ],
        packets.send,
        BASELINES,
        quick,
    )
    return Table(f"Rate without state, {TITLE}", columns(BASELINES), rows)
