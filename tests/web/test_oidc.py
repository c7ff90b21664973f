"""Login by an identity provider: a made-up one that signs as real ones do, without any network."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from requests import ConnectionError as NoConnection
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from geoapp.accounts import UserRole
from geoapp.settings import Settings
from geoapp.web import create_app
from tests.web.memory import NOW, UNITS, MemoryStore, feature
from tests.web.signed import accounts_of

ISSUER = "https://id.example/realms/office"
KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
FORGED = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})


@dataclass
class Provider:
    """What the provider answers; ``claims`` go into the signed token."""

    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    silent: bool = False
    nonce: str = ""

    def send(self, request: PreparedRequest, **_more: Any) -> Response:
        if self.silent:
            raise NoConnection("no answer")
        path = urlsplit(str(request.url)).path
        if path.endswith("/openid-configuration"):
            content: Any = {
                "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/auth", "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys", "id_token_signing_alg_values_supported": ["RS256"],
            }  # fmt: skip
        elif path.endswith("/keys"):
            content = {"keys": [KEY.as_dict(private=False)]}
        else:
            import time

            now = int(time.time())
            claims = {"iss": ISSUER, "aud": "geoapp", "sub": "7", "iat": now, "exp": now + 60, "nonce": self.nonce}
            token = jwt.encode({"alg": "RS256", "kid": "1"}, {**claims, **self.claims}, self.key)
            content = {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": token}
        answer = Response()
        answer.status_code, answer.url, answer.request = 200, str(request.url), request
        answer.headers["Content-Type"] = "application/json"
        answer.raw = io.BytesIO(json.dumps(content).encode())
        return answer


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider()
    monkeypatch.setattr(HTTPAdapter, "send", made.send)
    return made


@pytest.fixture
def app(tmp_path: Path, provider: Provider) -> Flask:
    settings = Settings(folder=tmp_path, oidc_issuer=ISSUER, oidc_client_id="geoapp", oidc_client_secret="s")
    made = create_app(settings, MemoryStore([feature(1)]), units=UNITS, clock=lambda: NOW)  # type: ignore[arg-type]
    accounts_of(made).people.add("zhang", UserRole.VIEWER)
    return made


def come_back(app: Flask, provider: Provider, **claims: Any) -> Any:
    client = app.test_client()
    away = client.get("/login/oidc?next=/layers")
    assert away.status_code == 302
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    assert away.headers["Location"].startswith(f"{ISSUER}/auth?")
    assert asked["code_challenge_method"] == ["S256"]
    provider.nonce, provider.claims = asked["nonce"][0], {"preferred_username": "zhang", **claims}
    answer = client.get(f"/login/oidc/callback?code=c&state={asked['state'][0]}")
    return client, answer


def test_an_account_that_an_administrator_added_comes_in(app: Flask, provider: Provider) -> None:
    assert "/login/oidc" in app.test_client().get("/login").get_data(as_text=True)
    client, answer = come_back(app, provider)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/layers")
    assert client.get("/api/summary").status_code == 200
    (line,) = accounts_of(app).audit.entries()
    assert (line.actor, line.what, line.outcome) == ("zhang", "统一身份登录", "ok")


@pytest.mark.parametrize("claims", [{"preferred_username": "stranger"}, {"preferred_username": ""}])
def test_others_do_not(claims: dict[str, Any], app: Flask, provider: Provider) -> None:
    client, answer = come_back(app, provider, **claims)
    assert answer.status_code == 403
    assert client.get("/api/summary").status_code == 401


@pytest.mark.parametrize("claims", [{"aud": "other"}, {"iss": "https://evil.example"}, {"exp": 1}, {"nonce": "other"}])
def test_a_word_that_is_not_for_us_counts_for_nothing(claims: dict[str, Any], app: Flask, provider: Provider) -> None:
    client, answer = come_back(app, provider, **claims)
    assert answer.status_code == 403
    assert client.get("/api/summary").status_code == 401


def test_a_forged_signature_and_a_made_up_state(app: Flask, provider: Provider) -> None:
    provider.key = FORGED
    assert come_back(app, provider)[1].status_code == 403
    assert app.test_client().get("/login/oidc/callback?code=c&state=made-up").status_code == 403
    assert app.test_client().get("/login/oidc/callback?error=access_denied").status_code == 403


def test_a_provider_that_is_silent_or_not_set(app: Flask, provider: Provider, tmp_path: Path) -> None:
    provider.silent = True
    assert app.test_client().get("/login/oidc").status_code == 503
    plain = create_app(Settings(folder=tmp_path), MemoryStore([feature(1)]), units=UNITS)  # type: ignore[arg-type]
    assert plain.test_client().get("/login/oidc").status_code == 404
    assert plain.test_client().get("/login/oidc/callback").status_code == 404


def test_the_secret_of_the_client_is_in_no_message() -> None:
    assert "hush" not in repr(Settings(oidc_client_secret="hush"))
