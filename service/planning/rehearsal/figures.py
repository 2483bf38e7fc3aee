"""What came of a rehearsal, read from the tables of its sandbox: every person in exactly one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage
from service.planning.rehearsal.models import Rehearsal

_KEPT: Final = frozenset({"accepted", "ordered", "shipped", "delivered", "returned", "failed"})
_SHIPPED: Final = frozenset({"shipped", "delivered", "returned"})
_ARRIVED: Final = ("sent", "shown")
PARTS: Final = ("kept", "donated", "declined", "expired", "not_sent")
"""They add up to the people."""


def figures_of(session: Session, rehearsal: Rehearsal) -> dict[str, Any]:
    """{people, kept, swapped, donated, declined, expired, not_sent, shipped, captured_minor, budget_minor, currency, …}."""
    campaign = session.get_one(Campaign, rehearsal.campaign_id)
    session.refresh(campaign)
    people = session.scalar(select(func.count()).where(CampaignRecipient.campaign_id == campaign.id)) or 0
    written = exists().where(
        MailMessage.gift_id == RecipientGift.id, MailMessage.kind == "invitation", MailMessage.state.in_(_ARRIVED)
    )
    rows = session.execute(
        select(
            RecipientGift.status, RecipientGift.is_swapped, RecipientGift.opened_at.is_not(None), written, func.count()
        )
        .where(RecipientGift.campaign_id == campaign.id)
        .group_by(RecipientGift.status, RecipientGift.is_swapped, RecipientGift.opened_at.is_not(None), written)
    ).all()
    found: Counter[str] = Counter()
    for status, is_swapped, is_opened, is_written, number in rows:
        place = _place(status, is_reached=is_written or is_opened)
        found[place] += number
        found["opened"] += number if is_opened else 0
        found["invited"] += number if is_written else 0
        if place == "kept":
            found["swapped"] += number if is_swapped else 0
            found["shipped"] += number if status in _SHIPPED else 0
    counted = sum(found[part] for part in PARTS)
    return {
        "people": people,
        **{name: found[name] for name in ("invited", "opened", "kept", "swapped", "donated", "declined")},
        **_open_or_over(found, people - counted - found["open"]),
        "shipped": found["shipped"],
        "captured_minor": campaign.captured_minor,
        "reserved_minor": campaign.reserved_minor,
        "budget_minor": campaign.budget_minor,
        "currency": campaign.currency,
    }


def end_of_day(session: Session, rehearsal: Rehearsal) -> dict[str, Any]:
    """The same at the end of a day, with which day it is, from 1."""
    day = (rehearsal.played_to.date() - rehearsal.starts_at.date()).days
    return {"day": day, **figures_of(session, rehearsal)}


def _open_or_over(found: Mapping[str, int], without_a_gift: int) -> dict[str, int]:
    return {"expired": found["expired"], "not_sent": found["not_sent"] + without_a_gift, "open": found["open"]}


def _place(status: str, *, is_reached: bool) -> str:
    if status in _KEPT:
        return "kept"
    if status in {"donated", "declined"}:
        return status
    if status == "expired" and is_reached:
        return "expired"
    return "open" if status in {"notified", "opened"} else "not_sent"
