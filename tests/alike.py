"""Requests without end, many of which are alike, and many of which don't fit the contract: as bytes."""

import json
import random
from collections.abc import Iterator
from urllib.parse import quote

from tests import hostile

ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
CHATBOT = "/api/external/chatbot"
FITTING = {
    ("POST", f"{CHATBOT}/models"): {"title": "Support bot", "model_name": "gpt-4"},
    ("PUT", CHATBOT): {"model_id": ID},
    ("POST", f"{CHATBOT}/talk"): {"text": "Hello"},
    ("PUT", f"{CHATBOT}/opentalk"): {"email": "a@b.c", "device_id": "d"},
    ("PUT", f"{CHATBOT}/webhook"): {"webhook_url": "https://example.com/hook"},
}
# As JSON, since JSON can say more than Python writes.
ODD = [
    *('""', '"x"', "0", "1", "-1", "1.0", "-0.0", "1e2", "1e400", "123456789012345678901234567890", "true", "null"),
    *(
        "[]",
        "{}",
        '["x"]',
        '[{"text": 1}]',
        '"\\ud800"',
        '"\\u0000"',
        '"a\\u002db"',
        '"🙂"',
        '"\\/"',
        "9007199254740993",
    ),
    *(
        f'"{ID}"',
        f'"{ID.upper()}"',
        f'"urn:uuid:{ID}"',
        f'"{ID}\\n"',
        f'" {ID}"',
        f'"{ID.replace("-", "")}"',
        f'"{ID}0"',
    ),
    *('"gpt-4"', '"GPT-4"', '"PaLM2 "', '"chat-bison"', '{"__proto__": {"title": "x"}}', '["gpt-4", "gpt-4"]'),
    '"' + "long " * 200 + '"',
    "[" * 100 + "]" * 100,
]
NAMES = ["title", "model_name", "model_id", "text", "email", "device_id", "webhook_url", "__proto__", "constructor", ""]
WHOLE = [*ODD, "", " ", "{", '{"a": 1,}', "NaN", '{"text": NaN}', "\ufeff{}", '{"text": "a", "text": 1}', "{}{}"]
TEXTS = [
    *("", "0", "1", "-1", "+1", "1.0", "0x10", "1e2", "3 ", "x", "true", "null", "9" * 20, "2024-05-01T00:00:00Z", "é"),
    *(
        "2024-05-01",
        "2024-02-30T00:00:00Z",
        "2024-05-01t00:00:00z",
        "2024-05-01T24:00:00Z",
        "2024-05-01T00:00:00+25:00",
    ),
    *("2024-05-01T23:59:60Z", "2024-05-01 00:00:00Z", "file", "crawler", "text", "File", "a,b", "a&b=c", "[x]", "%"),
]
PREFER = ["code=503", "code=404", "code=200", "code=418", "example=models", "code=200, example=nope", "wait=3", "code="]


def body(chance: random.Random, fitting: dict[str, str]) -> bytes:
    """Return a JSON body: one that fits, or one with a few faults."""
    if chance.random() < 0.1:
        return chance.choice(WHOLE).encode("utf-8", "surrogatepass")
    members = {name: json.dumps(value) for name, value in fitting.items()}
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        if members and chance.random() < 0.3:
            members.pop(chance.choice(list(members)))
        else:
            members[chance.choice([*fitting, *fitting, *NAMES])] = chance.choice(ODD)
    if chance.random() < 0.5:
        members["n"] = str(chance.randrange(10**6))
    return ("{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in members.items()) + "}").encode()


def requests(seed: int) -> Iterator[bytes]:
    """Yield requests, many of which are alike, and many of which don't fit."""
    chance = random.Random(seed)
    queried = [f"{CHATBOT}/{name}" for name in ("messages", "uids", "models", "training_data", "nowhere")]
    while True:
        headers: list[tuple[str, str | bytes]] = [
            ("uid", chance.choice(("u", "v", "", "é".encode().decode("latin-1"))))
        ]
        headers = headers if chance.random() < 0.8 else []
        if chance.random() < 0.1:
            headers.append(("Prefer", chance.choice(PREFER)))
        if chance.random() < 0.1:
            headers.append(("Accept", chance.choice(("*/*", "application/json", "text/html", "application/*;q=0"))))
        if chance.random() < 0.1:
            headers.append(("Origin", "https://shop.example"))
        if chance.random() < 0.5:
            (method, path), fitting = chance.choice(list(FITTING.items()))
            kind = "application/json" if chance.random() < 0.95 else chance.choice(("text/plain", "APPLICATION/JSON"))
            content = body(chance, fitting)
            headers.append(("Content-Type", kind))
        else:
            method = chance.choice(("GET", "GET", "GET", "GET", "HEAD", "DELETE", "OPTIONS", "POST"))
            path = chance.choice(queried)
            names = chance.sample(
                ["offset", "limit", "start_at", "end_at", "nickname", "type"], chance.choice((0, 1, 2))
            )
            query = "&".join(f"{name}={quote(chance.choice(TEXTS))}" for name in names)
            path, content = f"{path}?{query}" if query else path, b""
        whole = hostile.request(method, path, content, headers)
        yield whole.replace(b"api-key: k\r\n", b"", 1) if chance.random() < 0.03 else whole
