"""The second factor's pages: the code at sign-in, setting up an app, spare codes, turning it off."""

from __future__ import annotations

import io

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.clock import machine_now
from service.db.connect import reading, transaction
from service.errors import Conflict, Forbidden, InvalidInput, NotSignedIn, TooMany
from service.workspaces.doors.console_door import check_form, safe_path, signed_in
from service.workspaces.doors.console_session import current, let_in
from service.workspaces.factors.app_code import app_address, begin_factor, confirm_factor, drop_app
from service.workspaces.factors.check_code import check_code
from service.workspaces.factors.halfway import came_halfway_by_link, halfway, remember
from service.workspaces.factors.in_force import factors_of
from service.workspaces.factors.passkeys.relying_party import rp_id
from service.workspaces.factors.passkeys.views import blueprint as passkeys
from service.workspaces.factors.proof import is_proof_missing, note_proof, require_proof, stay_in
from service.workspaces.factors.required import change_required_day
from service.workspaces.factors.spare_codes import renew_spare_codes, spare_codes_left
from service.workspaces.models import User, Workspace
from service.workspaces.sessions.devices import know_browser, whence
from service.workspaces.team.views import team_page

blueprint = Blueprint("factors", __name__)
blueprint.register_blueprint(passkeys)
_WRONG_HERE = "This code doesn’t fit, or has been used. Wait for the app’s next number, or use a spare code."


@blueprint.get("/sign-in/second")
def show_second() -> ResponseReturnValue:
    """Asks for the code; whoever has not brought the first factor is led to the sign-in page."""
    try:
        return _second_page(halfway())
    except NotSignedIn:
        return redirect(url_for("workspaces.show_sign_in"), 303)


@blueprint.post("/sign-in/second")
def bring_second() -> ResponseReturnValue:
    """Signs in with the code."""
    check_form()
    at = machine_now()
    try:
        user = halfway()
    except NotSignedIn:
        return redirect(url_for("workspaces.show_sign_in"), 303)
    try:
        if not check_code(user, request.form.get("code", ""), whence(user, at), at):
            return _second_page(user, _WRONG_HERE), 422
    except TooMany as refused:
        return _second_page(user, refused.sentence), refused.status, {"Retry-After": str(refused.wait_seconds)}
    let_in(user, by_link=came_halfway_by_link())
    note_proof()
    response = know_browser(redirect(safe_path(request.form.get("next")), 303), user, at)
    return remember(response, user, at) if request.form.get("remember") == "yes" else response


@blueprint.get("/you/second-factor")
@signed_in(before_factor=True)
def show_factor() -> ResponseReturnValue:
    """The QR code of an app that is not confirmed yet, or what there is."""
    return _factor_page()


@blueprint.post("/you/second-factor")
@signed_in(before_factor=True)
def change_factor() -> ResponseReturnValue:
    """Confirms an app, makes spare codes anew or turns it off; the last two need a code. Raises InvalidInput for any other act."""
    act, code, at = request.form.get("act", ""), request.form.get("code", ""), machine_now()
    user = _myself()
    try:
        if act == "confirm":
            with transaction() as session:
                require_proof(session, user.id)
                codes = confirm_factor(session, session.get_one(User, user.id), code, current(), at)
            stay_in(user.id)
            return _factor_page(codes=codes)
        if act not in {"codes", "off"}:
            raise InvalidInput("There’s no such button.", param="act")
        if not check_code(user, code, whence(user, at), at):
            raise InvalidInput(_WRONG_HERE, param="code")
        with transaction() as session:
            if act == "codes":
                codes = renew_spare_codes(session, user.id, current(), at)
            else:
                drop_app(session, session.get_one(User, user.id), current(), at)
                codes = []
    except (Conflict, Forbidden, InvalidInput, TooMany) as refused:
        return _factor_page(refused.sentence), refused.status
    stay_in(user.id)
    if codes:
        return _factor_page(codes=codes)
    flash("The app’s codes are no longer asked for.")
    return redirect(url_for("workspaces.show_you"), 303)


@blueprint.post("/team/second-factor")
@signed_in("manage_staff", "manage_workspace")
def save_required_day() -> ResponseReturnValue:
    """The day from which everybody needs one."""
    wanted = request.form.get("factor_day", "") if request.form.get("needed") == "yes" else ""
    try:
        if request.form.get("needed") == "yes" and not wanted:
            raise InvalidInput("Choose the day from which everyone needs one.", param="factor_day")
        with transaction() as session:
            change_required_day(session, wanted, current(), machine_now())
    except InvalidInput as refused:
        return team_page(refused), refused.status
    flash("Saved." if wanted else "Saved. Nobody has to have a second factor.")
    return redirect(url_for("workspaces.team.show_team"), 303)


def _myself() -> User:
    with reading() as session:
        return session.get_one(User, current().user_id)


def _factor_page(refused: str = "", codes: list[str] | None = None) -> str:
    user = _myself()
    drawn, secret = "", ""
    with reading() as session:
        factors, left = factors_of(session, user.id), spare_codes_left(session, user.id)
        asks_proof = is_proof_missing(session, user.id)
        workspace = session.get_one(Workspace, user.workspace_id)
    is_on = factors.app_since is not None
    if not is_on and not asks_proof:
        with transaction() as session:
            factor = begin_factor(session, session.get_one(User, user.id), machine_now())
            address, secret = app_address(factor, user), factor.secret
        drawn = _drawn(address)
    return render_template(
        "console/second_factor.html",
        is_on=is_on, asks_proof=asks_proof, passkeys=factors.passkeys,
        left=left, drawn=drawn, secret=secret, refused=refused, codes=codes or [],
        day=workspace.second_factor_from, is_due=workspace.second_factor_from is not None
        and workspace.second_factor_from <= machine_now().date(),
    )  # fmt: skip


def _drawn(address: str) -> str:
    file = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        file, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, dark="#1b1726", light="#ffffff",
        title="QR code for your app",
    )  # fmt: skip
    return file.getvalue().decode().strip()


def _second_page(user: User, wrong: str = "") -> str:
    with reading() as session:
        factors = factors_of(session, user.id)
    return render_template(
        "console/sign_in_second.html",
        email=user.email,
        wrong=wrong,
        has_app=factors.app_since is not None,
        has_passkey=factors.passkeys > 0 and rp_id() is not None,
        next=safe_path(request.values.get("next")),
    )
