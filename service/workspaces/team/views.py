"""The team's page: roles, who may sign in, invitations; and the page by which somebody who was invited joins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.clock import machine_now
from service.config import settings
from service.db.connect import reading, transaction
from service.errors import Conflict, Forbidden, InvalidInput, RefusedError, TooMany
from service.security.passwords import hash_password, turn_to_hash
from service.workspaces.actor import IN_WORDS, ROLE_NAMES, ROLES, Role
from service.workspaces.currencies import CURRENCIES
from service.workspaces.doors.console_door import check_form, signed_in
from service.workspaces.doors.console_session import current, let_in
from service.workspaces.factors.in_force import users_with_factor, without_factor
from service.workspaces.models import User, Workspace
from service.workspaces.sessions.devices import know_browser
from service.workspaces.sessions.own_sessions import last_used
from service.workspaces.sessions.set_password import require_password
from service.workspaces.team.invitations import (
    WORKS_FOR,
    invite_again,
    invite_colleagues,
    is_invitation_mailed,
    make_join_link,
    open_invitations,
    read_addresses,
    take_invitation_back,
)
from service.workspaces.team.join import join, peek_invitation
from service.workspaces.team.staff import disable_user, enable_user, reset_factor, set_roles, staff_of

blueprint = Blueprint("team", __name__)
_ROLE: Final = "role-"


@blueprint.get("/team")
@signed_in("manage_staff")
def show_team() -> ResponseReturnValue:
    """Everybody of the workspace, and who was invited."""
    return team_page()


@blueprint.post("/team/roles")
@signed_in("manage_staff")
def save_roles() -> ResponseReturnValue:
    """The roles as the form has them, all or none."""
    wanted = {name.removeprefix(_ROLE): role for name, role in request.form.items() if name.startswith(_ROLE)}
    try:
        with transaction() as session:
            changed = set_roles(session, wanted, current(), machine_now())
    except (Conflict, Forbidden, InvalidInput) as refused:
        return team_page(refused), refused.status
    flash(f"{changed} {'role' if changed == 1 else 'roles'} changed." if changed else "The roles are as they were.")
    return _to_team()


@blueprint.post("/team/<user_id>")
@signed_in("manage_staff")
def change_access(user_id: str) -> ResponseReturnValue:
    """Whether one person may sign in, and with which factor."""
    act, at = request.form.get("act", ""), machine_now()
    try:
        with transaction() as session:
            if act == "disable":
                disable_user(session, user_id, current(), at)
            elif act == "enable":
                enable_user(session, user_id, current(), at)
            elif act == "drop_factor":
                reset_factor(session, user_id, current(), at)
            else:
                raise InvalidInput("There’s no such button.", param="act")
    except (Conflict, Forbidden, InvalidInput) as refused:
        return team_page(refused), refused.status
    return _to_team()


@blueprint.post("/team/invite")
@signed_in("manage_staff")
def invite() -> ResponseReturnValue:
    """Invites people. Where no mail can carry their links, the page shows each once, to be handed over."""
    typed = request.form.get("emails", "")
    try:
        with transaction() as session:
            at = machine_now()
            invited = invite_colleagues(
                session, read_addresses(typed), request.form.get("role", ""), current(), at
            )  # fmt: skip
            mailed = is_invitation_mailed(session, current().workspace_id)
            links = [] if mailed else [(one.email, make_join_link(session, one, at)) for one in invited]
    except (Conflict, Forbidden, InvalidInput, TooMany) as refused:
        return team_page(refused, typed), refused.status
    if links:
        return team_page(links=links)
    number = len(invited)
    flash(f"{number} {'person' if number == 1 else 'people'} invited. Each gets an email with their own link.")
    return _to_team()


@blueprint.post("/team/invitations/<invitation_id>")
@signed_in("manage_staff")
def change_invitation(invitation_id: str) -> ResponseReturnValue:
    """An invitation goes out again, or is taken back."""
    act, at, links = request.form.get("act", ""), machine_now(), list[tuple[str, str]]()
    try:
        with transaction() as session:
            if act == "again":
                again = invite_again(session, invitation_id, current(), at)
                if not is_invitation_mailed(session, again.workspace_id):
                    links.append((again.email, make_join_link(session, again, at)))
            elif act == "take_back":
                take_invitation_back(session, invitation_id, current(), at)
            else:
                raise InvalidInput("There’s no such button.", param="act")
    except (Forbidden, InvalidInput, TooMany) as refused:
        return team_page(refused), refused.status
    if links:
        return team_page(links=links)
    flash("Invited again. The earlier link no longer works." if act == "again" else "The invitation is taken back.")
    return _to_team()


@blueprint.get("/join/<token>")
def show_join(token: str) -> ResponseReturnValue:
    """Shows a form and uses nothing up: mail scanners follow links."""
    return _join_page(token)


@blueprint.post("/join/<token>")
def press_join(token: str) -> ResponseReturnValue:
    """Joins, and is signed in."""
    check_form()
    at, name, password = machine_now(), request.form.get("name", ""), request.form.get("password", "")
    try:
        with reading() as session:
            email = peek_invitation(session, token, at).email
        hashed = _hashed(password, name, email)
        with transaction() as session:
            user = join(session, token, name, hashed, at)
    except (InvalidInput, Conflict) as refused:
        return _join_page(token, refused, name), refused.status
    let_in(user)
    return know_browser(redirect("/", 303), user, at)


def _hashed(password: str, name: str, email: str) -> str | None:
    """The password as it is kept; None where none is wanted, since a link by mail signs in as well. Raises
    InvalidInput, TooMany."""
    if not password:
        if not settings().smtp_url.get_secret_value():
            raise InvalidInput("Choose a password: no mail server is set up to send you a link.", param="password")
        return None
    require_password(password, User(name=name, email=email))
    with turn_to_hash():
        return hash_password(password)


def _to_team() -> ResponseReturnValue:
    return redirect(url_for("workspaces.team.show_team"), 303)


def team_page(refused: RefusedError | None = None, typed: str = "", links: Sequence[tuple[str, str]] = ()) -> str:
    """The team's page, with what was refused."""
    actor = current()
    with reading() as session:
        return render_template(
            "console/team.html",
            team=staff_of(session, actor.workspace_id),
            invited=open_invitations(session, actor.workspace_id),
            is_mailed=is_invitation_mailed(session, actor.workspace_id),
            givable=[role for role in ROLES if role != "owner" or actor.may("manage_workspace")],
            roles=ROLES,
            names=ROLE_NAMES,
            words=IN_WORDS,
            refused=refused.sentence if refused else "",
            wrong=getattr(refused, "param", None),
            typed=typed,
            picked=request.form.get("role", "seller"),
            handed=links,
            days=WORKS_FOR.days,
            at=machine_now(),
            workspace=session.get_one(Workspace, actor.workspace_id),
            currencies=CURRENCIES,
            with_factor=users_with_factor(session, actor.workspace_id),
            here_last=last_used(session, actor.workspace_id),
            missing=without_factor(session, actor.workspace_id),
        )


def _join_page(token: str, refused: RefusedError | None = None, name: str = "") -> str:
    with reading() as session:
        invitation = peek_invitation(session, token, machine_now())
    return render_template(
        "console/join.html",
        token=token,
        email=invitation.email,
        role=ROLE_NAMES[cast("Role", invitation.role)],
        can=IN_WORDS[cast("Role", invitation.role)][0],
        refused=refused.sentence if refused else "",
        wrong=getattr(refused, "param", None),
        name=name,
        is_mail_on=bool(settings().smtp_url.get_secret_value()),
    )
