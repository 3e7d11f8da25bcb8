"""Checks of media types: `Accept` of the response, and `Content-Type` of the request."""

from collections.abc import Iterator

import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response

from scripts.contract.checks.inputs import content
from scripts.contract.checks.probe import (
    Case,
    Context,
    PerOperationCheck,
    check_rejection,
    send,
    succeeded,
    violation,
)
from scripts.validation.negotiation import find_media_type

URLENCODED = "application/x-www-form-urlencoded"


@schemathesis.check
class unsupported_accept_rejected(PerOperationCheck):  # noqa: N801 - the name in the report
    """A request that accepts none of the media types of the response gets 406, if the operation documents it."""

    def violations(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield the violations."""
        del response
        probe = case.derive(headers=case.headers.copy())
        probe.headers["Accept"] = "application/x-unsupported"
        yield from check_rejection(ctx, probe, send(ctx, case, probe), 406, "Unsupported Accept header ignored")


@schemathesis.check
class undocumented_content_type_rejected(PerOperationCheck):  # noqa: N801 - the name in the report
    """A body of an undocumented media type is rejected."""

    def violations(self, ctx: Context, response: Response, case: Case) -> Iterator[Failure]:
        """Yield the violations."""
        del response
        documented = content(case.operation)
        # An empty form has no body.
        if case.media_type not in documented or not isinstance(case.body, dict) or not case.body:
            return
        for media_type in ("text/plain", URLENCODED):
            if find_media_type(documented, media_type):
                continue
            probe = case.derive()
            if media_type == URLENCODED:
                probe.media_type = media_type
            else:
                probe.headers["Content-Type"] = media_type
            result = send(ctx, case, probe)
            if succeeded(result):
                yield violation(probe, "Undocumented media type accepted", media_type, result)
