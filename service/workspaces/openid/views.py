"""Signing in with a company's own account: the way to the provider and back."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from time import time
from typing import Any, Final

from flask import Blueprint, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from service.clock import machine_now
from service.config import settings
from service.db.connect import transaction
from service.errors import Conflict, Forbidden, InvalidInput, LinkClosed, NotFound, TooMany
from service.workspaces.doors.console_door import safe_path, signed_in
from service.workspaces.doors.console_session import current, let_in
from service.workspaces.factors.halfway import enter
from service.workspaces.factors.proof import require_proof
from service.workspaces.openid.fetch import ProviderFault
from service.workspaces.openid.provider import Asked, is_configured, way_there, who_came
from service.workspaces.openid.whose_account import forget_account, user_of
from service.workspaces.sessions.devices import know_browser

blueprint = Blueprint("openid", __name__)
WAIT_SECONDS: Final = 600
"""How long somebody may be at the provider's."""
_LONGEST: Final = 4096
_KEY: Final = "openid"
_OVER: Final = "This sign-in took too long, or began in another browser. Start again."


@blueprint.get("/sign-in/openid")
def go() -> ResponseReturnValue:
    """Leads to the provider. Nothing but this browser's cookie changes: what it has to bring back."""
    _require_provider()
    asked = Asked(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    try:
        way = way_there(asked)
    except (ProviderFault, TooMany) as refused:
        return _refused(refused.sentence)
    session[_KEY] = [asked.state, asked.nonce, asked.verifier, int(time()), safe_path(request.args.get("next"))]
    return redirect(way, 303)


@blueprint.get("/sign-in/openid/back")
def come_back() -> ResponseReturnValue:
    """Signs in whoever the provider sends back, where it is somebody who works here."""
    _require_provider()
    kept = session.pop(_KEY, None)
    onward = kept[4] if kept else "/"
    try:
        known = who_came(_code_for(kept), Asked(*kept[:3]), int(time()))
        at = machine_now()
        with transaction() as rows:
            user = user_of(rows, known, at)
    except (Conflict, Forbidden, InvalidInput, LinkClosed, ProviderFault, TooMany) as refused:
        return _refused(refused.sentence, onward)
    if known.has_second:
        let_in(user)
        return know_browser(redirect(onward, 303), user, at)
    return enter(user, onward, at)


@blueprint.post("/you/openid")
@signed_in()
def forget() -> ResponseReturnValue:
    """The user is no longer held to one account of the provider."""
    try:
        with transaction() as rows:
            require_proof(rows, current().user_id or "")
            forget_account(rows, current().user_id or "", current(), machine_now())
    except Forbidden as refused:
        flash(refused.sentence)
    else:
        flash("Forgotten. The next account with your verified email address counts.")
    return redirect(url_for("workspaces.show_you"), 303)


def _require_provider() -> None:
    if not is_configured():
        raise NotFound("No sign-in provider is set up here.")


def _code_for(kept: Sequence[Any] | None) -> str:
    """The code that came back, where it came to the browser that left. Raises InvalidInput that says what is wrong."""
    given = request.args
    if kept is None or time() - kept[3] > WAIT_SECONDS or not _is_same(given.get("state", ""), kept[0]):
        raise InvalidInput(_OVER)
    if given.get("iss", settings().oidc_issuer) != settings().oidc_issuer:
        raise InvalidInput("Another provider answered than the one you went to. Start again.")
    if error := given.get("error"):
        raise InvalidInput(_said(error))
    code = given.get("code", "")
    if not 0 < len(code) <= _LONGEST:
        raise InvalidInput("The sign-in provider sent you back without a code. Start again.")
    return code


def _is_same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())


def _said(error: str) -> str:
    if error == "access_denied":
        return "You weren’t signed in: you, or the provider, said no. Try again, or sign in another way."
    code = f" ({error})" if re.fullmatch("[a-z_]{1,40}", error) else ""
    return f"The sign-in provider couldn’t sign you in{code}. Try again later, or sign in another way."


def _refused(sentence: str, onward: str = "/") -> ResponseReturnValue:
    flash(sentence, "openid")
    return redirect(url_for("workspaces.show_sign_in", next=onward), 303)
