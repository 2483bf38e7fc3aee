"""The short number by which people speak of a gift and its statement."""

from __future__ import annotations

from service.gifting.models import RecipientGift


def gift_number(gift: RecipientGift) -> str:
    """For example HP-2026-11-22-7KQ4: the day it was launched (or planned) and four letters of its id."""
    day = (gift.launched_at or gift.created_at).date().isoformat()
    return f"HP-{day}-{gift.id[-4:].upper()}"
