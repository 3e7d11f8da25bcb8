"""Extensions of schemathesis, which loads this module: checks, hooks and the report of its findings."""

from scripts.contract import report
from scripts.contract.checks import methods, security
from scripts.contract.hooks import (
    ast_thread_safety,
    negative_binary_forms,
    null_path_parameters,
    rate_limit,
    response_redaction,
    undeclared_headers,
    undocumented_cases,
)

__all__ = [
    "ast_thread_safety",
    "methods",
    "negative_binary_forms",
    "null_path_parameters",
    "rate_limit",
    "report",
    "response_redaction",
    "security",
    "undeclared_headers",
    "undocumented_cases",
]
