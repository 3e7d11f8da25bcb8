"""Extensions of schemathesis, which loads this module: checks, hooks and the report of its findings."""

from scripts.contract import findings_handler, report_files
from scripts.contract.checks import methods, security
from scripts.contract.hooks import (
    ast_thread_safety,
    null_path_parameters,
    rate_limit,
    response_redaction,
    surrogate_escapes,
    undeclared_headers,
    undocumented_cases,
    valid_requests,
)

__all__ = [
    "ast_thread_safety",
    "findings_handler",
    "methods",
    "null_path_parameters",
    "rate_limit",
    "response_redaction",
    "security",
    "surrogate_escapes",
    "undeclared_headers",
    "undocumented_cases",
    "valid_requests",
]

report_files.wait_for_parent()
