"""A wave set for a day and an hour: what somebody typed, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, Wave
from service.errors import InvalidInput

HOURS: Final = range(8, 20)
"""Full hours at which a mail may be set to leave: outside of these it is night."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The first day and the full hour on each reader's clock."""

    on: date
    hour: int


def read_leave(form: Mapping[str, str], campaign: Campaign, at: datetime) -> Leave | None:
    """The day and hour of the form; None where no day is set, so that the mails leave as soon as they may. Raises InvalidInput."""
    day, hour = form.get("leave_on", "").strip(), form.get("leave_hour", "").strip()
    if not day:
        return None
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise InvalidInput("Choose a day, such as 2027-03-18, or leave it empty.", param="leave_on") from None
    if not hour.isdecimal() or int(hour) not in HOURS:
        raise InvalidInput(f"Choose an hour from {HOURS[0]}:00 to {HOURS[-1]}:00 on their clock.", param="leave_hour")
    if not at.date() <= on < campaign.expires_at.date() - timedelta(days=1):
        raise InvalidInput(
            "Choose a day from today on, at least two days before the campaign closes, so that people can answer.",
            param="leave_on",
        )
    return Leave(on, int(hour))


def set_leave(session: Session, campaign: Campaign, wave: int, leave: Leave) -> None:
    """Writes down when the mails of a wave leave, in the transaction that marks it."""
    session.add(
        Wave(
            workspace_id=campaign.workspace_id, campaign_id=campaign.id, number=wave, leave_on=leave.on,
            leave_hour=leave.hour,
        )
    )  # fmt: skip
    session.flush()
