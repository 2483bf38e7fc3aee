"""Whom the invitations of a plan would reach, and how long after its launch: asked of the rules that hold when they leave."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.contact.may_write import Answer, first_moments
from service.contact.rules import BETWEEN_MESSAGES
from service.db.writing.chunks import in_chunks
from service.decisions.asking.aside import Aside
from service.decisions.forecasting.reach import NEVER, Reach
from service.decisions.values import Problem
from service.recipients.models import Recipient
from service.workspaces.sandbox import knows_no_limits

MOST_ASKED: Final = 1000
"""Of more people, so many are asked about, evenly over the list, and each stands for those beside them."""
_MINUTE: Final = timedelta(minutes=1)


def first_messages(session: Session, people: Collection[str], at: datetime) -> dict[str, float]:
    """Person's id -> minutes from `at` until their first message may leave; those who can be written to at once are left out."""
    ids = sorted(people)
    step = -(-len(ids) // MOST_ASKED)
    asked = ids[::step] if ids else []
    rows: list[Recipient] = []
    for some in in_chunks(asked):
        rows += session.scalars(select(Recipient).where(Recipient.id.in_(some)).order_by(Recipient.id))
    found = {one: _minutes(answer, at) for one, answer in first_moments(session, rows, at).items()}
    beside = {one: found.get(asked[place // step], NEVER) for place, one in enumerate(ids)}
    return {one: minutes for one, minutes in beside.items() if minutes}


def reach_of(
    session: Session,
    workspace_id: str,
    first: Mapping[str, float],
    aside: Mapping[str, Aside],
    problem: Problem,
) -> Reach:
    """With those who are asked what they eat first, and what is set aside for them."""
    choices = {choice.id: choice for choice in problem.choices}
    country = {person.id: person.country for person in problem.candidates}
    asked = {
        key: tuple(choices[piece].landed_minor(country[key]) for piece in one.pieces)
        for key, one in aside.items()
        if one.pieces
    }
    pause = timedelta(0) if knows_no_limits(session, workspace_id) else BETWEEN_MESSAGES
    return Reach(first, asked, pause / _MINUTE)


def _minutes(answer: Answer, at: datetime) -> float:
    if answer.never is not None or answer.is_end_unknown:
        return NEVER
    return 0.0 if answer.not_before is None else max(0.0, (answer.not_before - at) / _MINUTE)
