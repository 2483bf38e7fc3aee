"""The pages of passkeys: at sign-in, alone or as the second step, and one's own list of them.

A button's script fetches what the browser needs, and puts the browser's answer into an ordinary form.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.clock import machine_now
from service.db.connect import reading, transaction
from service.errors import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, TooMany
from service.workspaces.doors.console_door import check_form, safe_path, signed_in
from service.workspaces.doors.console_session import current, let_in
from service.workspaces.factors.check_code import check_code
from service.workspaces.factors.halfway import came_halfway_by_link, halfway, remember
from service.workspaces.factors.in_force import factors_of, lock_user
from service.workspaces.factors.passkeys.bring_passkey import ask_for_passkey, check_passkey
from service.workspaces.factors.passkeys.challenges import keep_challenge, take_challenge
from service.workspaces.factors.passkeys.own_passkeys import (
    MOST,
    NAME_MOST,
    add_passkey,
    begin_passkey,
    own_passkey,
    passkeys_of,
    remove_passkey,
    rename_passkey,
)
from service.workspaces.factors.passkeys.relying_party import rp_id
from service.workspaces.factors.proof import is_proof_missing, note_proof, require_proof, stay_in
from service.workspaces.factors.spare_codes import renew_spare_codes, spare_codes_left
from service.workspaces.models import User
from service.workspaces.sessions.devices import know_browser, whence

blueprint = Blueprint("passkeys", __name__)
NO_HOST = (
    "Browsers keep passkeys only for a site with a name and HTTPS. Ask whoever runs this installation to set "
    "HANDPICKED_BASE_URL to one."
)


@blueprint.post("/sign-in/passkey/options")
def ask_stranger() -> ResponseReturnValue:
    """What a browser needs to sign in: JSON. After the password, only that user's passkeys. Raises NotFound where there are none
    at this address."""
    check_form()
    _require_host()
    user = _halfway_or_none()
    with reading() as session:
        options, state = ask_for_passkey(session, user)
    keep_challenge("sign_in", state)
    return dict(options)


@blueprint.post("/sign-in/passkey")
def bring_passkey() -> ResponseReturnValue:
    """Signs in with a passkey."""
    check_form()
    _require_host()
    at, user = machine_now(), _halfway_or_none()
    try:
        state = take_challenge("sign_in")
        found = check_passkey(request.form.get("answer", ""), state, whence(None, at).place, at, user)
    except InvalidInput as refused:
        flash(refused.sentence, "passkey")
        back = "workspaces.factors.show_second" if user else "workspaces.show_sign_in"
        return redirect(url_for(back, next=safe_path(request.form.get("next"))), 303)
    let_in(found, by_link=user is not None and came_halfway_by_link())
    note_proof()
    response = know_browser(redirect(safe_path(request.form.get("next")), 303), found, at)
    return remember(response, found, at) if request.form.get("remember") == "yes" else response


@blueprint.get("/you/passkeys")
@signed_in(before_factor=True)
def show_passkeys() -> ResponseReturnValue:
    """One's own passkeys."""
    return _passkeys_page()


@blueprint.post("/you/passkeys/options")
@signed_in(before_factor=True)
def ask_owner() -> ResponseReturnValue:
    """What a browser needs to make a passkey, or to show that it is still the same person: JSON."""
    _require_host()
    with reading() as session:
        user = session.get_one(User, current().user_id)
        if request.form.get("for") == "prove":
            options, state = ask_for_passkey(session, user)
            keep_challenge("prove", state)
        else:
            require_proof(session, user.id)
            options, state = begin_passkey(session, user)
            keep_challenge("add", state)
    return dict(options)


@blueprint.post("/you/passkeys")
@signed_in(before_factor=True)
def change_passkeys() -> ResponseReturnValue:
    """Adds, names or removes one, makes spare codes anew, or takes the proof that the others wait for. Raises NotFound for
    anybody else's."""
    act = request.form.get("act", "")
    acts = {"add": _add, "rename": _rename, "remove": _remove, "codes": _renew, "prove": _prove}
    try:
        if act not in acts:
            raise InvalidInput("There’s no such button.", param="act")
        codes = acts[act]()
    except (Conflict, Forbidden, InvalidInput, TooMany) as refused:
        return _passkeys_page(refused.sentence), refused.status
    if codes:
        return _passkeys_page(codes=codes)
    return redirect(url_for("workspaces.factors.passkeys.show_passkeys"), 303)


def _add() -> list[str]:
    _require_host()
    state, at = take_challenge("add"), machine_now()
    with transaction() as session:
        user = session.get_one(User, current().user_id)
        require_proof(session, user.id)
        answer, name = request.form.get("answer", ""), request.form.get("name", "")
        codes = add_passkey(session, user, state, answer, name, current(), at)
    stay_in(current().user_id)
    flash("Passkey added. You’re signed out on every other device.")
    return codes


def _rename() -> list[str]:
    with transaction() as session:
        rename_passkey(session, request.form.get("passkey", ""), request.form.get("name", ""), current())
    flash("Name saved.")
    return []


def _remove() -> list[str]:
    at, wanted = machine_now(), request.form.get("passkey", "")
    with transaction() as session:
        user = session.get_one(User, current().user_id)
        lock_user(session, user.id)
        own_passkey(session, wanted, current())
        require_proof(session, user.id)
        remove_passkey(session, wanted, user, current(), at)
    stay_in(current().user_id)
    flash("Passkey removed. It’s still listed on the device; delete it there too. Other devices are signed out.")
    return []


def _renew() -> list[str]:
    with transaction() as session:
        user_id = session.get_one(User, current().user_id).id
        if not factors_of(session, user_id).has_any:
            raise Conflict("Spare codes stand in for a second factor, and you have none yet.")
        require_proof(session, user_id)
        return renew_spare_codes(session, user_id, current(), machine_now())


def _prove() -> list[str]:
    at = machine_now()
    with reading() as session:
        user = session.get_one(User, current().user_id)
    if answer := request.form.get("answer", ""):
        check_passkey(answer, take_challenge("prove"), whence(user, at).place, at, user)
    elif not check_code(user, request.form.get("code", ""), whence(user, at), at):
        raise InvalidInput("This code doesn’t fit, or has been used. Use a passkey, or another code.", param="code")
    note_proof()
    return []


def _require_host() -> None:
    if rp_id() is None:
        raise NotFound(NO_HOST)


def _halfway_or_none() -> User | None:
    try:
        return halfway()
    except NotSignedIn:
        return None


def _passkeys_page(refused: str = "", codes: list[str] | None = None) -> str:
    with reading() as session:
        user = session.get_one(User, current().user_id)
        factors, keys = factors_of(session, user.id), passkeys_of(session, user.id)
        return render_template(
            "console/passkeys.html",
            keys=keys, factors=factors, left=spare_codes_left(session, user.id), codes=codes or [], refused=refused,
            asks_proof=is_proof_missing(session, user.id), is_possible=rp_id() is not None, no_host=NO_HOST, most=MOST,
            name_most=NAME_MOST, is_due=current().needs_factor, typed=request.form.get("name", ""),
        )  # fmt: skip
