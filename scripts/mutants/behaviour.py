"""Faults in how a server behaves: now and then, too late, for somebody else, or with what it said before."""

import asyncio
import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import unquote_to_bytes

from scripts import openapi
from scripts.credentials import Credential, accepted, credentials
from scripts.mutants.fault import Fault
from scripts.mutants.wire import Answer, Ask, Change, Sent
from scripts.openapi import Document, Operation, resolve

# How long an answer may take, and how long it takes.
LIMIT_SECONDS = 0.5
LATE_SECONDS = 0.6


def faults(document: Document) -> Iterator[Fault]:
    """Yield the faults in how each operation of a contract behaves."""
    every = list(openapi.operations(document))
    for number, operation in enumerate(every):
        responses = operation.definition.get("responses", {})
        for status in (500, 503, 404):
            what = f"every tenth answer is {status}, as documented" if str(status) in responses else ""
            what = what or f"every tenth answer is {status}, which isn't documented"
            error = partial(replace, status=status, body=_example(document, responses))
            yield _fault(operation, "tenth-fails", str(status), what, Tenth(error))
        yield _fault(operation, "tenth-empty", "", "every tenth answer has no body", Tenth(partial(replace, body=b"")))
        cut = Tenth(partial(replace, cut=True))
        yield _fault(operation, "tenth-cut", "", "every tenth answer ends in its middle", cut)
        late = _fault(operation, "late", "", f"answers take {LATE_SECONDS} s", Late(LATE_SECONDS))
        yield replace(late, limit=LIMIT_SECONDS)
        yield _fault(operation, "first-repeated", "", "what was answered first is answered to all", Repeated())
        yield from _of_credentials(document, operation)
        other = every[(number + 1) % len(every)]
        body = _success(document, other)
        if body is not None and other != operation:
            what = f"{other.id} is what it answers"
            yield _fault(operation, "answer-of-another", other.id, what, Replaced(json.dumps(body).encode()))
        yield from _of_query(document, operation)
        yield from _of_callers(document, operation)
        content = resolve(document, operation.definition.get("requestBody", {})).get("content", {})
        # What is multipart can't be read without its boundary.
        if taken := next((each for each in content if not each.startswith("multipart/")), None):
            what = f"Content-Type isn't looked at: all is {taken}"
            yield _fault(operation, "media-type-ignored", "", what, Read(taken, tuple(content)))


def _fault(operation: Operation, kind: str, place: str, what: str, change: Change) -> Fault:
    return Fault(operation, "behaviour", kind, place, what, change=change)


def _of_credentials(document: Document, operation: Operation) -> Iterator[Fault]:
    known = credentials(document)
    alternatives = accepted(document, operation, known)
    if not all(alternatives):
        return
    for scheme in dict.fromkeys(scheme for alternative in alternatives for scheme in alternative):
        credential = known[scheme]
        for kind, what in (("empty", "an empty"), ("wrong", "a wrong")):
            change = Lenient(credential, kind)
            yield _fault(operation, f"credential-{kind}", scheme, f"{what} {scheme} is taken", change)


def _of_query(document: Document, operation: Operation) -> Iterator[Fault]:
    for parameter in openapi.parameters(document, operation):
        if parameter["in"] == "query" and not parameter.get("required"):
            name = parameter["name"]
            what = f"{name} is checked and ignored"
            yield replace(_fault(operation, "query-ignored", name, what, Ignored(name)), stateful=True)


def _of_callers(document: Document, operation: Operation) -> Iterator[Fault]:
    """Yield the faults by which one caller gets, or changes, what is another's."""
    success = _success(document, operation)
    if isinstance(success, dict) and any(isinstance(value, list) for value in success.values()):
        what = "what it lists is another caller's"
        yield replace(_fault(operation, "anothers-data", "", what, Strange()), stateful=True)
    keys = {credential.header.lower() for credential in credentials(document).values()}
    for parameter in openapi.parameters(document, operation):
        name = parameter["name"].lower()
        if parameter["in"] == "header" and parameter.get("required") and name not in keys:
            what = f"{name} is checked, and all are one"
            yield replace(_fault(operation, "header-ignored", name, what, AllOne(name)), stateful=True)


def _success(document: Document, operation: Operation) -> Any:
    """Return the first example of an operation's success, None if there is none."""
    responses = operation.definition.get("responses", {})
    response: Document = next((node for status, node in responses.items() if str(status).startswith("2")), {})
    return _first(document, response)


def _first(document: Document, response: Document) -> Any:
    for medium in resolve(document, response).get("content", {}).values():
        for example in medium.get("examples", {}).values():
            return resolve(document, example).get("value")
    return None


def _example(document: Document, responses: Document) -> bytes:
    """Return the body of an error of an operation."""
    errors = (_first(document, node) for status, node in responses.items() if not str(status).startswith("2"))
    return json.dumps(next((body for body in errors if body is not None), {})).encode()


@dataclass
class Tenth:
    """Every tenth answer is another."""

    changed: Callable[[Answer], Answer]
    count: int = 0

    async def __call__(self, ask: Ask, sent: Sent) -> Answer:
        """Answer."""
        answer = await ask(sent)
        self.count += 1
        return answer if self.count % 10 else self.changed(answer)


@dataclass
class Late:
    """An answer comes late."""

    seconds: float

    async def __call__(self, ask: Ask, sent: Sent) -> Answer:
        """Answer, when it is time."""
        answer = await ask(sent)
        await asyncio.sleep(self.seconds)
        return replace(answer)


@dataclass
class Repeated:
    """The first success is the answer to whatever comes after."""

    first: list[Answer] = field(default_factory=list)

    async def __call__(self, ask: Ask, sent: Sent) -> Answer:
        """Answer."""
        answer = await ask(sent)
        if not self.first and answer.succeeded:
            self.first.append(answer)
            return answer
        return self.first[0] if self.first else answer


@dataclass
class Replaced:
    """A success has another body."""

    body: bytes

    async def __call__(self, ask: Ask, sent: Sent) -> Answer:
        """Answer."""
        answer = await ask(sent)
        return replace(answer, body=self.body) if answer.succeeded else answer


@dataclass
class Lenient:
    """An empty or a wrong credential passes for the right one."""

    credential: Credential
    kind: str

    async def __call__(self, ask: Ask, sent: Sent) -> Answer:
        """Answer."""
        name = self.credential.header.lower().encode()
        right = self.credential.sent().encode()
        given = dict(sent.headers).get(name)
        if given in {None, right} or self.kind != ("wrong" if given and given.strip() else "empty"):
            return await ask(sent)
        return await ask(sent.with_header(name, right))


@dataclass
class Read:
    """A body of any undocumented media type is read as one of a documented one."""

    media_type: str
    documented: tuple[str, ...]

    async def __call__(self, ask: Ask, sent: Sent) -> Answer:
        """Answer."""
        given = dict(sent.headers).get(b"content-type", b"").decode("latin-1")
        if not sent.body or given.lower().startswith(self.documented):
            return await ask(sent)
        return await ask(sent.with_header(b"content-type", self.media_type.encode()))


@dataclass
class Ignored:
    """A query parameter is judged as ever, and has no effect."""

    name: str

    async def __call__(self, ask: Ask, sent: Sent) -> Answer:
        """Answer."""
        path, _, query = sent.target.partition(b"?")
        given = [each.partition(b"=") for each in query.split(b"&")]
        kept = [each for each in given if unquote_to_bytes(each[0]) != self.name.encode()]
        if kept == given or not await self._is_right(ask, sent, [each for each in given if each not in kept]):
            return await ask(sent)
        less = b"&".join(map(b"".join, kept))
        return await ask(replace(sent, target=b"?".join([path, less] if less else [path])))

    @staticmethod
    async def _is_right(ask: Ask, sent: Sent, ignored: Sequence[tuple[bytes, bytes, bytes]]) -> bool:
        if sent.method == "GET":
            return (await ask(sent)).succeeded
        # What has consequences isn't asked twice. Any text is taken that isn't empty.
        return len(ignored) == 1 and bool(ignored[0][2])


@dataclass
class AllOne:
    """A header with which callers are told apart is judged as ever, and has the same value for all."""

    name: str

    async def __call__(self, ask: Ask, sent: Sent) -> Answer:
        """Answer."""
        name = self.name.encode()
        # What has consequences isn't asked twice. Any text is taken that isn't empty.
        if not dict(sent.headers).get(name, b"").strip():
            return await ask(sent)
        return await ask(sent.with_header(name, b"everybody"))


class Strange:
    """A success lists as much as it should, but what somebody else has."""

    async def __call__(self, ask: Ask, sent: Sent) -> Answer:
        """Answer."""
        answer = await ask(sent)
        if not answer.succeeded or sent.method == "HEAD":
            return answer
        body = json.loads(answer.body)
        return answer if (strange := _strange(body)) == body else answer.with_json(strange)


def _strange(value: Any) -> Any:
    """Return a value of the same shape with other texts and ids, but the same moments."""
    match value:
        case dict():
            return {name: _strange(each) for name, each in value.items()}
        case list():
            return [_strange(each) for each in value]
        case str() if not re.match(r"\d{4}-\d\d-\d\dT", value):
            return str(uuid.uuid5(uuid.NAMESPACE_OID, value))
        case _:
            return value
