"""Login by the office's own identity provider (OpenID Connect), where one is set; by Authlib, an optional extra.

The provider says who somebody is; what he may do stands in our accounts: nobody comes in whom no administrator added.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from geoapp.accounts import AuditKind, said
from geoapp.model import Forbidden, NotFound, StoreError, UsageError
from geoapp.settings import Settings
from geoapp.texts import text
from geoapp.web import signing
from geoapp.web.caching import no_store
from geoapp.web.guard import Right, accounts, needs
from geoapp.web.login import safe_next

blueprint = Blueprint("oidc", __name__, url_prefix="/login/oidc")

_BACK = "oidc_next"
_SECONDS = 10


def install(app: Flask, settings: Settings) -> None:
    """Register the provider of the settings; none is set by default. Raises ``UsageError`` without the extra."""
    app.jinja_env.globals["oidc"] = bool(settings.oidc_issuer)
    if not settings.oidc_issuer:
        return
    try:
        from authlib.integrations.flask_client import OAuth
    except ImportError as error:
        raise UsageError(text("accounts.oidc.extra"), parameter="oidc_issuer") from error
    oauth = OAuth(app)
    oauth.register(
        "office",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "timeout": _SECONDS},
    )
    app.extensions["geoapp.oidc"] = oauth.office


def _office() -> Any:
    found = current_app.extensions.get("geoapp.oidc")
    if found is None:
        raise NotFound(text("accounts.oidc.none"))
    return found


@blueprint.get("")
@needs(Right.OPEN)
def leave() -> AnyResponse:
    """To the provider, with the way back kept in the cookie."""
    from requests import RequestException

    office = _office()
    signing.ensure_secret(current_app)
    session[_BACK] = safe_next(request.args.get("next"))
    try:
        response: AnyResponse = office.authorize_redirect(url_for("oidc.come_back", _external=True))
    except RequestException as error:
        raise StoreError(text("accounts.oidc.silent")) from error
    return no_store(response)


@blueprint.get("/callback")
@needs(Right.OPEN)
def come_back() -> AnyResponse:
    """From the provider: its signed word names an account of ours, or nobody."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    office, known, address = _office(), accounts(), request.remote_addr or ""
    signing.ensure_secret(current_app)
    back = safe_next(session.get(_BACK))
    try:
        told = office.authorize_access_token().get("userinfo") or {}
    except (AuthlibBaseError, JoseError) as error:
        known.audit.note(AuditKind.LOGIN, "", said("oidc"), outcome="failed", address=address)
        raise Forbidden(text("accounts.oidc.refused")) from error
    except RequestException as error:
        raise StoreError(text("accounts.oidc.silent")) from error
    name = str(told.get(current_app.extensions["geoapp"].settings.oidc_claim) or "")
    person = next((one for one in known.people.all() if one.active and one.name.casefold() == name.casefold()), None)
    if person is None:
        known.audit.note(AuditKind.LOGIN, name, said("oidc"), outcome="failed", address=address)
        raise Forbidden(text("accounts.oidc.unknown", name=name[:40]))
    signing.sign_in(known, person)
    known.audit.note(AuditKind.LOGIN, person.name, said("oidc"), address=address)
    return redirect(back, 303)
