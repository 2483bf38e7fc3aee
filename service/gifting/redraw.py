"""Asks for a gift's page, statement, film and mail to be drawn. The rooms above do it; here it is only put into the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.clock import business_time, machine_time
from service.db.base import utc_now
from service.db.loaded import ask, row_of
from service.gifting.models import RecipientGift
from service.jobs.cancel import cancel_older
from service.jobs.enqueue import enqueue_each, enqueue_kinds
from service.jobs.expedite import expedite
from service.jobs.models import Job

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "ahead": ("microsite", "statement", "video", "mail"),
    "opened": ("microsite", "statement", "poster", "mail"),
    "asked": ("microsite", "statement", "mail"),
}
"""When a campaign's films are drawn -> what has to be there before a person is invited. A poster stands for a film that will be
drawn when its person plays it; invented people play none."""
_NOT_INVITED: Final = frozenset({"created"})
AT_ONCE: Final = 3
"""So many changes of one gift within `WITHIN` are drawn as they come; of those that follow only the last, every `APART`."""
WITHIN: Final = timedelta(minutes=1)
APART: Final = timedelta(seconds=20)
_POSTER: Final = "content.poster"
_DRAWN_FOR_ALL: Final = "content.microsite"
FILMS: Final = ("video", "video_square")
"""The film lying, and square for telephones; the second is only ever drawn for whoever plays it there."""
_DRAWN_AGAIN: Final = (
    "content.microsite",
    "content.statement",
    _POSTER,
    *(f"content.{kind}" for kind in FILMS),
)


def kinds_of(campaign: Campaign) -> tuple[str, ...]:
    """What is drawn for each person of the campaign."""
    return KINDS[campaign.films]


def draw(session: Session, gift: RecipientGift) -> None:
    """One job for each kind of content at the gift's present version. A mail that has gone out is not drawn again.

    What was to be drawn of an earlier version, and nobody has begun, is not drawn any more. Whoever changes their gift again and
    again has it drawn every now and then, behind everybody else who waits; the words of the page follow at once all the same.
    Who was invited already may be looking at the page: its poster is drawn ahead of everything, whenever the film is.
    """
    campaign = row_of(session, Campaign, gift.campaign_id)
    kinds = kinds_of(campaign)
    is_filmed = campaign.films != "asked"
    if gift.status not in _NOT_INVITED:
        kinds = tuple(kind for kind in (("poster", *kinds) if is_filmed else kinds) if kind != "mail")
    at = utc_now()
    begin = next_turn(session, _DRAWN_FOR_ALL, gift.id, at)
    names = tuple(dict.fromkeys(f"content.{kind}" for kind in kinds))
    new = enqueue_kinds(
        session,
        names,
        gift.id,
        version=gift.content_version,
        workspace_id=gift.workspace_id,
        campaign_id=gift.campaign_id,
        run_at=begin,
        ahead=() if gift.status in _NOT_INVITED else (_POSTER,),
    )
    cancel_older(session, {*_DRAWN_AGAIN, *names}, [gift.id], gift.content_version, at)
    if is_filmed and gift.status not in _NOT_INVITED and _POSTER not in new:
        expedite(session, _POSTER, gift.id, gift.content_version, utc_now())


def draw_first(session: Session, campaign: Campaign, gifts: Sequence[RecipientGift]) -> None:
    """The same for many gifts that set out at once: a statement for each kind of content."""
    by_version = sorted(gifts, key=lambda gift: gift.content_version)
    for version, group in groupby(by_version, key=lambda gift: gift.content_version):
        gift_ids = [gift.id for gift in group]
        for kind in kinds_of(campaign):
            enqueue_each(
                session,
                f"content.{kind}",
                gift_ids,
                version=version,
                workspace_id=campaign.workspace_id,
                campaign_id=campaign.id,
            )


_LATELY: Final = select(func.count(), func.max(Job.run_at)).where(
    Job.kind == bindparam("kind"), Job.subject_id == bindparam("gift"), Job.created_at > bindparam("since")
)


def next_turn(session: Session, kind: str, gift_id: str, at: datetime) -> datetime | None:
    """When the next drawing of this kind may begin for a gift; None: at once. A turn that was not used passes to whoever asks next,
    so that somebody who does not stop pressing is drawn all the same."""
    lately, last = ask(session, _LATELY, {"kind": kind, "gift": gift_id, "since": machine_time(at) - WITHIN}).one()
    if lately < AT_ONCE:
        return None
    last = business_time(last)
    turn: datetime = last if last > at else max(at, last + APART)
    return turn


def redraw(session: Session, gift: RecipientGift) -> None:
    """Something that the content shows has changed: a new version of all of it."""
    session.execute(
        update(RecipientGift)
        .where(RecipientGift.id == gift.id)
        .values(content_version=RecipientGift.content_version + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(gift)
    draw(session, gift)
