"""Hook that limits requests: the limit of schemathesis is a rate or `Retry-After`, not both (schemathesis#4289)."""

import os
from typing import Any

import schemathesis

from scripts.contract.probes.rate import Rate
from scripts.contract.report_files import RATE

_rate = Rate(float(os.environ[RATE]) if os.environ.get(RATE) else None)


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """Wait until the next request may be sent."""
    del context, case, kwargs
    _rate.wait()
