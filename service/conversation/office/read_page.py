"""What an office sees of a gift: what its statement says, what it can answer, and what came of it. Nothing is written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from renderers.errors import RenderError
from renderers.statement.office.page import OfficeAsked, OfficeNotice, office_page
from service.content.pages.nonce import form_nonce
from service.content.stories.story import story_of
from service.conversation.afterwards.office import way_now
from service.conversation.office.answer import may_pass, rules_said
from service.errors import Conflict, LinkClosed
from service.gifting.models import RecipientGift
from service.gifting.office_code import office_code


def read_office_page(
    session: Session,
    gift: RecipientGift,
    locale: str,
    at: datetime,
    notice: OfficeNotice | None = None,
    typed: str = "",
) -> bytes:
    """`typed`: a value that could not be read, as it stands in its field again. Raises LinkClosed where nothing can be stated."""
    try:
        story = story_of(session, gift, is_statement=True, locale=locale)
        return office_page(
            story,
            OfficeAsked(
                path=f"/office/{office_code(gift.id)}",
                nonce=form_nonce(gift, at),
                way=None if gift.office_answer == "return" else way_now(session, gift, at),
                may_pass=may_pass(gift) and gift.office_answer != "return",
                currency=gift.currency,
                rules=rules_said(session, gift.id) or {},
                typed=typed,
            ),
            notice,
        )
    except (RenderError, Conflict):
        raise LinkClosed() from None
