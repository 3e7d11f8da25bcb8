"""Generator of hostile requests, as bytes."""

import json
import random
from collections.abc import Iterator

from tests.support import project_contract

OPERATIONS = list(project_contract.OPERATIONS.values())
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "frontier"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def requests(seed: int) -> Iterator[bytes]:
    """Yield hostile requests without end, the same ones for the same seed."""
    chance = random.Random(seed)
    kinds = (noise, broken_json, broken_form, broken_multipart, strange_target, strange_headers, mutated, mutated, cut)
    while True:
        yield chance.choice(kinds)(chance)


def noise(chance: random.Random) -> bytes:
    """Return bytes that are not HTTP."""
    length = chance.choice((1, 2, 7, 40, 300, 5000))
    return chance.randbytes(length) + chance.choice((b"", b"\r\n\r\n", b" HTTP/1.1\r\n\r\n"))


def valid(chance: random.Random, body: bytes | None = None, media_type: str | None = None) -> bytes:
    """Return a valid request of a random operation; body or media type may be replaced."""
    operation = chance.choice(OPERATIONS)
    bodies = {
        "createTrainingData": (MULTIPART, part(b'name="text"', b"hello") + closing()),
        "trainModel": (JSON, b'{"title": "Support bot"}'),
        "updateChatbotModel": (JSON, b'{"model_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}'),
        "talk": (JSON, b'{"text": "Hello"}'),
        "bindOpentalk": (JSON, b'{"email": "a@b.c", "device_id": "d"}'),
        "setWebhook": (JSON, b'{"webhook_url": "https://example.com"}'),
    }
    default_type, default_body = bodies.get(operation.id, (JSON, b""))
    return request(
        operation.method,
        operation.path + "?type=text&limit=3",
        default_body if body is None else body,
        [("Content-Type", media_type or default_type), ("uid", "u")],
    )


def request(method: str, target: str | bytes, body: bytes, headers: list[tuple[str, str | bytes]]) -> bytes:
    """Return a request with both credentials and a correct Content-Length."""
    fixed: list[tuple[str, str | bytes]] = [("Host", "x"), ("api-key", "k"), ("caigunn-access-token", "t")]
    lines = [method.encode() + b" " + _bytes(target) + b" HTTP/1.1"]
    lines += [name.encode() + b": " + _bytes(value) for name, value in fixed + headers]
    lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def part(disposition: bytes, content: bytes, extra: bytes = b"") -> bytes:
    """Return a part of a multipart body."""
    head = b"--%s\r\nContent-Disposition: form-data; %s\r\n%s\r\n" % (BOUNDARY.encode(), disposition, extra)
    return head + content + b"\r\n"


def closing() -> bytes:
    """Return the end of a multipart body."""
    return b"--%s--\r\n" % BOUNDARY.encode()


def broken_json(chance: random.Random) -> bytes:
    """Return a request whose JSON is malformed, or is of an unexpected type."""
    values: list[object] = [None, True, -1, 1e308, "", "x" * 9000, [], [[]], {}, {"text": None}, {"title": {"a": [1]}}]
    deep = chance.choice((50, 900, 5000))
    bodies = (
        b"{bad",
        b'{"text": "unended',
        b'{"title": NaN, "text": Infinity}',
        b'{"title": 1e999, "text": "a"}',
        b'{"text": ' + b"9" * chance.choice((30, 5000)) + b"}",
        b"[" * deep + b"]" * deep,
        b'{"text":' * deep + b"1" + b"}" * deep,
        b"\xef\xbb\xbf{}",
        '{"text": "x"}'.encode("utf-16"),
        b'{"text": "\xff\xfe\x00"}',
        b'{"text": "\\ud800"}',
        b'{"__proto__": {"text": "x"}, "constructor": 1, "text": "x"}',
        b'{"text": "x"}{"text": "x"}',
        b'{"text": "x", "text": 1}',
        b"\x00" * 100,
        json.dumps(chance.choice(values)).encode(),
    )
    return valid(
        chance, chance.choice(bodies), chance.choice((JSON, "application/json; charset=latin1", "APPLICATION/JSON"))
    )


def broken_form(chance: random.Random) -> bytes:
    """Return a request whose URL-encoded form is odd."""
    bodies = (
        b"text=%zz",
        b"text=%ff%fe",
        b"text=\xff\xfe",
        b"&&&===&text",
        b"text=" + b"a" * 100_000,
        b"text=x&" * 3000,
        b"a&" * 1_000_000,
        b"website=a&is_single_page=maybe",
        b"is_single_page=true",
        b"%74ext=ok",
        b"text=%00%0d%0a",
        b"[]=1&text[]=2&a[b]=3",
        chance.randbytes(200),
    )
    target = f"/api/external/chatbot/training_data?type={chance.choice(('text', 'file', 'crawler', '', 'x'))}"
    return request("POST", target, chance.choice(bodies), [("Content-Type", FORM)])


def broken_multipart(chance: random.Random) -> bytes:
    """Return a request whose multipart form is odd."""
    good = part(b'name="text"', b"hello")
    file = part(b'name="files"; filename="a.txt"', chance.randbytes(50), b"Content-Type: text/plain\r\n")
    bodies = (
        good,
        closing(),
        b"",
        good + file + closing(),
        file * chance.choice((1, 2, 500)) + closing(),
        part(b'name="files"', b"no file") + closing(),
        part(b'filename="a.txt"', b"no name") + closing(),
        part(b'name="files"; filename=""', b"") + closing(),
        part(b'name="text"; filename="a"', b"a file") + closing(),
        part(b'{"a" : true}";type=application/json', b"x") + closing(),
        part(b"name=\xff\xfe", b"x") + closing(),
        part(b'name="text"', b"\xff\xfe") + closing(),
        part(b'name="text"', b"x", b"A: " + b"a" * 9000 + b"\r\n") + closing(),
        part(b'name="text"', b"x", b"broken header\r\n") + closing(),
        b"--%s\r\n\r\nno headers\r\n" % BOUNDARY.encode() + closing(),
        b"preamble\r\n" + good + closing() + b"epilogue",
        good.replace(b"\r\n", b"\n") + closing(),
        chance.randbytes(300),
        (good + file + closing())[: chance.randrange(1, 250)],
    )
    types = (
        MULTIPART,
        MULTIPART,
        MULTIPART,
        "multipart/form-data",
        "multipart/form-data; boundary=",
        f"{MULTIPART}{'x' * 300}",
    )
    target = f"/api/external/chatbot/training_data?type={chance.choice(('text', 'file', 'crawler'))}"
    return request("POST", target, chance.choice(bodies), [("Content-Type", chance.choice(types))])


def strange_target(chance: random.Random) -> bytes:
    """Return a request for a strange path or with a strange query."""
    path = chance.choice(OPERATIONS).path
    targets: tuple[bytes, ...] = (
        b"/", b"//", b"*", b"/%", b"/%00", b"/%ff", b"/../../etc/passwd", b"http://other.example/x", b"/{model_id}",
        path.encode() + b"/", path.encode() + b"%2f", path.upper().encode(), path.encode() + b";x=1",
        b"/" + b"a" * 70_000,
        path.encode() + b"?" + b"a=1&" * 5000,
        path.encode() + b"?type=%zz&limit=%",
        path.encode() + b"?type=%ff&nickname=%c3",
        path.encode() + b"?limit=1&limit=2&offset=0x10&offset=",
        path.encode() + b"?limit=" + b"9" * 6000,
        path.encode() + b"?nickname=" + b'"' * 22_000,
        path.encode() + b"?start_at=2024-02-30T25:61:61Z",
        path.encode() + b"?__code=500&__example=x&__dynamic=true&__server=http://x",
        path.encode() + b"?type[]=text&type[a]=file",
        path.encode() + b"?\xff\xfe#fragment",
    )  # fmt: skip
    method = chance.choice(
        ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "BREW", "get")
    )
    return request(method, chance.choice(targets), b"", [("uid", "u")])


def strange_headers(chance: random.Random) -> bytes:
    """Return a request with strange headers."""
    headers: tuple[tuple[str, str | bytes], ...] = (
        ("uid", b"\xff\xfe\xfd"), ("uid", b"a\x00b"),
        ("uid", b"a\x01b"), ("uid", b"a\x7fb"), ("uid", ""), ("uid", "u" * 60_000), ("api-key", ""),
        ("Accept", "text/html"), ("Accept", ",;q=,*/"), ("Accept", "application/json;q=x"), ("Accept", b"\xff"),
        ("Prefer", "code=500"), ("Prefer", "code=99999999999, example="), ("Prefer", "dynamic=true; seed=1"),
        ("Prefer", "example=__proto__"), ("Prefer", 'code="200"; code=x'), ("Expect", "100-continue"),
        ("Content-Type", "text/plain"), ("Content-Type", ";;;"), ("Content-Type", b"\xff/\xfe"), ("Content-Type", ""),
        ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "gzip, chunked"), ("Content-Length", "-1"),
        ("Content-Length", "999999999999999999999"), ("Content-Length", "1e3"), ("Connection", "Upgrade"),
        ("Upgrade", "websocket"), ("Upgrade", "h2c"), ("Host", "a b"), ("X" * 60_000, "x"), ("Origin", "null"),
        ("Access-Control-Request-Method", "BREW"), ("Access-Control-Request-Headers", b"\xff, \t"),
        ("Content-Encoding", "gzip"), ("Range", "bytes=0-1"), ("If-None-Match", "*"), ("Cookie", "a=b" * 2000),
    )  # fmt: skip
    head, _, body = valid(chance).partition(b"\r\n\r\n")
    for name, value in chance.sample(headers, chance.choice((1, 1, 2, 3))):
        head += b"\r\n" + name.encode() + b": " + _bytes(value)
    return head + b"\r\n\r\n" + body


def mutated(chance: random.Random) -> bytes:
    """Return a valid request with some bytes changed, repeated, removed or inserted."""
    data = bytearray(valid(chance))
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randrange(1, 8)]
            case 2:
                data[at:at] = data[at : at + chance.randrange(1, 60)]
            case _:
                data[at:at] = chance.randbytes(chance.randrange(1, 8))
        if not data:
            return b"\r\n"
    return bytes(data)


def cut(chance: random.Random) -> bytes:
    """Return an incomplete request, or a complete and an incomplete one."""
    whole = valid(chance)
    return chance.choice((b"", whole)) + whole[: chance.randrange(1, len(whole))]


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")
