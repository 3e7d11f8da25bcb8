"""Checks of the requests that the receiver of webhooks gets."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scripts.contract.probes import callers
from scripts.contract.probes.baseline import AVAILABLE, Baselines
from scripts.contract.probes.calls import Call
from scripts.contract.probes.comparison import LISTED, UNCHANGED
from scripts.contract.probes.links import links
from scripts.contract.probes.responses import excerpt
from scripts.contract.probes.session import Session
from scripts.contract.probes.webhook_jobs import Job, WebhookSetting
from scripts.contract.probes.webhook_receiver import ReceivedRequest
from scripts.contract.probes.webhook_rules import ValidatedWebhook, WebhookRules

CONFORMANCE, ADDRESS = "webhook_conformance", "webhook_url_respected"
# Targets of the URLs that are set: one that is replaced, the valid one, and that of another caller.
FORMER, OWN, OTHER = "/former", "/own?from=contract-tests", "/other?from=contract-tests"
# A service may send an event before a read of the same data has it.
VISIBLE_SECONDS = 0.2
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SAYS_AVAILABLE = re.compile(r"\bcan be (?:chosen|used|read)\b|\bis (?:available|ready)\b", re.IGNORECASE)
# Names of properties that may be the id of the event itself.
_OF_EVENTS = {"id", "uid", "uuid"}


def report_violations(
    session: Session, setting: WebhookSetting, request: ReceivedRequest, validated: ValidatedWebhook
) -> None:
    """Report how a request violates its webhook."""
    webhook, violations = validated
    if not violations:
        return
    name = webhook.path if webhook else ""
    reasons = "; ".join(dict.fromkeys(map(str, violations[:3])))
    session.report(
        setting.call.operation,
        CONFORMANCE,
        f"the request of the webhook {name}: {reasons}; its body is {excerpt(request.body, session.redactor)}",
        setting.at(OWN).request(),
        location=f"webhooks, {name}".rstrip(", "),
        # Items of a list have the same cause, and so have webhooks.
        cause=re.sub(r"\.\d+", "", str(violations[0])),
        variant=name,
    )


def check_names(session: Session, setting: WebhookSetting, request: ReceivedRequest, jobs: Sequence[Job]) -> None:
    """Check that files have the names that they were sent with."""
    texts = [
        (key, value)
        for properties in _objects(request.json)
        for key, value in properties.items()
        if isinstance(value, str) and "name" in key.lower()
    ]
    shown = {value for _, value in texts}
    for job in jobs:
        for mark, name in job.files.items():
            key, text = next(((key, text) for key, text in texts if mark in text), ("", ""))
            if text and name not in shown:
                message = f"`{key}` of a file is {text[:100]!r} in a request of the webhook, instead of {name!r}"
                _report_file(session, setting, job, UNCHANGED, message)


def check_files(
    session: Session, setting: WebhookSetting, received: Sequence[ReceivedRequest], jobs: Sequence[Job]
) -> None:
    """Check that lists of files have all that were sent together, if they have the same format."""
    listed = "\n".join(str(found) for each in received for found in _lists(each.json))
    for job in jobs:
        named = [mark for mark in job.files if mark in listed]
        formats = {name.rpartition(".")[2] for name in job.files.values()}
        if 0 < len(named) < len(job.files) and len(formats) == 1:
            message = f"requests of the webhook name {len(named)} of {len(job.files)} files that were sent together"
            _report_file(session, setting, job, LISTED, message)


def _report_file(session: Session, setting: WebhookSetting, job: Job, check: str, message: str) -> None:
    operation, before = job.call.operation, setting.at(OWN).request()
    session.report(operation, check, message, job.call.request(), cause=f"{operation.id} files", before=before)


class IdChecker:
    """Sends the ids of webhooks to the operations to which links of the contract pass such ids, each id once.

    The operations must need the credentials of the webhook: the id of a chatbot may be that of another account.
    """

    def __init__(self, session: Session, baselines: Baselines, setting: WebhookSetting, rules: WebhookRules) -> None:
        """Find the operations.

        Args:
            session: The session.
            baselines: The accepted calls.
            setting: The setting of the webhook.
            rules: The webhooks.
        """
        self._session = session
        self._rules = rules
        self._known: set[tuple[str, str]] = set()
        needed = set(setting.call.credentials)
        accepted = [(link, baselines.first(link.target)) for link in links(session.document)]
        self._calls: list[tuple[Call, str, str]] = [
            (call, location, key)
            for link, call in accepted
            if call is not None and link.target.method != "DELETE" and needed <= set(call.credentials)
            for location, key in link.response_values(session.document)
            if key not in _OF_EVENTS
        ]

    def check(self, request: ReceivedRequest, validated: ValidatedWebhook) -> None:
        """Report the ids of a valid request that an operation does not know.

        It is a violation if the description of the webhook says that something can be used.
        """
        webhook, violations = validated
        if webhook is None or violations:
            return
        texts = self._rules.texts(request, webhook)
        is_available = bool(_SAYS_AVAILABLE.search(webhook.definition.get("description", "")))
        for call, location, key in self._calls:
            value, operation = texts.get(key, ""), call.operation
            if not value.isascii() or not value.isprintable() or not value or (operation.id, value) in self._known:
                continue
            self._known.add((operation.id, value))
            used = replace(call, values={**call.values, (location, key): value})
            for pause in (0, VISIBLE_SECONDS):
                time.sleep(pause)
                what = f"the `{key}` of the webhook {webhook.path}"
                response = self._session.call(used, what, tolerated={404, 410})
                if response.status not in {400, 404, 410}:
                    break
            else:
                self._session.report(
                    operation,
                    AVAILABLE,
                    f"{what} is rejected with {response.status}",
                    used.request(),
                    response,
                    severity="violation" if is_available else "warning",
                )


def check_addresses(
    session: Session,
    settings: Mapping[str, WebhookSetting],
    received: Sequence[ReceivedRequest],
    jobs: Mapping[str, Sequence[Job]],
) -> None:
    """Check that the files of a caller are named at its URL only. Other requests may be those of earlier jobs.

    Args:
        session: The session.
        settings: The settings of the callers, by the targets of their URLs.
        received: The requests.
        jobs: The jobs of the callers, too.
    """
    for target, setting in settings.items():
        operation, request = setting.call.operation, setting.at(target).request()
        own = {each.target for each in received if any(job.is_named_in(each) for job in jobs[target])}
        for found in sorted(own - {target}):
            if found in settings:
                message = "a caller gets the requests of the webhook of another one"
                session.report(operation, callers.CHECK, message, request, cause="webhook")
            elif found == FORMER:
                message, before = "requests are sent to a URL that was replaced", setting.at(FORMER).request()
                session.report(operation, ADDRESS, message, request, cause=FORMER, before=before)
            else:
                message = f"requests are sent to {found[:100]} instead of {target}, which was set"
                session.report(operation, ADDRESS, message, request, cause="target")


def check_data_of_callers(
    session: Session, setting: WebhookSetting, received: Sequence[ReceivedRequest], of_second: Sequence[Job]
) -> None:
    """Check that requests to the first caller have no ids of files that the second one sent."""
    marks = [mark for job in of_second for mark in job.files]
    foreign: set[str] = set()
    for properties in (each for request in received if request.target == OTHER for each in _objects(request.json)):
        texts = [each for each in properties.values() if isinstance(each, str)]
        if any(mark in text for mark in marks for text in texts):
            foreign |= {text for text in texts if _UUID.fullmatch(text)}
    for request in received:
        if request.target == OWN and (shown := [each for each in sorted(foreign) if each.encode() in request.body]):
            message = f"a request of a caller's webhook has the id {shown[0]} of a file that another caller sent"
            session.report(
                setting.call.operation, callers.CHECK, message, setting.at(OWN).request(), cause="webhook data"
            )


def _lists(value: Any) -> Iterator[list[Any]]:
    """Yield the lists that are properties of objects in a JSON value."""
    for properties in _objects(value):
        yield from (each for each in properties.values() if isinstance(each, list))


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield all objects in a JSON value."""
    pending = [value]
    while pending:
        found = pending.pop()
        if isinstance(found, dict):
            yield found
            pending += found.values()
        elif isinstance(found, list):
            pending += found
