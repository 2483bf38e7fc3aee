"""A plan in figures: who gets a gift, who waits for what, for whom nothing can be found, and what it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.writing.chunks import in_chunks
from service.gifting.models import GiftAlternative, MatchRun, RecipientGift
from service.gifting.set_aside import AsideSums, aside_sums
from service.planning.labels import LACKS, held_by
from service.planning.large import counted
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name


@dataclass(frozen=True, slots=True)
class ShortOf:
    """Somebody who is asked and might go empty whatever they answer (`is_empty`), or after a rare answer; `why` is a clause."""

    name: str
    company: str
    is_empty: bool
    why: str


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """Every recipient is in exactly one of chosen, held, unmatched. Money in minor units of `currency`."""

    recipients: int
    accounts: int
    chosen: int
    distinct_gifts: int
    """Different product rows that are given: each version of a product is a gift of its own."""
    distinct_products: int
    """Different products, all versions of one counted once."""
    most_of_one_product: int
    """People who get the product that most people get, in whatever version."""
    held: Mapping[str, int]
    """Hold reason -> people."""
    unmatched: int
    spend_minor: int
    budget_minor: int
    currency: str
    gap: float
    considered: int
    seconds: float
    alternatives: int
    """Gifts that people may swap to, everybody's counted."""
    swap_limit: str
    swap_short: Mapping[str, int]
    """Limit on swaps -> how many people would have fewer than three gifts to swap to under it, by the plan; empty where an older
    plan did not count them."""
    aside: AsideSums
    """What is set aside for those who are asked before anything is chosen."""
    short: tuple[ShortOf, ...] = ()
    """Who of them would go empty, or might after a rare answer: those who would first."""


def short_of_swaps(session: Session, campaign: Campaign) -> int:
    """How many people have fewer than three gifts to swap to under the campaign's own rule, by the plan in force; none without
    swaps."""
    run = session.get(MatchRun, campaign.current_match_run_id) if campaign.current_match_run_id else None
    return (run.swap_short or {}).get(campaign.swap_limit, 0) if run else 0


def plan_summary(session: Session, campaign: Campaign) -> PlanSummary | None:
    """The summary of the plan in force, or None before the first plan."""
    run = session.get(MatchRun, campaign.current_match_run_id) if campaign.current_match_run_id else None
    if run is None:
        return None
    gifts = RecipientGift.campaign_id == campaign.id
    lines = session.execute(
        select(RecipientGift.product_id, RecipientGift.product_family, func.count(), func.sum(RecipientGift.cost_minor))
        .where(gifts)
        .group_by(RecipientGift.product_id, RecipientGift.product_family)
    ).all()
    given = [(family, people, spent) for product_id, family, people, spent in lines if product_id is not None]
    families: Counter[str | None] = Counter()
    for family, people, _ in given:
        families[family] += people
    accounts, alternatives = counted(session, campaign, "plan", lambda: _beside(session, campaign))
    without = [
        held_by(status, hold_reason, stopped_at)
        for status, hold_reason, stopped_at in session.execute(
            select(RecipientGift.status, RecipientGift.hold_reason, RecipientGift.stopped_at).where(
                gifts, RecipientGift.product_id.is_(None)
            )
        )
    ]
    return PlanSummary(
        recipients=sum(people for _, _, people, _ in lines),
        accounts=accounts,
        chosen=sum(people for _, people, _ in given),
        distinct_gifts=len(given),
        distinct_products=len(families),
        most_of_one_product=max(families.values(), default=0),
        held=dict(Counter(reason for reason in without if reason is not None)),
        unmatched=sum(reason is None for reason in without),
        spend_minor=sum(spent for _, _, spent in given),
        budget_minor=campaign.budget_minor,
        currency=campaign.currency,
        gap=run.gap,
        considered=run.products_considered,
        seconds=run.seconds,
        alternatives=alternatives,
        swap_limit=campaign.swap_limit,
        swap_short=run.swap_short or {},
        aside=(aside := aside_sums(session, campaign.id)),
        short=_short(session, aside),
    )


def _short(session: Session, aside: AsideSums) -> tuple[ShortOf, ...]:
    """By name: those who would go empty first."""
    people = {
        person.id: (person_name(person), company)
        for some in in_chunks([one.recipient_id for one in aside.short])
        for person, company in session.execute(
            select(Recipient, Account.name)
            .join(Account, Account.id == Recipient.account_id)
            .where(Recipient.id.in_(some))
        )
    }
    found = [ShortOf(*people[one.recipient_id], one.is_empty, LACKS[one.why]) for one in aside.short]
    return tuple(sorted(found, key=lambda one: (not one.is_empty, one.company, one.name)))


def _beside(session: Session, campaign: Campaign) -> tuple[int, int]:
    """(companies, gifts that people may swap to)."""
    gifts = RecipientGift.campaign_id == campaign.id
    accounts = session.scalar(select(func.count(distinct(RecipientGift.account_id))).where(gifts))
    alternatives = session.scalar(
        select(func.count())
        .select_from(GiftAlternative)
        .join(RecipientGift, RecipientGift.id == GiftAlternative.gift_id)
        .where(gifts)
    )
    return accounts or 0, alternatives or 0
