"""Undeclared headers that schemathesis generates."""

from typing import Any

import pytest
import schemathesis

from scripts import openapi
from scripts.contract.hooks.undeclared_headers import has_no_meaningful_header
from scripts.openapi import Document
from scripts.project import CONTRACT

MODELS = "/api/external/chatbot/models"


def is_kept(document: Document, headers: dict[str, str]) -> bool:
    operation: Any = schemathesis.openapi.from_dict(document)[MODELS]["GET"]
    context = schemathesis.HookContext(operation=operation)
    return bool(has_no_meaningful_header(context, operation.Case(headers=headers)))


@pytest.mark.parametrize("name", ["Accept", "content-type", "Transfer-Encoding", "TE", "Mock-Fail", "If-Match", "Host"])
def test_undeclared_header_with_a_meaning_is_not_sent(name: str) -> None:
    assert not is_kept(openapi.load(CONTRACT), {"api-key": "k", name: "R"})


@pytest.mark.parametrize("name", ["bv!S", "Tea", "acceptance", "Iff", "X-Other", "api-key", "uid"])
def test_undeclared_header_without_a_meaning_is_sent(name: str) -> None:
    assert is_kept(openapi.load(CONTRACT), {"caigunn-access-token": "t", name: "R"})


def test_declared_header_is_sent() -> None:
    document = openapi.load(CONTRACT)
    definition = document["paths"][MODELS]["get"]
    definition["parameters"] = [{"name": "If-Match", "in": "header", "schema": {"type": "string"}}]
    document["components"]["securitySchemes"]["bearer"] = {"type": "http", "scheme": "bearer"}
    definition["security"] = [{"bearer": []}]
    assert is_kept(document, {"if-match": '"1"', "Authorization": "Bearer t"})
    assert not is_kept(document, {"if-match": '"1"', "If-None-Match": "*"})
