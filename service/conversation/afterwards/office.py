"""A person's company does not allow the gift: what follows depends on where the gift is, and is said before the press."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from renderers.language.translations import text
from service.conversation.answer import answer_letter
from service.errors import Conflict
from service.gifting.decline import decline_gift
from service.gifting.find import campaign_of, may_answer
from service.gifting.incidents import lose_piece
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, apply_all
from service.gifting.undo import undo_answer
from service.gifting.value import is_donated_value
from service.recipients.letters.keep import Place, keep_persons_letter
from service.recipients.lock import lock_person

Way = Literal["decline", "stop", "send_back"]
REASON: Final = "gift_policy"


class WayClosed(Conflict):
    """The gift is not where the page said it was."""

    code = "office_nothing"


def way_now(session: Session, gift: RecipientGift, at: datetime) -> Way | None:
    """What "my company’s policy says no" does at this moment; None where the gift has ended."""
    may_undo = gift.undo_until is not None and at < gift.undo_until
    if is_donated_value(gift):
        # No gift was given that a policy could forbid.
        return None
    if gift.status in {"accepted", "donated"}:
        if may_undo and may_answer(campaign_of(session, gift), gift, at):
            return "decline"
        return "send_back" if gift.status == "accepted" else None
    if gift.status in ANSWERABLE:
        return "decline" if gift.product_id is not None and may_answer(campaign_of(session, gift), gift, at) else None
    if gift.status == "ordered":
        return "stop"
    return "send_back" if gift.status in {"shipped", "delivered"} else None


def office_says_no(
    session: Session,
    gift: RecipientGift,
    wanted: str,
    locale: str,
    nonce: str,
    at: datetime,
    *,
    by_office: bool = False,
) -> Way:
    """Does what the page had said, and nothing else. `by_office`: the office itself has pressed, and not the person. Raises
    WayClosed where that is not possible any more, with nothing changed."""
    person = lock_person(session, gift.recipient_id)
    lock_gift(session, gift)
    way = way_now(session, gift, at)
    if way is None or way != wanted:
        raise WayClosed("The gift has moved on since this page was opened.", param="way")
    if way == "decline":
        if gift.status not in ANSWERABLE:
            undo_answer(session, gift, at)
        decline_gift(session, gift, REASON, at, by_office=by_office)
    elif way == "stop":
        apply_all(session, [lose_piece(session, gift, "fail", at)], at)
        gift.decline_reason = REASON
        session.flush()
    else:
        place = Place(gift.id, gift.campaign_id)
        words = text(locale, "office.letter" if by_office else "after.office.message")
        kept = keep_persons_letter(session, person, place, words, at, came_by="page", once_for=f"office\n{nonce}")
        if kept.letter is not None:
            answer_letter(session, kept.letter, locale, at, only_giver=True)
    return way
