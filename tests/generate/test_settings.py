"""Settings of the generator, and versions of the packages."""

from pathlib import Path

import pytest

from scripts.generate.settings import edition_version, read_settings
from scripts.project import UserError


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("literal_enum: true", "literal_enum: extra inputs are not permitted"),
        ("class_overrides: {Pet: {clas_name: Animal}}", "class_overrides.Pet.clas_name: extra"),
        ("literal_enums: perhaps", "literal_enums: input should be a valid boolean"),
    ],
)
def test_invalid_setting_is_rejected(tmp_path: Path, settings: str, message: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(settings, encoding="utf-8")
    with pytest.raises(UserError, match=f"^{path}: {message}"):
        read_settings(path)


@pytest.mark.parametrize(
    ("edition", "version"),
    [
        *(("2024-05-09", "2024.5.9"), ("2024-11-19", "2024.11.19"), ("1.4.0", "1.4.0"), ("2.0rc1", "2.0rc1")),
        *(("1.0.27-SNAPSHOT", "1.0.27.dev0"), ("v2.1-oas3", "2.1+oas3"), ("2022-11-28-preview", "2022.11.28+preview")),
    ],
)
def test_edition_is_converted_to_a_version(edition: str, version: str) -> None:
    assert edition_version(edition) == version


@pytest.mark.parametrize("edition", ["2024-13-01", "edition 3", "", None, 2024, 1.4])
def test_edition_that_is_not_a_version_is_rejected(edition: object) -> None:
    with pytest.raises(UserError, match=r"^info\.version .*: not a date or a PEP 440 version"):
        edition_version(edition)
