"""The page of segments. A count is never shown so that somebody could be read off it; see `small_numbers`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.levers.models import SegmentLever
from service.brain.offers.models import Offer
from service.brain.segments.add_people import add_segment
from service.brain.segments.conditions import WHATS, Condition, read_conditions
from service.brain.segments.keep import (
    count_everybody,
    count_segments,
    delete_segment,
    find_segment,
    save_segment,
    try_segment,
)
from service.brain.segments.kept import Kept, kept_of
from service.brain.segments.labels import HINTS, NAMES, describe
from service.campaigns.find import find_campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, RefusedError
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("segments", __name__)
DONE: Final = frozenset({"saved", "deleted"})


@blueprint.get("/segments")
@signed_in("see_people", "change_rules")
def show_segments() -> ResponseReturnValue:
    """Every saved segment, counted now."""
    done = request.args.get("done", "")
    return _page(done=done if done in DONE else None)


@blueprint.post("/segments")
@signed_in("see_people", "change_rules")
def press_save() -> ResponseReturnValue:
    """Saves one, new or changed; or only counts what its conditions would leave."""
    try:
        conditions = read_conditions([(what, request.form.get(what, "")) for what in WHATS])
        if request.form.get("act") == "count":
            return _page(tried=conditions, fields=request.form)
        with transaction() as session:
            save_segment(
                session, current(), request.form.get("name", ""), conditions, utc_now(), request.form.get("id") or None
            )
    except (InvalidInput, Conflict) as error:
        return _page(error=error), error.status
    return redirect("/segments?done=saved", 303)


@blueprint.get("/segments/<segment_id>")
@signed_in("see_people", "change_rules")
def show_segment(segment_id: str) -> ResponseReturnValue:
    """One of them in the form, to be changed."""
    with reading() as session:
        row = find_segment(session, current().workspace_id, segment_id)
        fields = {one["what"]: ", ".join(one["any"]) for one in row.conditions}
        return _page(fields=fields | {"name": row.name, "id": row.id})


@blueprint.post("/campaigns/<campaign_id>/people/segment")
@signed_in("see_people", "change_rules", "change_campaigns")
def press_add(campaign_id: str) -> ResponseReturnValue:
    """The people of a segment take part in a campaign; what is wrong is told on the campaign's own page."""
    with transaction() as session:
        campaign = find_campaign(session, current(), campaign_id)
        add_segment(session, current(), campaign, request.form.get("segment", ""), utc_now())
    return redirect(f"/campaigns/{campaign_id}/people", 303)


@blueprint.post("/segments/<segment_id>/delete")
@signed_in("see_people", "change_rules")
def press_delete(segment_id: str) -> ResponseReturnValue:
    """Takes one away."""
    try:
        with transaction() as session:
            delete_segment(session, current(), segment_id, utc_now())
    except Conflict as error:
        return _page(error=error), error.status
    return redirect("/segments?done=deleted", 303)


def _page(
    *,
    done: str | None = None,
    error: RefusedError | None = None,
    tried: Sequence[Condition] | None = None,
    fields: Mapping[str, str] | None = None,
) -> str:
    actor, at = current(), utc_now()
    with reading() as session:
        return render_template(
            "console/brain/segments.html",
            lines=_lines(session, actor.workspace_id, at),
            everybody=count_everybody(session, actor.workspace_id),
            at=at,
            done=done,
            error=error,
            tried=[
                (NAMES[one.what], describe(one), alone, left)
                for one, alone, left in try_segment(session, actor.workspace_id, tried, at)
            ]
            if tried
            else [],
            names=NAMES,
            hints=HINTS,
            fields=fields or (request.form if error is not None else {}),
        )


def _lines(session: Session, workspace_id: str, at: datetime) -> list[dict[str, object]]:
    used = {segment_id: number for segment_id, number in _offers(session, workspace_id)}
    levers = Counter(session.scalars(select(SegmentLever.segment_id).where(SegmentLever.workspace_id == workspace_id)))
    counted = count_segments(session, workspace_id, at)
    kept: dict[str, Kept] = kept_of(
        session, workspace_id, {row.id: (people, count) for row, _, people, count in counted}
    )
    return [
        {
            "row": row,
            "says": "; ".join(f"{NAMES[one.what]}: {describe(one)}" for one in conditions),
            "count": count,
            "offers": used.get(row.id, 0),
            "levers": levers.get(row.id, 0),
            "kept": kept[row.id],
        }
        for row, conditions, _, count in counted
    ]


def _offers(session: Session, workspace_id: str) -> list[tuple[str, int]]:
    rows = session.scalars(
        select(Offer.segment_id).where(
            Offer.workspace_id == workspace_id, Offer.segment_id.is_not(None), Offer.withdrawn_at.is_(None)
        )
    ).all()
    return [(one, rows.count(one)) for one in {one for one in rows if one}]
