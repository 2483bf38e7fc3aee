"""The last look before a product becomes somebody's: the same eligibility that made the plan, against the shelf of this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.loaded import read_anew
from service.decisions.eligibility import reasons_against
from service.decisions.values import (
    NO_ALLERGEN,
    NO_DIET,
    NO_MATERIAL,
    SAFETY,
    Candidate,
    Choice,
    Reason,
    Terms,
)
from service.errors import BudgetExceeded, Conflict, NotFound, OutOfStock, Unsafe
from service.gifting.availability import availability_of
from service.gifting.candidate import candidate_for, choice_of, terms_now, terms_of
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT, PLANNED
from service.recipients.answers import is_open

Safety = Literal["safe", "asks", "halted", "unsafe"]
"""`halted`: nothing speaks against it but that somebody said it made them ill, and nobody has looked into that yet: it waits.
`asks`: nothing that is certain speaks against it, but a question to the person is open that might. Where they would rather not
say, no answer will come, and the stricter reading holds: `unsafe`."""

_STILL: Final[dict[str, bool]] = {"key_share": True}
"""How a product is locked that must not change. One holder at a time: of two who shared the lock neither could put a piece back."""

_GONE: Final = "The last one has just gone."
_TOO_DEAR: Final = "There isn’t enough budget left for this gift."
# To the sales person before launch, who may know what the plan gives to others.
_ALL_PLANNED: Final = "Every item in stock is already planned for someone."
_PLAN_TOO_DEAR: Final = "With this gift, the plan would go over budget."


_IN_WORKSPACE: Final = select(Product).where(
    Product.id == bindparam("product"), Product.workspace_id == bindparam("workspace")
)


def product_in(session: Session, workspace_id: str, product_id: str) -> Product:
    """Raises NotFound where there is none, and just so where it is somebody else's."""
    product = session.scalar(_IN_WORKSPACE, {"product": product_id, "workspace": workspace_id})
    if product is None:
        raise NotFound("There’s no such product.")
    return product


def require_eligible(
    session: Session,
    campaign: Campaign,
    gift: RecipientGift,
    product: Product,
    at: datetime,
    *,
    cost: Mapping[str, Any] | None = None,
    candidate: Candidate | None = None,
) -> Choice:
    """The product as a choice, when this person may have it now. `cost`: the columns of what it costs (`gifting.cost`) where that
    is agreed already.
    `candidate`: the person as this transaction has read them since it locked them.

    Raises Unsafe where it is not for them (the reasons' codes stand in `param`), OutOfStock where the last one went or is promised
    to somebody else, Conflict where a colleague has it, BudgetExceeded.
    """
    agreed = {} if cost is None else {"price_minor": cost["price_minor"], "extra_minor": cost["extra_minor"] or None}
    choice, availability = choice_of(product, **agreed), availability_of(session, gift, among=[product])
    candidate = candidate or candidate_for(session, campaign, gift, at.date())
    pieces = availability.pieces(product.id, choice.stock)
    reasons = reasons_against(
        candidate,
        choice,
        terms_now(campaign, gift, at),
        max(pieces, choice.stock),
    )
    is_planned = gift.status in PLANNED
    if set(reasons) - {Reason.OUT_OF_STOCK}:
        raise Unsafe("This gift can’t go to this person.", param=",".join(reasons))
    if reasons:
        raise OutOfStock(_GONE, param=product.id)
    if product.id in availability.rivals:
        raise Conflict("A colleague is getting the same gift. Choose another one.", param="product_id")
    if not pieces:
        raise OutOfStock(_ALL_PLANNED if is_planned else _GONE, param=product.id)
    if choice.landed_minor(candidate.country) > availability.affordable_minor:
        raise BudgetExceeded(_PLAN_TOO_DEAR if is_planned else _TOO_DEAR)
    return choice


def is_safe(candidate: Candidate, choice: Choice, terms: Terms) -> bool:
    """Whether this choice is safe for this person, whatever else may speak against it."""
    return not _against(candidate, choice, terms)


def for_safety(candidate: Candidate, gift: RecipientGift) -> Candidate:
    """The person as safety sees them: what their company thinks of alcohol is a policy, and takes nothing back after a yes. A gift
    that they pass on is judged for somebody of whom nothing is known."""
    if gift.status not in KEPT:
        return candidate
    return replace(candidate, no_alcohol=False) if gift.passed_on_at is None else somebody(candidate)


def somebody(candidate: Candidate) -> Candidate:
    """A colleague of this person: where they are is known, and nothing else. What they may eat, drink and how old they are is not,
    and unknown is never safe."""
    return replace(
        candidate,
        avoid=NO_ALLERGEN,
        follow=NO_DIET,
        materials=NO_MATERIAL,
        diet_known=False,
        diet_pending=False,
        age_from=None,
        age_below=None,
        no_alcohol=True,
    )


def suits_somebody(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> bool:
    """Whether the gift would be safe for any colleague of its person. Raises Conflict where no product is chosen."""
    candidate, choice, terms = _case(session, campaign, gift, at, still=False)
    return is_safe(somebody(candidate), choice, terms)


def safety_now(
    session: Session, campaign: Campaign, gift: RecipientGift, at: datetime, *, still: bool = False
) -> Safety:
    """Whether a gift is safe for its person by the rows of this moment. Raises Conflict where no product is chosen.

    `still`: the product cannot be changed either until the transaction ends; the person is to be locked already.
    """
    candidate, choice, terms = _case(session, campaign, gift, at, still=still)
    if is_safe(candidate, choice, terms):
        return "safe"
    if choice.halted and is_safe(candidate, replace(choice, halted=False), terms):
        return "halted"
    if not candidate.diet_pending or not is_open(session, gift.recipient_id, "diet"):
        return "unsafe"
    certain = for_safety(candidate_for(session, campaign, gift, at.date(), doubts=False), gift)
    return "asks" if is_safe(certain, choice, terms) else "unsafe"


def require_safe(
    session: Session, campaign: Campaign, gift: RecipientGift, at: datetime
) -> Literal["safe", "asks", "halted"]:
    """What is known about the person may have changed since the gift was chosen. Raises Unsafe where it is no longer for them;
    Conflict where no product is chosen. An open question stops nobody here, nor does a product that is looked into: its order
    waits."""
    safety = safety_now(session, campaign, gift, at)
    if safety == "unsafe":
        against = _against(*_case(session, campaign, gift, at, still=False))
        raise Unsafe("This gift is no longer safe for this person. Nothing was sent.", param=",".join(against))
    return safety


def require_still_safe(
    session: Session, campaign: Campaign, gift: RecipientGift, at: datetime, candidate: Candidate | None = None
) -> None:
    """What was chosen a moment ago, judged once more by the product as it stands now that a piece of it is taken: its row is this
    transaction's, so that a correction has come before, and is seen, or comes after, and finds the gift. Raises Unsafe.

    `candidate`: the person as this transaction has read them since it locked them; nobody else has changed them meanwhile."""
    if against := _against(*_case(session, campaign, gift, at, still=False, candidate=candidate)):
        raise Unsafe("This gift can’t go to this person.", param=",".join(against))


def _case(
    session: Session,
    campaign: Campaign,
    gift: RecipientGift,
    at: datetime,
    *,
    still: bool,
    candidate: Candidate | None = None,
) -> tuple[Candidate, Choice, Terms]:
    if gift.product_id is None:
        raise Conflict("No gift has been chosen for this person yet.")
    if still:
        product = session.get_one(Product, gift.product_id, populate_existing=True, with_for_update=_STILL)
    else:
        product = read_anew(session, Product, gift.product_id)
    person = candidate or candidate_for(session, campaign, gift, at.date())
    return for_safety(person, gift), choice_of(product), terms_of(campaign)


def _against(candidate: Candidate, choice: Choice, terms: Terms) -> list[Reason]:
    return [reason for reason in reasons_against(candidate, choice, terms, 1) if reason in SAFETY]
