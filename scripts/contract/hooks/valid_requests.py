"""Hook against valid requests that schemathesis 4.32.5 counts as violations of the contract."""

import copy
from typing import Any

import requests
import schemathesis
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.core.transport import Response

from scripts.openapi import Document, operations
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead
from scripts.validation.operation import OperationValidator, compile_operations, validate
from scripts.validation.routing import Router

_routers: dict[int, tuple[Document, Router[OperationValidator]]] = {}


@schemathesis.hook
def filter_failure(
    context: schemathesis.HookContext, failure: Failure, case: schemathesis.Case[Any], response: Response
) -> bool:
    """Keep a failure unless it is that a valid request was accepted.

    schemathesis mutates the schema of a part, and drops what the original schema still allows. Its validator does not
    support bytes, so forms with files are not dropped, although a number is sent as text, and another property may
    satisfy `anyOf`. It also counts requests that it describes as `positive test case`.
    """
    del context, response
    return not isinstance(failure, AcceptedNegativeData) or not is_valid_request(case)


def is_valid_request(case: schemathesis.Case[Any]) -> bool:
    """Return True if a request, as it would be sent, satisfies the contract; its credentials do not matter."""
    sent = requests.Request(**case.as_transport_kwargs(base_url="http://server")).prepare()
    path, _, query = sent.path_url.partition("?")
    headers = [(name.lower().encode(), _bytes(value)) for name, value in sent.headers.items()]
    head = RequestHead(str(sent.method), path.encode(), query.encode(), headers)
    try:
        validate(_router(case.operation.schema.raw_schema), head, _bytes(sent.body or b""))
    except RequestError:
        return False
    return True


def _router(document: Document) -> Router[OperationValidator]:
    """Return the operations of a contract, compiled once, and without their security."""
    key = id(document)
    if key not in _routers:
        unsecured = copy.deepcopy(document)
        for operation in operations(unsecured):
            operation.definition["security"] = []
        # The document is stored too, so that no other one gets its id.
        _routers[key] = document, compile_operations(unsecured, {}, {})
    return _routers[key][1]


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogateescape")
