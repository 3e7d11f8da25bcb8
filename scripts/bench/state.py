"""Request rate of the mock with state, in memory and in Redis, compared to Prism's, which has none."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from http.client import HTTPConnection
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from scripts.bench import load, servers
from scripts.bench.comparison import TITLE, Load, Server, columns, compare
from scripts.bench.load import NUMBER, template
from scripts.bench.measure import Table
from scripts.bench.rate import BASE, KEYS, LIST_MODELS
from scripts.project import UserError

BASELINES = ("Prism", "mock")
# The loads are for the first conversations of the chatbot; all have the same number of messages.
CONVERSATIONS, MANY_CONVERSATIONS = 50, 500
MESSAGES = 20
MODELS = 2
TRAINING_SECONDS = 30.0


def loads() -> list[Load]:
    """Return the loads; the one that adds messages is the last."""
    uids = [{**KEYS, "uid": f"visitor-{number}"} for number in range(CONVERSATIONS)]
    return [
        Load("GET messages?limit=10", [template("GET", f"{BASE}/messages?limit=10", each) for each in uids]),
        Load("GET models", [LIST_MODELS]),
        Load("GET uids", [template("GET", f"{BASE}/uids", KEYS)]),
        Load(
            "POST talk", [template("POST", f"{BASE}/talk", each, f'{{"text": "Question {NUMBER}"}}') for each in uids]
        ),
    ]


def measure(quick: bool) -> Table:
    """Measure the mock with few and many messages, and with Redis."""
    few = partial(_mock, CONVERSATIONS)
    with servers.redis() as redis:
        rows = compare(
            [
                Server("Prism", servers.prism),
                Server("mock", few, {"Prism": 4.0}),
                Server("mock with 10,000 messages", partial(_mock, MANY_CONVERSATIONS), {"mock": 0.8}),
                Server("mock with Redis", partial(few, {"REDIS_URL": redis}), {"Prism": 1.0}),
            ],
            loads(),
            load.send,
            BASELINES,
            quick,
        )
    return Table(f"Rate with state, {TITLE}", columns(BASELINES), rows)


@contextmanager
def _mock(conversations: int, environment: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    options = ["--stateful", "--quiet", "--job-duration", "1ms"]
    with servers.mock(options, environment=environment) as url:
        fill(url, conversations)
        yield url


def fill(url: str, conversations: int) -> None:
    """Train models and send messages, and check that the mock has them all.

    Raises:
        UserError: It does not.
    """
    with closing(HTTPConnection(urlsplit(url).netloc)) as connection:
        call = partial(_call, connection)
        call("POST", "/training_data?type=text", "text=Open", {"Content-Type": "application/x-www-form-urlencoded"})
        for number in range(MODELS):
            call("POST", "/models", json.dumps({"title": f"Bot {number}"}))
        for number in range(MESSAGES):
            for uid in range(conversations):
                call("POST", "/talk", json.dumps({"text": f"Question {number}"}), {"uid": f"visitor-{uid}"})
        # The oldest messages are the first that a mock with less room would drop.
        oldest = call("GET", f"/messages?limit={MESSAGES}", headers={"uid": "visitor-0"})["messages"]
        uids = call("GET", f"/uids?limit={conversations}")["uids"]
        if (len(uids), len(oldest)) != (conversations, MESSAGES):
            raise UserError(
                f"the mock has {len(oldest)} of {MESSAGES} messages in its oldest conversation, "
                f"and {len(uids)} of {conversations} conversations"
            )
        deadline = time.monotonic() + TRAINING_SECONDS
        while len(call("GET", "/models")["models"]) < MODELS:
            if time.monotonic() > deadline:
                raise UserError(f"the mock did not train {MODELS} models within {TRAINING_SECONDS:.0f} s")
            time.sleep(0.01)


def _call(
    connection: HTTPConnection,
    method: str,
    path: str,
    body: str | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    media_type = {"Content-Type": "application/json"} if body else {}
    connection.request(method, BASE + path, body, {**KEYS, **media_type, **headers})
    response = connection.getresponse()
    content = response.read()
    if response.status != 200:
        raise UserError(f"{method} {path}: {response.status} {content.decode()}")
    result: dict[str, Any] = json.loads(content)
    return result
