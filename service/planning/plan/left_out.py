"""Whom the plan leaves without a gift: who waits, who gets nothing, and what would match them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.page import Page, cut
from service.decisions.explaining.remedies import from_document
from service.decisions.explaining.sentences import describe_plan_remedy
from service.gifting.models import MatchRun, RecipientGift
from service.planning.labels import CHOSEN_AGAIN, GONE, WANTS_NONE, ended_by, held_by
from service.planning.plan.describe import phrasing_of
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name

NAMES_SHOWN: Final = 5
ROWS_SHOWN: Final = 20
"""Accounts and reasons on a page."""


@dataclass(frozen=True, slots=True)
class Way:
    """What can be done about a reason: a few words and, where it is done somewhere, which step (of the campaign) or page."""

    words: str
    page: str | None = None
    needs: str | None = None
    """The permission without which the page is closed: then the words stand alone."""


NOTHING: Final = Way("Nothing. It’s theirs to decide.")
_BUDGET: Final = Way("Raise the budget", "message", "see_messages")
_STOCK: Final = Way("Add stock or other gifts", "/gifts", "see_gifts")
WAYS: Final[Mapping[str, Way]] = {
    "dietary_unknown": Way("They’re asked when you launch. We choose as soon as they answer."),
    "age_check_required": Way("They’re asked when you launch."),
    "away": Way("Choose a later last day", "message", "see_messages"),
    "insufficient_funds": _BUDGET,
    "out_of_stock": _STOCK,
    "recipient_spend_limit": Way("Look at their company’s rule", "/rules", "see_rules"),
    "region_unavailable": Way("Add their country to a gift", "/gifts", "see_gifts"),
    "not_prepaid": Way("Enter the missing delivery rates", "/gifts/rates", "see_gifts"),
    CHOSEN_AGAIN: Way("Nothing. We’re choosing again."),
    "address_unconfirmed": Way("Nothing. They confirm it themselves."),
    "product_halted": Way("Nothing. It goes on once someone has checked the gift."),
    "quiet": Way("Nothing. It goes on when the quiet ends."),
    "second_approval": Way("Have a second person look", "officials", "see_campaigns"),
    "font_missing": Way("Ask whoever runs Handpicked to install the font"),
    "policy_blocked": Way("Look at their company’s rule", "/rules", "see_rules"),
    WANTS_NONE: NOTHING,
    GONE: NOTHING,
    "over_cap": Way("Allow less costly gifts", "message", "see_messages"),
    "outside_band": Way("Widen the price range", "message", "see_messages"),
    "taken_in_account": Way("Add gifts, so that each colleague has another", "/gifts", "see_gifts"),
}
"""Reason for a hold or for no gift -> what can be done."""
_ANY_GIFT: Final = Way("Add other gifts", "/gifts", "see_gifts")
"""Where no single reason is told: it names no mark, since nobody should be tempted to set one."""


@dataclass(frozen=True, slots=True)
class EmptyRow:
    """People of one account who get nothing for one reason. `shown` are the first: (gift id, name, language of the name)."""

    company: str
    people: int
    is_held: bool
    reason: str
    shown: tuple[tuple[str, str, str], ...]

    @property
    def way(self) -> Way:
        """What can be done about it."""
        return WAYS.get(self.reason, _ANY_GIFT)


def people_without(
    session: Session, campaign: Campaign, number: str | None = None, seen: ColumnElement[bool] | None = None
) -> Page[EmptyRow]:
    """One page of who gets nothing and why, by account and reason; those an answer can help come first. `seen`: the condition on
    those who may be named, None for all."""
    rows = session.execute(
        select(
            Account.name, RecipientGift.id, RecipientGift.recipient_id, Recipient.erased_at, Recipient.unsubscribed_at,
            RecipientGift.status, RecipientGift.hold_reason, RecipientGift.stopped_at, RecipientGift.unmatched_reasons,
        )
        .join(Account, Account.id == RecipientGift.account_id)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.product_id.is_(None),
            true() if seen is None else seen,
        )
        .order_by(RecipientGift.id)
    )  # fmt: skip
    groups: dict[tuple[bool, str, str], list[tuple[str, str]]] = defaultdict(list)
    for company, gift_id, recipient_id, erased_at, unsubscribed_at, status, hold, stopped_at, reasons in rows:
        # Their own word comes before whatever the plan found against them.
        own_word = ended_by(erased_at, unsubscribed_at)
        held = None if own_word else held_by(status, hold, stopped_at)
        reason = held or own_word or (reasons[0] if reasons else "unknown")
        groups[held is None, reason, company].append((gift_id, recipient_id))
    page = cut(sorted(groups.items(), key=lambda group: group[0]), number, ROWS_SHOWN)
    named = [recipient_id for _, gifts in page.items for _, recipient_id in gifts[:NAMES_SHOWN]]
    people = {person.id: person for person in session.scalars(select(Recipient).where(Recipient.id.in_(named)))}
    shown = [
        EmptyRow(
            company, len(gifts), not is_lost, reason,
            tuple((gift_id, person_name(people[one]), people[one].locale) for gift_id, one in gifts[:NAMES_SHOWN]),
        )
        for (is_lost, reason, company), gifts in page.items
    ]  # fmt: skip
    return Page(shown, page.number, page.total, page.size)


def describe_remedies(session: Session, campaign: Campaign) -> tuple[str, ...]:
    """What would match the people without a gift, in sentences, as it was when the plan was made."""
    run = session.get(MatchRun, campaign.current_match_run_id) if campaign.current_match_run_id else None
    found = [from_document(document) for document in run.openings] if run is not None else []
    wanted = [remedy.product_id for remedy in found if remedy.product_id]
    phrasing = phrasing_of(campaign.currency, session.scalars(select(Product).where(Product.id.in_(wanted))), {})
    return tuple(describe_plan_remedy(remedy, phrasing) for remedy in found)
