"""Settings of the generator (generator-config.yaml), and the version of the packages."""

import datetime as dt
import re
from contextlib import suppress
from pathlib import Path

from openapi_python_client.config import ConfigFile
from packaging.version import InvalidVersion, Version
from pydantic import ValidationError

from scripts.openapi import Document, read_yaml
from scripts.project import ROOT, UserError

SETTINGS = ROOT / "generator-config.yaml"


def read_settings(path: Path) -> ConfigFile:
    """Read the settings of the generator.

    Raises:
        UserError: The file cannot be read, or contains an unknown key or an invalid value.
    """
    try:
        return ConfigFile.model_validate(read_yaml(path), extra="forbid")
    except ValidationError as error:
        details = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg'].lower()}" for each in error.errors())
        raise UserError(f"{path}: {details}") from error


def package_version(document: Document, settings: ConfigFile) -> str:
    """Return the version of a contract's packages: that of the settings, else that of the contract's edition.

    Raises:
        UserError: The edition is not a version.
    """
    return settings.package_version_override or edition_version(document["info"].get("version"))


def edition_version(edition: object) -> str:
    """Return the version of an edition of the contract: the numbers of a date, or a PEP 440 version unchanged.

    Of another version, the numbers are kept, and the rest becomes the local part, such as `1.0+beta.x`; that of Maven's
    `1.0-SNAPSHOT` is `1.0.dev0`.

    Raises:
        UserError: The edition does not start with a number.
    """
    if isinstance(edition, str):
        with suppress(ValueError):
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", edition):
                day = dt.date.fromisoformat(edition)
                return f"{day.year}.{day.month}.{day.day}"
        with suppress(InvalidVersion):
            Version(edition)
            return edition
        numbers = re.match(r"v?(\d+(?:[.-]\d+)*)", edition)
        rest = re.sub(r"[^a-z0-9]+", ".", edition[numbers.end() :].lower()).strip(".") if numbers else ""
        if numbers and rest:
            release = numbers[1].replace("-", ".")
            return str(Version(f"{release}.dev0" if rest == "snapshot" else f"{release}+{rest}"))
    raise UserError(f"info.version {edition!r}: not a date or a PEP 440 version; write one of them in quotes")
