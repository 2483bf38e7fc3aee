"""A company as its giver sees it: only people whom they see, and of those nothing that a person told for themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from service.brain.deciding.models import NextDecision
from service.campaigns.givers.whose import own_giver
from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of, given_by, people_of
from service.catalog.models import Product
from service.db.page import Page, page_of
from service.db.writing.beside import beside
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.transitions import KEPT
from service.planning.workspace.campaign_list import EVENT_WORDS
from service.planning.workspace.policy import RuleLine, find_account, read_policy_page
from service.recipients.gift_policy import limits_of, whole
from service.recipients.letters.models import Letter
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.workspaces.actor import Actor
from service.workspaces.models import AuditEntry

MOST_EVENTS: Final = 40
MOST_THREADS: Final = 20
_POLICY: Final = (
    "account.policy_changed",
    "account.rule_confirmed",
    "account.rule_lifted",
    "account.rule_stated",
    "account.rule_taken_out",
)
_POLICY_WORDS: Final[Mapping[str, str]] = {
    "account.policy_changed": "gift policy changed",
    "account.rule_confirmed": "rule confirmed",
    "account.rule_lifted": "rule lifted",
    "account.rule_stated": "own rules stated",
    "account.rule_taken_out": "own rules taken out",
}


@dataclass(frozen=True, slots=True)
class GiftCell:
    """One gift of a person, with its campaign and product; "" where none is chosen."""

    gift: RecipientGift
    campaign: str
    product: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with all their gifts, newest first; what this year's cost, currency -> minor units, and their
    company's limit on it; and what is best for them next. `decided` None: nothing was decided yet."""

    recipient: Recipient
    name: str
    giver: str
    gifts: Sequence[GiftCell]
    spent: Mapping[str, int]
    cap_minor: int | None
    decided: NextDecision | None


@dataclass(frozen=True, slots=True)
class Spend:
    """What this year's gifts of the company cost in one currency, minor units: kept, and set aside for who has not answered."""

    currency: str
    kept_minor: int
    open_minor: int


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation; `since`: since when its person waits for an answer, None where nobody does."""

    gift_id: str
    name: str
    letters: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline: when, to whom ("" for the company), what, and in which campaign."""

    at: datetime
    name: str
    what: str
    campaign: str


@dataclass(frozen=True, slots=True)
class Alike:
    """The rule among colleagues: how many gifts stand for people here, and how many different ones they are."""

    gifts: int
    different: int

    @property
    def is_kept(self) -> bool:
        """Nobody has what a colleague has."""
        return self.gifts == self.different


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Everything on the page; what the reader may not see is in none of it."""

    account: Account
    giver: str
    people: Page[PersonRow]
    rules: Sequence[RuleLine]
    spend: Sequence[Spend]
    alike: Alike
    threads: Sequence[Thread]
    timeline: Sequence[Happened]
    campaigns: Sequence[tuple[str, str]]
    """(id, name) of campaigns with a gift here, for their statements; newest first."""


def read_account(
    session: Session, actor: Actor, account_id: str, number: str | None, names: Mapping[str, str], at: datetime
) -> AccountPage:
    """Raises NotFound for a company that the actor does not see."""
    account = find_account(session, actor, account_id)
    seen = _seen(actor)
    return AccountPage(
        account=account,
        giver=names.get(account.giver_id or "", ""),
        people=_people(session, actor, account, number, names, at),
        rules=read_policy_page(session, actor, account.id).lines,
        spend=_spend(session, account, seen, at),
        alike=_alike(session, account, seen),
        threads=_threads(session, actor, account),
        timeline=_timeline(session, account, seen),
        campaigns=_campaigns(session, actor, account),
    )


def _seen(actor: Actor) -> ColumnElement[bool]:
    """The condition on `RecipientGift` for those that the actor sees."""
    return and_(
        beside(RecipientGift.workspace_id) == actor.workspace_id,
        given_by(RecipientGift.campaign_id, RecipientGift.recipient_id, actor),
    )


def _people(
    session: Session, actor: Actor, account: Account, number: str | None, names: Mapping[str, str], at: datetime
) -> Page[PersonRow]:
    listed = (
        select(Recipient.id)
        .where(Recipient.account_id == account.id, Recipient.erased_at.is_(None), people_of(actor))
        .order_by(Recipient.created_at, Recipient.id)
    )
    page = page_of(session, listed, number)
    ids = [one for (one,) in page.items]
    rows = session.execute(
        select(Recipient, own_giver()).join(Account, Account.id == Recipient.account_id).where(Recipient.id.in_(ids))
    )
    people = {person.id: (person, giver) for person, giver in rows}
    gifts = _gifts(session, ids, _seen(actor))
    decided = _decided(session, ids)
    cap = limits_of(whole(account.gift_policy))["yearly_cap_minor"]
    return Page(
        [
            PersonRow(
                people[one][0],
                person_name(people[one][0]),
                names.get(people[one][1] or "", ""),
                gifts[one],
                _spent(gifts[one], at),
                cap,
                decided.get(one),
            )
            for one in ids
        ],
        page.number,
        page.total,
    )


def _spent(cells: Sequence[GiftCell], at: datetime) -> dict[str, int]:
    """Each currency for itself: sums of two are no sum."""
    spent: Counter[str] = Counter()
    for cell in cells:
        if _counts(cell.gift, at):
            spent[cell.gift.currency] += cell.gift.cost_minor
    return dict(sorted(spent.items()))


def _counts(gift: RecipientGift, at: datetime) -> bool:
    """It was received this year, or stands for the person until they answer."""
    on = gift.decided_at or gift.launched_at
    return on is not None and on.year == at.year and (gift.is_reserved or gift.status in KEPT)


def _gifts(session: Session, ids: Sequence[str], seen: ColumnElement[bool]) -> dict[str, list[GiftCell]]:
    found: dict[str, list[GiftCell]] = defaultdict(list)
    rows = session.execute(
        select(RecipientGift, Campaign.name, Product.texts)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .outerjoin(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.recipient_id.in_(ids), seen)
        .order_by(RecipientGift.created_at.desc(), RecipientGift.id)
    )
    for gift, campaign, texts in rows:
        found[gift.recipient_id].append(GiftCell(gift, campaign, texts["en"]["name"] if texts else ""))
    return found


def _decided(session: Session, ids: Sequence[str]) -> dict[str, NextDecision]:
    newest = (
        select(NextDecision.recipient_id, func.max(NextDecision.at).label("at"))
        .where(NextDecision.recipient_id.in_(ids))
        .group_by(NextDecision.recipient_id)
        .subquery()
    )
    rows = session.scalars(
        select(NextDecision)
        .join(newest, and_(newest.c.recipient_id == NextDecision.recipient_id, newest.c.at == NextDecision.at))
        .order_by(NextDecision.id)
    )
    return {row.recipient_id: row for row in rows}


def _spend(session: Session, account: Account, seen: ColumnElement[bool], at: datetime) -> list[Spend]:
    begins = datetime(at.year, 1, 1, tzinfo=UTC)
    on = func.coalesce(RecipientGift.decided_at, RecipientGift.launched_at)
    kept = RecipientGift.status.in_(KEPT)
    rows = session.execute(
        select(
            RecipientGift.currency,
            func.sum(case((kept, RecipientGift.cost_minor), else_=0)),
            func.sum(case((kept, 0), else_=RecipientGift.cost_minor)),
        )
        .where(RecipientGift.account_id == account.id, seen, on >= begins, or_(kept, RecipientGift.is_reserved))
        .group_by(RecipientGift.currency)
        .order_by(RecipientGift.currency)
    )
    return [Spend(currency, int(kept_minor), int(open_minor)) for currency, kept_minor, open_minor in rows]


def _alike(session: Session, account: Account, seen: ColumnElement[bool]) -> Alike:
    stands = or_(RecipientGift.is_reserved, RecipientGift.status.in_(KEPT))
    rows = session.execute(
        select(RecipientGift.campaign_id, func.count(), func.count(func.distinct(RecipientGift.product_family)))
        .where(RecipientGift.account_id == account.id, RecipientGift.product_id.is_not(None), stands, seen)
        .group_by(RecipientGift.campaign_id)
    ).all()
    return Alike(sum(gifts for _, gifts, _ in rows), sum(different for _, _, different in rows))


def _threads(session: Session, actor: Actor, account: Account) -> list[Thread]:
    if not actor.may("see_messages"):
        return []
    is_waiting = Letter.handed_over_at.is_not(None) & Letter.answered_at.is_(None)
    since = func.min(case((is_waiting, Letter.handed_over_at)))
    rows = session.execute(
        select(Letter.gift_id, Recipient, func.count(Letter.id), since)
        .join(Recipient, Recipient.id == Letter.recipient_id)
        .where(
            Letter.workspace_id == actor.workspace_id,
            Recipient.account_id == account.id,
            Recipient.erased_at.is_(None),
            given_by(Letter.campaign_id, Letter.recipient_id, actor),
        )
        .group_by(Letter.gift_id, Recipient.id)
        .order_by(since.is_(None), since, func.max(Letter.at).desc(), Letter.gift_id)
        .limit(MOST_THREADS)
    )
    return [Thread(gift_id, person_name(person), letters, waits) for gift_id, person, letters, waits in rows]


def _timeline(session: Session, account: Account, seen: ColumnElement[bool]) -> list[Happened]:
    """What staff may see by name of gifts, and what was done to the company's rules. Why somebody said no is in none of it."""
    events = session.execute(
        select(GiftEvent.at, GiftEvent.kind, Recipient, Campaign.name)
        .join(RecipientGift, RecipientGift.id == GiftEvent.gift_id)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(
            RecipientGift.account_id == account.id,
            Recipient.erased_at.is_(None),
            GiftEvent.kind.in_(tuple(EVENT_WORDS)),
            seen,
        )
        .order_by(GiftEvent.at.desc(), GiftEvent.id.desc())
        .limit(MOST_EVENTS)
    )
    found = [
        Happened(at, person_name(person), EVENT_WORDS[EventKind(kind)], campaign)
        for at, kind, person, campaign in events
    ]
    rules = session.execute(
        select(AuditEntry.at, AuditEntry.act)
        .where(
            AuditEntry.workspace_id == account.workspace_id,
            AuditEntry.subject_id == account.id,
            AuditEntry.act.in_(_POLICY),
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST_EVENTS)
    )
    found += [Happened(at, "", _POLICY_WORDS[act], "") for at, act in rules]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST_EVENTS]


def _campaigns(session: Session, actor: Actor, account: Account) -> list[tuple[str, str]]:
    """Whoever may see a whole campaign may see its statement of the company."""
    rows = session.execute(
        select(Campaign.id, Campaign.name, Campaign.created_at)
        .join(RecipientGift, RecipientGift.campaign_id == Campaign.id)
        .where(RecipientGift.account_id == account.id, RecipientGift.launched_at.is_not(None), campaigns_of(actor))
        .distinct()
        .order_by(Campaign.created_at.desc(), Campaign.id)
    )
    return [(one, name) for one, name, _ in rows]
