"""The first page: every campaign, what it waits for and what it costs, sorted by what needs somebody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import campaigns_of, given_by, in_sight
from service.campaigns.transitions import DRAFT, allows, states_for
from service.db.page import Page, page_of
from service.db.writing.beside import beside
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent, MatchRun, RecipientGift
from service.gifting.transitions import ANSWERABLE, KEPT
from service.jobs.models import Job
from service.jobs.queue_report import FAILED
from service.outreach.models import MailMessage
from service.outreach.sending.send_again import AGAIN
from service.planning.large import LARGE, counted
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
_GOES_ON: Final[Group] = "running"
"""The group of what goes its way by itself."""
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


def list_campaigns(
    session: Session, actor: Actor, shown: Group | None = None, number: str | None = None
) -> Page[CampaignLine]:
    """One page of the campaigns that the actor sees, of all or of one group: what needs somebody first, then the newest. Only those
    of the page are counted."""
    rank = case({group: place for place, group in enumerate(GROUPS)}, value=_group(actor.workspace_id))
    query = (
        select(Campaign, _is_mending().label("to_fix"), _in_trouble(actor.workspace_id).label("trouble"))
        .where(campaigns_of(actor))
        .order_by(rank, Campaign.created_at.desc(), Campaign.id)
    )
    if shown is not None:
        query = query.where(_group(actor.workspace_id) == shown)
    page = page_of(session, query, number)
    ids = [campaign.id for campaign, _, _ in page.items]
    sizes = _sizes(session, [campaign for campaign, _, _ in page.items])
    statuses = _statuses(session, ids)
    plans = _current_plans(session, ids)
    lines = [
        _line(
            campaign,
            sizes.get(campaign.id, (0, 0)),
            statuses[campaign.id],
            plans.get(campaign.current_match_run_id or ""),
            bool(is_mending),
            bool(has_trouble),
        )
        for campaign, is_mending, has_trouble in page.items
    ]
    return Page(lines, page.number, page.total)


def count_groups(session: Session, actor: Actor) -> dict[Group, int]:
    """How many campaigns each group holds, of those that the actor sees; an empty group is left out."""
    group = _group(actor.workspace_id).label("campaign_group")
    rows = session.execute(select(group, func.count()).where(campaigns_of(actor)).group_by(group))
    return {name: number for name, number in rows}


def sum_money(session: Session, actor: Actor) -> list[MoneyLine]:
    """What is promised, what was charged and what came back, by currency, over all campaigns that the actor sees."""
    back = {
        currency: int(amount)
        for currency, amount in session.execute(
            select(RecipientGift.currency, func.sum(RecipientGift.cost_minor))
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
            given_by(RecipientGift.campaign_id, RecipientGift.recipient_id, actor),
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
    EventKind.VALUE_DONATED: "donated the value",
    EventKind.DECLINED: "declined; the money comes back",
    EventKind.UNDONE: "undid their answer",
    EventKind.EXPIRED: "did not answer in time; the money comes back",
    EventKind.DELIVERED: "received the gift",
}


def describe_status(status: str) -> tuple[str, str]:
    """(a state of the kit, its word) of a campaign, whatever else it waits for."""
    _, kind, word, _, _ = _STANDS[status]
    return kind, word


def _current_plans(session: Session, campaign_ids: Sequence[str]) -> dict[str, MatchRun]:
    """The plans that stand, by id: every campaign has many that were made before."""
    rows = session.scalars(
        select(MatchRun)
        .join(Campaign, Campaign.current_match_run_id == MatchRun.id)
        .where(Campaign.id.in_(campaign_ids))
    )
    return {run.id: run for run in rows}


def _sizes(session: Session, campaigns: Sequence[Campaign]) -> dict[str, tuple[int, int]]:
    """Campaign id -> (people, accounts). Whose companies these are is looked up person by person, of a large campaign now and
    then."""
    rows = session.execute(
        select(CampaignRecipient.campaign_id, func.count())
        .where(CampaignRecipient.campaign_id.in_([campaign.id for campaign in campaigns]))
        .group_by(CampaignRecipient.campaign_id)
    )
    people = {campaign_id: number for campaign_id, number in rows}
    found = _with_accounts(session, [one for one, number in people.items() if number < LARGE])
    for campaign in campaigns:
        if people.get(campaign.id, 0) >= LARGE:
            found[campaign.id] = counted(session, campaign, "size", partial(_size, session, campaign.id))
    return found


def _size(session: Session, campaign_id: str) -> tuple[int, int]:
    return _with_accounts(session, [campaign_id])[campaign_id]


def _with_accounts(session: Session, campaign_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    rows = session.execute(
        select(CampaignRecipient.campaign_id, func.count(), func.count(func.distinct(Recipient.account_id)))
        .join(Recipient, Recipient.id == CampaignRecipient.recipient_id)
        .where(CampaignRecipient.campaign_id.in_(campaign_ids))
        .group_by(CampaignRecipient.campaign_id)
    )
    return {campaign_id: (people, accounts) for campaign_id, people, accounts in rows}


def _statuses(session: Session, campaign_ids: Sequence[str]) -> defaultdict[str, Counter[str]]:
    """Campaign id -> how many launched gifts stand where."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for campaign_id, status, number in session.execute(
        select(RecipientGift.campaign_id, RecipientGift.status, func.count())
        .where(RecipientGift.campaign_id.in_(campaign_ids), RecipientGift.launched_at.is_not(None))
        .group_by(RecipientGift.campaign_id, RecipientGift.status)
    ):
        found[campaign_id][status] = number
    return found


def _group(workspace_id: str) -> ColumnElement[Group]:
    """The group of a campaign, as `_line` finds it: the database sorts and cuts by it."""
    by_status = {status: stand[0] for status, stand in _STANDS.items()}
    is_newer = and_(
        Campaign.status.in_(states_for("set_out")),
        Campaign.current_match_run_id.is_not(None),
        Campaign.current_match_run_id.is_distinct_from(Campaign.approved_match_run_id),
    )
    goes_on = Campaign.status.in_([status for status, group in by_status.items() if group == _GOES_ON])
    needs = or_(
        and_(_is_mending(), Campaign.status.in_(states_for("add_people"))),
        is_newer,
        and_(goes_on, _in_trouble(workspace_id)),
    )
    return case((needs, "needs"), else_=case(by_status, value=Campaign.status))


def _is_mending() -> ColumnElement[bool]:
    """Whether a list of the campaign waits for somebody."""
    return exists().where(PendingUpload.campaign_id == Campaign.id, PendingUpload.state != "ended")


def _in_trouble(workspace_id: str) -> ColumnElement[bool]:
    """Whether an invitation did not go, or something could not be made, for somebody who waits for it. It is asked from what went
    wrong, which is little, and not from everybody who waits."""
    waits = (
        beside(RecipientGift.workspace_id) == workspace_id,
        beside(RecipientGift.status).in_(ANSWERABLE),
        RecipientGift.opened_at.is_(None),
    )
    mails = (
        select(RecipientGift.campaign_id)
        .join(MailMessage, MailMessage.gift_id == RecipientGift.id)
        .where(
            *waits,
            MailMessage.workspace_id == workspace_id,
            MailMessage.kind == "invitation",
            MailMessage.state.in_(AGAIN),
        )
    )
    made = (
        select(RecipientGift.campaign_id)
        .join(Job, Job.subject_id == RecipientGift.id)
        .where(*waits, Job.workspace_id == workspace_id, FAILED, Job.kind.startswith("content."))
    )
    return or_(Campaign.id.in_(mails), Campaign.id.in_(made))


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
    elif has_trouble and group == _GOES_ON:
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
