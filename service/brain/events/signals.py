"""What just happened to somebody, as a decision sees it: purchases, product use, and looks at prices by the visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.events.models import PersonEvent
from service.db.writing.chunks import in_chunks
from service.decisions.next_action.person import Signal, SignalCode

PRICES: Final = frozenset({"prices", "pricing", "price-list"})
"""Codes of a site's pages about what something costs."""
VISIT: Final = timedelta(minutes=60)
"""Looks with less than so long between them are one visit: a lunch break is one."""
BACK: Final = timedelta(days=90)
"""What is older is no signal any more."""
MOST: Final = 1_000


def signals_of(session: Session, recipient_ids: Sequence[str], at: datetime) -> dict[str, tuple[Signal, ...]]:
    """Person's id -> their signals of late, the oldest first. What is dated after `at` has not happened yet; in
    which order things came in is the same."""
    looks: dict[str, list[datetime]] = defaultdict(list)
    found: dict[str, set[Signal]] = {one: set() for one in recipient_ids}
    for some in in_chunks(recipient_ids):
        rows = session.execute(
            select(PersonEvent.recipient_id, PersonEvent.kind, PersonEvent.code, PersonEvent.at)
            .where(PersonEvent.recipient_id.in_(some), PersonEvent.at > at - BACK, PersonEvent.at <= at)
            .order_by(PersonEvent.at, PersonEvent.id)
        )
        for person, kind, code, moment in rows:
            if kind == "site_look" and code in PRICES:
                looks[person].append(moment)
            elif kind in _SIGNALS:
                found[person].add(Signal(_SIGNALS[kind], moment))
    for person, moments in looks.items():
        found[person] |= {Signal("price_look", last, float(min(MOST, number))) for last, number in _visits(moments)}
    return {person: tuple(sorted(some, key=lambda one: (one.at, one.code))) for person, some in found.items()}


_SIGNALS: Final[dict[str, SignalCode]] = {"purchase": "purchase", "product_use": "product_use"}


def _visits(moments: Sequence[datetime]) -> list[tuple[datetime, int]]:
    """(last look, how many) of each visit. `moments` are in order."""
    visits: list[tuple[datetime, int]] = []
    for moment in moments:
        if visits and moment - visits[-1][0] < VISIT:
            visits[-1] = (moment, visits[-1][1] + 1)
        else:
            visits.append((moment, 1))
    return visits
