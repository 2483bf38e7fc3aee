"""When somebody first opened their page, on their own clock: a film that is made only then may be shorter in the evening."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from renderers.relation import Daypart
from service.campaigns.models import Campaign
from service.contact.quiet_hours import zones_of
from service.gifting.models import RecipientGift

_MORNING_ENDS: Final = 11
_EVENING_BEGINS: Final = 18


def opened_in(campaign: Campaign, gift: RecipientGift, country: str) -> Daypart | None:
    """The part of the day. None: before it was opened, where films are drawn ahead of that, and where clocks in the country do not
    agree on it."""
    if campaign.films == "ahead" or gift.opened_at is None:
        return None
    found = {_daypart(gift.opened_at.astimezone(zone)) for zone in zones_of(country)}
    return found.pop() if len(found) == 1 else None


def _daypart(at: datetime) -> Daypart:
    if at.hour < _MORNING_ENDS:
        return "morning"
    return "day" if at.hour < _EVENING_BEGINS else "evening"
