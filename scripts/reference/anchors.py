"""Fragments of URLs in the reference."""

import re

from scripts.openapi import Operation


def anchor(operation: Operation) -> str:
    """Return the fragment of an operation's URL in Scalar."""
    tags = operation.definition.get("tags", [])
    tag = f"tag/{re.sub(r'[^a-z0-9]+', '-', tags[0].lower()).strip('-')}/" if tags else ""
    return f"{tag}{operation.method}{operation.path}"
