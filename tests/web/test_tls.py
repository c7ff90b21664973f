"""The office's certificate: accepted by a strict client, for its names only, renewed without a new authority."""

from __future__ import annotations

import http.server
import ssl
import threading
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from flask.testing import FlaskClient

from geoapp.cli import run
from geoapp.model import UsageError
from geoapp.web.tls import days_left, fingerprint, make_papers, papers_of

NOW = datetime.now(UTC)


def test_a_strict_client_accepts_it_for_its_names_only(tmp_path: Path) -> None:
    papers = papers_of(tmp_path)
    make_papers(papers, ["127.0.0.1", "LOCALHOST"], office="示例县生态环境局", now=NOW)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(papers.server, papers.server_key)
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        client = ssl.create_default_context(cafile=str(papers.authority))
        client.verify_flags |= ssl.VERIFY_X509_STRICT
        with pytest.raises(urllib.error.HTTPError) as answered:  # 501 by a handler that can nothing: the handshake held
            urllib.request.urlopen(f"https://127.0.0.1:{server.server_port}/", context=client)
        answered.value.close()
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(f"https://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_renewing_keeps_the_authority_and_other_names_need_a_new_one(tmp_path: Path) -> None:
    papers = papers_of(tmp_path)
    make_papers(papers, ["192.168.1.10"], office="局", now=NOW)
    first, seen = papers.authority.read_bytes(), fingerprint(papers)
    assert 390 < days_left(papers, NOW) <= 397
    make_papers(papers, ["192.168.1.10"], office="局", now=NOW + timedelta(days=300))
    assert papers.authority.read_bytes() == first and fingerprint(papers) == seen
    make_papers(papers, ["192.168.1.11"], office="局", now=NOW)
    assert papers.authority.read_bytes() != first
    constraints = x509.load_pem_x509_certificate(papers.authority.read_bytes()).extensions.get_extension_for_class(
        x509.NameConstraints
    )
    assert constraints.critical and [str(one.value) for one in constraints.value.permitted_subtrees or []] == [
        "192.168.1.11/32"
    ]
    assert papers.server_key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("host", ["", "http://x", "a b", "-x", "1.2.3.4/24", "中文"])
def test_what_is_no_host_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(UsageError, match="主机名"):
        make_papers(papers_of(tmp_path), [host], office="局", now=NOW)
    assert not papers_of(tmp_path).folder.exists()


def test_the_page_explains_and_hands_out_the_authority_only(client: FlaskClient, tmp_path: Path) -> None:
    assert "geoapp certificate" in client.get("/certificate").get_data(as_text=True)
    assert client.get("/certificate/ca.crt").status_code == 404
    papers = papers_of(tmp_path)
    make_papers(papers, ["127.0.0.1"], office="局", now=NOW)
    assert fingerprint(papers) in client.get("/certificate").get_data(as_text=True)
    answer = client.get("/certificate/ca.crt")
    assert answer.data == papers.authority.read_bytes() and b"PRIVATE" not in answer.data


def test_the_command_tells_the_address_that_the_service_will_answer_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once there is a certificate the service speaks https only: an address by http would lead nowhere."""
    monkeypatch.setenv("GEOAPP_FOLDER", str(tmp_path))
    monkeypatch.setenv("GEOAPP_PORT", "8123")
    assert run(["certificate", "192.168.1.10", "fd00::7"]) == 0
    told = capsys.readouterr().out
    assert "https://192.168.1.10:8123/certificate" in told and "http://" not in told
    assert fingerprint(papers_of(tmp_path)) in told
    assert run(["certificate", "192.168.1.10"]) == 0
    assert "/certificate" not in capsys.readouterr().out, "phones have it already"
    assert run(["certificate", "bad host!"]) == 2
