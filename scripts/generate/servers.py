"""Servers of operations and paths."""

from urllib.parse import urljoin

from scripts.openapi import Document, Operation, base_url, resolve, server_url


def operation_server(document: Document, operation: Operation) -> str | None:
    """Return the URL of the first server of an operation or its path, without a trailing slash; None without one.

    Raises:
        UserError: A variable of the server has no default.
    """
    item = resolve(document, document["paths"][operation.path])
    servers = operation.definition.get("servers") or item.get("servers")
    if not servers:
        return None
    return urljoin(base_url(document) or "", server_url(servers[0])).rstrip("/")
