"""The people of a segment take part in a campaign: those who belong to it at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.brain.segments.conditions import are_by_name, of_rows
from service.brain.segments.keep import find_segment, segments_of
from service.brain.segments.models import Segment
from service.brain.segments.people import people_in
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import require_act
from service.db.writing.insert_new import insert_new
from service.errors import Conflict, InvalidInput
from service.recipients.lock import lock_people
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def segments_by_name(session: Session, workspace_id: str) -> Sequence[Segment]:
    """Those that ask only for what staff see of each person anyway: of any other, taking part would tell what somebody told."""
    return [one for one in segments_of(session, workspace_id) if are_by_name(of_rows(one.conditions))]


def add_segment(session: Session, actor: Actor, campaign: Campaign, segment_id: str, at: datetime) -> int:
    """Everybody who is in the segment now takes part, behind those who do already; answers how many joined.

    Raises NotFound, Conflict once people can no longer be added or where membership would tell what somebody told us, InvalidInput
    where nobody is in it.
    """
    segment = find_segment(session, actor.workspace_id, segment_id)
    if not are_by_name(of_rows(segment.conditions)):
        raise Conflict(
            "This segment asks what people told us or did. Adding its people by name would tell you who they are, so it can only "
            "be used for offers and results."
        )
    campaign = require_act(session, campaign, "add_people")
    people = lock_people(session, people_in(session, actor.workspace_id, of_rows(segment.conditions), at))
    joining = [one for one in people.values() if one.erased_at is None]
    if not joining:
        raise InvalidInput("Nobody is in this segment at the moment.", param="segment")
    last = select(func.max(CampaignRecipient.row_number)).where(CampaignRecipient.campaign_id == campaign.id)
    first = 1 + (session.scalar(last) or 1)
    joining.sort(key=lambda one: (one.created_at, one.id))
    rows = [
        {
            "workspace_id": campaign.workspace_id,
            "campaign_id": campaign.id,
            "recipient_id": one.id,
            "row_number": number,
        }
        for number, one in enumerate(joining, first)
    ]
    joined = len(insert_new(session, CampaignRecipient, ("campaign_id", "recipient_id"), rows))
    record_act(
        session,
        actor,
        "campaign.people_saved",
        at,
        subject_id=campaign.id,
        body={"segment": segment.id, "joined": joined},
    )
    return joined
