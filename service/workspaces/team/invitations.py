"""Colleagues are invited by address: a link that works once, for a week. It is made when its mail leaves, and kept nowhere."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, cast

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.config import settings
from service.errors import Conflict, InvalidInput, NotFound, TooMany
from service.jobs.enqueue import enqueue, next_version
from service.jobs.models import Job
from service.security.encryption import address_hash
from service.security.ids import new_id
from service.security.links import token_hash
from service.workspaces.actor import ROLES, Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace
from service.workspaces.models import Invitation, User
from service.workspaces.sandbox import is_sandbox
from service.workspaces.team.staff import require_may_give

KIND: Final = "outreach.invite_colleague"
WORKS_FOR: Final = timedelta(days=7)
MOST_AT_ONCE: Final = 20
MOST_OPEN: Final = 200
"""Open invitations of a workspace: nobody has such a team, and what is open can be mailed again."""
MAILS_WITHIN: Final = timedelta(hours=1)
MOST_MAILS: Final = 3
"""Mails to one address within that time: a form that writes to strangers must not be of use to whoever wants to annoy them."""
_MANY_MAILS: Final = "This person has had {most} invitations within the hour. Try again later."


def is_invitation_mailed(session: Session, workspace_id: str) -> bool:
    """Whether invitations leave by mail. From a sandbox nothing does, and without a mail server nothing can."""
    return bool(settings().smtp_url.get_secret_value()) and not is_sandbox(session, workspace_id)


def read_addresses(text: str) -> list[str]:
    """One address a line, each once. Raises InvalidInput that names the line, and that nobody was invited yet."""
    found: dict[str, None] = {}
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in lines:
        try:
            address = validate_email(line, check_deliverability=False, test_environment=True).normalized
        except EmailNotValidError:
            raise InvalidInput(
                f"Line {number}: “{line[:80]}” isn’t a whole address. Nobody was invited yet.", param="emails"
            ) from None
        found[address] = None
    if not found:
        raise InvalidInput("Enter at least one email address, one per line.", param="emails")
    if len(found) > MOST_AT_ONCE:
        raise InvalidInput(
            f"These are {len(found)} addresses; invite at most {MOST_AT_ONCE} at once. Nobody was invited yet.",
            param="emails",
        )
    return list(found)


def invite_colleagues(
    session: Session, addresses: Sequence[str], role: str, actor: Actor, at: datetime
) -> list[Invitation]:
    """Asks people to join in a role; all of them or nobody. Where invitations are mailed, each is on its way afterwards.

    Raises InvalidInput for no role, Forbidden for an owner's where only an owner may, Conflict where somebody is here already or
    was invited, TooMany.
    """
    if role not in ROLES:
        raise InvalidInput("Choose what they may do.", param="role")
    require_may_give(actor, role)
    lock_workspace(session, actor.workspace_id)  # of two who invite the same person at once, one is heard
    open_ones = (Invitation.workspace_id == actor.workspace_id, Invitation.ended_at.is_(None))
    if (session.scalar(select(func.count()).where(*open_ones)) or 0) + len(addresses) > MOST_OPEN:
        raise Conflict(f"More than {MOST_OPEN} invitations would be open. Take some back first.", param="emails")
    invited = []
    for address in addresses:
        hashed = address_hash(address)
        if session.scalar(select(User.id).where(User.email_hash == hashed)):
            raise Conflict(f"{address} already signs in here. Nobody was invited yet.", param="emails")
        if session.scalar(select(Invitation.id).where(*open_ones, Invitation.email_hash == hashed)):
            raise Conflict(f"{address} is invited already: press “Invite again” beside it.", param="emails")
        invitation = Invitation(
            id=new_id("inv"), workspace_id=actor.workspace_id, email_hash=hashed, email=address, role=role,
            invited_by=cast("str", actor.user_id), invited_at=at,
        )  # fmt: skip
        session.add(invitation)
        session.flush()
        record_act(session, actor, "user.invited", at, subject_id=invitation.id, body={"role": role})
        _have_mailed(session, invitation, at)
        invited.append(invitation)
    return invited


def invite_again(session: Session, invitation_id: str, actor: Actor, at: datetime) -> Invitation:
    """Once more, with a new link; the one before opens nothing any more. Raises NotFound, Forbidden, or TooMany."""
    invitation = _find_open(session, invitation_id, actor)
    require_may_give(actor, invitation.role)
    invitation.token_hash = invitation.expires_at = None
    invitation.invited_at = at
    record_act(session, actor, "user.invited", at, subject_id=invitation.id, body={"role": invitation.role})
    _have_mailed(session, invitation, at)
    return invitation


def take_invitation_back(session: Session, invitation_id: str, actor: Actor, at: datetime) -> None:
    """Its link opens nothing any more. Raises NotFound where there is none, or somebody has joined by it."""
    invitation = _find_open(session, invitation_id, actor)
    invitation.ended_at = at
    record_act(session, actor, "user.invitation_taken_back", at, subject_id=invitation.id)


def open_invitations(session: Session, workspace_id: str) -> Sequence[Invitation]:
    """Who was invited and has not joined, the newest first."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.workspace_id == workspace_id, Invitation.ended_at.is_(None))
        .order_by(Invitation.invited_at.desc(), Invitation.id)
    ).all()


def make_join_link(session: Session, invitation: Invitation, at: datetime) -> str:
    """The absolute URL of a new link; an earlier one opens nothing any more, and only the hash is kept."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.expires_at = token_hash(token), at + WORKS_FOR
    session.flush()
    return f"{settings().base_url}/join/{token}"


def _have_mailed(session: Session, invitation: Invitation, at: datetime) -> None:
    if not is_invitation_mailed(session, invitation.workspace_id):
        return
    # Counted by address: taking an invitation back and inviting again is no way round.
    same = select(Invitation.id).where(
        Invitation.workspace_id == invitation.workspace_id, Invitation.email_hash == invitation.email_hash
    )
    mails = select(func.count()).where(
        Job.kind == KIND, Job.subject_id.in_(same), Job.created_at > at - MAILS_WITHIN
    )  # fmt: skip
    if (session.scalar(mails) or 0) >= MOST_MAILS:
        raise TooMany(_MANY_MAILS.format(most=MOST_MAILS), wait_seconds=int(MAILS_WITHIN.total_seconds()))
    version = next_version(session, KIND, invitation.id)
    enqueue(session, KIND, invitation.id, version=version, workspace_id=invitation.workspace_id, run_at=at)


def _find_open(session: Session, invitation_id: str, actor: Actor) -> Invitation:
    lock_workspace(session, actor.workspace_id)
    found = session.get(Invitation, invitation_id, populate_existing=True, with_for_update=True)
    if found is None or found.workspace_id != actor.workspace_id or found.ended_at is not None:
        raise NotFound("There’s no such open invitation. They may just have joined.")
    return found
