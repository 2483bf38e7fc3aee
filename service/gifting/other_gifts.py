"""Other gifts, page by page: more like the one somebody has, something different, or a kind that they ask for in their own words.

Whatever is shown is safe for them, within the campaign's rule for swaps, and set aside while they look. All products are judged at
once, as arrays, and only when somebody presses; a look afterwards reads what was set aside and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.decisions.online import open_within
from service.decisions.swaps.kinds import find_kind
from service.decisions.swaps.others import Traits, least_like, most_like
from service.decisions.values import Choice
from service.errors import NotSwappable
from service.gifting.assortment import StockedAssortment, stocked_assortment
from service.gifting.availability import availability_of
from service.gifting.candidate import candidate_for, choice_of, terms_now
from service.gifting.for_whom import ask_about_look
from service.gifting.kinds import asked_for, words_of
from service.gifting.live import Offer, offer_of
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift, SoftHold
from service.gifting.show_others import begin_showing, show_others
from service.gifting.soft_holds import FIRST, Leaf, Way, hold_offers
from service.gifting.swap_limits import may_swap, prices_within
from service.recipients.lock import lock_person
from service.recipients.wishes.keep import keep_wish

A_PAGE: Final = 4
PAGES: Final = 3
"""Pages behind one button: whoever has seen twelve is asked what they would rather have."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What a press led to. `held`: ids in their order. `is_heard`: the wish named food, and its person is asked about it first."""

    held: tuple[str, ...]
    is_heard: bool = False


@dataclass(frozen=True, slots=True)
class Others:
    """What is set aside for somebody who looks, in its order; `until` when the first of it ends, None where nothing is. `extended`:
    how often they had it held for longer."""

    offers: tuple[Offer, ...]
    leaf: Leaf
    until: datetime | None
    extended: int = 0


def turn_to(
    session: Session, gift: RecipientGift, way: Literal["first", "more", "different"], page: int, at: datetime
) -> Turned:
    """Another page of other gifts, in place of the one that is open; where there is none it stays as it is.

    `page` from 1; beyond the last it is the last. Raises LinkClosed, NotSwappable, or Conflict where the gift is no longer open.
    """
    if way == "first":
        return Turned(show_others(session, gift, at))
    campaign = begin_showing(session, gift, at)
    stocked, pieces = _open(session, campaign, gift, at)
    traits = _traits(session, campaign, stocked, pieces)
    own = _own_traits(session, gift)
    order = most_like if way == "more" else least_like
    return Turned(_hold_page(session, gift, way, order(own, traits, A_PAGE * PAGES), page, at))


def ask_for_kind(session: Session, gift: RecipientGift, words: str, at: datetime) -> Turned:
    """Gifts of the kind that somebody asks for in their own words, which are kept as a fact of theirs whether anything is found or
    not. Nothing found: what is open stays. Raises LinkClosed, NotSwappable, Conflict, or InvalidInput with nothing changed."""
    campaign = begin_showing(session, gift, at)
    is_heard = keep_wish(session, lock_person(session, gift.recipient_id), words, at)
    session.flush()
    if is_heard:
        look_at_person(session, gift.recipient_id, at)
    asked = asked_for(words)
    if not asked:
        return Turned((), is_heard)
    stocked, pieces = _open(session, campaign, gift, at)
    revisions = _revisions(session, campaign, pieces)
    found = find_kind(asked, words_of(session, revisions))
    once = _once_each([stocked.assortment.choices[stocked.assortment.place[key]] for key in found])
    held = _hold_page(session, gift, "kind", once[:A_PAGE], 1, at)
    ask_about_look(session, gift, held, at)
    return Turned(held, is_heard)


_ASIDE: Final = (
    select(SoftHold, Product)
    .join(Product, Product.id == SoftHold.product_id)
    .where(SoftHold.gift_id == bindparam("gift"), SoftHold.until > bindparam("now"))
    .order_by(SoftHold.rank, SoftHold.product_id)
)


def others_now(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> Others:
    """What is set aside for the gift's person and still theirs to have: judged anew, since what is known may have changed. Reads
    these products and no others, and changes nothing."""
    rows = session.execute(_ASIDE, {"gift": gift.id, "now": at}).all()
    if not rows:
        return Others((), FIRST, None)
    first = rows[0].SoftHold
    offers = judged(session, campaign, gift, [product for _, product in rows], at)
    leaf = Leaf(first.way, first.page, first.pages)
    return Others(offers, leaf, min(hold.until for hold, _ in rows), max(hold.extended for hold, _ in rows))


def judged(
    session: Session, campaign: Campaign, gift: RecipientGift, products: Sequence[Product], at: datetime
) -> tuple[Offer, ...]:
    """Those of these products that are for the gift's person and within the rule, each with whether it can be had now."""
    within = prices_within(campaign, gift)
    near = [product for product in products if product.price_minor in within and product.id != gift.product_id]
    if not near:
        return ()
    candidate, terms = candidate_for(session, campaign, gift, at.date()), terms_now(campaign, gift, at)
    availability = availability_of(session, gift, near)
    offers = (offer_of(candidate, terms, product, product.stock, availability) for product in near)
    return tuple(offer for offer in offers if offer is not None)


def _open(
    session: Session, campaign: Campaign, gift: RecipientGift, at: datetime
) -> tuple[StockedAssortment, dict[str, int]]:
    """The assortment, and of each product that this person could swap to now how many pieces are free for them."""
    if not may_swap(campaign, gift):
        raise NotSwappable("This gift can’t be swapped.")
    stocked = stocked_assortment(session, campaign, gift, at)
    assortment = stocked.assortment
    now = assortment.dense(availability_of(session, gift), stocked.stock)
    candidate = candidate_for(session, campaign, gift, at.date())
    places = open_within(assortment, candidate, now, prices_within(campaign, gift))
    found = {assortment.choices[at].id: int(now.pieces[at]) for at in places}
    found.pop(gift.product_id or "", None)
    return stocked, found


def _hold_page(
    session: Session, gift: RecipientGift, way: Way, found: Sequence[str], page: int, at: datetime
) -> tuple[str, ...]:
    if not found:
        return ()
    pages = -(-len(found) // A_PAGE)
    page = min(max(1, page), pages)
    return hold_offers(session, gift, found[A_PAGE * (page - 1) : A_PAGE * page], at, Leaf(way, page, pages))


def _once_each(choices: Sequence[Choice]) -> list[str]:
    """Of the versions of one product the first alone."""
    first: dict[str, str] = {}
    for choice in choices:
        first.setdefault(choice.family or choice.id, choice.id)
    return list(first.values())


def _traits(
    session: Session, campaign: Campaign, stocked: StockedAssortment, pieces: Mapping[str, int]
) -> list[Traits]:
    rows = session.execute(select(Product.id, Product.archetype).where(Product.workspace_id == campaign.workspace_id))
    shapes = {product_id: shape for product_id, shape in rows}
    assortment = stocked.assortment
    return [_of(assortment.choices[assortment.place[key]], shapes.get(key, ""), free) for key, free in pieces.items()]


def _own_traits(session: Session, gift: RecipientGift) -> Traits:
    product = session.get_one(Product, gift.product_id)
    return _of(choice_of(product), product.archetype, 1)


def _of(choice: Choice, shape: str, pieces: int) -> Traits:
    return Traits(
        id=choice.id,
        code=choice.code,
        family=choice.family or choice.id,
        category=choice.category,
        shape=shape,
        interests=frozenset(choice.interests),
        price_minor=choice.price_minor,
        pieces=pieces,
    )


def _revisions(session: Session, campaign: Campaign, pieces: Mapping[str, int]) -> dict[str, int]:
    rows = session.execute(select(Product.id, Product.revision).where(Product.workspace_id == campaign.workspace_id))
    return {product_id: revision for product_id, revision in rows if product_id in pieces}
