"""Findings that contradict the contract on whether their request is valid."""

import pytest

from scripts.contract.probes.request_validity import RequestValidity
from scripts.contract.probes.transport import Request

SCHEMA = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
VALIDITY = RequestValidity(
    {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {
            "/a": {
                "post": {
                    "parameters": [{"name": "q", "in": "query", "schema": {"type": "string", "minLength": 2}}],
                    "requestBody": {"required": True, "content": {"application/json": {"schema": SCHEMA}}},
                    "responses": {"200": {"description": "Done."}},
                }
            }
        },
    }
)
JSON = (("Content-Type", "application/json"),)
VALID = Request("POST", "/a", (("q", "éé"),), JSON, b'{"n": 1}')


@pytest.mark.parametrize(
    "request_",
    [
        Request("POST", "/a", (("q", "é"),), JSON, b'{"n": 1}'),
        Request("POST", "/a", (), JSON, b'{"n": "1"}'),
        Request("POST", "/a", (), JSON),
        Request("POST", "/b", (), JSON, b'{"n": 1}'),
    ],
)
def test_invalid_request_supports_rejection_checks_only(request_: Request) -> None:
    assert VALIDITY.supports("invalid_values_rejected", request_)
    assert VALIDITY.supports("malformed_bodies_rejected", request_)
    assert not VALIDITY.supports("boundary_values_accepted", request_)
    assert not VALIDITY.supports("examples_accepted", request_)


def test_valid_request_supports_acceptance_checks_only() -> None:
    assert VALIDITY.supports("boundary_values_accepted", VALID)
    assert not VALIDITY.supports("invalid_values_rejected", VALID)


def test_other_findings_are_always_supported() -> None:
    assert VALIDITY.supports("not_a_server_error", VALID)
    assert VALIDITY.supports("not_a_server_error", Request("POST", "/b"))


def test_request_beyond_the_limits_supports_any_finding() -> None:
    nested = Request("POST", "/a", (), JSON, b"[" * 100_000)
    assert VALIDITY.supports("boundary_values_accepted", nested)
    assert VALIDITY.supports("invalid_values_rejected", nested)
