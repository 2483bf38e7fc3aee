"""The page of the levers, of everybody and of saved segments: each beside its default, and what a change would do before it is
set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.deciding import labels as words
from service.brain.levers.drawn import SHARES, drawn_share, set_drawn_share
from service.brain.levers.in_force import EVERYONE, levers_set
from service.brain.levers.models import Lever, SegmentLever
from service.brain.levers.preview import preview
from service.brain.levers.set_lever import require_by_name, set_levers
from service.brain.segments.add_people import segments_by_name
from service.brain.segments.keep import find_segment
from service.brain.segments.models import Segment
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.next_action.actions import KINDS, Kind
from service.decisions.next_action.policy import DEFAULT_LEVERS, LEAST, MOST, levers_of
from service.errors import InvalidInput
from service.workspaces.actor import Actor
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.models import User

blueprint = Blueprint("levers", __name__)
_LONGEST: Final = 6


@blueprint.get("/levers")
@signed_in("see_people", "change_rules")
def show_levers() -> ResponseReturnValue:
    """The levers, of everybody or of one segment; with figures in the address, what they would change. Looking changes nothing."""
    actor = current()
    fault, wanted = None, {}
    with reading() as session:
        segment = _segment(session, actor)
        segment_id = EVERYONE if segment is None else segment.id
        levers = levers_set(session, actor.workspace_id)
        everyone = {**DEFAULT_LEVERS, **levers[EVERYONE]}
        today = {**everyone, **levers.get(segment_id, {})}
        try:
            wanted = read_levers(request.args)
        except InvalidInput as refusal:
            fault = refusal
        now: dict[Kind, float] = {**today, **wanted}
        changed = [kind for kind in KINDS if now[kind] != today[kind]]
        return render_template(
            "console/levers.html",
            kinds=KINDS,
            defaults=DEFAULT_LEVERS if segment is None else everyone,
            today=today,
            now=now,
            changed=changed,
            set_by=_set_by(session, actor, segment_id),
            preview=preview(session, actor.workspace_id, now, utc_now(), segment_id) if changed else None,
            words=words,
            fault=fault,
            least=LEAST,
            most=MOST,
            shares=SHARES,
            drawn=drawn_share(session, actor.workspace_id),
            segment=segment,
            segments=segments_by_name(session, actor.workspace_id),
            with_levers=levers.keys(),
        )


@blueprint.post("/levers")
@signed_in("see_people", "change_rules")
def press_levers() -> ResponseReturnValue:
    """Sets the levers that the form names, all or none."""
    form = request.form
    segment_id = form.get("segment", EVERYONE)
    where = [("segment", segment_id)] if segment_id else []
    try:
        with transaction() as session:
            wanted = _back(session, current()) if form.get("back") == "defaults" else read_levers(form)
            named = {str(kind): lever for kind, lever in wanted.items()}
            set_levers(session, current(), named, utc_now(), segment_id)
    except InvalidInput:
        said = urlencode([*where, *((str(kind), form[kind]) for kind in KINDS if kind in form)])
        return redirect(f"{url_for('levers.show_levers')}?{said}", 303)
    return redirect(f"{url_for('levers.show_levers')}?{urlencode([('done', 'set'), *where])}", 303)


def _back(session: Session, actor: Actor) -> Mapping[Kind, float]:
    """What setting everything back means: the house's defaults, and for a segment what holds for everybody."""
    everyone = levers_set(session, actor.workspace_id)[EVERYONE] if request.form.get("segment") else {}
    return {**DEFAULT_LEVERS, **everyone}


def _segment(session: Session, actor: Actor) -> Segment | None:
    """The one that the address names; None for everybody. Raises NotFound, or Conflict for one that can have no levers."""
    wanted = request.args.get("segment", EVERYONE)
    if wanted == EVERYONE:
        return None
    found = find_segment(session, actor.workspace_id, wanted)
    require_by_name(found)
    return found


def _set_by(session: Session, actor: Actor, segment_id: str) -> dict[str, tuple[str | None, datetime]]:
    """Kind -> who set it last, and when."""
    table = Lever if segment_id == EVERYONE else SegmentLever
    mine = Lever.workspace_id == actor.workspace_id if segment_id == EVERYONE else SegmentLever.segment_id == segment_id
    rows = session.execute(
        select(table.kind, User.name, table.set_at).outerjoin(User, User.id == table.set_by).where(mine)
    )
    return {kind: (name, set_at) for kind, name, set_at in rows}


@blueprint.post("/levers/drawn")
@signed_in("see_people", "change_rules")
def press_drawn() -> ResponseReturnValue:
    """Sets which share of decisions is drawn."""
    with transaction() as session:
        set_drawn_share(session, current(), _share(request.form.get("share", "")), utc_now())
    return redirect(url_for("levers.show_levers", done="set"), 303)


def read_levers(form: Mapping[str, str]) -> dict[Kind, float]:
    """Levers as a form or an address says them. Raises InvalidInput for what is no figure, or none of a lever's."""
    pairs = [(kind, _figure(form[kind])) for kind in KINDS if form.get(kind, "").strip()]
    return levers_of(pairs)


def _figure(text: str) -> float:
    try:
        return round(float(text.strip().replace(",", ".")[:_LONGEST]), 2)
    except (ValueError, OverflowError):
        raise InvalidInput("A lever is a figure from 0.5 to 2.0.", param="levers") from None


def _share(text: str) -> float:
    return next((share for share in SHARES if f"{share:g}" == text), -1.0)
