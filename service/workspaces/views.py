"""Sign-in and sign-out pages."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import NotFound
from service.workspaces.doors import check_form, current, find_actor, let_in, safe_path, see_out, signed_in
from service.workspaces.mail_link import MOST, ask_for_link, is_link_mailed
from service.workspaces.sign_in import peek_link, sign_in_with_password, sign_out, use_link

blueprint = Blueprint("workspaces", __name__)

_WRONG: Final = "Email and password do not match. Check both, or ask for a one-time link."


@blueprint.get("/sign-in")
def show_sign_in() -> ResponseReturnValue:
    if find_actor():
        return redirect(safe_path(request.args.get("next")), 303)
    return _sign_in_page()


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    check_form()
    user = sign_in_with_password(request.form.get("email", ""), request.form.get("password", ""), utc_now())
    if user is None:
        return _sign_in_page(email=request.form.get("email", ""), wrong=_WRONG), 422
    let_in(user)
    return redirect(safe_path(request.form.get("next")), 303)


@blueprint.post("/sign-in/mail")
def mail_link() -> ResponseReturnValue:
    """The answer is the same for whoever signs in here and for whoever does not."""
    check_form()
    email = request.form.get("email", "").strip()
    if not is_link_mailed():
        raise NotFound(
            "There is no mail server here, so no link can be sent. Whoever runs this installation makes one."
        )
    if "@" not in email:
        return _sign_in_page(email=email, missing="Write the address with which you sign in."), 422
    with transaction() as session:
        ask_for_link(session, email, utc_now())
    onward = safe_path(request.form.get("next"))
    return render_template("console/sign_in_mailed.html", email=email, most=MOST, next=onward)


@blueprint.get("/sign-in/<token>")
def show_link(token: str) -> ResponseReturnValue:
    """Shows a button and uses nothing up: mail scanners follow links."""
    with reading() as session:
        user = peek_link(session, token, utc_now())
    return render_template(
        "console/sign_in_link.html", name=user.name, token=token, next=safe_path(request.args.get("next"))
    )


@blueprint.post("/sign-in/<token>")
def sign_in_by_link(token: str) -> ResponseReturnValue:
    check_form()
    with transaction() as session:
        user = use_link(session, token, utc_now())
    let_in(user)
    return redirect(safe_path(request.form.get("next")), 303)


@blueprint.post("/sign-out")
@signed_in()
def leave() -> ResponseReturnValue:
    with transaction() as session:
        sign_out(session, current().user_id, utc_now())
    see_out()
    return redirect(url_for("workspaces.show_sign_in"), 303)


@blueprint.get("/you")
@signed_in()
def show_you() -> ResponseReturnValue:
    return render_template("console/you.html")


def _sign_in_page(email: str = "", wrong: str = "", missing: str = "") -> str:
    return render_template(
        "console/sign_in.html",
        email=email,
        wrong=wrong,
        missing=missing,
        is_mail_on=is_link_mailed(),
        next=safe_path(request.values.get("next")),
    )
