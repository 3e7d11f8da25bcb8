"""Keeps credentials that a server repeats out of the reports, which show its answers; requests are masked already."""

from typing import Any

import schemathesis
from schemathesis.core.transport import Response

MASK = "[Filtered]"
# What is shorter is no secret, and may stand in an answer by chance.
_SHORTEST = 8


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], response: Response) -> None:
    """Mask an answer before it is checked and recorded."""
    del context
    mask(case, response)


def mask(case: schemathesis.Case[Any], response: Response) -> None:
    """Replace the credentials that a request was sent with wherever its answer has them."""
    for parameter in case.operation.security.iter_parameters():
        # Of `Bearer …` the token is the secret.
        secret = str(response.request.headers.get(parameter.name, "")).rpartition(" ")[2]
        if len(secret) >= _SHORTEST:
            response.content = response.content.replace(secret.encode(), MASK.encode())
            for values in response.headers.values():
                values[:] = [value.replace(secret, MASK) for value in values]
