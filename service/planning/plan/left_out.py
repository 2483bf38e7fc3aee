"""Whom the plan leaves without a gift: who waits, who gets nothing, and what would match them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.decisions.explaining.remedies import from_document
from service.decisions.explaining.sentences import describe_plan_remedy
from service.gifting.models import MatchRun, RecipientGift
from service.planning.labels import hold_of, no_more
from service.planning.plan.describe import phrasing_of
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name

NAMES_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class EmptyRow:
    """People of one account who get nothing for one reason. `shown` are the first: (gift id, name, language of the name)."""

    company: str
    people: int
    is_held: bool
    reason: str
    shown: tuple[tuple[str, str, str], ...]


def people_without(session: Session, campaign: Campaign) -> list[EmptyRow]:
    """Who gets nothing and why, by account and reason; those an answer can help come first."""
    rows = session.execute(
        select(Account.name, RecipientGift, Recipient)
        .join(Account, Account.id == RecipientGift.account_id)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(RecipientGift.campaign_id == campaign.id, RecipientGift.product_id.is_(None))
        .order_by(RecipientGift.id)
    )
    groups: dict[tuple[bool, str, str], list[RecipientGift]] = defaultdict(list)
    for company, gift, recipient in rows:
        # Their own word comes before whatever the plan found against them.
        own_word = no_more(recipient)
        unmatched = own_word or (gift.unmatched_reasons[0] if gift.unmatched_reasons else "unknown")
        held = None if own_word else hold_of(gift)
        groups[held is None, held or unmatched, company].append(gift)
    return [
        EmptyRow(company, len(gifts), not is_lost, reason, _first_of(session, gifts))
        for (is_lost, reason, company), gifts in sorted(groups.items(), key=lambda group: group[0])
    ]


def _first_of(session: Session, gifts: Sequence[RecipientGift]) -> tuple[tuple[str, str, str], ...]:
    shown = gifts[:NAMES_SHOWN]
    people = {
        person.id: person
        for person in session.scalars(select(Recipient).where(Recipient.id.in_([one.recipient_id for one in shown])))
    }
    return tuple((one.id, person_name(people[one.recipient_id]), people[one.recipient_id].locale) for one in shown)


def describe_remedies(session: Session, campaign: Campaign) -> tuple[str, ...]:
    """What would match the people without a gift, in sentences, as it was when the plan was made."""
    run = session.get(MatchRun, campaign.current_match_run_id) if campaign.current_match_run_id else None
    found = [from_document(document) for document in run.openings] if run is not None else []
    wanted = [remedy.product_id for remedy in found if remedy.product_id]
    phrasing = phrasing_of(campaign.currency, session.scalars(select(Product).where(Product.id.in_(wanted))), {})
    return tuple(describe_plan_remedy(remedy, phrasing) for remedy in found)
