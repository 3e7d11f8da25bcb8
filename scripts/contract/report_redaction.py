"""Redaction of credentials in the reports of a run: in every spelling, also HTML, and short ones as separate words."""

import html
import json
import re
from collections.abc import Iterable
from urllib.parse import quote

from scripts.redaction import MARK

# A shorter credential is replaced only where it is a separate word: `1` would be removed from every number.
SHORT = 4


class ReportRedactor:
    """Replaces credentials in texts.

    Attributes:
        secrets: The credentials.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        """Prepare the replacement.

        Args:
            secrets: The credentials.
        """
        self.secrets = [each for each in secrets if each]
        spellings = {spelling for secret in self.secrets for spelling in _spellings(secret)}
        longest_first = sorted(spellings, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_pattern, longest_first))) if longest_first else None

    def redact(self, text: str) -> str:
        """Return a text without credentials."""
        return self._pattern.sub(MARK, text) if self._pattern else text


def _spellings(secret: str) -> set[str]:
    in_json = {json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    nested = {json.dumps(each)[1:-1] for each in in_json}
    plain = {secret, repr(secret)[1:-1], quote(secret, safe=""), quote(secret, safe="").lower(), *in_json, *nested}
    return {*plain, *(html.escape(each) for each in plain), *(html.escape(each, quote=False) for each in plain)}


def _pattern(spelling: str) -> str:
    escaped = re.escape(spelling)
    return rf"(?<![A-Za-z0-9]){escaped}(?![A-Za-z0-9])" if len(spelling) < SHORT else escaped
