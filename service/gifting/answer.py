"""What a recipient answers on the gift's page: kept as a fact they told us; what follows from it is decided again at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.gifting.find import require_open
from service.gifting.look_again import look_at_person
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.open import open_gift
from service.recipients import answers
from service.recipients.models import Recipient

BINDING: Final = frozenset({"diet", "allergen", "material", "adult"})
"""Kinds of facts that can make a gift unsafe or possible, so that it has to be decided again."""


def answer_diet(
    session: Session, gift: RecipientGift, diets: Sequence[str], allergens: Sequence[str], at: datetime
) -> None:
    """The diet question. Raises LinkClosed or InvalidInput."""
    require_open(session, gift, at)
    open_gift(session, gift, at)
    fact_ids = answers.answer_diet(session, _recipient(session, gift), diets, allergens, at)
    _record(session, gift, "diet", fact_ids, at)
    look_at_person(session, gift.recipient_id, at)


def answer_interest(session: Session, gift: RecipientGift, leaning: str, at: datetime) -> None:
    """The question what they would enjoy. It serves later choices; this gift stays as it is. Raises LinkClosed or InvalidInput."""
    require_open(session, gift, at)
    open_gift(session, gift, at)
    _record(session, gift, "interest", answers.answer_interest(session, _recipient(session, gift), leaning, at), at)


def skip_question(session: Session, gift: RecipientGift, kind: answers.QuestionKind, at: datetime) -> None:
    """Rather not say. Raises LinkClosed."""
    require_open(session, gift, at)
    open_gift(session, gift, at)
    answers.skip(session, _recipient(session, gift), kind, at)
    _record(session, gift, kind, [], at)


def _recipient(session: Session, gift: RecipientGift) -> Recipient:
    return session.get_one(Recipient, gift.recipient_id)


def _record(session: Session, gift: RecipientGift, kind: str, fact_ids: Sequence[str], at: datetime) -> None:
    session.add(
        GiftEvent(
            workspace_id=gift.workspace_id,
            campaign_id=gift.campaign_id,
            gift_id=gift.id,
            kind="gift.preference_answered",
            body={"question": kind, "fact_ids": list(fact_ids)},
            at=at,
        )
    )
