"""Figures for which every person of a campaign is looked at. Of a large campaign they are counted once in some seconds, however
many look; and at once again after anything that sets money aside or frees it, changes the plan or the state, or adds somebody.

What a page decides by, and what is asked in the moment before an act, never comes from here.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final, TypeVar, cast

from cachetools import TTLCache
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient

Figure = TypeVar("Figure")
LARGE: Final = 2_000
"""People from which on a campaign's figures are kept for a moment."""
FRESH: Final = 10.0
"""Seconds."""
_KEPT: Final[TTLCache[tuple[object, ...], object]] = TTLCache(512, FRESH)
_LOCK: Final = Lock()


def counted(session: Session, campaign: Campaign, what: str, count: Callable[[], Figure]) -> Figure:
    """What `count` answers now, or answered within `FRESH` seconds where the campaign is large. `what` names the figure."""
    people = session.scalar(
        select(func.count()).select_from(CampaignRecipient).where(CampaignRecipient.campaign_id == campaign.id)
    )
    if (people or 0) < LARGE:
        return count()
    key = (
        what, campaign.id, people, campaign.status, campaign.current_match_run_id, campaign.approved_match_run_id,
        campaign.reserved_minor, campaign.captured_minor,
    )  # fmt: skip
    with _LOCK:
        found = _KEPT.get(key, _KEPT)
    if found is not _KEPT:
        return cast("Figure", found)
    figure = count()
    with _LOCK:
        _KEPT[key] = figure
    return figure
