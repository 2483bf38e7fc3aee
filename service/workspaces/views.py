"""Sign-in and sign-out pages."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.clock import machine_now
from service.config import settings
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound, TooMany
from service.workspaces.actor import IN_WORDS, ROLE_NAMES
from service.workspaces.doors.console_door import check_form, safe_path, signed_in
from service.workspaces.doors.console_session import (
    came_by_link,
    current,
    find_actor,
    let_in,
    see_out,
    session_id,
    stay_signed_in,
)
from service.workspaces.factors.halfway import enter
from service.workspaces.factors.in_force import factors_of
from service.workspaces.factors.passkeys.relying_party import rp_id
from service.workspaces.factors.spare_codes import spare_codes_left
from service.workspaces.factors.views import blueprint as factors
from service.workspaces.keys.views import blueprint as keys
from service.workspaces.models import User
from service.workspaces.openid.provider import is_configured
from service.workspaces.openid.views import blueprint as openid
from service.workspaces.openid.whose_account import account_of
from service.workspaces.sessions.devices import whence
from service.workspaces.sessions.mail_link import MOST, ask_for_link, is_link_mailed
from service.workspaces.sessions.own_password import change_own_password
from service.workspaces.sessions.own_sessions import end_other_sessions, end_session, open_sessions
from service.workspaces.sessions.sign_in import peek_link, sign_in_with_password, sign_out, use_link
from service.workspaces.team.views import blueprint as team

blueprint = Blueprint("workspaces", __name__)
blueprint.register_blueprint(team)
blueprint.register_blueprint(factors)
blueprint.register_blueprint(openid)
blueprint.register_blueprint(keys)

CLEARED: Final = '"cache", "storage"'
"""What a browser throws away when somebody signs out. Not "cookies": that would take those of every host of the domain, and with
them that this browser is known. The session's own cookie is taken back by itself."""
_WRONG: Final = "That email and password don’t match. Check both, or ask for a one-time link."


@blueprint.get("/sign-in")
def show_sign_in() -> ResponseReturnValue:
    """The sign-in page; whoever is signed in goes on."""
    if find_actor():
        return redirect(safe_path(request.args.get("next")), 303)
    return _sign_in_page()


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Signs in with address and password. Too many tries are told, with the seconds to wait."""
    check_form()
    at, email = machine_now(), request.form.get("email", "")
    try:
        user = sign_in_with_password(email, request.form.get("password", ""), at, lambda user: whence(user, at))
    except TooMany as refused:
        return (
            _sign_in_page(email=email, wrong=refused.sentence),
            refused.status,
            {"Retry-After": str(refused.wait_seconds)},
        )
    if user is None:
        return _sign_in_page(email=email, wrong=_WRONG), 422
    return enter(user, request.form.get("next"), machine_now())


@blueprint.post("/sign-in/mail")
def mail_link() -> ResponseReturnValue:
    """The answer is the same for whoever signs in here and for whoever does not. Raises NotFound where no mail can be sent."""
    check_form()
    email = request.form.get("email", "").strip()
    if not is_link_mailed():
        raise NotFound(
            "No mail server is set up, so we can’t email you a link. Ask whoever runs this installation to create one."
        )
    if "@" not in email:
        return _sign_in_page(email=email, missing="Enter the email address you sign in with."), 422
    with transaction() as session:
        ask_for_link(session, email, machine_now())
    onward = safe_path(request.form.get("next"))
    return render_template("console/sign_in_mailed.html", email=email, most=MOST, next=onward)


@blueprint.get("/sign-in/<token>")
def show_link(token: str) -> ResponseReturnValue:
    """Shows a button and uses nothing up: mail scanners follow links."""
    with reading() as session:
        user = peek_link(session, token, machine_now())
    return render_template(
        "console/sign_in_link.html", name=user.name, token=token, next=safe_path(request.args.get("next"))
    )


@blueprint.post("/sign-in/<token>")
def sign_in_by_link(token: str) -> ResponseReturnValue:
    """Signs in with a link that was mailed."""
    check_form()
    with transaction() as session:
        user = use_link(session, token, machine_now())
    return enter(user, request.form.get("next"), machine_now(), by_link=True)


@blueprint.post("/sign-out")
@signed_in(before_factor=True)
def leave() -> ResponseReturnValue:
    """Signs out, and has the browser forget what it kept."""
    with transaction() as session:
        sign_out(session, current(), machine_now())
    see_out()
    response = redirect(url_for("workspaces.show_sign_in"), 303)
    response.headers["Clear-Site-Data"] = CLEARED
    return response


@blueprint.post("/you/longer")
@signed_in(before_factor=True)
def stay() -> ResponseReturnValue:
    """Keeps whoever asks signed in: JSON for the script of the page they are on, which stays as it is, and else a page."""
    left = stay_signed_in()
    if request.headers.get("Accept") == "application/json":
        return {"seconds": left.seconds, "last": left.is_last}
    return render_template("console/stayed.html", left=left)


@blueprint.get("/you")
@signed_in()
def show_you() -> ResponseReturnValue:
    """Whoever is signed in."""
    with reading() as session:
        user = session.get_one(User, current().user_id)
        factors, sessions = factors_of(session, user.id), open_sessions(session, user, machine_now())
        left, account = spare_codes_left(session, user.id), account_of(session, user.id)
    return render_template(
        "console/you.html",
        role_names=ROLE_NAMES,
        in_words=IN_WORDS,
        factors=factors,
        left=left,
        account=account,
        email=user.email,
        is_mail_on=is_link_mailed(),
        has_passkeys_here=rp_id() is not None,
        provider=settings().oidc_name if is_configured() else "",
        has_password=user.password_hash is not None,
        sessions=sessions,
        this=session_id(),
    )


@blueprint.post("/you/sessions")
@signed_in()
def end_sessions_of_mine() -> ResponseReturnValue:
    """Ends one session elsewhere, or all but this one. Raises NotFound for anybody else's."""
    wanted, at = request.form.get("session", ""), machine_now()
    with transaction() as session:
        if wanted == "others":
            end_other_sessions(session, session_id(), current(), at)
        else:
            end_session(session, wanted, current(), at)
    flash("Ended. Whoever used it has to sign in again.")
    return redirect(url_for("workspaces.show_you"), 303)


@blueprint.get("/you/password")
@signed_in()
def show_password() -> ResponseReturnValue:
    """The form of one's own password."""
    return _password_page()


@blueprint.post("/you/password")
@signed_in()
def change_password() -> ResponseReturnValue:
    """Sets it; this browser stays signed in, all others are out."""
    at, user = machine_now(), _myself()
    wanted, asks = request.form.get("password", ""), _asks_present(user)
    try:
        if wanted != request.form.get("again", ""):
            raise InvalidInput("The two new passwords differ. Type the same one twice.", param="again")
        change_own_password(user, request.form.get("present", "") if asks else None, wanted, whence(user, at), at)
    except (InvalidInput, TooMany) as refused:
        return _password_page(refused), refused.status
    let_in(_myself())
    flash("Your password is set. You’re signed out on every other device.")
    return redirect(url_for("workspaces.show_you"), 303)


def _myself() -> User:
    with reading() as session:
        return session.get_one(User, current().user_id)


def _asks_present(user: User) -> bool:
    return user.password_hash is not None and not came_by_link()


def _password_page(refused: InvalidInput | TooMany | None = None) -> str:
    user = _myself()
    return render_template(
        "console/own_password.html",
        email=user.email,
        has_password=user.password_hash is not None,
        asks=_asks_present(user),
        refused=refused.sentence if refused else "",
        wrong=refused.param if refused else None,
    )


def _sign_in_page(email: str = "", wrong: str = "", missing: str = "") -> str:
    return render_template(
        "console/sign_in.html",
        email=email,
        wrong=wrong,
        missing=missing,
        is_mail_on=is_link_mailed(),
        has_passkeys_here=rp_id() is not None,
        provider=settings().oidc_name if is_configured() else "",
        next=safe_path(request.values.get("next")),
    )
