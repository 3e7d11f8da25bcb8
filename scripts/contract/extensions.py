"""Extensions of schemathesis, which loads this module: checks, hooks and the violation report."""

from scripts.contract import report
from scripts.contract.checks import links, media_types, methods, security, values
from scripts.contract.hooks import (
    ast_thread_safety,
    negative_binary_forms,
    null_path_parameters,
    response_redaction,
    undeclared_headers,
)

__all__ = [
    "ast_thread_safety",
    "links",
    "media_types",
    "methods",
    "negative_binary_forms",
    "null_path_parameters",
    "report",
    "response_redaction",
    "security",
    "undeclared_headers",
    "values",
]
