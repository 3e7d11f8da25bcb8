"""Metadata of the packages, from the contract."""

from scripts.openapi import Document, base_url


def keywords(document: Document) -> list[str]:
    """Return the keywords of the packages: the contract's title, and what they are."""
    return [str(document["info"].get("title")).lower(), "api", "client", "openapi", "sdk"]


def urls(document: Document) -> dict[str, str]:
    """Return the URLs of the package by their labels in package indexes."""
    info, server = document["info"], base_url(document)
    found = {
        "Homepage": info.get("contact", {}).get("url"),
        "Documentation": document.get("externalDocs", {}).get("url"),
        "Service": server,
    }
    return {label: url for label, url in found.items() if url}
