"""Whom a plan brings near a limit, or above it: then a second person approves, whatever the plan's sum.

Only where gifts add up: what a single gift may be worth is the plan's own rule (decision 117 for tax, 108 for officials).
Everything that waits for the person in any workspace of the company counts, so that of two campaigns planned side by side each sees
the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.tax.limits import Span
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.planning.register.limits import (
    Verdict,
    YearLimit,
    company_limits,
    judge,
    source_of,
    stated_days,
    tax_limit,
    worst,
)
from service.planning.register.sums import Sum, sums_of
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.workspaces.company import of_one_company

SHOWN: Final = 20
"""People whom a page names; it counts the others."""


@dataclass(frozen=True, slots=True)
class Near:
    """One person of the plan. `recipient_id`: as this workspace knows them."""

    recipient_id: str
    verdict: Verdict


def near_limits(session: Session, campaign: Campaign) -> list[Near]:
    """The people whom the campaign's planned gifts bring near a limit, above it, or where nobody knows, with the limit that matters
    most; nobody where no limit is known."""
    limits = _limits(session, campaign)
    if not any(limits.values()):
        return []
    planned = (
        select(RecipientGift.recipient_id, RecipientGift.account_id, Recipient.email_hash)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.status.in_(PLANNED),
            RecipientGift.product_id.is_not(None),
        )
        .order_by(RecipientGift.id)
    )
    keys = planned.with_only_columns(Recipient.email_hash).order_by(None)
    spans = {limit.span for some in limits.values() for limit in some}
    workspaces = of_one_company(session, campaign.workspace_id)
    sums: dict[Span, Mapping[str, Sequence[Sum]]] = {
        span: sums_of(session, workspaces, span, "person", keys) for span in sorted(spans, key=lambda one: one.first)
    }
    found = []
    for recipient_id, account_id, key in session.execute(planned):
        verdict = worst(
            judge(limit, theirs)
            for limit in limits[account_id]
            for theirs in (sums[limit.span].get(key, ()),)
            if sum(one.took + one.waiting for one in theirs) > 1
        )
        if verdict is not None and verdict.state != "within":
            found.append(Near(recipient_id, verdict))
    return found


def near_words(session: Session, campaign: Campaign, near: Sequence[Near] | None = None) -> dict[str, object]:
    """For the pages that a plan is read and approved on: {near: how many people, near_people: [(person, company, verdict)] of the
    first of them}. `near`: who that is, where the page has asked it already."""
    near = near_limits(session, campaign) if near is None else near
    shown = near[:SHOWN]
    rows = session.execute(
        select(Recipient, Account.name)
        .join(Account, Account.id == Recipient.account_id)
        .where(Recipient.id.in_([one.recipient_id for one in shown]))
    )
    names = {person.id: (person_name(person), company) for person, company in rows}
    return {
        "near": len(near),
        "near_people": [(*names[one.recipient_id], one.verdict) for one in shown],
        "near_currency": campaign.currency,
    }


def _limits(session: Session, campaign: Campaign) -> dict[str, list[YearLimit]]:
    """Account -> the limits of its people, as they hold on the day the campaign is meant for."""
    tax = tax_limit(session, campaign.workspace_id, campaign.deliver_on)
    stated = stated_days(session, (campaign.workspace_id,))
    takes_part = exists().where(
        RecipientGift.account_id == Account.id,
        RecipientGift.campaign_id == campaign.id,
        RecipientGift.status.in_(PLANNED),
    )
    rows = session.execute(
        select(Account.id, Account.gift_policy, Account.policy_changed_at).where(
            Account.workspace_id == campaign.workspace_id, takes_part
        )
    )
    found = {}
    for account_id, policy, changed_at in rows:
        limits = company_limits(policy, campaign.deliver_on, *source_of(stated.get(account_id), changed_at))
        adding_up = [one for one in limits if not one.by_gift]
        found[account_id] = [*adding_up, tax] if tax is not None else adding_up
    return found
