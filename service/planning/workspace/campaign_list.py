"""The first page: every campaign, what it waits for and what it costs, sorted by what needs somebody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import campaigns_of, in_sight
from service.campaigns.transitions import DRAFT, allows
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent, MatchRun, RecipientGift
from service.gifting.transitions import ANSWERABLE, KEPT
from service.jobs.models import Job
from service.outreach.models import MailMessage
from service.outreach.sending.send_again import AGAIN
from service.planning.people.models import PendingUpload
from service.planning.plan.approve import is_approved
from service.recipients.models import Recipient
from service.workspaces.actor import Actor

Group = Literal["needs", "running", "draft", "closed"]
GROUPS: Final[Mapping[Group, str]] = {
    "needs": "Needs attention",
    "running": "Running",
    "draft": "Draft",
    "closed": "Closed",
}
DECIDED: Final = KEPT | {"donated", "declined", "returned"}
EVENTS_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One campaign. `kind` is a state of the kit (ok, run, wait, need, held), `decided` and `launched` count people."""

    campaign: Campaign
    people: int
    accounts: int
    group: Group
    kind: str
    word: str
    plan: MatchRun | None
    launched: int
    decided: int
    kept: int
    next_word: str
    next_path: str


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """The workspace's money in one currency, in minor units."""

    currency: str
    reserved: int
    captured: int
    returned: int


def list_campaigns(session: Session, actor: Actor) -> list[CampaignLine]:
    """All campaigns that the actor sees: what needs somebody first, then the newest."""
    campaigns = session.scalars(select(Campaign).where(campaigns_of(actor)).order_by(Campaign.created_at.desc())).all()
    workspace_id = actor.workspace_id
    sizes = _sizes(session, workspace_id)
    statuses = _statuses(session, workspace_id)
    plans = _current_plans(session, workspace_id)
    mending = set(
        session.scalars(
            select(PendingUpload.campaign_id).where(
                PendingUpload.workspace_id == workspace_id, PendingUpload.state != "ended"
            )
        )
    )
    in_trouble = _in_trouble(session, workspace_id)
    lines = [
        _line(
            campaign,
            sizes.get(campaign.id, (0, 0)),
            statuses[campaign.id],
            plans.get(campaign.current_match_run_id or ""),
            campaign.id in mending,
            campaign.id in in_trouble,
        )
        for campaign in campaigns
    ]
    order = list(GROUPS)
    return sorted(lines, key=lambda line: order.index(line.group))


def sum_money(session: Session, actor: Actor) -> list[MoneyLine]:
    """What is promised, what was charged and what came back, by currency, over all campaigns that the actor sees."""
    back = {
        currency: int(amount)
        for currency, amount in session.execute(
            select(RecipientGift.currency, func.sum(RecipientGift.price_minor))
            .where(
                RecipientGift.workspace_id == actor.workspace_id,
                in_sight(RecipientGift.campaign_id, actor),
                RecipientGift.launched_at.is_not(None),
                RecipientGift.status.in_(("declined", "expired", "canceled")),
                RecipientGift.is_reserved.is_(False),
            )
            .group_by(RecipientGift.currency)
        )
    }
    rows = session.execute(
        select(Campaign.currency, func.sum(Campaign.reserved_minor), func.sum(Campaign.captured_minor))
        .where(campaigns_of(actor))
        .group_by(Campaign.currency)
        .order_by(Campaign.currency)
    )
    return [MoneyLine(currency, int(held), int(spent), back.get(currency, 0)) for currency, held, spent in rows]


def latest_events(session: Session, actor: Actor) -> list[tuple[GiftEvent, Recipient | None]]:
    """What people whom the actor sees did lately, newest first, with who it was unless they have been erased."""
    rows = session.execute(
        select(GiftEvent, Recipient)
        .join(RecipientGift, RecipientGift.id == GiftEvent.gift_id)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(
            GiftEvent.workspace_id == actor.workspace_id,
            GiftEvent.kind.in_(tuple(EVENT_WORDS)),
            in_sight(RecipientGift.campaign_id, actor),
        )
        .order_by(GiftEvent.id.desc())
        .limit(EVENTS_SHOWN)
    ).all()
    return [(event, None if person.erased_at else person) for event, person in rows]


EVENT_WORDS: Final = {
    EventKind.OPENED: "opened the gift page",
    EventKind.SWAPPED: "swapped the gift",
    EventKind.ACCEPTED: "accepted the gift",
    EventKind.DONATED: "donated the gift",
    EventKind.DECLINED: "declined; the money comes back",
    EventKind.UNDONE: "undid their answer",
    EventKind.EXPIRED: "did not answer in time; the money comes back",
    EventKind.DELIVERED: "received the gift",
}


def describe_status(status: str) -> tuple[str, str]:
    """(a state of the kit, its word) of a campaign, whatever else it waits for."""
    _, kind, word, _, _ = _STANDS[status]
    return kind, word


def _current_plans(session: Session, workspace_id: str) -> dict[str, MatchRun]:
    """The plans that stand, by id: every campaign has many that were made before."""
    rows = session.scalars(
        select(MatchRun)
        .join(Campaign, Campaign.current_match_run_id == MatchRun.id)
        .where(Campaign.workspace_id == workspace_id)
    )
    return {run.id: run for run in rows}


def _sizes(session: Session, workspace_id: str) -> dict[str, tuple[int, int]]:
    """Campaign id -> (people, accounts)."""
    rows = session.execute(
        select(CampaignRecipient.campaign_id, func.count(), func.count(func.distinct(Recipient.account_id)))
        .join(Recipient, Recipient.id == CampaignRecipient.recipient_id)
        .where(CampaignRecipient.workspace_id == workspace_id)
        .group_by(CampaignRecipient.campaign_id)
    )
    return {campaign_id: (people, accounts) for campaign_id, people, accounts in rows}


def _in_trouble(session: Session, workspace_id: str) -> set[str]:
    """Campaigns in which an invitation did not go, or something could not be made, for somebody who waits for it."""
    waits = (
        RecipientGift.workspace_id == workspace_id,
        RecipientGift.status.in_(ANSWERABLE),
        RecipientGift.opened_at.is_(None),
    )
    mails = (
        select(RecipientGift.campaign_id)
        .join(MailMessage, MailMessage.gift_id == RecipientGift.id)
        .where(*waits, MailMessage.kind == "invitation", MailMessage.state.in_(AGAIN))
    )
    made = (
        select(RecipientGift.campaign_id)
        .join(Job, Job.subject_id == RecipientGift.id)
        .where(*waits, Job.workspace_id == workspace_id, Job.state == "dead", Job.kind.startswith("content."))
    )
    return {*session.scalars(mails.distinct()), *session.scalars(made.distinct())}


def _statuses(session: Session, workspace_id: str) -> defaultdict[str, Counter[str]]:
    """Campaign id -> how many launched gifts stand where."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for campaign_id, status, number in session.execute(
        select(RecipientGift.campaign_id, RecipientGift.status, func.count())
        .where(RecipientGift.workspace_id == workspace_id, RecipientGift.launched_at.is_not(None))
        .group_by(RecipientGift.campaign_id, RecipientGift.status)
    ):
        found[campaign_id][status] = number
    return found


def _line(
    campaign: Campaign,
    size: tuple[int, int],
    statuses: Counter[str],
    plan: MatchRun | None,
    is_mending: bool,
    has_trouble: bool,
) -> CampaignLine:
    group, kind, word, next_word, slug = _stand(campaign.status, size[0], is_mending)
    if allows(campaign.status, "set_out") and campaign.current_match_run_id and not is_approved(campaign):
        group, kind, word, next_word, slug = _STANDS["planned"]
    elif has_trouble and group == "running":
        group, kind, word, next_word, slug = "needs", "need", "Something went wrong", "See what", "launch"
    return CampaignLine(
        campaign=campaign,
        people=size[0],
        accounts=size[1],
        group=group,
        kind=kind,
        word=word,
        plan=plan,
        launched=statuses.total(),
        decided=sum(statuses[status] for status in DECIDED),
        kept=sum(statuses[status] for status in KEPT),
        next_word=next_word,
        next_path=f"/campaigns/{campaign.id}/{slug}",
    )


def _stand(status: str, people: int, is_mending: bool) -> tuple[Group, str, str, str, str]:
    """(group, kind of state, its word, the next step's word, the step's page)."""
    if is_mending and allows(status, "add_people"):
        return "needs", "need", "Needs fixing", "Continue with the file", "people"
    if status == DRAFT and not people:
        return "draft", "wait", "Draft", "Add people", "people"
    return _STANDS[status]


_STANDS: Final[Mapping[str, tuple[Group, str, str, str, str]]] = {
    "draft": ("draft", "wait", "Draft", "Choose the gifts", "plan"),
    "planning": ("running", "run", "Gifts being chosen", "Watch", "plan"),
    "planned": ("needs", "need", "Plan to review", "Review the plan", "plan"),
    "pending_approval": ("needs", "held", "Waiting for approval", "See the plan", "plan"),
    "approved": ("needs", "need", "Ready to launch", "Launch", "launch"),
    "running": ("running", "run", "Waiting for answers", "Watch", "launch"),
    "paused": ("needs", "held", "Paused", "Resume or close", "launch"),
    "closed": ("closed", "ok", "Closed", "See the results", "results"),
}
