"""OpenAPI documents: reading, checking and walking them."""

from scripts.openapi.check import check, located, source_of
from scripts.openapi.document import (
    Operation,
    base_url,
    is_choice_of_members,
    load,
    load_with_files,
    operations,
    parameters,
    server_url,
    success_responses,
)
from scripts.openapi.reader import read_yaml
from scripts.openapi.references import follow, resolve
from scripts.openapi.structure import METHODS, Document

__all__ = [
    "METHODS",
    "Document",
    "Operation",
    "base_url",
    "check",
    "follow",
    "is_choice_of_members",
    "load",
    "load_with_files",
    "located",
    "operations",
    "parameters",
    "read_yaml",
    "resolve",
    "server_url",
    "source_of",
    "success_responses",
]
