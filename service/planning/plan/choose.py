"""The joint choice for a campaign: asked for by a person, made by a worker, adopted in one transaction."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.brain.experiments.draw import draw_everybody
from service.campaigns.drawn import AS_USUAL, all_drawn_for
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import allows, carry_out, lock_campaign
from service.catalog.shelf import has_gifts
from service.content.stories.glyphs import people_without_letters
from service.db.base import utc_now
from service.db.connect import reading
from service.decisions.asking.worth import to_weigh
from service.decisions.explaining.remedies import plan_remedies
from service.decisions.values import Candidate, Held, Plan, Problem, Reason
from service.errors import Conflict
from service.gifting.adopt_plan import adopt_plan
from service.gifting.candidate import gather_candidates, gather_choices, terms_of
from service.gifting.gift_codes import new_codes
from service.gifting.learned_model import preferences_of
from service.gifting.models import RecipientGift, SetAside
from service.gifting.money import bound_by_account
from service.gifting.open_questions import open_questions
from service.gifting.swap_limits import rule_of
from service.gifting.transitions import ANSWERABLE, KEPT, PLANNED
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue, next_version
from service.jobs.models import OPEN, Job
from service.jobs.stage import telling
from service.planning.plan.expectation.own_rates import days_left, not_launched, own_rates
from service.planning.plan.expectation.reached import first_messages, reach_of
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

_SWAP_PRICE: Final = 0.03
"""The share of the plan's scores that may go into pieces kept back for swaps."""
_KEEP_BONUS: Final = 0.03
"""What an earlier plan's gift counts more in the next one: with it, half as many people are moved by a change elsewhere."""
_SPREAD: Final = 0.0001
"""The share of the plan's scores that may be given up for gifts from more different products, where no two people get the same: on
the sample, a hundredth of what that uniqueness itself costs (benchmarks.variety)."""
_STANDS = ANSWERABLE | KEPT
PLAN: Final = "planning.plan"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a plan is made from. `without_letters` are people who wait for a font and take no part in the choice."""

    problem: Problem
    without_letters: Collection[str]


def request_plan(session: Session, campaign: Campaign, at: datetime) -> int:
    """Asks for a plan and answers its number. Pressed twice while one is being made, the first one counts.

    A campaign that was approved waits for approval again. While the workspace has no gifts at all there is nothing to choose from:
    no plan is asked for and the answer is 0. Raises Conflict where the campaign has no people, is closed, or a wave of it is just
    setting out.
    """
    if not session.scalar(select(func.count()).where(CampaignRecipient.campaign_id == campaign.id)):
        raise Conflict("There is nobody to choose for yet. Upload your people first.")
    if not has_gifts(session, campaign.workspace_id):
        return 0
    carry_out(session, campaign, "plan")
    draw_everybody(session, campaign, at)
    if works_on(session, campaign, "planning.launch"):
        raise Conflict("A wave is being launched right now. Choose again in a moment for the rest.")
    wanted = next_version(session, PLAN, campaign.id)
    if works_on(session, campaign, PLAN):
        return wanted - 1
    enqueue(
        session, PLAN, campaign.id, version=wanted,
        workspace_id=campaign.workspace_id, campaign_id=campaign.id, run_at=at,
    )  # fmt: skip
    return wanted


def plan_again(session: Session, campaign: Campaign, actor: Actor, at: datetime) -> None:
    """Somebody has gifts chosen once more, though neither the people nor the rules have changed.

    Raises as `request_plan` does, and Conflict where there are no gifts at all.
    """
    if not request_plan(session, campaign, at):
        raise Conflict("You have no gifts yet, so there’s nothing to choose from. Add gifts first.")
    record_act(session, actor, "campaign.plan_requested", at, subject_id=campaign.id)


def works_on(session: Session, campaign: Campaign, kind: str) -> bool:
    """Whether a job of this kind waits or runs for the campaign. With its row locked nobody can ask for another one meanwhile."""
    job = select(Job.id).where(Job.kind == kind, Job.subject_id == campaign.id, Job.state.in_(OPEN))
    return session.scalar(job.limit(1)) is not None


def plan_campaign_job(lease: Lease) -> Effect:
    """Chooses for everybody with no transaction open; the effect writes the plan down."""
    # The solver's compiler is heavy, so only the worker that plans loads it, and only when it does.
    from service.decisions.asking.plan_with_asked import choose_with_asked  # noqa: PLC0415
    from service.decisions.compiled import compiled_share  # noqa: PLC0415
    from service.decisions.solve import STEPS  # noqa: PLC0415
    from service.planning.plan.expectation.reckon import reckon  # noqa: PLC0415

    at = utc_now()
    with telling(lease.subject_id, STEPS + 3, lambda: _compiled(*compiled_share())) as begin:
        begin("reading people, products and fixed gifts")
        with reading() as session:
            campaign = session.get_one(Campaign, lease.subject_id)
            if not allows(campaign.status, "adopt"):
                return _nothing
            gathered = gather_problem(session, campaign, at)
            awaited = not_launched(session, campaign)
            rates, days_open = own_rates(session, campaign.workspace_id, at), days_left(campaign, at)
            first = first_messages(session, awaited, at)
            known = session.scalar(select(func.count()).where(RecipientGift.campaign_id == campaign.id)) or 0
        found = choose_with_asked(gathered.problem, begin)
        chosen = found.plan
        begin("what would help people without a gift")
        remedies = plan_remedies(gathered.problem, chosen)
        begin("what will probably happen")
        weighed = to_weigh(gathered.problem, found.aside)
        with reading() as session:
            reach = reach_of(session, campaign.workspace_id, first, found.aside, gathered.problem)
            questions = open_questions(
                session, [one for one in gathered.problem.candidates if one.id in weighed], at.date()
            )
        expected = reckon(gathered.problem, found, rates, awaited, days_open, reach, questions)
    plan = _with_waiting(chosen, gathered.without_letters)
    codes = [new_codes() for _ in range(len(plan.by_candidate()) - known)]  # who has a gift by now keeps its codes

    made_for = _rules(campaign)

    def adopt(session: Session) -> None:
        campaign = session.get_one(Campaign, lease.subject_id)
        if _rules(campaign) != made_for:
            raise Conflict(
                "The campaign’s currency or rules changed while its gifts were being chosen, so we’re choosing again."
            )
        adopt_plan(session, campaign, plan, at, remedies, expected, found.aside, codes)

    return adopt


def _rules(campaign: Campaign) -> tuple[object, ...]:
    """What a plan is made under: with another of these its gifts or their alternatives would be wrong."""
    return campaign.currency, campaign.uniqueness, rule_of(campaign)


def _nothing(_: Session) -> None:
    """A plan for a campaign that is closed, or approved as it stands, is waited for by nobody: its job was run again, or late."""


def _compiled(done: int, of: int) -> str:
    return f"{done} of {of} parts of the solver are ready; they are compiled once per machine" if 0 < done < of else ""


def plan_died(session: Session, campaign_id: str, _code: str) -> None:
    """A plan that could not be made leaves the campaign a draft again, so that it can be changed and asked for anew."""
    campaign = session.get_one(Campaign, campaign_id)
    lock_campaign(session, campaign)
    if allows(campaign.status, "give_up"):
        carry_out(session, campaign, "give_up")


def gather_problem(session: Session, campaign: Campaign, at: datetime) -> Gathered:
    """Everybody who can still be chosen for, with the gifts that stand already as fixed points.

    A gift that stands has its piece off the shelf and its money set aside; both are added back here, since the plan counts them
    again, and so is what an earlier plan set aside for those who are asked. What is bound to others, who take no part, is not.
    """
    gifts = {gift.recipient_id: gift for gift in _gifts(session, campaign)}
    asides = _asides(session, campaign)
    everybody = gather_candidates(session, campaign, at.date())
    drawn = all_drawn_for(session, [candidate.id for candidate in everybody], campaign.id)
    candidates = [
        _with_earlier(candidate, gifts.get(candidate.id))
        for candidate in everybody
        if _takes_part(gifts.get(candidate.id)) and not drawn.get(candidate.id, AS_USUAL).is_held_out
    ]
    without = people_without_letters(session, [one.id for one in candidates if one.frozen_product is None])
    pieces = Counter(gift.product_id for gift in gifts.values() if _stands(gift))
    pieces.update(piece for row in asides.values() for piece in row.pieces)
    return Gathered(
        Problem(
            candidates=tuple(one for one in candidates if one.id not in without),
            choices=tuple(
                replace(choice, stock=choice.stock + pieces.get(choice.id, 0))
                for choice in gather_choices(session, campaign.workspace_id)
            ),
            budget_minor=max(0, campaign.budget_minor - _bound_elsewhere(campaign, gifts.values(), asides)),
            terms=terms_of(
                campaign,
                answered_on=at.date(),
                is_punctual=True,
                preferences=preferences_of(session, campaign.workspace_id),
            ),
            account_budgets=_account_budgets(session, campaign, candidates, gifts.values(), asides),
            uniqueness="campaign" if campaign.uniqueness == "campaign" else "account",
            swap_price=0.0 if campaign.swap_limit == "none" else _SWAP_PRICE,
            swap_rule=rule_of(campaign),
            keep_bonus=_KEEP_BONUS,
            spread=_SPREAD if campaign.uniqueness == "campaign" else 0.0,
            seed=seed_of(campaign),
        ),
        tuple(without),
    )


def _with_earlier(candidate: Candidate, gift: RecipientGift | None) -> Candidate:
    """Knows what was planned for the person before, where nothing is fixed."""
    if gift is None or gift.status not in PLANNED or candidate.frozen_product is not None:
        return candidate
    return replace(candidate, planned_product=gift.product_id)


def seed_of(campaign: Campaign) -> int:
    """Decides between equals. Equal campaigns get equal plans in every installation, so the seed comes from the campaign's name and
    not from its id, which is random. From 0 to below 2**31."""
    return zlib.crc32(campaign.name.encode()) >> 1


def _gifts(session: Session, campaign: Campaign) -> Collection[RecipientGift]:
    return session.scalars(select(RecipientGift).where(RecipientGift.campaign_id == campaign.id)).all()


def _takes_part(gift: RecipientGift | None) -> bool:
    """Not chosen yet, planned only, or standing: whoever declined or whose gift expired is left in peace."""
    return gift is None or gift.status in PLANNED or _stands(gift)


def _asides(session: Session, campaign: Campaign) -> dict[str, SetAside]:
    """By gift, what is really set aside for those whose gift the next plan writes anew; a sum that somebody can have donated is
    theirs alone, and no plan's."""
    rows = session.scalars(
        select(SetAside)
        .join(RecipientGift, RecipientGift.id == SetAside.gift_id)
        .where(
            SetAside.campaign_id == campaign.id,
            SetAside.is_taken,
            ~SetAside.is_value,
            RecipientGift.status.in_(PLANNED),
        )
    )
    return {row.gift_id: row for row in rows}


def _bound_elsewhere(campaign: Campaign, gifts: Collection[RecipientGift], asides: Mapping[str, SetAside]) -> int:
    """Money set aside or spent on gifts that are no part of the plan any more, such as donations."""
    standing = sum(gift.cost_minor for gift in gifts if _stands(gift))
    standing += sum(row.amount_minor for row in asides.values())
    return max(0, campaign.reserved_minor + campaign.captured_minor - standing)


def _account_budgets(
    session: Session,
    campaign: Campaign,
    candidates: Collection[Candidate],
    gifts: Collection[RecipientGift],
    asides: Mapping[str, SetAside],
) -> dict[str, int]:
    """Account id -> what its people's gifts may cost, less what is bound to gifts that are no part of the plan any more."""
    if campaign.account_budget_minor is None:
        return {}
    bound = bound_by_account(session, campaign.id)
    for gift in gifts:
        if _stands(gift):
            bound[gift.account_id] -= gift.cost_minor
        if gift.id in asides:
            bound[gift.account_id] -= asides[gift.id].amount_minor
    return {one.account_id: max(0, campaign.account_budget_minor - bound[one.account_id]) for one in candidates}


def _stands(gift: RecipientGift) -> bool:
    return gift.status in _STANDS and gift.product_id is not None


def _with_waiting(plan: Plan, without_letters: Collection[str]) -> Plan:
    waiting = tuple(Held(recipient_id, Reason.FONT_MISSING, {}) for recipient_id in without_letters)
    return replace(plan, held=(*plan.held, *waiting))
