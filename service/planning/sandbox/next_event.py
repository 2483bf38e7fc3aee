"""When something happens next in a sandbox of its own accord."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import PAUSED, RUNNING
from service.clock import business_time, machine_time
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.models import MailMessage

NOTHING: Final = timedelta(days=1)
"""Where nothing waits, the clock goes on by so much."""
_JUST_AFTER: Final = timedelta(seconds=2)


def next_event(session: Session, workspace_id: str, at: datetime) -> datetime:
    """Just after the next mail or job that waits, the next end of an undo window, or of a campaign; a day on where none does."""
    job = session.scalar(
        select(func.min(Job.run_at)).where(
            Job.workspace_id == workspace_id, Job.state == "pending", Job.run_at > machine_time(at)
        )
    )
    moments = [
        None if job is None else business_time(job),
        session.scalar(
            select(func.min(MailMessage.wait_until)).where(
                MailMessage.workspace_id == workspace_id, MailMessage.state == "queued", MailMessage.wait_until > at
            )
        ),
        session.scalar(
            select(func.min(RecipientGift.undo_until)).where(
                RecipientGift.workspace_id == workspace_id, RecipientGift.undo_until > at
            )
        ),
        session.scalar(
            select(func.min(Campaign.expires_at)).where(
                Campaign.workspace_id == workspace_id, Campaign.status.in_((RUNNING, PAUSED)), Campaign.expires_at > at
            )
        ),
    ]
    return min((one for one in moments if one is not None), default=at + NOTHING) + _JUST_AFTER
