"""What of a plan's shortfall one thing explains: the budget, or that no two people may get the same."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.decisions.explaining.remedies import PlanRemedy, from_document
from service.decisions.rules.lifts import Remedy
from service.gifting.models import MatchRun
from service.planning.plan.summary import PlanSummary


@dataclass(frozen=True, slots=True)
class ShortBudget:
    """`people` more could have a gift, each the least costly that suits them, if the budget were `needed_minor`."""

    people: int
    needed_minor: int


@dataclass(frozen=True, slots=True)
class Alike:
    """`people` get nothing because what they could have is somebody else's. `shared` of them could get a gift if only colleagues
    had to differ; None where a plan of an earlier release did not count them."""

    people: int
    shared: int | None


def short_budget(session: Session, campaign: Campaign, summary: PlanSummary) -> ShortBudget | None:
    """None where money keeps nobody from a gift."""
    found = _openings(session, campaign).get(Remedy.RAISE_BUDGET)
    if found is None or summary.chosen == summary.recipients:
        return None
    return ShortBudget(found.people, campaign.budget_minor + found.amount_minor)


def alike(session: Session, campaign: Campaign, summary: PlanSummary) -> Alike | None:
    """None where everybody may share, or nobody is left out for it."""
    openings = _openings(session, campaign)
    found = openings.get(Remedy.ADD_VERSIONS)
    if campaign.uniqueness != "campaign" or found is None or summary.chosen == summary.recipients:
        return None
    shared = openings.get(Remedy.ONLY_COLLEAGUES)
    return Alike(found.people, None if shared is None else shared.people)


def _openings(session: Session, campaign: Campaign) -> dict[Remedy, PlanRemedy]:
    """What would match people, as it was when the plan was made."""
    run = session.get(MatchRun, campaign.current_match_run_id) if campaign.current_match_run_id else None
    found = map(from_document, run.openings) if run is not None else ()
    return {one.remedy: one for one in found}
