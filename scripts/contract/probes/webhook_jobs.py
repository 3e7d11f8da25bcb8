"""Requests that set the URL of webhooks, and requests that may start background jobs."""

import contextlib
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scripts.contract.probes import callers, samples
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call, File, Input, inputs
from scripts.contract.probes.responses import TOO_LARGE
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse
from scripts.contract.probes.webhook_receiver import ReceivedRequest, WebhookReceiver

# Ends of the names of the first file of a request, and of the others. A service may not support all formats.
_ENDS = ((".txt", ".txt"), ("-É字 (1) B.txt", ".exe"), (".exe", ".exe"))
MANY_FILES = 12
_SETS_URL = re.compile("webhook|callback", re.IGNORECASE)


@dataclass(frozen=True)
class WebhookSetting:
    """The setting of the URL of a caller's webhook.

    Attributes:
        call: A request that sets it.
        where: The property with the URL.
        receiver: The receiver at the URL.
    """

    call: Call
    where: Input
    receiver: WebhookReceiver

    def at(self, target: str) -> Call:
        """Return the request that sets the URL of the receiver with a path and query."""
        return self.call.put(self.where, f"{self.receiver.url}{target}")


@dataclass(frozen=True)
class Job:
    """An accepted request that may have started a background job.

    Attributes:
        call: The request.
        files: The names of its files, by a unique text in each.
    """

    call: Call
    files: Mapping[str, str]

    def is_named_in(self, request: ReceivedRequest) -> bool:
        """Return True if a request has the name of a file, which may be altered."""
        return any(mark.encode() in request.body for mark in self.files)


def url_input(session: Session, call: Call) -> Input | None:
    """Return the property of a request with the URL of webhooks, or None."""
    for where in inputs(session.document, call.operation, call.media_type):
        is_url = samples.syntax(call.value(where)) is samples.URL
        if where.location == "body" and is_url and _SETS_URL.search(where.name):
            return where
    return None


def find_setting(session: Session, baselines: Baselines) -> tuple[Call, Input] | None:
    """Return an accepted request that sets the URL of webhooks, and the property with the URL.

    A POST may add another URL, or set that of a single job.
    """
    for operation in session.operations:
        call = baselines.first(operation)
        where = url_input(session, call) if call and operation.method in {"PUT", "PATCH"} else None
        if call and where:
            return call, where
    return None


def start(session: Session, baselines: Baselines, *, as_second: bool = False) -> list[Job]:
    """Send requests that may start background jobs, of the first or the second caller, and return the accepted ones.

    A POST may start a job, unless it sets a URL or adds something to a parent such as a conversation.
    """
    in_parents = {each.source.id for each in baselines.links if each.passes_values}
    calls = [
        callers.as_second(session, call) if as_second else call
        for operation in session.operations
        if operation.method == "POST" and operation.id not in in_parents
        for call in baselines.accepted.get(operation.id, ())
        if url_input(session, call) is None
    ]

    def is_accepted(job: Job) -> bool:
        with contextlib.suppress(NoResponse):
            tolerated = TOO_LARGE | {415}
            return session.call(job.call, "a valid request that may start a job", tolerated=tolerated).succeeded
        return False

    jobs = [job for call in calls for job in _with_unique_files(session, call)]
    return [job for job, accepted in zip(jobs, session.map(is_accepted, jobs), strict=True) if accepted]


def _with_unique_files(session: Session, call: Call) -> Iterator[Job]:
    """Yield a call with unique names and contents of its files, in several formats; a call without files as it is."""
    limited = {
        each.name for each in inputs(session.document, call.operation, call.media_type) if "maxItems" in each.schema
    }
    many = {
        key: value[:1] * MANY_FILES if isinstance(value, list) and key[1] not in limited else value
        for key, value in call.values.items()
    }
    for ends, given in (*((each, call.values) for each in _ENDS), (_ENDS[0], many)):
        files: dict[str, str] = {}
        values = {key: _unique(value, ends, files) for key, value in given.items()}
        yield Job(replace(call, values=values), files)
        if not files:
            return


def _unique(value: Any, ends: tuple[str, str], files: dict[str, str]) -> Any:
    """Return a value whose files are unique, and add their names to `files`."""
    if isinstance(value, list):
        return [_unique(each, ends, files) for each in value]
    if not isinstance(value, File):
        return value
    mark = uuid.uuid4().hex
    files[mark] = f"{mark}{ends[bool(files)]}"
    return File(files[mark], value.content + mark.encode())
