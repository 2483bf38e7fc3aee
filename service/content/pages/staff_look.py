"""A gift's page and statement as staff may look at them: what the person is given, and nothing that is between them and us.

Drawn from the staff's story, never from what was drawn for the person, and without what the page shows at this moment only: other
gifts, questions, answers, addresses, the film's player. So two people of whom the sender brought the same look the same, whatever
either of them told us.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from renderers.context import Story
from renderers.errors import RenderError
from renderers.microsite.fragments import ANSWERED
from renderers.microsite.slots import SLOTS, fill
from renderers.render import render
from renderers.statement.web import page_alone
from service.content.stories.story import staff_story
from service.errors import Conflict, NotFound
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED

_NOTHING: Final = dict.fromkeys(SLOTS, b"")
_TAKEN_OUT: Final = frozenset({"named", "asked", "noted", "first", "thread"})
"""Drawn parts that are left out: the name and its "Not you?", a question, what a notice or a first look changes, the way to their
letters."""


def staff_page(session: Session, gift: RecipientGift) -> bytes:
    """The gift's page, proofed. Raises NotFound where there is nothing to look at, Conflict where it would not be right."""
    story = _story(session, gift, is_statement=False)
    without = _TAKEN_OUT | {"open"} if story.state in ANSWERED else _TAKEN_OUT
    try:
        return fill(render("microsite", story).body, _NOTHING, without=without, nonce="")
    except RenderError as error:
        raise Conflict(error.sentence) from None


def staff_statement(session: Session, gift: RecipientGift) -> bytes:
    """The statement's page, proofed; the paper is the person's to hand on. Raises Conflict, as `staff_page` does."""
    try:
        return page_alone(_story(session, gift, is_statement=True))
    except RenderError as error:
        raise Conflict(error.sentence) from None


CHOSEN_AGAIN: Final = "We’re choosing this gift again. You can view it once they have answered."
"""Said in place of a gift that was stopped after a yes: what has changed about it would tell why."""


def require_seen(gift: RecipientGift) -> None:
    """Raises NotFound for a gift that shows nothing to staff: none is chosen, or one is being chosen again."""
    if gift.product_id is None:
        raise NotFound("No gift has been chosen for this person yet.")
    if gift.is_chosen_again:
        raise NotFound(CHOSEN_AGAIN)


def _story(session: Session, gift: RecipientGift, *, is_statement: bool) -> Story:
    require_seen(gift)
    try:
        story = staff_story(session, gift, is_statement=is_statement)
    except RenderError as error:
        raise Conflict(error.sentence) from None
    return replace(story, state="open") if gift.status in PLANNED else story
