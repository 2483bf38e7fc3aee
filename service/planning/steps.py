"""How far a campaign has come along its five steps, and what each of them still needs: one answer for every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import DRAFT, PAUSED, UNAPPROVED
from service.catalog.shelf import has_gifts
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.jobs.models import OPEN, Job
from service.planning.large import counted
from service.planning.people.models import PendingUpload

_BEHIND: Final = {
    "draft": 2,
    "planning": 2,
    "planned": 2,
    "pending_approval": 2,
    "approved": 3,
    "running": 4,
    "paused": 4,
    "closed": 5,
}
_LAUNCHING: Final = "planning.launch"
Shape = Literal["ok", "run", "need", "held", "wait"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the shape of the kit that it shows, and its state in at most four words."""

    shape: Shape
    word: str


NOT_BEGUN: Final = Step("wait", "not begun")


@dataclass(frozen=True, slots=True)
class Steps:
    """People, message and rules, plan, launch and results, in this order. True where somebody takes part."""

    done: int
    lines: tuple[Step, ...]

    def __bool__(self) -> bool:
        return self.done > 0


NOTHING_DONE: Final = Steps(0, (Step("need", "nobody yet"), *[NOT_BEGUN] * 3, Step("wait", "after launch")))


def steps_behind(session: Session, campaign: Campaign) -> int:
    """How many of the five (people, message and rules, plan, launch, results) are done. A draft without people has begun none."""
    someone = select(CampaignRecipient.id).where(CampaignRecipient.campaign_id == campaign.id).limit(1)
    if campaign.status == DRAFT and session.scalar(someone) is None:
        return 0
    return _BEHIND[campaign.status]


def steps_of(session: Session, campaign: Campaign) -> Steps:
    """Every step as it stands at this moment, from what is there and not from which page was opened."""
    people = session.scalar(
        select(func.count()).select_from(CampaignRecipient).where(CampaignRecipient.campaign_id == campaign.id)
    )
    done = 0 if campaign.status == DRAFT and not people else _BEHIND[campaign.status]
    launched, planned, answered = _launched(session, campaign)
    return Steps(
        done,
        (
            _people(session, campaign, people or 0),
            _message(campaign),
            _plan(session, campaign, people or 0),
            _launch(campaign, launched, planned, is_setting_out=_sets_out(session, campaign)),
            _results(launched, answered),
        ),
    )


_READ: Final[Mapping[str, Callable[[PendingUpload], Step]]] = {
    "reading": lambda _: Step("run", "being read"),
    "refused": lambda _: Step("need", "file not read"),
    "columns": lambda _: Step("need", "columns to check"),
    "checking": lambda _: Step("run", "being checked"),
    "checked": lambda _: Step("need", "list not saved"),
    "saving": lambda _: Step("run", "being saved"),
}
"""State of the list that is under way -> the step."""


def _people(session: Session, campaign: Campaign, people: int) -> Step:
    pending = session.scalar(
        select(PendingUpload)
        .where(PendingUpload.campaign_id == campaign.id, PendingUpload.state.in_(_READ))
        .order_by(PendingUpload.created_at.desc())
        .limit(1)
    )
    # A file that was refused changes nothing about people who are there.
    if pending is not None and not (people and pending.state == "refused"):
        return _READ[pending.state](pending)
    return Step("ok", f"{people:,} saved") if people else Step("need", "nobody yet")


def _message(campaign: Campaign) -> Step:
    if campaign.status not in UNAPPROVED:
        return Step("ok", "locked")
    waiting = len({locale for by_locale in campaign.old_words.values() for locale in by_locale})
    if waiting:
        return Step("need", f"{waiting} {'language' if waiting == 1 else 'languages'} to read")
    return Step("ok", "filled in")


_PLANS: Final[Mapping[str, Step]] = {
    "planning": Step("run", "being chosen"),
    "planned": Step("need", "to review"),
    "pending_approval": Step("held", "with a second person"),
}
_UNLAUNCHED: Final[Mapping[str, Step]] = {"approved": Step("need", "to check")}
"""State of the campaign -> how its plan, or its launch, stands."""


def _plan(session: Session, campaign: Campaign, people: int) -> Step:
    if campaign.status not in UNAPPROVED:
        is_newer = campaign.current_match_run_id != campaign.approved_match_run_id
        return Step("need", "new, to review") if is_newer else Step("ok", "approved")
    if (step := _PLANS.get(campaign.status)) is not None:
        return step
    if people and not has_gifts(session, campaign.workspace_id):
        return Step("need", "no gifts yet")
    return NOT_BEGUN


def _sets_out(session: Session, campaign: Campaign) -> bool:
    """Whether a wave is being launched at this moment."""
    job = select(Job.id).where(Job.kind == _LAUNCHING, Job.subject_id == campaign.id, Job.state.in_(OPEN))
    return session.scalar(job.limit(1)) is not None


def _launch(campaign: Campaign, launched: int, planned: int, *, is_setting_out: bool) -> Step:
    if not launched:
        if is_setting_out:
            return Step("run", "setting out")
        return _UNLAUNCHED.get(campaign.status, NOT_BEGUN)
    if campaign.status == PAUSED:
        return Step("held", "paused")
    return (
        Step("run", f"{launched:,} of {launched + planned:,} out") if planned else Step("ok", f"all {launched:,} out")
    )


def _results(launched: int, answered: int) -> Step:
    if not launched:
        return Step("wait", "after launch")
    if not answered:
        return Step("wait", "no answers yet")
    return Step("run", f"{answered:,} answered") if answered < launched else Step("ok", "all answered")


def _launched(session: Session, campaign: Campaign) -> tuple[int, int, int]:
    """(launched people, people with a gift who are planned and not launched, launched people who have answered)."""
    return counted(session, campaign, "launched", lambda: _count_launched(session, campaign))


def _count_launched(session: Session, campaign: Campaign) -> tuple[int, int, int]:
    row = session.execute(
        select(
            func.count(RecipientGift.launched_at),
            func.count().filter(RecipientGift.status.in_(PLANNED), RecipientGift.product_id.is_not(None)),
            func.count().filter(RecipientGift.launched_at.is_not(None), RecipientGift.decided_at.is_not(None)),
        ).where(RecipientGift.campaign_id == campaign.id, RecipientGift.status != "canceled")
    ).one()
    launched, planned, answered = row
    return launched, planned, answered
