"""People who said that they are not the right person, or have left: who is it now? The one reason that the sender is told of.

Nothing here opens their page or their link: it has closed, and they are invited no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.campaigns.transitions import allows
from service.db.page import Page, page_of
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.recipients.person_tasks.keep import end_task
from service.recipients.person_tasks.models import PersonTask
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


@dataclass(frozen=True, slots=True)
class Task:
    """One that waits. `name` None where the person was erased; `may_add`: the campaign runs, so that somebody can be added."""

    gift_id: str
    name: str | None
    recipient_id: str
    company: str
    campaign_id: str
    campaign: str
    may_add: bool
    since: datetime


def list_tasks(session: Session, actor: Actor, number: str | None) -> Page[Task]:
    """A page of those of the campaigns that the actor sees, the oldest first."""
    query = (
        select(PersonTask, RecipientGift, Recipient, Account.name, Campaign)
        .join(RecipientGift, RecipientGift.id == PersonTask.gift_id)
        .join(Recipient, Recipient.id == PersonTask.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(PersonTask.workspace_id == actor.workspace_id, PersonTask.done_at.is_(None), campaigns_of(actor))
        .order_by(PersonTask.opened_at, PersonTask.gift_id)
    )
    page = page_of(session, query, number)
    tasks = [
        Task(
            gift.id, None if person.erased_at else person_name(person), person.id, company, campaign.id, campaign.name,
            allows(campaign.status, "add_person"), task.opened_at,
        )
        for task, gift, person, company, campaign in page.items
    ]  # fmt: skip
    return Page(tasks, page.number, page.total)


def settle_task(session: Session, actor: Actor, gift_id: str, outcome: str, at: datetime) -> None:
    """Somebody else was added, or nobody takes the place; the audit log says who said so. Raises NotFound for one of a campaign
    that the actor does not see, and as `end_task` does."""
    found = session.scalar(
        select(PersonTask.gift_id)
        .join(RecipientGift, RecipientGift.id == PersonTask.gift_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(PersonTask.gift_id == gift_id, PersonTask.workspace_id == actor.workspace_id, campaigns_of(actor))
    )
    if found is None:
        raise NotFound("There’s no such task.")
    end_task(session, gift_id, outcome, actor.user_id, at)
    record_act(session, actor, "person.place_settled", at, subject_id=gift_id, body={"outcome": outcome})
