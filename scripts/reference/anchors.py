"""Fragments of URLs in the reference."""

import re

from scripts.openapi import Operation


def anchor(operation: Operation) -> str:
    """Return the fragment of an operation's URL in Scalar."""
    return f"{_tag(operation)}{operation.method}{operation.path}"


def event_anchor(event: Operation) -> str:
    """Return the fragment of an event's URL in Scalar."""
    return f"{_tag(event)}webhook/{event.method}/{event.path}"


def _tag(operation: Operation) -> str:
    tags = operation.definition.get("tags", [])
    return f"tag/{re.sub(r'[^a-z0-9]+', '-', tags[0].lower()).strip('-')}/" if tags else ""
