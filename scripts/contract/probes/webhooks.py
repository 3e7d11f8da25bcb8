"""Probes of webhooks: what a service sends to a receiver on this machine after requests that start background jobs."""

import contextlib
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scripts.addresses import is_loopback
from scripts.contract.findings import numbered
from scripts.contract.probes import callers, samples
from scripts.contract.probes import webhook_checks as checks
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.calls import Call, File, Input, inputs
from scripts.contract.probes.responses import TOO_LARGE
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse
from scripts.contract.probes.webhook_checks import FORMER, OTHER, OWN, Job, Webhook
from scripts.contract.probes.webhook_receiver import ReceivedRequest, receiving
from scripts.contract.probes.webhook_rules import WebhookRules

# Seconds to wait for the first request, for each further one, and for all.
FIRST, NEXT, TOTAL = 4.0, 1.5, 20.0
# Ends of the names of the first file of a request, and of the others. A service may not support all formats.
_ENDS = ((".txt", ".txt"), ("-é字.txt", ".exe"), (".exe", ".exe"))
_SETS_URL = re.compile("webhook|callback", re.IGNORECASE)


def run(session: Session, baselines: Baselines) -> None:
    """Set the URL of a receiver on this machine, start jobs, and check the requests that arrive."""
    if not session.document.get("webhooks"):
        return
    setting = None if baselines.is_stateless else _setting(session, baselines)
    if setting is None:
        session.note("webhooks: no service with state accepted a request that sets their URL; not tested")
    elif not is_loopback(session.transport.base):
        session.note("webhooks: a service on another machine cannot send requests to this one; not tested")
    else:
        with receiving() as receiver, contextlib.suppress(NoResponse):
            _test(session, baselines, Webhook(*setting, receiver))


def _setting(session: Session, baselines: Baselines) -> tuple[Call, Input] | None:
    """Return an accepted request that sets the URL of webhooks, and the property with the URL."""
    for operation in session.operations:
        call = baselines.first(operation)
        if call is None or operation.method not in {"PUT", "POST", "PATCH"}:
            continue
        for where in inputs(session.document, operation, call.media_type):
            is_url = samples.syntax(call.value(where)) is samples.URL
            if where.location == "body" and is_url and _SETS_URL.search(where.name):
                return call, where
    return None


def _test(session: Session, baselines: Baselines, webhook: Webhook) -> None:
    by_target = {OWN: webhook}
    if webhook.call.credentials and not callers.missing(session.document):
        by_target[OTHER] = replace(webhook, call=callers.as_second(session, webhook.call))
    for target, each in by_target.items():
        for set_ in (FORMER, target):
            what = f"`{webhook.where.name}`: the URL of a receiver on this machine"
            response = session.call(each.at(set_), what)
            if not response.succeeded:
                session.note(f"webhooks: {webhook.call} rejects http://127.0.0.1 with {response.status}; not tested")
                return
    # A service may call a URL when it is set, to verify it.
    webhook.receiver.forget()
    # The jobs of the second caller are first, so that those of the first one could use their data.
    jobs = {
        target: _start(session, baselines, each, as_second=target == OTHER)
        for target, each in reversed(by_target.items())
    }
    _receive(session, baselines, webhook, jobs)
    _check_removal(session, baselines, webhook)
    for each in by_target.values():
        session.call(each.call, "a valid request")


def _receive(session: Session, baselines: Baselines, webhook: Webhook, jobs: Mapping[str, Sequence[Job]]) -> None:
    """Check the requests that jobs cause."""
    rules = WebhookRules(session.document)
    received: list[ReceivedRequest] = []
    names: set[str] = set()
    ids = checks.IdChecker(session, baselines, webhook)
    for request in webhook.receiver.requests(FIRST, NEXT, TOTAL):
        received.append(request)
        if request.target == OWN:
            name = checks.check_conformance(session, webhook, rules, request)
            names.add(name)
            checks.check_files(session, webhook, request, jobs[OWN])
            ids.check(name, request)
    checks.check_addresses(session, webhook, received, jobs)
    checks.check_data_of_callers(session, webhook, received)
    if not received:
        count = numbered(sum(map(len, jobs.values())), "request")
        session.note(
            f"webhooks: no request arrived at {webhook.receiver.url} within {FIRST:g} s after {count} that may start "
            "jobs: the service sends none, sends them later or elsewhere, or cannot reach this machine; not tested"
        )
    elif unseen := [each.path for each in rules.webhooks if each.path not in names]:
        session.note(f"webhooks: no request of {', '.join(unseen)} arrived; not tested")


def _start(session: Session, baselines: Baselines, webhook: Webhook, *, as_second: bool = False) -> list[Job]:
    """Send requests that may start background jobs, and return the accepted ones.

    A POST may start a job, unless it adds something to a parent such as a conversation.
    """
    in_parents = {each.source.id for each in baselines.links if each.passes_values}
    calls = [
        callers.as_second(session, call) if as_second else call
        for operation in session.operations
        if operation.method == "POST" and operation.id not in in_parents and operation != webhook.call.operation
        for call in baselines.accepted.get(operation.id, ())
    ]

    def start(job: Job) -> bool:
        with contextlib.suppress(NoResponse):
            return session.call(job.call, "a valid request that may start a job", tolerated=TOO_LARGE | {415}).succeeded
        return False

    jobs = [job for call in calls for job in _with_unique_names(call)]
    return [job for job, is_accepted in zip(jobs, session.map(start, jobs), strict=True) if is_accepted]


def _with_unique_names(call: Call) -> Iterator[Job]:
    """Yield a call with unique names of its files, in several formats; a call without files as it is."""
    for ends in _ENDS:
        files: dict[str, str] = {}
        values = {key: _renamed(value, ends, files) for key, value in call.values.items()}
        yield Job(replace(call, values=values), files)
        if not files:
            return


def _renamed(value: Any, ends: tuple[str, str], files: dict[str, str]) -> Any:
    """Return a value whose files have unique names, which are added to `files`."""
    if isinstance(value, list):
        return [_renamed(each, ends, files) for each in value]
    if not isinstance(value, File):
        return value
    mark = uuid.uuid4().hex
    files[mark] = f"{mark}{ends[bool(files)]}"
    return File(files[mark], value.content)


def _check_removal(session: Session, baselines: Baselines, webhook: Webhook) -> None:
    """Check that nothing is sent after the webhook was deleted, if the contract has an operation for that."""
    for operation in session.operations:
        removal = baselines.first(operation)
        if (operation.method, operation.path) != ("DELETE", webhook.call.operation.path) or removal is None:
            continue
        if not session.call(removal, "a valid request").succeeded:
            return
        jobs = _start(session, baselines, webhook)
        if any(job.is_named_in(each) for each in webhook.receiver.requests(NEXT, NEXT, TOTAL) for job in jobs):
            message, before = "requests are sent to a webhook that was deleted", webhook.at(OWN).request()
            session.report(operation, checks.ADDRESS, message, removal.request(), cause="deleted", before=before)
