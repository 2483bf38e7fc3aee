"""A statement person by person: who was given something, how it stands and what it cost, as the rows say at this moment.

Names are told to those who may see people. What a gift is, why somebody declined and whatever they told us stand on no line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, cast

from sqlalchemy import ColumnElement, Select, exists, func, select, true
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import given_by
from service.db.page import Page, page_of
from service.db.writing.beside import beside
from service.db.writing.chunks import in_chunks
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.number import gift_number
from service.insights.lines.dispute import OUTCOMES, REASONS, Reason
from service.planning.labels import describe_state
from service.recipients.disputes.models import LineDispute
from service.recipients.models import Account, Recipient
from service.recipients.names import name_of
from service.security.encryption import readable
from service.workspaces.actor import Actor
from service.workspaces.models import User

STATES: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "open": ("Still open", frozenset({"created", "notified", "opened"})),
    "kept": ("Kept a gift", frozenset({"accepted", "ordered", "shipped", "delivered"})),
    "donated": ("Donated", frozenset({"donated"})),
    "declined": ("Declined", frozenset({"declined"})),
    "ended": ("Ended without a gift", frozenset({"expired", "canceled", "returned", "failed"})),
}
"""What the lines are sifted by -> (its name, the statuses)."""
DISPUTED: Final = "disputed"
"""Sifts lines that somebody has disputed and nobody has closed."""
_TAKES_PART: Final = (CampaignRecipient.campaign_id == RecipientGift.campaign_id) & (
    CampaignRecipient.recipient_id == RecipientGift.recipient_id
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the lines are sifted by; None: everything. `since` and `until` are days of the launch, both included. `wrong`: why one
    of them cannot be read."""

    state: str | None = None
    account_id: str | None = None
    giver_id: str | None = None
    since: date | None = None
    until: date | None = None
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class Disputed:
    """A line's last dispute in words. `note` and `answer` only for those who take part in it; None also where they were deleted."""

    id: str
    reason: str
    state: str
    outcome: str | None
    note: str | None
    answer: str | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Minor units of `currency`. `name` None: it is not the reader's to see, was never known, or was erased (`is_erased`)."""

    gift_id: str
    campaign_id: str
    number: str
    name: str | None
    is_erased: bool
    company: str
    campaign: str
    giver: str | None
    state: tuple[str, str]
    launched_at: datetime
    set_aside: int
    charged: int
    refunded: int
    currency: str
    dispute: Disputed | None


@dataclass(frozen=True, slots=True)
class Sum:
    """What all sifted lines of one currency come to, on all pages."""

    currency: str
    people: int
    set_aside: int
    charged: int


def read_wanted(values: Mapping[str, str]) -> Wanted:
    """The sifting that an address asks for; a word that is none asks for nothing, a day that cannot be is said."""
    state = values.get("state")
    try:
        since, until = _day(values.get("since", "")), _day(values.get("until", ""))
    except InvalidInput as error:
        return Wanted(wrong=error.sentence)
    if since is not None and until is not None and until < since:
        return Wanted(wrong="The last day is before the first. Both days count.")
    return Wanted(
        state if state in {*STATES, DISPUTED} else None,
        values.get("account") or None,
        values.get("giver") or None,
        since,
        until,
    )


def page_of_lines(
    session: Session, actor: Actor, campaign: Campaign | None, wanted: Wanted, number: str | None
) -> tuple[Page[PersonLine], Sequence[Sum]]:
    """One page of the lines, the newest launch first, and what all of them come to. `campaign` None: all that the actor sees."""
    sifted = _sifted(actor, campaign, wanted)
    sums = _sums(session, sifted)
    page = page_of(session, sifted, number, sum(one.people for one in sums))
    lines = lines_of(session, actor, [gift_id for (gift_id,) in page.items])
    return Page(lines, page.number, page.total), sums


def all_lines(
    session: Session, actor: Actor, campaign: Campaign | None, wanted: Wanted, most: int
) -> Sequence[PersonLine]:
    """All of them, for a file. Raises InvalidInput where there are more than `most`."""
    gift_ids = session.scalars(_sifted(actor, campaign, wanted).limit(most + 1)).all()
    if len(gift_ids) > most:
        raise InvalidInput(f"There are more than {most:,} lines. Choose a period or a company first.", param="period")
    return [line for some in in_chunks(gift_ids) for line in lines_of(session, actor, some)]


def companies_in(session: Session, actor: Actor, campaign: Campaign | None) -> Mapping[str, str]:
    """Id -> name of every company with a line, by name."""
    has_line = _launched(actor, campaign).where(RecipientGift.account_id == Account.id).correlate(Account).exists()
    rows = session.execute(
        select(Account.id, Account.name)
        .where(Account.workspace_id == actor.workspace_id, has_line)
        .order_by(Account.name, Account.id)
    )
    return {found_id: name for found_id, name in rows}


def givers_in(session: Session, actor: Actor) -> Mapping[str, str]:
    """Id -> name of everybody who gives to somebody with a line."""
    gives = _launched(actor, None).join(CampaignRecipient, _TAKES_PART).where(CampaignRecipient.giver_id == User.id)
    # Who sends a campaign is asked campaign by campaign: its first line that nobody else gives ends the search.
    sends = (
        select(Campaign.id)
        .where(
            Campaign.seller_id == User.id,
            _launched(actor, None)
            .where(RecipientGift.campaign_id == Campaign.id, ~_has_giver())
            .correlate(Campaign)
            .exists(),
        )
        .correlate(User)
    )
    rows = session.execute(
        select(User.id, User.name)
        .where(User.workspace_id == actor.workspace_id, gives.correlate(User).exists() | sends.exists())
        .order_by(User.name, User.id)
    )
    return {found_id: name for found_id, name in rows}


def _has_giver() -> ColumnElement[bool]:
    """Whether somebody of their own gives to the person of a line."""
    return exists().where(_TAKES_PART, CampaignRecipient.giver_id.is_not(None))


def _giver() -> ColumnElement[str]:
    """Who gives to the person of a line: whoever has that place in the campaign, else who sends it."""
    return func.coalesce(CampaignRecipient.giver_id, Campaign.seller_id)


def _launched(actor: Actor, campaign: Campaign | None) -> Select[str]:
    return (
        select(RecipientGift.id)
        .select_from(RecipientGift)
        .where(
            beside(RecipientGift.workspace_id) == actor.workspace_id,
            given_by(RecipientGift.campaign_id, RecipientGift.recipient_id, actor),
            RecipientGift.campaign_id == campaign.id if campaign is not None else true(),
            RecipientGift.launched_at.is_not(None),
        )
    )


def _sifted(actor: Actor, campaign: Campaign | None, wanted: Wanted) -> Select[str]:
    query = _launched(actor, campaign).where(*_conditions(wanted))
    if wanted.giver_id is not None:
        query = query.join(Campaign, Campaign.id == RecipientGift.campaign_id).outerjoin(CampaignRecipient, _TAKES_PART)
        query = query.where(_giver() == wanted.giver_id)
    return query.order_by(RecipientGift.launched_at.desc(), RecipientGift.id)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state == DISPUTED:
        standing = select(LineDispute.gift_id).where(LineDispute.state != "closed")
        found.append(RecipientGift.id.in_(standing))
    elif wanted.state is not None:
        found.append(RecipientGift.status.in_(STATES[wanted.state][1]))
    if wanted.account_id is not None:
        found.append(RecipientGift.account_id == wanted.account_id)
    if wanted.since is not None:
        found.append(RecipientGift.launched_at >= _midnight(wanted.since))
    if wanted.until is not None:
        found.append(RecipientGift.launched_at < _midnight(wanted.until) + timedelta(days=1))
    return found


def _sums(session: Session, sifted: Select[str]) -> Sequence[Sum]:
    gifts = sifted.order_by(None)
    people = session.execute(
        gifts.with_only_columns(RecipientGift.currency, func.count()).group_by(RecipientGift.currency)
    )
    money: dict[str, dict[str, int]] = defaultdict(dict)
    for currency, kind, amount in session.execute(
        gifts.join(MoneyEntry, MoneyEntry.gift_id == RecipientGift.id)
        .with_only_columns(MoneyEntry.currency, MoneyEntry.kind, func.sum(MoneyEntry.amount_minor))
        .group_by(MoneyEntry.currency, MoneyEntry.kind)
    ):
        money[currency][kind] = int(amount)
    return [
        Sum(currency, number, *_stand(money[currency])[:2])
        for currency, number in sorted((code, count) for code, count in people)
    ]


def _stand(sums: Mapping[str, int]) -> tuple[int, int, int]:
    """(set aside, charged less refunds, refunded)."""
    captured, refunded = sums.get("captured", 0), sums.get("refunded", 0)
    return sums.get("reserved", 0) - sums.get("released", 0) - captured, captured - refunded, refunded


def lines_of(session: Session, actor: Actor, gift_ids: Sequence[str]) -> list[PersonLine]:
    """The lines of these gifts, in their order; a handful of statements, however many there are."""
    rows = session.execute(
        select(RecipientGift, Recipient, Account.name, Campaign, User.name)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .outerjoin(CampaignRecipient, _TAKES_PART)
        .outerjoin(User, User.id == _giver())
        .where(
            RecipientGift.id.in_(gift_ids),
            RecipientGift.workspace_id == actor.workspace_id,
            given_by(RecipientGift.campaign_id, RecipientGift.recipient_id, actor),
        )
    ).all()
    money: dict[str, dict[str, int]] = defaultdict(dict)
    for gift_id, kind, amount in session.execute(
        select(MoneyEntry.gift_id, MoneyEntry.kind, func.sum(MoneyEntry.amount_minor))
        .where(MoneyEntry.gift_id.in_(gift_ids))
        .group_by(MoneyEntry.gift_id, MoneyEntry.kind)
    ):
        money[gift_id][kind] = int(amount)
    disputes = _disputes(session, actor, gift_ids)
    sees_names = actor.may("see_people")
    found = {
        gift.id: PersonLine(
            gift.id,
            campaign.id,
            gift_number(gift),
            name_of(person).full if sees_names and person.erased_at is None else None,
            person.erased_at is not None,
            company,
            campaign.name,
            giver,
            describe_state(gift),
            gift.launched_at or gift.created_at,
            *_stand(money[gift.id]),
            gift.currency,
            disputes.get(gift.id),
        )
        for gift, person, company, campaign, giver in rows
    }
    return [found[gift_id] for gift_id in gift_ids if gift_id in found]


def _disputes(session: Session, actor: Actor, gift_ids: Sequence[str]) -> dict[str, Disputed]:
    """Each gift's last dispute, the standing one where there is one."""
    takes_part = actor.may("change_campaigns") or actor.may("operate")
    rows = session.scalars(
        select(LineDispute).where(LineDispute.gift_id.in_(gift_ids)).order_by(LineDispute.opened_at, LineDispute.id)
    )
    return {row.gift_id: in_words(row, takes_part=takes_part) for row in rows}


def in_words(row: LineDispute, *, takes_part: bool) -> Disputed:
    """One dispute as somebody reads it."""
    return Disputed(
        row.id,
        REASONS[cast("Reason", row.reason)],
        row.state,
        OUTCOMES.get(row.outcome or ""),
        readable(row.note) if takes_part else None,
        readable(row.answer) if takes_part else None,
        row.opened_at,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(tzinfo=UTC))


def _day(typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise InvalidInput("Type each day as year-month-day, for example 2026-11-29.", param="period") from None
