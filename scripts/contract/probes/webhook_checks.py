"""Checks of the requests that the receiver of a webhook gets."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.contract.probes import callers
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call, Input
from scripts.contract.probes.comparison import LISTED, UNCHANGED
from scripts.contract.probes.links import links
from scripts.contract.probes.responses import ABSENT, excerpt
from scripts.contract.probes.session import Session
from scripts.contract.probes.webhook_receiver import ReceivedRequest, WebhookReceiver
from scripts.contract.probes.webhook_rules import WebhookRules
from scripts.validation.errors import summarize

CONFORMANCE, ADDRESS = "webhook_conformance", "webhook_url_respected"
# Targets of the URLs that are set: one that is replaced, the valid one, and that of another caller.
FORMER, OWN, OTHER = "/former", "/own?from=contract-tests", "/other?from=contract-tests"
# A service may send an event before a read of the same data has it.
VISIBLE_SECONDS = 0.5
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Webhook:
    """The setting of the URL.

    Attributes:
        call: A request that sets it.
        where: The property with the URL.
        receiver: The receiver of the requests.
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


def check_conformance(session: Session, webhook: Webhook, rules: WebhookRules, request: ReceivedRequest) -> str:
    """Validate a request, and return the name of its webhook in the contract; empty if no webhook matches."""
    found, violations = rules.judge(request)
    name = found.path if found else ""
    if violations:
        reason = summarize(violations)
        message = f"the request does not satisfy the webhook {name}: {reason}" if name else reason
        session.report(
            webhook.call.operation,
            CONFORMANCE,
            f"{message}; its body is {excerpt(request.body, session.redactor)}",
            webhook.at(OWN).request(),
            location=f"webhooks, {name}" if name else "webhooks",
            # Items of a list have the same cause, and so have webhooks.
            cause=re.sub(r"\.\d+", "", str(violations[0])),
            variant=name,
        )
    return name


def check_files(session: Session, webhook: Webhook, request: ReceivedRequest, jobs: Sequence[Job]) -> None:
    """Check that a list of files has all that were sent together, with their names."""
    body, before = request.json(), webhook.at(OWN).request()
    for job in jobs:
        operation = job.call.operation
        for key, text in _texts(body):
            changed = [name for mark, name in job.files.items() if mark in text and name not in text]
            if changed and "name" in key.lower():
                message = f"the file {changed[0]!r} is named {text!r} in a request of the webhook"
                cause = f"{operation.id} {key}"
                session.report(operation, UNCHANGED, message, job.call.request(), cause=cause, before=before)
        for each in _outer_lists(body):
            count = sum(mark in str(each) for mark in job.files)
            if 0 < count < len(job.files):
                message = f"a request of the webhook has {count} of {len(job.files)} files that were sent together"
                cause = f"{operation.id} files"
                session.report(operation, LISTED, message, job.call.request(), cause=cause, before=before)


class IdChecker:
    """Sends the ids of webhooks to the operations to which links of the contract pass such ids, each id once.

    The operations must need the credentials of the webhook: the id of a chatbot may be that of another account.
    """

    def __init__(self, session: Session, baselines: Baselines, webhook: Webhook) -> None:
        """Find the operations.

        Args:
            session: The session.
            baselines: The accepted calls.
            webhook: The setting of the webhook.
        """
        self._session = session
        self._known: set[tuple[str, str]] = set()
        accepted = [(link, baselines.first(link.target)) for link in links(session.document)]
        needed = set(webhook.call.credentials)
        self._calls = [
            (call, location, key)
            for link, call in accepted
            if call is not None and link.target.method != "DELETE" and needed <= set(call.credentials)
            for location, key in link.response_values(session.document)
        ]

    def check(self, name: str, request: ReceivedRequest) -> None:
        """Report the ids of a request of the webhook with a name that an operation rejects."""
        texts = dict(_texts(request.json()))
        for call, location, key in self._calls:
            value, operation = texts.get(key), call.operation
            if value is None or (operation.id, value) in self._known:
                continue
            self._known.add((operation.id, value))
            used = call.having(location, **{key: value})
            for pause in (0, VISIBLE_SECONDS):
                time.sleep(pause)
                response = self._session.call(used, f"the `{key}` of the webhook {name}", tolerated=ABSENT)
                if response.status not in {400, *ABSENT}:
                    break
            else:
                message = f"the `{key}` of the webhook {name} is rejected with {response.status}"
                self._session.report(operation, "listed_items_available", message, used.request(), response)


def check_addresses(
    session: Session, webhook: Webhook, received: Sequence[ReceivedRequest], jobs: Mapping[str, Sequence[Job]]
) -> None:
    """Check that what jobs cause is sent to the URL of their caller only.

    Requests without the name of a file may be those of earlier jobs. They count if nothing arrives where it should.

    Args:
        session: The session.
        webhook: The setting of the webhook.
        received: The requests.
        jobs: The jobs of callers, by the targets of their URLs.
    """
    targets = {each.target for each in received}
    wrong = {
        (target, each.target)
        for target, of_caller in jobs.items()
        for each in received
        if each.target != target and any(job.is_named_in(each) for job in of_caller)
    }
    if OWN not in targets:
        wrong |= {(OWN, each) for each in targets - jobs.keys() - {found for _, found in wrong}}
    operation, request = webhook.call.operation, webhook.at(OWN).request()
    for target, found in sorted(wrong, key=lambda each: (each[0] != OWN, each)):
        if found in jobs:
            message = "a caller gets the requests of the webhook of another one"
            session.report(operation, callers.CHECK, message, request, cause="webhook")
        elif found == FORMER:
            message, before = "requests are sent to a URL that was replaced", webhook.at(FORMER).request()
            session.report(operation, ADDRESS, message, request, cause=FORMER, before=before)
        else:
            message = f"requests are sent to {found} instead of {target}, which was set"
            session.report(operation, ADDRESS, message, webhook.at(target).request(), cause="target")


def check_data_of_callers(session: Session, webhook: Webhook, received: Sequence[ReceivedRequest]) -> None:
    """Check that the lists in requests of two callers have no ids in common."""
    own, others = (
        {
            found.lower()
            for request in received
            if request.target == target
            for listed in _outer_lists(request.json())
            for found in _UUID.findall(str(listed))
        }
        for target in (OWN, OTHER)
    )
    if shared := own & others:
        message = f"requests of two callers' webhooks list the same id {min(shared)}"
        session.report(webhook.call.operation, callers.CHECK, message, webhook.at(OWN).request(), cause="webhook data")


def _texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts in a JSON value, with the names of their properties."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, key)


def _outer_lists(value: Any) -> Iterator[list[Any]]:
    """Yield the lists in a JSON value that are in no other one."""
    if isinstance(value, list):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _outer_lists(each)
