"""Settings of schemathesis."""

from pathlib import Path
from typing import Any

import pytest

from scripts import openapi
from scripts.contract import settings
from scripts.openapi import Document
from scripts.project import CONTRACT, UserError

REPORTS = Path("reports")


def settings_of_contract(**options: Any) -> dict[str, Any]:
    return settings.settings(openapi.load(CONTRACT), REPORTS, **options)


def test_mock_may_not_reject_valid_requests() -> None:
    found = settings_of_contract(is_mock=True, read_only=False)
    assert found["checks"]["positive_data_acceptance"] == {"expected-statuses": ["2xx"]}


def test_remote_server_gets_no_undocumented_methods() -> None:
    found = settings_of_contract(is_mock=False, read_only=True)
    assert "positive_data_acceptance" not in found["checks"]
    assert found["phases"]["coverage"]["unexpected-methods"] == []
    assert found["checks"]["ignored_auth"] == {"enabled": False}


def test_contract_without_credentials_has_no_auth_settings() -> None:
    found = settings.settings({"info": {"title": "Open"}}, REPORTS, is_mock=True, read_only=False)
    assert "auth" not in found


PARAMETER = {"name": "q", "in": "query", "schema": {"type": "string"}}


@pytest.mark.parametrize(
    ("operation", "components", "expected"),
    [
        ({}, {}, {"examples", "stateful"}),
        ({"parameters": [PARAMETER | {"example": "x"}]}, {}, {"stateful"}),
        ({"requestBody": {"content": {"text/plain": {"examples": {"a": {"value": "x"}}}}}}, {}, {"stateful"}),
        ({}, {"parameters": {"Q": PARAMETER | {"example": "x"}}}, {"stateful"}),
        ({"responses": {"200": {"content": {"text/plain": {"example": "x"}}}}}, {}, {"examples", "stateful"}),
        ({"responses": {"200": {"links": {"next": {"operationId": "get"}}}}}, {}, {"examples"}),
    ],
)
def test_phase_is_required_only_if_the_contract_has_input_for_it(
    operation: Document, components: Document, expected: set[str]
) -> None:
    document = {"paths": {"/a": {"get": operation}}, "components": components}
    assert settings.untestable_phases(document) == expected


def test_settings_contain_names_of_credentials_only() -> None:
    schemes = {
        "shop.Token": {"type": "http", "scheme": "bearer"},
        "X-Key": {"type": "apiKey", "in": "header", "name": "X-Pet"},
    }
    shop = {"info": {"title": "Pet shop"}, "components": {"securitySchemes": schemes}}
    found = settings.settings(shop, REPORTS, is_mock=False, read_only=False)
    assert found["auth"] == {
        "openapi": {"shop.Token": {"bearer": "${PET_SHOP_SHOP_TOKEN}"}, "X-Key": {"api_key": "${PET_SHOP_X_KEY}"}}
    }
    assert {"X-Pet", "Authorization"} <= set(found["output"]["sanitization"]["keys-to-sanitize"])


def test_documented_404_is_allowed_with_state_only() -> None:
    responses: Document = {"200": {"description": "Found."}}
    paths = {
        "/items/{id}": {"get": {"operationId": "getItem", "responses": {**responses, "404": {"description": "None."}}}},
        "/items": {"get": {"operationId": "listItems", "responses": responses}},
    }
    assert settings.operations_with_404({"paths": paths}) == ["getItem"]
    found = settings_of_contract(is_mock=True, read_only=False, allow_404=["getItem"])
    assert found["checks"]["positive_data_acceptance"] == {"expected-statuses": ["2xx"]}
    checks = {"positive_data_acceptance": {"expected-statuses": ["2xx", "404"]}}
    assert found["operations"] == [{"include-operation-id": "getItem", "checks": checks}]
    assert "operations" not in settings_of_contract(is_mock=True, read_only=False)


def test_invalid_toml_is_a_user_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "schemathesis.toml"
    broken.write_text("a = ", encoding="utf-8")
    monkeypatch.setattr(settings, "SETTINGS", broken)
    with pytest.raises(UserError, match="Invalid value"):
        settings_of_contract(is_mock=True, read_only=False)
