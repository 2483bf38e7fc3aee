"""What came of it: one campaign, or all of them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from renderers.errors import ContextError, TooLarge
from renderers.statement.sender.figures import KINDS, SenderFigures, sender_figures, too_long
from service.brain.experiments import labels
from service.campaigns.find import find_campaign
from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.conversation.waiting import times_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.page import Page, cut, page_of
from service.decisions.forecasting.confidence import FEWEST
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.insights.answers_after import SCORES, count_answers
from service.insights.films import count_films
from service.insights.funnel import funnel_of, has_launched, page_by_account
from service.insights.lines.views import blueprint as lines
from service.insights.make_statement import ask_for_statement, made_statement, made_statements
from service.insights.money import sum_entries
from service.insights.reasons import count_declines
from service.insights.results.compare import campaign_lines
from service.insights.results.narrow import FILTERS, choices
from service.insights.results.narrow import KINDS as PARTS
from service.insights.results.read import TOO_EARLY, share_words
from service.insights.results.said import SURVEY
from service.insights.results.views import asked_for, picked
from service.insights.results.views import blueprint as files
from service.insights.sender_story import account_in, accounts_of, is_too_long, sender_story
from service.insights.swaps import count_swaps
from service.planning.large import counted
from service.planning.steps import steps_of
from service.storage.send import send_stored
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("insights", __name__)
blueprint.register_blueprint(lines)
blueprint.register_blueprint(files)
PICKED_FROM: Final = 200
"""Campaigns that two can be picked from, the newest."""
FILES: Final = {"statement.pdf": "reader", "archive.pdf": "archive", "figures.json": "figures"}
"""Name in the path -> file of a made statement."""


@blueprint.get("/campaigns/<campaign_id>/results")
@signed_in("see_results")
def show_results(campaign_id: str) -> ResponseReturnValue:
    """The results of one campaign."""
    workspace_id = current().workspace_id
    with reading() as session:
        campaign = find_campaign(session, current(), campaign_id)
        at = utc_now()
        funnel = counted(session, campaign, "funnel", lambda: funnel_of(session, campaign))
        asked = f"results {request.args.getlist('show')} {request.args.get('by')} {current().user_id}"
        results = (
            counted(session, campaign, asked, lambda: asked_for(session, campaign, at)) if funnel.launched else None
        )
        return render_template(
            "console/results.html",
            campaign=campaign,
            behind=steps_of(session, campaign),
            at=at,
            results=results,
            parts=choices(session, campaign, at) if funnel.launched else [],
            part_kinds=PARTS,
            filters=FILTERS,
            too_early=TOO_EARLY,
            survey=SURVEY,
            share_words=share_words,
            labels=labels,
            funnel=funnel,
            money_stand=sum_entries(session, campaign),
            swaps=counted(session, campaign, "swaps", lambda: count_swaps(session, campaign)),
            films=counted(session, campaign, "films", lambda: count_films(session, campaign.id, funnel.launched)),
            declines=count_declines(session, workspace_id, campaign.id),
            accounts=page_by_account(session, campaign, request.args.get("page")),
            letters=times_of(session, campaign),
            answers=[
                line
                for line in counted(
                    session, campaign, "answers", lambda: count_answers(session, campaign, funnel.launched)
                )
                if line.question not in SCORES
            ],
            fewest=FEWEST,
        )


@blueprint.get("/results")
@signed_in("see_results")
def show_all_results() -> ResponseReturnValue:
    """Every campaign with launched gifts beside each other, newest first, or the two that were picked."""
    only = picked()
    with reading() as session:
        query = select(Campaign).where(campaigns_of(current()), has_launched())
        listed = list(session.scalars(query.order_by(Campaign.created_at.desc(), Campaign.id).limit(PICKED_FROM)))
        if only:
            query = query.where(Campaign.id.in_(only))
        page = page_of(session, query.order_by(Campaign.created_at.desc(), Campaign.id), request.args.get("page"))
        campaigns = [campaign for (campaign,) in page.items]
        lines = campaign_lines(session, current().workspace_id, campaigns)
    return render_template(
        "console/all_results.html",
        page=Page(lines, page.number, page.total),
        at=utc_now(),
        listed=listed,
        picked=only,
        share_words=share_words,
    )


@blueprint.get("/statements")
@signed_in("see_statements")
def show_statements() -> ResponseReturnValue:
    """Every campaign with launched gifts, newest first, as the way to its statement."""
    launched = (
        select(func.count())
        .where(RecipientGift.campaign_id == Campaign.id, RecipientGift.launched_at.is_not(None))
        .correlate(Campaign)
        .scalar_subquery()
    )
    query = select(Campaign, launched).where(campaigns_of(current()), launched > 0)
    with reading() as session:
        page = page_of(session, query.order_by(Campaign.created_at.desc(), Campaign.id), request.args.get("page"))
    return render_template("console/statements.html", page=page)


@blueprint.get("/campaigns/<campaign_id>/statement")
@blueprint.get("/campaigns/<campaign_id>/accounts/<account_id>/statement")
@signed_in("see_statements")
def show_statement(campaign_id: str, account_id: str | None = None) -> ResponseReturnValue:
    """The sender's statement as it is now: the figures of the paper, with a ledger that can be sifted and turned over."""
    wanted = request.args.get("what")
    with reading() as session:
        campaign = find_campaign(session, current(), campaign_id)
        at = utc_now()
        account = None if account_id is None else account_in(session, campaign, account_id)
        figures, problem = _figures(session, campaign, account_id, at)
        lines = [line for line in figures.lines if wanted not in KINDS or line.kind == wanted] if figures else []
        shown = figures.accounts if figures and account_id is None else ()
        outcomes = cut(shown, request.args.get("companies"))
        return render_template(
            "console/statement.html",
            campaign=campaign,
            behind=steps_of(session, campaign),
            account_id=account_id,
            company=None if account is None else account.name,
            as_of=at,
            figures=figures,
            problem=problem,
            lines=cut(lines, request.args.get("page")),
            kinds=_kinds(figures, wanted),
            what=wanted if wanted in KINDS else None,
            outcomes=outcomes,
            accounts=accounts_of(session, campaign) if outcomes.items else {},
            made=made_statements(session, campaign, account_id, request.args.get("versions")),
        )


@blueprint.post("/campaigns/<campaign_id>/statement")
@blueprint.post("/campaigns/<campaign_id>/accounts/<account_id>/statement")
@signed_in("change_campaigns")
def make_statement(campaign_id: str, account_id: str | None = None) -> ResponseReturnValue:
    """Asks for the files. They are made by a worker; the page lists them."""
    actor = current()
    with transaction() as session:
        campaign = find_campaign(session, actor, campaign_id)
        ask_for_statement(session, campaign, account_id, actor, utc_now())
    return redirect(f"{request.path}#files", 303)


@blueprint.get("/campaigns/<campaign_id>/statements/<statement_id>/<name>")
@signed_in("see_statements", "download")
def send_statement(campaign_id: str, statement_id: str, name: str) -> ResponseReturnValue:
    """One file of a statement that was made, as it was made. Raises NotFound for any other."""
    with reading() as session:
        campaign = find_campaign(session, current(), campaign_id)
        row, key = made_statement(session, campaign, statement_id)
    if (file := FILES.get(name, "")) not in row.files:
        raise NotFound("There’s no such statement.")
    return send_stored(key, file, row.files[file]["media_type"], f"attachment; filename={row.number}-{name}")


def _figures(
    session: Session, campaign: Campaign, account_id: str | None, at: datetime
) -> tuple[SenderFigures | None, str | None]:
    """The figures, or the sentence that says why there are none."""
    if is_too_long(session, campaign, account_id):
        return None, too_long().sentence
    try:
        return sender_figures(sender_story(session, campaign, account_id, "as it is now", at)), None
    except (ContextError, TooLarge) as error:
        return None, error.sentence


def _kinds(figures: SenderFigures | None, wanted: str | None) -> list[tuple[str, int, str, bool]]:
    """Tabs above the ledger: name, lines, address, whether it is shown."""
    lines = figures.lines if figures else ()
    everything = ("Everything", len(lines), "?#ledger", wanted not in KINDS)
    return [
        everything,
        *(
            (name, sum(line.kind == kind for line in lines), f"?what={kind}#ledger", wanted == kind)
            for kind, name in KINDS.items()
        ),
    ]
