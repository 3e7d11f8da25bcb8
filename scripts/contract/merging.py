"""Findings of probes and of schemathesis: one for each cause."""

from collections.abc import Sequence

from scripts.contract.findings import Finding, Findings

# Checks of schemathesis, and the checks of probes that find the same causes. Those name the value that shows it.
SAME = {
    "positive_data_acceptance": {"boundary_values_accepted", "examples_accepted", "content_type_spellings_accepted"},
    "negative_data_rejection": {"invalid_values_rejected", "malformed_bodies_rejected"},
    "ignored_auth": {"invalid_credentials_rejected"},
    "not_a_server_error": {"not_a_server_error"},
    "connection_kept": {"connection_kept", "service_stays_up"},
    "status_code_conformance": {"status_code_conformance"},
    "content_type_conformance": {"content_type_conformance"},
    "response_schema_conformance": {"response_schema_conformance", "content_type_conformance"},
    "max_response_time": {"max_response_time"},
}


NEGATIVE = {"negative_data_rejection", *SAME["negative_data_rejection"]}


def merge(probes: Sequence[Finding], generated: Sequence[Finding]) -> list[Finding]:
    """Return the findings of both, without those of schemathesis whose cause a probe has found."""
    merged = Findings()
    for each in probes:
        merged.add(each)
    negative = {each.operation for each in (*probes, *generated) if each.check in NEGATIVE and not _is_combined(each)}
    allow = {_path(each) for each in generated if each.check == "allow_header_conformance"}
    for each in generated:
        # A request with several invalid parts shows nothing that others do not show.
        if (_is_combined(each) and each.operation in negative) or (
            each.check == "allow_header_on_405" and _path(each) in allow
        ):
            continue
        if not any(_has_same_cause(known, each) for known in probes):
            merged.add(each)
    return merged.sorted()


def _path(finding: Finding) -> str:
    return finding.operation.partition(" ")[2]


def _is_combined(finding: Finding) -> bool:
    return finding.check == "negative_data_rejection" and ": - " in finding.message


def _has_same_cause(known: Finding, other: Finding) -> bool:
    if known.check not in SAME.get(other.check, ()) or other.operation not in {known.operation, *known.others}:
        return False
    if other.check == "negative_data_rejection":
        # Each input has its own cause.
        names = {name for name in known.location.replace(",", " ").split() if name in other.message}
        return bool(names) or known.check == "malformed_bodies_rejected"
    if other.check in {"status_code_conformance", "content_type_conformance"}:
        return other.message == known.message
    if other.check == "response_schema_conformance":
        return other.cause.rpartition(" ")[2].rstrip(".") in known.cause or known.check == "content_type_conformance"
    return True
