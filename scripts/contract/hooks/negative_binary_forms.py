"""Hook against valid forms with files that schemathesis 4.32.5 counts as violations of the contract."""

import copy
from typing import Any

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CaseMetadata
from schemathesis.transport.serialization import contains_binary

from scripts.openapi import Document, operations
from scripts.validation.errors import RequestError
from scripts.validation.messages import RequestHead
from scripts.validation.operation import OperationValidator, compile_operations, validate
from scripts.validation.routing import Router

_routers: dict[int, tuple[Document, Router[OperationValidator]]] = {}


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Keep a test case unless it counts as a violation because of a form with a file, although the request is valid.

    schemathesis mutates the schema of a body, and drops generated bodies that the original schema still allows. Its
    validator does not support bytes, so forms with files are not dropped. Such a form may be valid: a number is sent as
    text, and without `text` the property `website` may satisfy `anyOf`. Other mutations of the same case may be valid
    too: an undocumented query parameter, or a missing credential, which is added before sending.
    """
    del context
    if not isinstance(case.meta, CaseMetadata) or not isinstance(case.body, dict) or not contains_binary(case.body):
        return True
    return not case.meta.is_negative_at(ParameterLocation.BODY) or not is_valid_request(case)


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
