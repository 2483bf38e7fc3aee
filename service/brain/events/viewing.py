"""What a person decides about the counting of their viewing: whether anything is counted, and whether their giver may see it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from service.brain.events.models import PersonEvent, ViewingWish
from service.brain.events.on_page import present
from service.errors import InvalidInput
from service.recipients.consents.note import Act, note_consent
from service.recipients.consents.wordings import SHOWN, VIEWING
from service.recipients.models import Recipient

ACTS: Final[frozenset[str]] = frozenset({"viewing_off", "viewing_on", "viewing_show", "viewing_hide"})
VIEWED: Final = ("page_look", "film_through", "film_stopped")
"""Kinds of events that say what somebody looked at."""


def is_counted(session: Session, recipient_id: str) -> bool:
    """Whether their viewing is counted: unless they switched it off."""
    wish = session.get(ViewingWish, recipient_id)
    return wish is None or wish.is_counted


def is_shown(session: Session, recipient_id: str) -> bool:
    """Whether they agreed that their giver sees how far they watched."""
    wish = session.get(ViewingWish, recipient_id)
    return wish is not None and wish.is_counted and wish.shown_since is not None


def say_viewing(session: Session, recipient_id: str, act: str, at: datetime) -> None:
    """One press. Whoever has nothing counted shows nothing either.

    Raises InvalidInput for no press of ours, LinkClosed for an erased person.
    """
    if act not in ACTS:
        raise InvalidInput("There’s no such button.", param="act")
    person = present(session, recipient_id)
    wish = session.get(ViewingWish, person.id)
    if wish is None:
        wish = ViewingWish(
            recipient_id=person.id, workspace_id=person.workspace_id, is_counted=True, shown_since=None, changed_at=at
        )
        session.add(wish)
    before = (wish.is_counted, wish.shown_since is not None)
    wish.is_counted = act != "viewing_off" and (wish.is_counted or act == "viewing_on")
    if act == "viewing_show" and wish.is_counted:
        wish.shown_since = wish.shown_since or at
    elif act in {"viewing_hide", "viewing_off"}:
        wish.shown_since = None
    wish.changed_at = at
    _note(session, person, before, (wish.is_counted, wish.shown_since is not None), at)
    session.flush()


def _note(session: Session, person: Recipient, was: tuple[bool, bool], now: tuple[bool, bool], at: datetime) -> None:
    """What changed of (counted, shown)."""
    if was[0] != now[0]:
        act: Act = "resumed" if now[0] else "objected"
        note_consent(session, person, "viewing", act, at, wording=None if now[0] else VIEWING)
    if was[1] != now[1]:
        note_consent(
            session, person, "shown", "agreed" if now[1] else "withdrawn", at, wording=SHOWN if now[1] else None
        )


def forget_viewed(session: Session, recipient_id: str) -> None:
    """Nothing of what they looked at is left; what they decided about the counting stays. The person is locked by the caller."""
    session.execute(delete(PersonEvent).where(PersonEvent.recipient_id == recipient_id, PersonEvent.kind.in_(VIEWED)))
