"""The mails of which a person has one: that reminds them, or offers a swap in place of that. Drawn whenever they are read, like
the question: they are words alone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from renderers.context import Rendition, Story
from renderers.errors import RenderError
from renderers.mail.reminder import OfferBeside, Other, reminder_mail, swap_offer_mail
from service.brain.offers.models import Offer
from service.catalog.models import Product
from service.content.offers.shown import shown_offer
from service.content.produce import RenderRefused
from service.content.stories.story import gift_facts, story_of
from service.gifting.models import RecipientGift


def draw_reminder(session: Session, gift: RecipientGift, offer_id: str | None = None) -> Rendition:
    """The proofed mail; `offer_id`: of the offer that stands in it, which whoever sends it has asked for.

    Raises LinkClosed for a person who was erased, Conflict where no gift is chosen any more, RenderRefused where it would not be
    right.
    """
    story = story_of(session, gift)
    try:
        return reminder_mail(story, None if offer_id is None else _beside(session, story, offer_id))
    except RenderError as error:
        raise RenderRefused("reminder", error) from None


def draw_swap_offer(session: Session, gift: RecipientGift, others: Sequence[Product]) -> Rendition:
    """The proofed mail that offers these products in place of the gift; with none, as staff read it, it only says that there are
    some.

    Raises LinkClosed, Conflict or RenderRefused as `draw_reminder` does.
    """
    story = story_of(session, gift)
    named = tuple(gift_facts(product, story.person.locale) for product in others)
    try:
        return swap_offer_mail(story, [Other(one.name, one.locale) for one in named])
    except RenderError as error:
        raise RenderRefused("swap_offer", error) from None


def _beside(session: Session, story: Story, offer_id: str) -> OfferBeside:
    offer = session.get_one(Offer, offer_id)
    shown = shown_offer(offer, story.person.locale, price_shown=story.is_price_shown)
    return OfferBeside(shown.title, shown.line, shown.locale, shown.value, shown.until)
