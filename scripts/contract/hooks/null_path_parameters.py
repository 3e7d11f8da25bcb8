"""Hook against `null` as the value of a path parameter, which schemathesis 4.32.5 counts as valid."""

from typing import Any

import schemathesis


@schemathesis.hook("filter_case")
def has_no_null_in_path(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Keep a test case unless a path parameter is null.

    schemathesis takes ids from responses, and the id of a response may be null, such as that of training data which is
    created in the background.
    """
    del context
    return not any(value in {None, "null"} for value in (case.path_parameters or {}).values())
