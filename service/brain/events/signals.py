"""What just happened to somebody, as a decision sees it: purchases, product use, looks at prices by the visit; and how far they
watched their film, if they agreed that their giver sees it: staff read what a decision went by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from service.brain.events.models import PersonEvent, ViewingWish
from service.db.base import Moment
from service.db.loaded import ask
from service.db.writing.chunks import in_chunks
from service.decisions.next_action.person import Signal, SignalCode

PRICES: Final = frozenset({"prices", "pricing", "price-list"})
"""Codes of a site's pages about what something costs."""
VISIT: Final = timedelta(minutes=60)
"""Looks with less than so long between them are one visit: a lunch break is one."""
BACK: Final = timedelta(days=90)
"""What is older is no signal any more."""
MOST: Final = 1_000
_PEOPLE: Final = bindparam("people", expanding=True, type_=String)
_SHOWN: Final = select(ViewingWish.recipient_id).where(
    ViewingWish.recipient_id.in_(_PEOPLE), ViewingWish.is_counted, ViewingWish.shown_since.is_not(None)
)
_EVENTS: Final = (
    select(PersonEvent.recipient_id, PersonEvent.kind, PersonEvent.code, PersonEvent.at)
    .where(
        PersonEvent.recipient_id.in_(_PEOPLE),
        PersonEvent.at > bindparam("since", type_=Moment),
        PersonEvent.at <= bindparam("at", type_=Moment),
    )
    .order_by(PersonEvent.at, PersonEvent.id)
)


def signals_of(session: Session, recipient_ids: Sequence[str], at: datetime) -> dict[str, tuple[Signal, ...]]:
    """Person's id -> their signals of late, the oldest first. What is dated after `at` has not happened yet; in
    which order things came in is the same."""
    looks: dict[str, list[datetime]] = defaultdict(list)
    found: dict[str, set[Signal]] = {one: set() for one in recipient_ids}
    for some in in_chunks(recipient_ids):
        shown = frozenset(ask(session, _SHOWN, {"people": list(some)}).scalars())
        rows = ask(session, _EVENTS, {"people": list(some), "since": at - BACK, "at": at})
        for person, kind, code, moment in rows:
            if kind == "site_look" and code in PRICES:
                looks[person].append(moment)
            elif kind in _SIGNALS and (kind not in _VIEWED or person in shown):
                found[person].add(Signal(_SIGNALS[kind], moment))
    for person, moments in looks.items():
        found[person] |= {Signal("price_look", last, float(min(MOST, number))) for last, number in _visits(moments)}
    return {person: tuple(sorted(some, key=lambda one: (one.at, one.code))) for person, some in found.items()}


_SIGNALS: Final[dict[str, SignalCode]] = {
    "purchase": "purchase",
    "product_use": "product_use",
    "film_through": "film_through",
    "film_stopped": "film_stopped",
}
_VIEWED: Final = frozenset({"film_through", "film_stopped"})


def _visits(moments: Sequence[datetime]) -> list[tuple[datetime, int]]:
    """(last look, how many) of each visit. `moments` are in order."""
    visits: list[tuple[datetime, int]] = []
    for moment in moments:
        if visits and moment - visits[-1][0] < VISIT:
            visits[-1] = (moment, visits[-1][1] + 1)
        else:
            visits.append((moment, 1))
    return visits
