"""Servers of operations and paths."""

from urllib.parse import urljoin

from scripts.openapi import Document, Operation, base_url, resolve


def operation_server(document: Document, operation: Operation) -> str | None:
    """Return the URL of the first server of an operation or its path, without a trailing slash; None without one."""
    item = resolve(document, document["paths"][operation.path])
    servers = operation.definition.get("servers") or item.get("servers")
    if not servers:
        return None
    url = str(servers[0].get("url", ""))
    for name, variable in servers[0].get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    return urljoin(base_url(document) or "", url).rstrip("/")
