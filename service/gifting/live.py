"""What a gift's page shows at this moment. Computed at every look and never written: looking changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal, cast

from sqlalchemy import BindParameter, ColumnElement, SQLColumnExpression, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from service.campaigns.models import Campaign
from service.campaigns.transitions import CLOSED
from service.catalog.models import Product
from service.db.loaded import ask
from service.decisions.availability import Availability
from service.decisions.eligibility import reasons_against
from service.decisions.online import alternatives_for
from service.decisions.rules.swap_rule import NOTHING
from service.decisions.values import Candidate, Terms
from service.errors import GiftGivenBack, GiftLapsed, GiftUndelivered, GiftWithdrawn, LinkClosed
from service.gifting.assortment import stocked_assortment
from service.gifting.availability import availability_of
from service.gifting.candidate import candidate_for, choice_of, terms_now
from service.gifting.find import has_lapsed, kept_until, may_answer
from service.gifting.hold import ASKING
from service.gifting.look_again import KIND as LOOK
from service.gifting.models import GiftAlternative, RecipientGift
from service.gifting.stop import AFTER_YES
from service.gifting.swap_limits import prices_within
from service.gifting.transitions import ANSWERABLE, KEPT, PLANNED, UNDELIVERED
from service.gifting.value import is_donated_value, value_kept
from service.jobs.models import OPEN, Job
from service.recipients.answers import is_closed, is_in_doubt
from service.recipients.asking.put import standing_kind
from service.recipients.models import Question, Recipient
from service.recipients.postal.addresses import address_stands
from service.recipients.questions import QuestionKind, find_kind

State = Literal["held", "open", "accepted", "donated", "declined", "ordered", "shipped", "delivered"]
Waits = Literal["open", "choosing", "nothing", "skipped"]
"""Of somebody without a gift, as of `renderers.context.LivePage.waits`."""
OFFERS: Final = 4
ENOUGH: Final = 3
"""Fewer planned alternatives than this still to be had, and others are looked for."""


Key = BindParameter[str] | SQLColumnExpression[str]
_GIFT: Final[BindParameter[str]] = bindparam("gift")
_PERSON: Final[BindParameter[str]] = bindparam("person")
_ITS: Final = aliased(RecipientGift)
_AROUND: Final = (
    select(Campaign, Recipient.erased_at, Recipient.locale)
    .join(RecipientGift, RecipientGift.campaign_id == Campaign.id)
    .join(Recipient, Recipient.id == RecipientGift.recipient_id)
    .where(RecipientGift.id == _GIFT)
)


def beside_columns(gift_id: Key, person_id: Key) -> tuple[ColumnElement[Any], ...]:
    """What `Beside` holds, as parts of a query."""
    return (
        address_stands(gift_id).label("address_known"),
        (~is_closed(person_id, "diet")).label("diet_open"),
        standing_kind(person_id, gift_id).label("standing"),
        is_in_doubt(person_id).label("in_doubt"),
        exists()
        .where(_ITS.id == gift_id, Product.id == _ITS.product_id, Product.delivered == "email")
        .label("is_mailed"),
        exists().where(Job.kind == LOOK, Job.subject_id == gift_id, Job.state.in_(OPEN)).label("looked_at"),
        exists()
        .where(Question.recipient_id == person_id, Question.kind == "diet", Question.answered_at.is_not(None))
        .label("diet_answered"),
    )


_BESIDE: Final = select(*beside_columns(_GIFT, _PERSON))


@dataclass(frozen=True, slots=True)
class Offer:
    """A product the person may swap to; one that has gone since the plan keeps its place and says when it may be back."""

    product: Product
    is_available: bool
    back_on: date | None


@dataclass(frozen=True, slots=True)
class LiveGift:
    """The moving part of a page."""

    state: State
    hold_reason: str | None
    price_minor: int
    """What the person's gift costs now."""
    question: QuestionKind | None
    address_wanted: bool
    address_known: bool
    undo_until: datetime | None
    is_chosen_again: bool
    kept_until: datetime | None
    """Until when an accepted gift without an address is kept."""
    is_checked_again: bool = False
    """It was said yes to, and whether it is still safe is being looked at, or waits for the person's own answer."""
    locale: str = "en"
    """The person's language (BCP 47)."""
    is_question_due: bool = False
    """The question is about safety, and waits for no other: food is in doubt, or nothing can be chosen without the answer."""
    waits: Waits = "open"
    value_minor: int = 0
    """What is set aside for somebody without a gift and can be donated, or was; 0 for nothing, or while that is not decided."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What is kept of a gift in other tables. `standing`: the question that was chosen for its page; `is_mailed`: it comes by
    email, so that nobody asks where to."""

    address_known: bool
    diet_open: bool
    standing: str | None
    in_doubt: bool
    is_mailed: bool
    looked_at: bool
    diet_answered: bool


def live_gift(session: Session, gift: RecipientGift, at: datetime) -> LiveGift:
    """The page's moving part. Raises LinkClosed where there is nothing to show to anybody any more, or not yet."""
    campaign, erased_at, locale = session.execute(_AROUND, {"gift": gift.id}).one()
    beside = _beside(session, gift)
    live = live_from(gift, campaign, state_of(gift, campaign, erased_at, at), locale, beside, at)
    return replace(live, value_minor=_value_minor(session, gift, live.state, live.waits, beside))


def live_from(
    gift: RecipientGift, campaign: Campaign, state: State, locale: str, beside: Beside, at: datetime
) -> LiveGift:
    """The same of what is known already, but for what is set aside for somebody without a gift."""
    is_asked = gift.hold_reason in ASKING or beside.in_doubt
    question, waits = _question(gift, state, beside), _waits(gift, state, beside)
    return LiveGift(
        state=state,
        hold_reason=gift.hold_reason,
        price_minor=gift.price_minor,
        question=question,
        is_question_due=is_asked and question == "diet",
        address_wanted=state == "accepted" and not beside.is_mailed,
        address_known=beside.address_known,
        undo_until=_undo_until(gift, at),
        is_chosen_again=gift.is_chosen_again,
        kept_until=kept_until(campaign, gift) if state == "accepted" else None,
        is_checked_again=gift.status in AFTER_YES and (beside.looked_at or is_asked),
        locale=locale,
        waits=waits,
    )


def page_state(session: Session, gift: RecipientGift, at: datetime) -> State:
    """What the page is about. Raises LinkClosed; GiftLapsed where it was accepted and could not be sent in time,
    GiftUndelivered where its order failed or its parcel came back, GiftGivenBack where its person did not keep what came,
    GiftWithdrawn where the sender cancelled it."""
    campaign, erased_at, _ = session.execute(_AROUND, {"gift": gift.id}).one()
    return state_of(gift, campaign, erased_at, at)


def state_of(gift: RecipientGift, campaign: Campaign, erased_at: datetime | None, at: datetime) -> State:
    """The same of what is known already. Raises LinkClosed, GiftLapsed, GiftUndelivered, GiftGivenBack or GiftWithdrawn as
    `page_state` does."""
    if erased_at is not None:
        raise LinkClosed()
    if has_lapsed(gift):
        raise GiftLapsed()
    if gift.status in UNDELIVERED:
        raise GiftGivenBack() if gift.status_before == "delivered" else GiftUndelivered()
    if gift.status == "canceled" and gift.canceled_at is not None:
        raise GiftWithdrawn(param=gift.cancel_reason)
    if gift.status in KEPT | {"donated", "declined"}:
        return cast(State, gift.status)
    if may_answer(campaign, gift, at):
        if gift.status in ANSWERABLE:
            return "held" if gift.product_id is None else "open"
        if gift.status in PLANNED and campaign.status != CLOSED:
            # They were asked before anything was chosen. What is chosen since is shown once it is launched, whoever looks earlier.
            return "held"
    raise LinkClosed()


def offers_of(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> tuple[Offer, ...]:
    """Planned alternatives first, in their places; others, decided now, after them where too few are left. Nothing unsafe or
    outside the campaign's rule for swaps, gone or not."""
    within = prices_within(campaign, gift)
    if within == NOTHING:
        return ()
    candidate, terms = candidate_for(session, campaign, gift, at.date()), terms_now(campaign, gift, at)
    availability = availability_of(session, gift)
    planned = [
        offer
        for product in _planned(session, gift)
        if product.price_minor in within
        and (offer := offer_of(candidate, terms, product, product.stock, availability)) is not None
    ]
    seen = sum(offer.is_available for offer in planned)
    if seen >= ENOUGH:
        return tuple(planned[:OFFERS])
    stocked = stocked_assortment(session, campaign, gift, at)
    besides = {offer.product.category for offer in planned if offer.is_available}
    wanted = OFFERS - len(besides)
    if gift.product_id is not None:
        besides.add(session.get_one(Product, gift.product_id).category)
    shown = {offer.product.id for offer in planned}
    now = stocked.assortment.dense(availability, stocked.stock)
    now = replace(now, taken=shown.union(now.taken))
    more = alternatives_for(stocked.assortment, candidate, now, wanted, within=within, besides=besides, seen=seen)
    looked_at = [
        offer_of(candidate, terms, session.get_one(Product, key), stocked.stock[key], availability) for key in more
    ]
    return (*planned, *(offer for offer in looked_at if offer is not None and offer.is_available))


def planned_offers(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> tuple[Product, ...]:
    """Those of the plan's alternatives that the person could press at this moment, in their order: what is drawn once, as a film
    is, names no others. An answer changes none of it: it can be undone."""
    within = prices_within(campaign, gift)
    if within == NOTHING:
        return ()
    planned = [product for product in _planned(session, gift) if product.price_minor in within]
    if not planned:
        return ()
    candidate, terms = candidate_for(session, campaign, gift, at.date()), terms_now(campaign, gift, at)
    availability = availability_of(session, gift, planned)
    offers = (offer_of(candidate, terms, product, product.stock, availability) for product in planned)
    return tuple(offer.product for offer in offers if offer is not None and offer.is_available)


def offer_of(
    candidate: Candidate, terms: Terms, product: Product, stock: int, availability: Availability
) -> Offer | None:
    """`stock`: what lies on the shelf. None where it is not for this person, or beyond what it may cost."""
    choice = choice_of(product)
    is_dear = choice.landed_minor(candidate.country) > availability.affordable_minor
    if is_dear or reasons_against(candidate, choice, terms, 1):
        return None
    if not availability.pieces(product.id, stock):
        return Offer(product, False, product.restock_on)
    return Offer(product, product.id not in availability.rivals, None)


def _planned(session: Session, gift: RecipientGift) -> Sequence[Product]:
    """The plan's alternatives by rank, without the gift itself; after a swap the original is one of them, first. What the
    sender took back is among them no more than in any other choice: `candidate_for` excludes it."""
    rows = session.scalars(
        select(Product)
        .join(GiftAlternative, GiftAlternative.product_id == Product.id)
        .where(GiftAlternative.gift_id == gift.id)
        .order_by(GiftAlternative.rank)
    ).all()
    found = [product for product in rows if product.id != gift.product_id]
    if gift.original_product_id not in {None, gift.product_id}:
        original = session.get_one(Product, gift.original_product_id)
        found = [original, *(product for product in found if product.id != original.id)]
    return found


def _beside(session: Session, gift: RecipientGift) -> Beside:
    """In one query, put together once: a page is looked at more often than anything else is done."""
    return Beside(*ask(session, _BESIDE, {"gift": gift.id, "person": gift.recipient_id}).one())


def _waits(gift: RecipientGift, state: State, beside: Beside) -> Waits:
    """What became of the question about food, for somebody without a gift. Who was chosen for waits for their launch; who said yes
    before and whose gift was stopped is told of that. Who had a gift that was stopped before their answer hears of nothing else by
    mail, so their page says what is so."""
    if state != "held" or gift.product_id is not None or gift.is_chosen_again or beside.in_doubt:
        return "open"
    had_one = gift.status in ANSWERABLE and gift.hold_reason not in ASKING
    if beside.diet_open and not had_one:
        return "open"
    if beside.looked_at:
        return "choosing"
    if gift.hold_reason in ASKING:
        return "open" if beside.diet_answered else "skipped"
    return "nothing" if had_one or (beside.diet_answered and gift.hold_reason is None) else "open"


def _value_minor(session: Session, gift: RecipientGift, state: State, waits: Waits, beside: Beside) -> int:
    if is_donated_value(gift):
        return gift.price_minor
    if state != "held" or not (waits in {"nothing", "skipped"} or (gift.is_chosen_again and not beside.looked_at)):
        return 0
    return value_kept(session, gift)


def _question(gift: RecipientGift, state: State, beside: Beside) -> QuestionKind | None:
    if beside.in_doubt:
        return "diet"
    if gift.hold_reason in ASKING and (state == "held" or state in AFTER_YES):
        return "diet" if beside.diet_open else None
    standing = None if beside.standing is None else find_kind(beside.standing)
    if state not in {"open", "accepted", "donated", "declined"} or standing is None:
        return None
    return standing


def _undo_until(gift: RecipientGift, at: datetime) -> datetime | None:
    """Until when the last answer, or the swap, can be taken back; None where nothing can."""
    if gift.status in PLANNED or gift.undo_until is None or gift.undo_until <= at or not gift.is_reserved:
        return None
    return gift.undo_until
