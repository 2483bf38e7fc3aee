"""The pages of experiments: the list, setting one up, and one as it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.experiments import labels
from service.brain.experiments.arms import KINDS, METRIC_WORDS
from service.brain.experiments.models import OUTCOMES, Experiment
from service.brain.experiments.read import Reading, read
from service.brain.experiments.running import note_outcomes, press, set_holdout
from service.brain.experiments.set_up import (
    HYPOTHESIS_MAX,
    MOST_HELD_OUT,
    NAME_MAX,
    Design,
    Estimate,
    campaigns_in,
    check_design,
    create,
    estimate_for,
    experiments_of,
    find_experiment,
    not_launched,
    start,
    what_holdouts_show,
)
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.page import cut
from service.errors import InvalidInput, RefusedError
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.written import no_formula

blueprint = Blueprint("experiments", __name__)
_EMPTY: Final[Mapping[str, str]] = {
    "kind": "film", "metric": "kept", "base": "60", "smallest": "12", "tried_share": "50", "holdout": "0",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One experiment in the list."""

    experiment: Experiment
    state: tuple[str, str]
    figure: str
    answers: int | None
    known: str


@blueprint.get("/experiments")
@signed_in("see_results")
def show_experiments() -> ResponseReturnValue:
    """Every experiment that the actor sees, those that run first."""
    at = utc_now()
    with reading() as session:
        page = cut(experiments_of(session, current()), request.args.get("page"))
        lines = [_line(session, one, at) for one in page.items]
    return render_template("console/experiments.html", lines=lines, page=page, at=at)


@blueprint.get("/experiments/new")
@signed_in("see_results", "change_campaigns")
def show_new() -> ResponseReturnValue:
    """The form, with what the people who are there could show; nothing is kept."""
    return _form(request.args)


@blueprint.post("/experiments/new")
@signed_in("see_results", "change_campaigns")
def save_new() -> ResponseReturnValue:
    """Keeps a draft, or starts at once. What is missing is said beside its field."""
    at, actor = utc_now(), current()
    try:
        with transaction() as session:
            made = create(session, _design(request.form), actor, at)
            if request.form.get("act") == "start":
                start(session, made.id, actor, at)
            experiment_id = made.id
    except RefusedError as refused:
        return _form(request.form, refused), refused.status
    return redirect(f"/experiments/{experiment_id}", 303)


@blueprint.get("/experiments/<experiment_id>")
@signed_in("see_results")
def show_experiment(experiment_id: str) -> ResponseReturnValue:
    """One experiment as it stands: its verdict, or how many answers are still needed."""
    return _page(experiment_id)


@blueprint.post("/experiments/<experiment_id>")
@signed_in("see_results", "change_campaigns")
def press_experiment(experiment_id: str) -> ResponseReturnValue:
    """Starts, pauses, resumes, counts all who were drawn, finishes or stops."""
    act, at = request.form.get("act", ""), utc_now()
    try:
        with transaction() as session:
            if act == "start":
                start(session, experiment_id, current(), at)
            else:
                press(session, experiment_id, act, current(), at)
    except (InvalidInput, RefusedError) as refused:
        return _page(experiment_id, refused), refused.status
    return redirect(f"/experiments/{experiment_id}", 303)


@blueprint.post("/experiments/<experiment_id>/holdout")
@signed_in("see_results", "change_campaigns")
def press_holdout(experiment_id: str) -> ResponseReturnValue:
    """Another share held out, of those who are drawn from now on."""
    try:
        with transaction() as session:
            set_holdout(session, experiment_id, _whole(request.form, "holdout"), current(), utc_now())
    except RefusedError as refused:
        return _page(experiment_id, refused), refused.status
    flash("Saved. It holds for whoever is drawn from now on; everyone else keeps their group.")
    return redirect(f"/experiments/{experiment_id}#holdout", 303)


@blueprint.post("/experiments/<experiment_id>/outcomes")
@signed_in("see_results", "change_campaigns", "see_people")
def press_outcomes(experiment_id: str) -> ResponseReturnValue:
    """Who met or bought, an address and a day a line."""
    kind, typed = request.form.get("kind", ""), request.form.get("outcomes", "")
    try:
        with transaction() as session:
            noted = note_outcomes(session, experiment_id, kind, typed, current(), utc_now())
    except RefusedError as refused:
        return _page(experiment_id, refused), refused.status
    flash(f"Noted {noted:,}. The addresses weren’t kept.")
    return redirect(f"/experiments/{experiment_id}#outcomes", 303)


@blueprint.get("/experiments/<experiment_id>/figures.csv")
@signed_in("see_results", "download")
def send_figures(experiment_id: str) -> ResponseReturnValue:
    """The figures of the page, by the same rule for small numbers. While groups are uneven there are none of them in it."""
    at = utc_now()
    with reading() as session:
        experiment = find_experiment(session, experiment_id, current())
        rows = labels.figure_rows(experiment, read(session, experiment, at)) if experiment.started_at else []
        name = experiment.name
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow([no_formula(name), f"read {at:%Y-%m-%d %H:%M} UTC"])
    lines.writerows([no_formula(cell) for cell in row] for row in rows)
    answer = make_response(text.getvalue().encode("utf-8-sig"))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f"attachment; filename=experiment-{experiment_id}.csv"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(experiment_id: str, refused: RefusedError | None = None) -> str:
    at = utc_now()
    with reading() as session:
        experiment = find_experiment(session, experiment_id, current())
        ids = campaigns_in(session, experiment)
        names = list(session.scalars(select(Campaign.name).where(Campaign.id.in_(ids)).order_by(Campaign.name)))
        found = read(session, experiment, at) if experiment.started_at else None
        return render_template(
            "console/experiment.html",
            experiment=experiment,
            kind=KINDS[experiment.kind],
            state=labels.STATES[experiment.state],
            metric=METRIC_WORDS[experiment.metric],
            campaigns=names,
            reading=found,
            verdict=labels.verdict(experiment, found) if found else None,
            groups=labels.group_rows(experiment, found) if found else [],
            labels=labels,
            at=found.at if found else at,
            weeks=_weeks(found),
            most_held_out=MOST_HELD_OUT,
            may_change=current().may("change_campaigns"),
            refused=refused,
            typed=request.form.get("outcomes", "") if refused and refused.param == "outcomes" else "",
        )


def _weeks(found: Reading | None) -> list[tuple[int, int, float, float, float, bool]]:
    """(week, answers, estimate, low, high in points, whether it leaves zero) of each week that can be read."""
    return [
        (week, answers, 100 * one.estimate, 100 * one.low, 100 * one.high, one.leaves_zero)
        for week, answers, one in (found.history if found else ())
        if one is not None
    ]


def _line(session: Session, experiment: Experiment, at: Any) -> Line:
    figure = METRIC_WORDS[experiment.metric]
    if experiment.started_at is None:
        return Line(experiment, labels.STATES["draft"], figure, None, "Nobody is drawn yet")
    found = read(session, experiment, at)
    state = ("need", "Groups are uneven") if found.finding.state == "uneven" else labels.STATES[experiment.state]
    answers = found.answered if found.finding.is_shown else None
    return Line(experiment, state, figure, answers, labels.verdict(experiment, found)[1])


def _form(given: Mapping[str, str], refused: RefusedError | None = None) -> str:
    fields = {**_EMPTY, **{key: str(value) for key, value in given.items()}}
    chosen = tuple(given.getlist("campaigns")) if hasattr(given, "getlist") else ()
    with reading() as session:
        campaigns = not_launched(session, current())
        worked_out: Estimate | None = None
        table: list[tuple[int, int, int | None]] = []
        if given:
            try:
                design = _design(given)
                check_design(design)
                worked_out = estimate_for(session, design)
                if design.metric in OUTCOMES:
                    table = what_holdouts_show(design, worked_out.people or worked_out.needed)
            except RefusedError as wrong:
                refused = refused or wrong
        return render_template(
            "console/experiment_new.html",
            fields=fields,
            chosen=chosen,
            campaigns=campaigns,
            kinds=KINDS,
            metrics=METRIC_WORDS,
            estimate=worked_out,
            holdouts=table,
            most_held_out=MOST_HELD_OUT,
            name_max=NAME_MAX,
            hypothesis_max=HYPOTHESIS_MAX,
            refused=refused,
            wrong=refused.param if refused else None,
            may_cover_all=current().may("see_everyone"),
        )


def _design(given: Mapping[str, str]) -> Design:
    chosen = tuple(given.getlist("campaigns")) if hasattr(given, "getlist") else ()
    is_band = given.get("kind") == "band"
    return Design(
        name=given.get("name", ""),
        hypothesis=given.get("hypothesis", ""),
        kind=given.get("kind", ""),
        metric=given.get("metric", ""),
        base=_whole(given, "base"),
        smallest=_whole(given, "smallest"),
        tried_share=_whole(given, "tried_share", "50"),
        holdout=_whole(given, "holdout", "0"),
        campaign_ids=() if "all" in chosen else chosen,
        covers_all="all" in chosen,
        low_minor=100 * _whole(given, "low") if is_band else None,
        high_minor=100 * _whole(given, "high") if is_band else None,
    )


def _whole(given: Mapping[str, str], name: str, otherwise: str = "") -> int:
    """A whole number from a field. Raises InvalidInput for anything else."""
    text = (given.get(name) or otherwise).strip()
    if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 7:
        raise InvalidInput("Give a whole number.", param=name)
    return int(text)
