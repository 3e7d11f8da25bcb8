"""HTTPS of the mock."""

import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from scripts.mock.tls import server_context
from scripts.processes import running_mock
from scripts.project import BUILD, UserError

MODELS = "/api/external/chatbot/models"
BOTH = {"api-key": "a key", "caigunn-access-token": "a token"}


def test_trusted_certificate_is_served(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log", options=["--tls"]) as mock:
        assert mock.url.startswith("https://127.0.0.1:")
        trusted = ssl.create_default_context(cafile=BUILD / "tls/ca.pem")
        with httpx.Client(base_url=mock.url, headers=BOTH, verify=trusted) as client:
            assert client.get(MODELS).status_code == 200
            assert client.get(mock.url.replace("127.0.0.1", "localhost") + MODELS).status_code == 200
            with pytest.raises(httpx.RemoteProtocolError):
                client.get(MODELS, headers={"Mock-Fail": "half"})
            with pytest.raises(httpx.TransportError):
                client.get(MODELS, headers={"Mock-Fail": "reset"})
        with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
            httpx.get(mock.url + MODELS, headers=BOTH)
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert "clients must trust build/tls/ca.pem" in log
    assert "Traceback" not in log


def test_authority_is_kept_and_private(tmp_path: Path) -> None:
    _, certificate = server_context(tmp_path / "tls", "mock.example")
    first = certificate.read_bytes()
    server_context(tmp_path / "tls", "mock.example")
    assert certificate.read_bytes() == first
    assert (tmp_path / "tls/ca.key").stat().st_mode & 0o777 == 0o600


def test_damaged_authority_is_one_line(tmp_path: Path) -> None:
    server_context(tmp_path, "")
    (tmp_path / "ca.key").write_text("nothing", encoding="utf-8")
    with pytest.raises(UserError, match=r"cannot keep a certificate authority there: .*; remove the folder"):
        server_context(tmp_path, "")


def test_tls_on_a_plain_port_is_named_in_the_log(tmp_path: Path) -> None:
    with running_mock(tmp_path / "log") as mock:
        parts = urlsplit(mock.url)
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as plain, pytest.raises(ssl.SSLError):
            ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")
    assert "the client began with TLS; use http://" in (tmp_path / "log").read_text(encoding="utf-8")
