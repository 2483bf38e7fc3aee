"""Keeping the personal lines of a campaign: typed for one person, or from a column of a list. The latest word stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.errors import Conflict, NotFound
from service.gifting.models import RecipientGift
from service.planning.message.personal.check import read_line
from service.recipients.lock import lock_person
from service.recipients.models import PersonalLine
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def type_line(session: Session, actor: Actor, campaign: Campaign, recipient_id: str, words: str, at: datetime) -> None:
    """Keeps the line that somebody typed for one person, or takes it away where nothing is typed; audited, without the words.

    Raises NotFound for somebody who does not take part, Conflict once their gift was launched, InvalidInput as `read_line` does.
    """
    line = read_line(words) if words.strip() else None
    person = lock_person(session, recipient_id)
    takes_part = select(CampaignRecipient.id).where(
        CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.recipient_id == recipient_id
    )
    if session.scalar(takes_part) is None or person.erased_at is not None:
        raise NotFound("This person isn’t in this campaign.")
    launched = select(RecipientGift.id).where(
        RecipientGift.campaign_id == campaign.id,
        RecipientGift.recipient_id == recipient_id,
        RecipientGift.launched_at.is_not(None),
    )
    if session.scalar(launched.limit(1)) is not None:
        raise Conflict("This person’s letter has left already, so its line can’t be changed.")
    keep_line(session, campaign.workspace_id, campaign.id, recipient_id, line, at, "typed")
    record_act(session, actor, "person.line_written" if line else "person.line_removed", at, subject_id=recipient_id)


def keep_lines(
    session: Session, workspace_id: str, campaign_id: str, lines: Iterable[tuple[str, str | None]], at: datetime
) -> None:
    """Keeps what a list holds, by the person's id. A row without a line says nothing and takes nothing away."""
    for recipient_id, line in lines:
        if line:
            keep_line(session, workspace_id, campaign_id, recipient_id, line, at, "list")


def keep_line(
    session: Session,
    workspace_id: str,
    campaign_id: str,
    recipient_id: str,
    line: str | None,
    at: datetime,
    source: str,
) -> None:
    """Writes one line that was read, or deletes it. The person is locked."""
    row = session.get(PersonalLine, (recipient_id, campaign_id))
    if line is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(
            PersonalLine(
                recipient_id=recipient_id,
                campaign_id=campaign_id,
                workspace_id=workspace_id,
                words=line,
                source=source,
                at=at,
            )
        )
    else:
        row.words, row.source, row.at = line, source, at
    session.flush()
