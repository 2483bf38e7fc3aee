"""A draft goes: out of sight at once, for good a day later, some rows at a time. Its people stay people of the workspace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, func, select, tuple_
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import lock_campaign, require_act
from service.db.base import Base
from service.db.connect import transaction
from service.errors import Conflict, NotFound
from service.gifting.models import RecipientGift
from service.jobs.row_sweep import Due, RowSweep
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

BACK_FOR: Final = timedelta(hours=24)
"""How long a deleted draft can be brought back."""
AT_ONCE: Final = 1000
"""Rows that go in one transaction."""


def delete_draft(session: Session, campaign: Campaign, actor: Actor, at: datetime) -> None:
    """Takes a draft, or a plan that nobody has approved, out of sight. Raises Conflict once it is approved, or while it is read or
    planned."""
    campaign = require_act(session, campaign, "delete_draft")
    campaign.deleted_at = at
    record_act(session, actor, "campaign.deleted", at, subject_id=campaign.id)


def restore_draft(session: Session, campaign_id: str, actor: Actor, at: datetime) -> Campaign:
    """Brings a deleted draft back, to the one who could see it before. Raises NotFound, or Conflict where it is too late."""
    found = session.get(Campaign, campaign_id)
    if found is None or found.workspace_id != actor.workspace_id or not _was_theirs(found, actor):
        raise NotFound("There’s no such campaign.")
    campaign = lock_campaign(session, found)
    if campaign.deleted_at is None:
        return campaign
    if at >= campaign.deleted_at + BACK_FOR:
        raise Conflict("It’s too late to bring this draft back: it is kept for a day.")
    campaign.deleted_at = None
    record_act(session, actor, "campaign.restored", at, subject_id=campaign.id)
    return campaign


def deleted_draft(session: Session, campaign_id: str, actor: Actor, at: datetime) -> Campaign | None:
    """The draft of this id where it was deleted, was theirs to see, and can still be brought back."""
    found = session.get(Campaign, campaign_id) if campaign_id else None
    if found is None or found.workspace_id != actor.workspace_id or not _was_theirs(found, actor):
        return None
    return found if found.deleted_at is not None and at < found.deleted_at + BACK_FOR else None


def people_in(session: Session, campaign: Campaign) -> int:
    """How many people a draft names; they stay in the workspace when it goes."""
    people = select(func.count()).where(CampaignRecipient.campaign_id == campaign.id)
    return session.scalar(people) or 0


def _was_theirs(campaign: Campaign, actor: Actor) -> bool:
    return actor.may("see_everyone") or (actor.user_id is not None and campaign.seller_id == actor.user_id)


def _due(at: datetime) -> Due:
    return select(Campaign.id, Campaign.workspace_id, Campaign.deleted_at).where(Campaign.deleted_at <= at - BACK_FOR)


def _purge(campaign_id: str, at: datetime) -> int:
    """Some rows of a deleted draft, or at the end its own: however many there are, nobody waits for all of them to go."""
    with transaction() as session:
        campaign = lock_campaign(session, session.get_one(Campaign, campaign_id))
        if campaign.deleted_at is None or campaign.deleted_at > at - BACK_FOR or _has_launched(session, campaign):
            return 0
        left = AT_ONCE
        for table, those in _hanging(_table(Campaign), Campaign.id == campaign_id):
            left -= _delete_some(session, table, those, left)
            if left <= 0:
                return 1
        session.execute(delete(Campaign).where(Campaign.id == campaign_id))
    return 1


def _has_launched(session: Session, campaign: Campaign) -> bool:
    """Never so of a draft: what was promised to somebody is not forgotten, whatever a row says."""
    launched = (RecipientGift.campaign_id == campaign.id, RecipientGift.launched_at.is_not(None))
    return session.scalar(select(RecipientGift.id).where(*launched).limit(1)) is not None


def _hanging(parent: Table, those: ColumnElement[bool], above: tuple[Table, ...] = ()) -> Iterator[_Rows]:
    """Every table with rows that name these rows of `parent`, those that hang on others first."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is not parent or table is parent or table in above:
                continue
            hanging = key.parent.in_(select(key.column).where(those))
            yield from _hanging(table, hanging, (*above, parent))
            yield table, hanging


_Rows = tuple[Table, ColumnElement[bool]]


def _delete_some(session: Session, table: Table, those: ColumnElement[bool], most: int) -> int:
    keys: list[Any] = list(table.primary_key)
    some = session.execute(select(*keys).where(those).limit(most)).all()
    if some:
        session.execute(delete(table).where(tuple_(*keys).in_([tuple(row) for row in some])))
    return len(some)


def _table(of: type[Base]) -> Table:
    table: Table = of.__table__  # type: ignore[assignment]  # a mapped class has a table of its own
    return table


purge_drafts: Final = RowSweep("deleted drafts gone", _due, _purge)
"""What was deleted a day ago goes for good; files that a row named follow it (`ops.lost_files`)."""
