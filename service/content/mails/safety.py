"""The mails about a gift's safety. Drawn whenever they are read, like the question: they are words alone."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from renderers.context import Rendition
from renderers.errors import RenderError
from renderers.mail.safety import chosen_again_mail, unsafe_mail
from service.catalog.models import Product
from service.content.produce import RenderRefused
from service.content.stories.story import gift_facts, waiting_story
from service.db.base import utc_now
from service.gifting.models import RecipientGift
from service.gifting.stop import has_run_out
from service.gifting.wait import wait_of


def draw_chosen_again(session: Session, gift: RecipientGift) -> Rendition:
    """The proofed mail, as things stand now: another gift is chosen, or is being chosen; and where its person may wait for the
    first one, the way to that choice.

    Raises LinkClosed for a person who was erased, RenderRefused where it would not be right.
    """
    # The sender's own message is in no safety mail, so a value it lacks is no reason to keep still: the short story does.
    story = waiting_story(session, gift)
    try:
        told = story if gift.product_id is None else replace(story, state="open")
        wait = wait_of(session, gift, utc_now())
        return chosen_again_mail(
            told, ran_out=has_run_out(session, gift), may_wait=wait is not None and wait.state == "offered"
        )
    except RenderError as error:
        raise RenderRefused("chosen again", error) from None


def draw_safety_notice(session: Session, gift: RecipientGift, product_id: str) -> Rendition:
    """The proofed mail about the piece of `product_id` that has left for this gift's person.

    Raises LinkClosed for a person who was erased, RenderRefused where it would not be right.
    """
    story = waiting_story(session, gift)
    product = session.get_one(Product, product_id)
    try:
        return unsafe_mail(replace(story, gift=gift_facts(product, story.person.locale)))
    except RenderError as error:
        raise RenderRefused("safety notice", error) from None
