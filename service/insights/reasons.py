"""Why people declined, by the codes they chose."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.gifting.models import RecipientGift

WORDS: Final = {
    "gift_policy": "Their company does not allow it",
    "value_too_high": "The value is too high for them",
    "dietary": "It does not suit what they eat",
    "not_interested": "Not interested",
    "already_have": "They have one already",
    "wrong_person": "It reached the wrong person",
    "privacy": "They would rather not be on a list",
    "other": "Another reason",
}


def count_declines(session: Session, workspace_id: str, campaign_id: str) -> list[tuple[str, int]]:
    """(reason in words, people), most frequent first; people who gave none stand under "No reason given"."""
    rows = session.execute(
        select(RecipientGift.decline_reason, func.count())
        .where(
            RecipientGift.workspace_id == workspace_id,
            RecipientGift.campaign_id == campaign_id,
            RecipientGift.status == "declined",
        )
        .group_by(RecipientGift.decline_reason)
    )
    counted = [(WORDS.get(code or "", "No reason given"), number) for code, number in rows]
    return sorted(counted, key=lambda line: (-line[1], line[0]))
