"""The step "Plan": seen, changed gift by gift, approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from renderers.language.translations import babel_locale
from service.campaigns.approvals import approvers_of, latest_request, open_request, rule_of
from service.campaigns.models import Campaign
from service.campaigns.sight import named_to
from service.campaigns.transitions import allows
from service.catalog.shelf import has_gifts
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import MatchRun, RecipientGift
from service.gifting.override import override_gift
from service.jobs.stage import stage_of
from service.planning.approval.ask import lacks_second, needs_second
from service.planning.console import blueprint, given_gift, name_of, own_campaign, step_page, to_step, wanted
from service.planning.labels import HOLDS, NO_GIFT, SWAP_LIMITS, UNMATCHED, WHY_CHANGED, describe_hold
from service.planning.message.check_copy import count_gaps
from service.planning.message.form.translated import waiting_languages
from service.planning.people.step import count_people
from service.planning.people.without_basis import without_basis
from service.planning.plan.approve import approve_plan, is_approved, outdated_by
from service.planning.plan.change import ONLY, Drawer, Looked, open_drawer
from service.planning.plan.choose import PLAN, plan_again, works_on
from service.planning.plan.describe import format_money
from service.planning.plan.expectation.shown import ASSUMED, TIMES, ahead_of, waste_of
from service.planning.plan.expectation.worth_shown import asking_of
from service.planning.plan.left_out import describe_remedies, people_without
from service.planning.plan.moving.move import give_and_move, read_shown
from service.planning.plan.news.first_answers import first_answers
from service.planning.plan.news.quiet_cost import quiet_cost
from service.planning.plan.news.rates_changed import rates_changed
from service.planning.plan.news.short import alike, short_budget
from service.planning.plan.news.stopped import stopped_choice
from service.planning.plan.review import FILTERS, count_filters, plan_page
from service.planning.plan.summary import PlanSummary, plan_summary
from service.planning.register.near import Near, near_limits, near_words
from service.planning.tax.values import warning_for
from service.recipients.special.reads import note_ids_read
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/campaigns/<campaign_id>/plan")
@signed_in("see_campaigns")
def show_plan(campaign_id: str) -> ResponseReturnValue:
    """The plan, gift by gift; until there is one, how far it is."""
    at = utc_now()
    with reading() as session:
        page, gift, drawer = _plan(session, campaign_id, at)
    if gift is not None and drawer is not None:
        note_ids_read(gift.workspace_id, gift.recipient_id, drawer.special_ids, current().user_id, at, "plan")
    return page


def _plan(
    session: Session, campaign_id: str, at: datetime
) -> tuple[ResponseReturnValue, RecipientGift | None, Drawer | None]:
    """The page, with the gift whose choice is open in it, if any."""
    shown = request.args.get("show", "all")
    shown = shown if shown in FILTERS else "all"
    campaign = own_campaign(session, campaign_id)
    summary = plan_summary(session, campaign)
    is_empty = not has_gifts(session, campaign.workspace_id)
    if summary is None or is_empty:
        stage = stage_of(campaign.id)
        waiting = step_page(
            session,
            campaign,
            "console/plan_waiting.html",
            counts=count_people(session, campaign),
            stage=stage,
            no_gifts=is_empty,
            stopped=stopped_choice(session, campaign),
        )
        return waiting, None, None
    seen = named_to(campaign, RecipientGift.recipient_id, current())
    counts = count_filters(session, campaign, seen)
    plan = {
        "summary": summary,
        "run": session.get_one(MatchRun, campaign.current_match_run_id),
        "shown": shown,
        "page": plan_page(session, campaign, shown, request.args.get("page"), at.date(), counts, seen),
        "holds": HOLDS,
        "describe_hold": describe_hold,
        "choosing": works_on(session, campaign, PLAN),
        "may_choose": allows(campaign.status, "plan"),
        "outdated": outdated_by(session, campaign),
        "stopped": stopped_choice(session, campaign),
    }
    if change := request.args.get("change"):
        _, gift = given_gift(session, campaign_id, change)
        drawer = open_drawer(session, campaign, gift, _looked(), at)
        opened = step_page(
            session, campaign, "console/plan.html", drawer=drawer, only=ONLY, why_words=WHY_CHANGED, **plan
        )
        return opened, gift, drawer
    near = near_limits(session, campaign)
    whole = step_page(
        session,
        campaign,
        "console/plan.html",
        drawer=None,
        filters=FILTERS,
        counts=counts,
        without=people_without(session, campaign, request.args.get("none_page"), seen),
        lacking=without_basis(session, campaign),
        remedies=describe_remedies(session, campaign),
        unmatched=UNMATCHED,
        short=short_budget(session, campaign, summary),
        alike=alike(session, campaign, summary),
        answers=first_answers(session, campaign),
        quiet=quiet_cost(session, campaign, at),
        tax=warning_for(session, campaign),
        **near_words(session, campaign, near),
        countries=babel_locale("en").territories,
        rates=rates_changed(session, campaign),
        swap_limits=SWAP_LIMITS,
        no_gift=NO_GIFT,
        **_expectation(session, campaign, summary),
        approver=name_of(session, campaign.approved_by),
        approved=is_approved(campaign) and not lacks_second(session, campaign, near),
        **_about_approval(session, campaign, near),
        may_approve=allows(campaign.status, "approve"),
        copy_gaps=count_gaps(session, campaign),
        old_words=[line.locale for line in waiting_languages(session, campaign)],
        **plan,
    )
    return whole, None, None


def _looked() -> Looked:
    """What the address asks the drawer for; what it does not know of is everything."""
    asked = request.args.get("only", "all")
    return Looked(wanted("find"), next((one for one in ONLY if one == asked), "all"), request.args.get("part"))


def _expectation(session: Session, campaign: Campaign, summary: PlanSummary) -> dict[str, object]:
    """The forecast and the waste sum, and whether the plan has changed since they were reckoned."""
    run = session.get_one(MatchRun, campaign.current_match_run_id)
    return {
        "ahead": ahead_of(run),
        "wasted": waste_of(session, run),
        "asking": asking_of(run),
        "taken": {"times": TIMES, "words": ASSUMED},
        "later": (run.chosen, run.spend_minor) != (summary.chosen, summary.spend_minor),
    }


def _about_approval(session: Session, campaign: Campaign, near: Sequence[Near]) -> dict[str, object]:
    """How the last request for a second approval stands, for the banner: only what is still news about this plan."""
    found = latest_request(session, campaign)
    wanted = needs_second(session, campaign, near)
    rule = rule_of(session, campaign.workspace_id)
    is_news = found is not None and (found.state == "asked" or (found.state == "refused" and not is_approved(campaign)))
    return {
        "request_now": found if is_news else None,
        "asked_by": name_of(session, found.asked_by) if found else None,
        "decided_by": name_of(session, found.decided_by) if found else None,
        "approvers": [
            user.name for user in approvers_of(session, campaign, found.asked_by if found else current().user_id)
        ],
        "may_sign": found is not None
        and current().user_id in {user.id for user in approvers_of(session, campaign, found.asked_by)},
        "second_minor": wanted.sum_minor if wanted else None,
        "rule": rule,
    }


@blueprint.post("/campaigns/<campaign_id>/plan/choose")
@signed_in("change_campaigns")
def choose_again(campaign_id: str) -> ResponseReturnValue:
    """All gifts are chosen anew."""
    with transaction() as session:
        plan_again(session, own_campaign(session, campaign_id), current(), utc_now())
    return to_step(campaign_id, "plan")


@blueprint.post("/campaigns/<campaign_id>/plan/<gift_id>")
@signed_in("change_campaigns")
def change_gift(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """Somebody of the team chooses another gift for one person."""
    product_id, why = request.form.get("product_id", ""), request.form.get("why", "")
    shown = request.form.get(f"moves_{product_id}")
    with transaction() as session:
        own_campaign(session, campaign_id)
        _, gift = given_gift(session, campaign_id, gift_id)
        if shown is None:
            override_gift(session, gift, product_id, current(), utc_now(), why)
        else:
            give_and_move(session, gift, product_id, read_shown(shown), current(), utc_now(), why)
    flash(_now(campaign_id))
    return to_step(campaign_id, "plan", show=request.form.get("show", "all"), page=request.form.get("page", "1"))


def _now(campaign_id: str) -> str:
    """What the plan comes to after a change by hand."""
    with reading() as session:
        summary = plan_summary(session, own_campaign(session, campaign_id))
    if summary is None:
        return "Changed."
    spent = format_money(summary.spend_minor, summary.currency)
    return (
        f"Changed. {summary.distinct_gifts:,} different gifts for {summary.chosen:,} people; "
        f"{spent} is set aside when all of them are launched."
    )


@blueprint.post("/campaigns/<campaign_id>/plan/approve")
@signed_in("change_campaigns")
def approve(campaign_id: str) -> ResponseReturnValue:
    """Agrees to the plan that was on the page, or asks a second person to where its sum needs one."""
    with transaction() as session:
        seen = request.form.get("match_run", "")
        campaign = own_campaign(session, campaign_id)
        approve_plan(session, campaign, seen, current(), utc_now())
        is_asked = open_request(session, campaign) is not None
    return to_step(campaign_id, "plan" if is_asked else "launch")
