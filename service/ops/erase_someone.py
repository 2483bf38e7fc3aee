"""Whoever runs the product erases one person, who asked for it by another way than their own page: by letter, by telephone.

It is the very act of the person's own button. What is counted before is what staff may see by name: gifts and their states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.content.erase import erase_person
from service.content.models import RenditionRow
from service.errors import Conflict, NotFound
from service.gifting.models import RecipientGift
from service.gifting.transitions import TRANSITIONS
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.recipients.requests.keep import erasure_of
from service.security.encryption import address_hash
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Erasing:
    """What an erasure does besides deleting all that is known of the person: by what becomes of them, how many gifts."""

    recipient_id: str
    workspace_id: str
    workspace_name: str
    ended_gifts: int
    """Cancelled: piece and money come back."""
    lost_orders: int
    """Ordered and not sent: ops is asked where the piece is."""
    nameless_gifts: int
    """On their way, arrived or over: they stay without a name."""
    files: int


def find_people(session: Session, person: str, workspace_id: str | None = None) -> Sequence[Recipient]:
    """Whoever has this id or this email address, also those who were erased; one for each workspace that knows the address."""
    whose = Recipient.id == person if person.startswith("rcp_") else Recipient.email_hash == address_hash(person)
    inside = () if workspace_id is None else (Recipient.workspace_id == workspace_id,)
    return session.scalars(select(Recipient).where(whose, *inside).order_by(Recipient.id)).all()


def look_before_erasing(session: Session, recipient: Recipient) -> Erasing:
    """What erasing them would do. Changes nothing. Raises Conflict where they were erased before."""
    _require_there(recipient)
    states = session.scalars(select(RecipientGift.status).where(RecipientGift.recipient_id == recipient.id))
    ends = Counter(_BECOMES.get(status, "nameless") for status in states)
    of_theirs = RenditionRow.gift_id.in_(select(RecipientGift.id).where(RecipientGift.recipient_id == recipient.id))
    return Erasing(
        recipient_id=recipient.id,
        workspace_id=recipient.workspace_id,
        workspace_name=session.get_one(Workspace, recipient.workspace_id).name,
        ended_gifts=ends["ended"],
        lost_orders=ends["lost"],
        nameless_gifts=ends["nameless"],
        files=session.scalar(select(func.count()).select_from(RenditionRow).where(of_theirs)) or 0,
    )


def erase_someone(session: Session, recipient_id: str, actor: Actor, at: datetime) -> Erasing:
    """Erases a person of the actor's workspace, and notes who did it; answers what that did. Raises NotFound for nobody of theirs,
    Conflict where they were erased before."""
    recipient = lock_person(session, recipient_id)
    if recipient.workspace_id != actor.workspace_id:
        raise NotFound("There’s no such person.")
    done = look_before_erasing(session, recipient)
    erase_person(session, recipient, at)
    erasure_of(session, recipient, actor, at)
    record_act(session, actor, "person.erased", at, subject_id=recipient_id)
    return done


def _require_there(recipient: Recipient) -> None:
    if recipient.erased_at is not None:
        raise Conflict(f"This person was erased on {recipient.erased_at:%-d %B %Y}. There’s nothing left to erase.")


_BECOMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(TRANSITIONS["fail"].sources, "lost"),
    **dict.fromkeys(TRANSITIONS["cancel"].sources, "ended"),
}
"""Status of a gift -> what an erasure makes of it, as `content.erase` does."""
