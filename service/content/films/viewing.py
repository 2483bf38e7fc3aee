"""What was counted of one person's viewing, for themselves; and, where they agreed by a press, how far they watched, for staff."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from renderers.microsite.own.viewing import Viewing
from service.brain.events.models import PersonEvent
from service.brain.events.viewing import forget_viewed, is_counted, is_shown
from service.content.models import FilmEvent
from service.gifting.models import RecipientGift
from service.recipients.lock import lock_person


def viewing_of(session: Session, recipient_id: str) -> Viewing:
    """All that is kept of what they watched and looked at, over all of their gifts."""
    rows = session.execute(
        select(FilmEvent.kind, FilmEvent.mark, FilmEvent.at).where(FilmEvent.gift_id.in_(_gifts(recipient_id)))
    ).all()
    looks = select(func.count()).where(PersonEvent.recipient_id == recipient_id, PersonEvent.kind == "page_look")
    return Viewing(
        first_played=min((at for kind, _, at in rows if kind == "started"), default=None),
        share=_furthest([(kind, mark) for kind, mark, _ in rows]),
        again=sum(kind == "again" for kind, _, _ in rows),
        chapters=sum(kind == "chapter" for kind, _, _ in rows),
        pressed=sum(kind == "pressed" for kind, _, _ in rows),
        pages=session.scalars(looks).one(),
        is_counted=is_counted(session, recipient_id),
        is_shown=is_shown(session, recipient_id),
    )


def forget_viewing(session: Session, recipient_id: str) -> None:
    """Deletes all of it; sums that they were part of no longer hold them."""
    lock_person(session, recipient_id)
    session.execute(
        delete(FilmEvent)
        .where(FilmEvent.gift_id.in_(_gifts(recipient_id)))
        .execution_options(synchronize_session=False)
    )
    forget_viewed(session, recipient_id)


def watched_by(session: Session, gift: RecipientGift) -> tuple[datetime, int] | None:
    """(first played, percent) of this gift's film as staff may know it: None where its person did not agree, or played nothing."""
    if not is_shown(session, gift.recipient_id):
        return None
    rows = session.execute(
        select(FilmEvent.kind, FilmEvent.mark, FilmEvent.at).where(FilmEvent.gift_id == gift.id)
    ).all()
    began = [at for kind, _, at in rows if kind == "started"]
    return (min(began), _furthest([(kind, mark) for kind, mark, _ in rows])) if began else None


def _furthest(codes: list[tuple[str, str]]) -> int:
    """Percent of a film that was played at least, in one viewing; 0 below a quarter."""
    return max((int(mark) for kind, mark in codes if kind == "played"), default=0)


def _gifts(recipient_id: str) -> Select[str]:
    return select(RecipientGift.id).where(RecipientGift.recipient_id == recipient_id)
