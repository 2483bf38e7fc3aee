"""The approver's page, the answers on it, and what whoever asked can do meanwhile."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.language.translations import babel_locale
from service.campaigns.approvals import approvers_of, open_request, rule_of
from service.campaigns.models import Campaign, PlanApproval
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound, TooMany
from service.gifting.find import find_gift_in
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.planning.approval.ask import remind, take_request_back
from service.planning.approval.decide import REASON_MAX, refuse, sign
from service.planning.approval.rule import change_rule
from service.planning.approval.sums import sum_of
from service.planning.console import blueprint, name_of, own_campaign, step_page, to_step
from service.planning.plan.approve import outdated_by
from service.planning.plan.review import about_gift, count_filters, plan_page
from service.planning.plan.summary import plan_summary
from service.planning.register.near import near_words
from service.planning.tax.values import warning_for
from service.recipients.names import person_name
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.team.views import team_page


@blueprint.get("/campaigns/<campaign_id>/approval")
@signed_in("see_campaigns", "see_people", "approve_plans")
def show_approval(campaign_id: str) -> ResponseReturnValue:
    """What a second person would sign: the sum of all waves, and the page of each person, one beside the list of all."""
    return _approval_page(campaign_id)


@blueprint.post("/campaigns/<campaign_id>/approval")
@signed_in("see_campaigns", "see_people", "approve_plans")
def decide(campaign_id: str) -> ResponseReturnValue:
    """Approves the plan that was read, or refuses it with a reason."""
    act, approval_id, at = request.form.get("act", ""), request.form.get("approval", ""), utc_now()
    try:
        with transaction() as session:
            campaign = own_campaign(session, campaign_id)
            if act == "sign":
                sign(session, campaign, approval_id, current(), at)
            elif act == "refuse":
                refuse(session, campaign, approval_id, request.form.get("reason", ""), current(), at)
            else:
                raise InvalidInput("There’s no such button.", param="act")
    except InvalidInput as refused:
        return _approval_page(campaign_id, refused), refused.status
    flash("Approved. Whoever asked gets an email." if act == "sign" else "Not approved. They can read your reason now.")
    return to_step(campaign_id, "plan")


@blueprint.post("/campaigns/<campaign_id>/approval/request")
@signed_in("see_campaigns", "change_campaigns")
def change_request(campaign_id: str) -> ResponseReturnValue:
    """Takes the request back, or mails it once more. Raises InvalidInput for any other act."""
    act, approval_id, at = request.form.get("act", ""), request.form.get("approval", ""), utc_now()
    try:
        with transaction() as session:
            campaign = own_campaign(session, campaign_id)
            if act == "take_back":
                take_request_back(session, campaign, approval_id, current(), at)
            elif act == "remind":
                remind(session, campaign, approval_id, at)
            else:
                raise InvalidInput("There’s no such button.", param="act")
    except TooMany as refused:
        flash(refused.sentence)
        return to_step(campaign_id, "plan")
    flash("Taken back. You can change the plan now." if act == "take_back" else "Reminded.")
    return to_step(campaign_id, "plan")


@blueprint.post("/team/approval")
@signed_in("manage_staff", "manage_workspace")
def save_rule() -> ResponseReturnValue:
    """The sum above which a second person approves, and who."""
    try:
        with transaction() as session:
            change_rule(session, request.form, current(), utc_now())
    except InvalidInput as refused:
        return team_page(refused), refused.status
    flash("Saved. It counts for every launch from now on.")
    return redirect(url_for("workspaces.team.show_team"), 303)


def _approval_page(campaign_id: str, refused: InvalidInput | None = None) -> str:
    """Raises NotFound where nothing is asked."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        asked = open_request(session, campaign)
        summary = plan_summary(session, campaign)
        if asked is None or summary is None:
            raise NotFound("There’s nothing to approve in this campaign at the moment.")
        actor = current()
        gift = _shown(session, campaign)
        person = about_gift(session, gift, utc_now().date())[0] if gift is not None else None
        now = sum_of(session, campaign)
        return step_page(
            session,
            campaign,
            "console/approval.html",
            asked=asked,
            by=name_of(session, asked.asked_by) or "A colleague",
            may_decide=actor.user_id in {user.id for user in approvers_of(session, campaign, asked.asked_by)},
            is_same=_is_same(campaign, asked, now.stamp),
            sums=now,
            summary=summary,
            rule=rule_of(session, campaign.workspace_id),
            dearest=_dearest(session, campaign),
            changed=count_filters(session, campaign)["changed"],
            tax=warning_for(session, campaign),
            **near_words(session, campaign),
            countries=babel_locale("en").territories,
            outdated=outdated_by(session, campaign),
            page=plan_page(session, campaign, "all", request.args.get("page"), utc_now().date()),
            gift=gift,
            name=person_name(person) if person else "",
            refused=refused.sentence if refused else "",
            typed=request.form.get("reason", ""),
            reason_max=REASON_MAX,
        )


def _is_same(campaign: Campaign, asked: PlanApproval, stamp: str) -> bool:
    return (asked.match_run_id, asked.stamp) == (campaign.current_match_run_id, stamp)


def _shown(session: Session, campaign: Campaign) -> RecipientGift | None:
    """The gift whose page is shown: the one that was picked, or the dearest that is planned."""
    if wanted := request.args.get("person"):
        return find_gift_in(session, campaign, wanted)
    found = _dearest(session, campaign)
    return found[0] if found else None


def _dearest(session: Session, campaign: Campaign) -> tuple[RecipientGift, Product] | None:
    row = session.execute(
        select(RecipientGift, Product)
        .join(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.campaign_id == campaign.id, RecipientGift.status.in_(PLANNED))
        .order_by(RecipientGift.cost_minor.desc(), RecipientGift.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], row[1])
