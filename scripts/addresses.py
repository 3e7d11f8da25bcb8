"""Which addresses lead to this machine: only those are called without being asked twice."""

import contextlib
import ipaddress
from urllib.parse import urlsplit

from scripts.project import Failure


def host_of(url: str) -> str:
    """Return the host of a URL, lower case.

    Raises:
        Failure: It is no URL of a server.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"}:
        raise Failure(f"{url!r} is no URL of a server: write http://host:port or https://host")
    return host


def is_address(url: str) -> bool:
    """Tell whether a URL has an address in the place of a name.

    Raises:
        Failure: It is no URL of a server.
    """
    host = host_of(url)
    with contextlib.suppress(ValueError):
        return bool(ipaddress.ip_address(host))
    return False


def is_loopback(url: str) -> bool:
    """Tell whether a URL leads to this very machine.

    Raises:
        Failure: It is no URL of a server.
    """
    host = host_of(url)
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
