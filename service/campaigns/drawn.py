"""What people were drawn for in an experiment: asked by all that writes to them, chooses for them or shows them something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, SQLColumnExpression, String, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from service.campaigns.models import DrawnTerm
from service.db.loaded import ask
from service.db.writing.by_key import ByKey


@dataclass(frozen=True, slots=True)
class Drawn:
    """One person in one campaign. `cap_minor`: the most their gift may cost, None for what the campaign says."""

    is_held_out: bool = False
    cap_minor: int | None = None
    has_film: bool = True
    has_subject: bool = True
    has_line: bool = True


AS_USUAL: Final = Drawn()
_NO_FILM: Final = "no_film"
_LEFT_OUT: Final[Mapping[str, str]] = {_NO_FILM: "has_film", "no_subject": "has_subject", "no_line": "has_line"}


def is_held_out(session: Session, recipient_id: str, campaign_id: str | None) -> bool:
    """Whether somebody hears nothing from this campaign; without one, from any."""
    return bool({None, campaign_id} & held_out_of(session, recipient_id))


_HELD_OUT: Final = select(DrawnTerm.campaign_id).where(
    DrawnTerm.recipient_id == bindparam("person", type_=String),
    DrawnTerm.kind == "held_out",
    DrawnTerm.ended_at.is_(None),
)


def held_out_of(session: Session, recipient_id: str) -> frozenset[str | None]:
    """Campaigns of which somebody hears nothing; None among them for all."""
    return frozenset(ask(session, _HELD_OUT, {"person": recipient_id}).scalars())


def held_out_in(recipient_id: SQLColumnExpression[str], campaign_id: str) -> ColumnElement[bool]:
    """The same over a column with a person's id."""
    return exists().where(DrawnTerm.recipient_id == recipient_id, *_holding(campaign_id))


def has_no_film(recipient_id: SQLColumnExpression[str], campaign_id: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Whether somebody was drawn to get the page alone, over columns with the ids of person and campaign."""
    return exists().where(DrawnTerm.recipient_id == recipient_id, DrawnTerm.kind == _NO_FILM, _of(campaign_id))


def drawn_for(session: Session, recipient_id: str, campaign_id: str) -> Drawn:
    """What one person was drawn for in a campaign."""
    return all_drawn_for(session, [recipient_id], campaign_id).get(recipient_id, AS_USUAL)


def all_drawn_for(session: Session, recipient_ids: Sequence[str], campaign_id: str) -> dict[str, Drawn]:
    """The same of several people; who was drawn for nothing is not in it."""
    found: dict[str, Drawn] = {}
    for person, kind, cap, ended_at in _DRAWN.rows(session, recipient_ids, campaign=campaign_id):
        before = found.get(person, AS_USUAL)
        if kind == "held_out":
            found[person] = replace(before, is_held_out=before.is_held_out or ended_at is None)
        elif kind == "cap":
            found[person] = replace(before, cap_minor=cap)
        else:
            found[person] = replace(before, **{_LEFT_OUT[kind]: False})
    return found


def _holding(campaign_id: str | None) -> tuple[ColumnElement[bool], ...]:
    return DrawnTerm.kind == "held_out", DrawnTerm.ended_at.is_(None), _of(campaign_id)


def _of(campaign_id: str | SQLColumnExpression[str] | BindParameter[str] | None) -> ColumnElement[bool]:
    everywhere = DrawnTerm.campaign_id.is_(None)
    return everywhere if campaign_id is None else or_(everywhere, DrawnTerm.campaign_id == campaign_id)


_DRAWN: Final = ByKey(
    DrawnTerm.recipient_id,
    lambda theirs: select(DrawnTerm.recipient_id, DrawnTerm.kind, DrawnTerm.cap_minor, DrawnTerm.ended_at).where(
        theirs, _of(bindparam("campaign", type_=String))
    ),
)
