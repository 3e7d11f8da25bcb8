"""Middlewares with the bugs of services with state."""

import datetime as dt
import html
import json
import os
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from scripts.contract.probes.callers import second
from scripts.credentials import Credential
from scripts.mutation.fault_proxy import Forward, ProxiedRequest, ProxiedResponse

_JSON = ((b"content-type", b"application/json"),)
CONDITIONS: dict[str, Callable[[str], bool]] = {
    "long": lambda text: len(text) > 255,
    "very_long": lambda text: len(text) > 5000,
    "astral": lambda text: any(each > "\uffff" for each in text),
    "unicode": lambda text: any(each > "\u00ff" for each in text),
    "quote": lambda text: "'" in text,
    "nul": lambda text: "\x00" in text,
}
TEXT_CHANGES: dict[str, Callable[[str], str]] = {
    "truncated": lambda text: text[:255],
    "lower_case": str.lower,
    "escaped": html.escape,
    "question_marks": lambda text: text.encode("latin-1", "replace").decode("latin-1"),
    "stripped": str.strip,
    "normalized": lambda text: unicodedata.normalize("NFC", text),
}


def _error(status: int) -> ProxiedResponse:
    return ProxiedResponse(status, _JSON, b'{"detail": "failed"}')


def _query(request: ProxiedRequest) -> list[tuple[str, str]]:
    query = request.target.partition(b"?")[2].decode("latin-1")
    return parse_qsl(query, keep_blank_values=True, errors="surrogateescape")


def _with_query(request: ProxiedRequest, pairs: list[tuple[str, str]]) -> ProxiedRequest:
    path = request.target.partition(b"?")[0]
    text = "&".join(
        f"{quote(name, safe='')}={quote(value, safe='', errors='surrogateescape')}" for name, value in pairs
    )
    return replace(request, target=path + (b"?" + text.encode() if text else b""))


def _value(request: ProxiedRequest, location: str, name: str) -> str | None:
    """Return the text of an input of a request, or None."""
    if location == "query":
        return dict(_query(request)).get(name)
    if location == "header":
        found = dict(request.headers).get(name.lower().encode())
        return None if found is None else found.decode("latin-1")
    body = _body(request)
    value = body.get(name) if isinstance(body, dict) else None
    return value if isinstance(value, str) else None


def _body(request: ProxiedRequest) -> Any:
    kind = dict(request.headers).get(b"content-type", b"")
    if kind.startswith(b"application/x-www-form-urlencoded"):
        return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    if kind.startswith(b"multipart/"):
        parts = re.findall(rb'name="(\w+)"\r\n\r\n(.*?)\r\n--', request.body, re.DOTALL)
        return {name.decode(): value.decode("utf-8", "replace") for name, value in parts}
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        return None


@dataclass
class FailsOnValue:
    """Fails on some valid values of an input: with a status code, or by a connection that is cut."""

    location: str
    name: str
    condition: str
    status: int | None

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response."""
        value = _value(request, self.location, self.name)
        response = await forward(request)
        if value is None or not response.succeeded or not CONDITIONS[self.condition](value):
            return response
        return replace(response, truncated=True) if self.status is None else _error(self.status)


@dataclass
class NormalisesValue:
    """Accepts some invalid values of an input, as lenient parsers do."""

    location: str
    name: str
    kind: str

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response to the request with a valid value."""
        value = _value(request, self.location, self.name)
        if value is None or (valid := self._valid(value)) == value:
            return await forward(request)
        if self.location == "query":
            pairs = [(name, valid if name == self.name else each) for name, each in _query(request)]
            return await forward(_with_query(request, pairs))
        body = {**_body(request), self.name: valid}
        return await forward(replace(request, body=json.dumps(body).encode()))

    def _valid(self, value: str) -> str:  # noqa: PLR0911 - one for each kind
        match self.kind:
            case "underscores":
                return value.replace("_", "") if re.fullmatch(r"\d+(_\d+)+", value, re.ASCII) else value
            case "plus_sign":
                return value.removeprefix("+") if re.fullmatch(r"\+\d+", value, re.ASCII) else value
            case "full_width":
                return str(int(value)) if value.isdecimal() and not value.isascii() else value
            case "blanks":
                return value.strip() if value.strip().isdecimal() else value
            case "date_only":
                return f"{value}T00:00:00Z" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value
            case "without_zone":
                return f"{value}Z" if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", value) else value
            case "week":
                is_week = re.fullmatch(r"\d{4}-W\d\d-\d", value)
                return dt.datetime.fromisoformat(value).strftime("%Y-%m-%dT00:00:00Z") if is_week else value
            case "without_dashes":
                dashed = re.sub(r"^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$", r"\1-\2-\3-\4-\5", value)
                return dashed if re.fullmatch("[0-9a-fA-F]{32}", value) else value
            case _:
                return value.strip("{}")


@dataclass
class ChangesEntries:
    """Changes the entries of a list: a text property of each, or which ones there are."""

    name: str
    change: str
    count: int = 0

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response."""
        response = await forward(request)
        if not response.succeeded or not response.body or request.method != "GET":
            return response
        body = json.loads(response.body)
        name, entries = next((name, value) for name, value in body.items() if isinstance(value, list))
        self.count += 1
        changed = self._changed(entries, dict(_query(request)))
        return response if changed == entries else response.with_json({**body, name: changed})

    def _changed(  # noqa: PLR0911 - one for each kind
        self, entries: list[dict[str, Any]], query: dict[str, str]
    ) -> list[dict[str, Any]]:
        match self.change:
            case "first_missing":
                return entries[1:]
            case "last_missing":
                return entries[:-1]
            case "repeated":
                return entries + entries[:1]
            case "shuffled":
                return random.Random(self.count).sample(entries, len(entries))  # noqa: S311 - no secret
            case "empty_second_page":
                return [] if query.get("offset", "0") != "0" else entries
            case "same_ids":
                return [{**each, **({"id": "1"} if "id" in each else {"uid": "1"})} for each in entries]
            case "swapped_texts":
                return [{**each, "send": each["receive"], "receive": each["send"]} for each in entries]
            case _:
                change = TEXT_CHANGES[self.change]
                return [{**each, self.name: change(each[self.name])} for each in entries]


@dataclass
class ChangesQuery:
    """Selects entries by another query than it was sent."""

    kind: str
    name: str

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response to the other query."""
        pairs = _query(request)
        query = dict(pairs)
        response = await forward(request)
        if not response.succeeded or len(query) < len(pairs):
            return response
        changed = self._changed(dict(query))
        return response if changed == query else await forward(_with_query(request, list(changed.items())))

    def _changed(self, query: dict[str, str]) -> dict[str, str]:  # noqa: C901, PLR0912 - one for each kind
        limit, offset = query.get("limit"), query.get("offset")
        times = {"start_at", "end_at"} & query.keys()
        match self.kind:
            case "limit_plus_one" if limit is not None and 0 < int(limit) < 1000:
                query["limit"] = str(int(limit) + 1)
            case "limit_zero_ignored" if limit == "0":
                del query["limit"]
            case "limit_at_most_five" if limit is not None and int(limit) > 5:
                query["limit"] = "5"
            case "offset_plus_one" if offset is not None and 0 < int(offset) < 1000:
                query["offset"] = str(int(offset) + 1)
            case "default_limit_20" | "default_limit_50" if limit is None:
                query["limit"] = self.kind.rpartition("_")[2]
            case "start_exclusive" if "start_at" in query:
                query["start_at"] = _shifted(query["start_at"], 1)
            case "end_exclusive" if "end_at" in query:
                query["end_at"] = _shifted(query["end_at"], -1)
            case "start_ignores_zone" if "start_at" in query:
                query["start_at"] = re.sub(r"[+-]\d\d:\d\d$", "Z", query["start_at"])
            case "end_ignores_zone" if "end_at" in query:
                query["end_at"] = re.sub(r"[+-]\d\d:\d\d$", "Z", query["end_at"])
            case "start_ignored" | "end_ignored":
                query.pop(self.kind.replace("ignored", "at"), None)
            case "lower_cased" if self.name in query:
                query[self.name] = query[self.name].lower()
            case "first_letters" if self.name in query:
                query[self.name] = query[self.name][:3]
            case "ignored_with_limit" if limit is not None:
                query.pop(self.name, None)
            case "ignored_with_times" if times:
                query.pop(self.name, None)
            case "ignored":
                query.pop(self.name, None)
        return query


def _shifted(text: str, microseconds: int) -> str:
    try:
        found = dt.datetime.fromisoformat(text)
        return (found + dt.timedelta(microseconds=microseconds)).isoformat()
    except (ValueError, OverflowError):
        return text


@dataclass
class AcceptsCredential:
    """Accepts an altered credential."""

    credential: Credential
    kind: str

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response to the request with the valid credential."""
        name, valid = self.credential.header.lower().encode(), self.credential.header_value()
        headers = dict(request.headers)
        value = headers.get(name, b"").decode("latin-1")
        is_accepted = {
            "prefix": value != valid and value.startswith(valid),
            "suffix": value != valid and bool(value) and value.endswith(valid),
            "capitals": value != valid and value.lower() == valid.lower(),
            "in_query": name not in headers and unquote(dict(_query(request)).get(self.credential.header, "")) == valid,
            "bearer": name not in headers and headers.get(b"authorization", b"").decode("latin-1") == f"Bearer {valid}",
            "empty": name in headers and not value,
        }[self.kind]
        return await forward(request.with_header(name, valid.encode()) if is_accepted else request)


@dataclass
class MergesCallers:
    """Shows the data of the first caller to a second one."""

    credentials: tuple[Credential, ...]

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response to the first caller."""
        changed = request
        for each in self.credentials:
            name, other = each.header.lower().encode(), f"{each.prefix}{os.environ.get(second(each.variable), '')}"
            if dict(changed.headers).get(name, b"").decode("latin-1") == other:
                changed = changed.with_header(name, each.header_value().encode())
        return await forward(changed)


@dataclass
class RejectsHeader:
    """Rejects valid values of `Accept` or `Content-Type`."""

    name: str
    condition: str
    status: int

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response."""
        value = dict(request.headers).get(self.name.encode())
        response = await forward(request)
        text = None if value is None else value.decode("latin-1")
        if self.condition == "missing":
            is_rejected = text is None
        elif self.condition == "capitals":
            is_rejected = text is not None and text.partition(";")[0] != text.partition(";")[0].lower()
        else:
            is_rejected = text is not None and self.condition in text
        return _error(self.status) if is_rejected and response.succeeded else response


@dataclass
class ChangesResponse:
    """Changes responses in ways that break HTTP, JSON or the contract."""

    kind: str

    async def __call__(  # noqa: PLR0911 - one for each kind
        self, request: ProxiedRequest, forward: Forward
    ) -> ProxiedResponse:
        """Return the response."""
        response = await forward(request)
        is_error = 400 <= response.status < 500 and request.method not in {"HEAD", "OPTIONS"}
        match self.kind:
            case "head_fails" if request.method == "HEAD":
                return _error(500)
            case "options_fails" if request.method == "OPTIONS":
                return _error(500)
            case "html_error" if is_error and response.status != 405:
                return ProxiedResponse(response.status, ((b"content-type", b"text/html"),), b"<h1>Error</h1>")
            case "no_error_detail" if is_error and response.status != 405:
                return response.with_json({"message": "failed"})
            case "not_a_number" if response.succeeded and request.method == "GET":
                return replace(response, body=response.body[:-1] + b', "total": NaN}')
            case "wrong_times" if response.succeeded and request.method == "GET":
                moved = re.sub(rb"T(\d\d):", lambda found: b"T%02d:" % ((int(found[1]) + 8) % 24), response.body)
                return replace(response, body=moved)
        return response


@dataclass
class FailsAfter:
    """Fails once in a number of requests."""

    rate: int
    count: int = 0

    async def __call__(self, request: ProxiedRequest, forward: Forward) -> ProxiedResponse:
        """Return the response."""
        self.count += 1
        number = self.count
        response = await forward(request)
        return response if number % self.rate else _error(500)
