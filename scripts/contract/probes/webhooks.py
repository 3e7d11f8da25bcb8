"""Probes of webhooks: the requests that a service sends to a receiver on this machine when jobs were started."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scripts.addresses import is_loopback
from scripts.contract.findings import numbered
from scripts.contract.probes import callers
from scripts.contract.probes import webhook_checks as checks
from scripts.contract.probes.baseline import Baselines
from scripts.contract.probes.session import Session
from scripts.contract.probes.transport import NoResponse
from scripts.contract.probes.webhook_checks import FORMER, OTHER, OWN, IdChecker
from scripts.contract.probes.webhook_jobs import Job, WebhookSetting, find_setting, start
from scripts.contract.probes.webhook_receiver import ReceivedRequest, receiving
from scripts.contract.probes.webhook_rules import WebhookRules
from scripts.validation.errors import LimitExceeded

# Seconds to wait for the first request, for each further one, and for all.
FIRST, NEXT, TOTAL = 4.0, 1.5, 20.0
# Methods by which a service may verify a URL.
_WITHOUT_EVENT = {"GET", "HEAD", "OPTIONS"}


def run(session: Session, baselines: Baselines) -> None:
    """Set the URL of a receiver on this machine, start jobs, and check the requests that arrive."""
    if not session.document.get("webhooks"):
        return
    setting = find_setting(session, baselines)
    if baselines.is_stateless:
        session.note("webhooks: the service has no state; not tested")
    elif setting is None:
        session.note("webhooks: no PUT or PATCH request that sets their URL was accepted; not tested")
    elif not is_loopback(session.transport.base):
        session.note("webhooks: a service on another machine cannot send requests to this one; not tested")
    else:
        rules = WebhookRules(session.document)
        with receiving() as receiver, contextlib.suppress(NoResponse):
            first = WebhookSetting(*setting, receiver)
            settings = {OWN: first}
            if first.call.credentials and not callers.missing_variables(session.document):
                settings[OTHER] = replace(first, call=callers.as_second(session, first.call))
            try:
                _test(session, baselines, settings, rules)
            finally:
                _restore(session, settings)


def _restore(session: Session, settings: Mapping[str, WebhookSetting]) -> None:
    """Set the URLs of the contract's example, also if the run ends."""
    for each in settings.values():
        is_set = False
        with contextlib.suppress(NoResponse):
            is_set = session.transport.send(each.call.request()).succeeded
        if not is_set:
            session.note(f"webhooks: {each.call} failed in the end, so that events may still be sent to this machine")


def _test(session: Session, baselines: Baselines, settings: Mapping[str, WebhookSetting], rules: WebhookRules) -> None:
    for target, setting in settings.items():
        for url in (FORMER, target):
            response = session.call(setting.at(url), f"`{setting.where.name}`: the URL of a receiver on this machine")
            if not response.succeeded:
                caller = " of the second caller" if target == OTHER else ""
                session.note(
                    f"webhooks: {setting.call}{caller} rejects http://127.0.0.1 with {response.status}; not tested"
                )
                return
    # A service may call a URL when it is set, to verify it.
    settings[OWN].receiver.forget()
    # The jobs of the second caller are first, so that those of the first one could use their data.
    jobs = {target: start(session, baselines, as_second=target == OTHER) for target in reversed(list(settings))}
    received = _receive(session, baselines, settings[OWN], rules, jobs)
    checks.check_addresses(session, settings, received, jobs)
    checks.check_data_of_callers(session, settings[OWN], received, jobs.get(OTHER, ()))
    _check_removal(session, baselines, settings[OWN])


def _receive(
    session: Session,
    baselines: Baselines,
    setting: WebhookSetting,
    rules: WebhookRules,
    jobs: Mapping[str, Sequence[Job]],
) -> Sequence[ReceivedRequest]:
    """Check the requests that arrive at the URL of the first caller, and return all that arrive."""
    received: list[ReceivedRequest] = []
    names: set[str] = set()
    ids = IdChecker(session, baselines, setting, rules)
    methods = {each.method for each in rules.webhooks}
    for request in setting.receiver.requests(FIRST, NEXT, TOTAL):
        if request.method in _WITHOUT_EVENT - methods and not request.body:
            continue
        received.append(request)
        if request.target != OWN:
            continue
        try:
            validated = rules.validate(request)
        except LimitExceeded as error:
            session.note(f"webhooks: a request was not validated: {error}")
            continue
        names |= {validated.webhook.path} if validated.webhook else set()
        checks.report_violations(session, setting, request, validated)
        checks.check_names(session, setting, request, jobs[OWN])
        ids.check(request, validated)
    checks.check_files(session, setting, [each for each in received if each.target == OWN], jobs[OWN])
    if not received:
        count = numbered(sum(map(len, jobs.values())), "request")
        session.note(
            f"webhooks: no request arrived at {setting.receiver.url} within {FIRST:g} s after {count} that may start "
            "jobs: the service sends none, sends them later or elsewhere, or cannot reach this machine; not tested"
        )
    elif unseen := dict.fromkeys(each.path for each in rules.webhooks if each.path not in names):
        session.note(f"webhooks: no request of {', '.join(unseen)} arrived; not tested")
    return received


def _check_removal(session: Session, baselines: Baselines, setting: WebhookSetting) -> None:
    """Check that files are not named in requests after the webhook was deleted, if the contract allows to delete it."""
    for operation in session.operations:
        removal = baselines.first(operation)
        if (operation.method, operation.path) != ("DELETE", setting.call.operation.path) or removal is None:
            continue
        if not session.call(removal, "a valid request").succeeded:
            return
        jobs = start(session, baselines)
        if any(job.is_named_in(each) for each in setting.receiver.requests(NEXT, NEXT, TOTAL) for job in jobs):
            message, before = "requests are sent to a webhook that was deleted", setting.at(OWN).request()
            session.report(operation, checks.ADDRESS, message, removal.request(), cause="deleted", before=before)
