"""Hosts of URLs: names, IP addresses and loopback."""

import ipaddress
from urllib.parse import urlsplit

from scripts.project import UserError


def host_of(url: str) -> str:
    """Return the host of an HTTP URL in lower case.

    Raises:
        UserError: The text is not an HTTP URL.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"}:
        raise UserError(f"{url!r}: not an HTTP URL; write http://host:port or https://host")
    return host


def is_ip_address(url: str) -> bool:
    """Return whether the host of a URL is an IP address.

    Raises:
        UserError: The text is not an HTTP URL.
    """
    return _ip_address(host_of(url)) is not None


def is_loopback(url: str) -> bool:
    """Return whether a URL leads to this machine.

    Raises:
        UserError: The text is not an HTTP URL.
    """
    host = host_of(url)
    address = _ip_address(host)
    return host == "localhost" if address is None else address.is_loopback


def _ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
