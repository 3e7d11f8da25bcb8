"""URLs as the inspector shows them."""

from urllib.parse import urlsplit

# The query of a URL that had one.
OMITTED = "?…"


def without_secrets(url: str) -> str:
    """Return a URL without its parts that may be secret: user and password, query and fragment."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "invalid URL"
    address = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{address}{f':{port}' if port else ''}{parts.path}{OMITTED if parts.query else ''}"
