"""One inbox for the workspace: every person who has written, who waits longest first. A seller sees their own people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import given_by
from service.db.page import SIZE, Page, page_number
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.recipients.letters.models import Letter
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.workspaces.actor import Actor


@dataclass(frozen=True, slots=True)
class Row:
    """One person's thread. `since`: since when they wait for an answer, None where nobody does."""

    gift_id: str
    name: str
    locale: str
    company: str
    campaign: str
    letters: int
    last_at: datetime
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of the rows that were asked for, and how many there are of each."""

    page: Page[Row]
    waiting: int
    everybody: int


def list_threads(session: Session, actor: Actor, *, only_waiting: bool, wanted: str | None) -> Inbox:
    """The wanted page, as the address names it."""
    is_waiting = Letter.handed_over_at.is_not(None) & Letter.answered_at.is_(None)
    since = func.min(case((is_waiting, Letter.handed_over_at)))
    mine = (
        select(
            Letter.gift_id, since.label("since"), func.max(Letter.at).label("last_at"), func.count().label("letters")
        )
        .where(Letter.workspace_id == actor.workspace_id, given_by(Letter.campaign_id, Letter.recipient_id, actor))
        .group_by(Letter.gift_id)
        .subquery()
    )
    everybody = session.scalar(select(func.count()).select_from(mine)) or 0
    waiting = session.scalar(select(func.count()).select_from(mine).where(mine.c.since.is_not(None))) or 0
    total = waiting if only_waiting else everybody
    number = page_number(wanted, total)
    query = (
        select(mine, Recipient, Account.name, Campaign.name.label("campaign"))
        .join(RecipientGift, RecipientGift.id == mine.c.gift_id)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .order_by(mine.c.since.is_(None), mine.c.since, mine.c.last_at.desc(), mine.c.gift_id)
    )
    if only_waiting:
        query = query.where(mine.c.since.is_not(None))
    rows = [
        Row(
            row.gift_id,
            person_name(row.Recipient),
            row.Recipient.locale,
            row.name,
            row.campaign,
            row.letters,
            row.last_at,
            row.since,
        )
        for row in session.execute(query.limit(SIZE).offset((number - 1) * SIZE))
    ]
    return Inbox(Page(rows, number, total), waiting, everybody)


def find_thread(session: Session, actor: Actor, gift_id: str) -> RecipientGift:
    """The gift whose person has written, in sight of the actor. Raises NotFound for any other."""
    found = session.scalar(
        select(RecipientGift).where(
            RecipientGift.id == gift_id,
            RecipientGift.workspace_id == actor.workspace_id,
            given_by(RecipientGift.campaign_id, RecipientGift.recipient_id, actor),
            select(Letter.id).where(Letter.gift_id == RecipientGift.id).exists(),
        )
    )
    if found is None:
        raise NotFound("There’s no such conversation.")
    return found
