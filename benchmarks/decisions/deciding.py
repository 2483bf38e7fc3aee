"""How long one decision takes through the call, gathering included, among a million stored facts and 2,500 actions."""

from __future__ import annotations

import gc
import random
from collections.abc import Sequence
from datetime import timedelta
from time import perf_counter, thread_time
from typing import Any, Final

from sqlalchemy import text

from benchmarks.databases import fresh_database
from service.brain.deciding.decide_for import weigh
from service.db.connect import reading, transaction
from service.decisions.next_action.actions import Action, Kind
from service.decisions.next_action.factors.columns import Columns, lay_out
from service.recipients.models import Recipient
from service.security.encryption import seal
from tests.factories import AT, make_account, make_campaign, make_gift, make_product, make_recipient, make_workspace

FACTS: Final = 1_000_000
EACH: Final = 50
"""Facts of one person."""
ACTIONS: Final = 2_500
ASKED: Final = 400
BAR_MS: Final = 20.0
_LOOKED_AT: Final = AT + timedelta(days=9)


def measure(facts: int = FACTS, actions: int = ACTIONS, asked: int = ASKED) -> dict[str, Any]:
    """`decide_p99_ms`: of the CPU that one call takes, in milliseconds; `decide_wall_p99_ms` by the clock on the wall, which others
    on the machine change. On SQLite."""
    offers = lay_out(make_offers(actions))
    with fresh_database("sqlite"):
        people = _store(facts, asked)
        took, waited = _decide(people, offers)
    return {
        "decide_p99_ms": _percentile(took, 99),
        "decide_p50_ms": _percentile(took, 50),
        "decide_wall_p99_ms": _percentile(waited, 99),
        "decide_actions": actions,
        "decide_stored_facts": facts,
        "decide_calls": len(took),
        "decide_bar_ms": BAR_MS,
    }


def make_offers(number: int) -> tuple[Action, ...]:
    """Offers of every kind, by page and by mail, for some countries and days: the same ones every time."""
    chance = random.Random(26)
    kinds: tuple[Kind, ...] = ("keep", "reward")
    return tuple(
        Action(
            chance.choice(kinds),
            about=f"ofr_{place:05}",
            way=chance.choice(("page", "mail")),
            chance=chance.choice((None, round(chance.random(), 3))),
            worth=chance.choice((0.5, 1.0, 1.5)),
            countries=frozenset(chance.sample(("CZ", "RO", "US"), chance.randint(0, 2))),
            until=_LOOKED_AT + timedelta(days=chance.randint(-5, 40)),
        )
        for place in range(number)
    )


def _store(facts: int, asked: int) -> list[str]:
    """People with fifty facts each; `asked` of them have two gifts. Their ids."""
    sealed = seal("hiking")
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id, status="running", expires_at=_LOOKED_AT + timedelta(days=30))
        second = make_campaign(session, workspace.id, status="running", expires_at=_LOOKED_AT + timedelta(days=30))
        everybody = []
        for place in range(max(asked, facts // EACH)):
            if place % 10 == 0:
                account = make_account(session, workspace.id, f"Company {place}")
            everybody.append(make_recipient(session, account, basis="customer").id)
        people = everybody[:asked]
        for person_id in people:
            person = session.get_one(Recipient, person_id)
            for one in (campaign, second):
                product = make_product(session, workspace.id)
                make_gift(session, one, person, product, status="created", launched_at=AT)
        rows = [
            {"id": f"fct_{place}_{number}", "w": workspace.id, "r": person_id, "v": sealed}
            for place, person_id in enumerate(everybody)
            for number in range(EACH)
        ]
        insert = text(
            "INSERT INTO profile_fact (id, workspace_id, recipient_id, kind, value, source, confidence, valid_from, kept_private, "
            "created_at) VALUES (:id, :w, :r, 'interest', :v, 'imported', 0.8, '2026-01-01', 0, '2026-01-01 00:00:00.000000')"
        )
        for start in range(0, len(rows), 50_000):
            session.execute(insert, rows[start : start + 50_000])
    return people


def _decide(people: Sequence[str], offers: Columns) -> tuple[list[float], list[float]]:
    """Milliseconds of CPU and of waiting for each person, after a few calls that warm what is kept between calls."""
    took, waited = [], []
    gc.collect()
    gc.freeze()
    for place, person_id in enumerate((*people[:20], *people)):
        with reading() as session:
            person = session.get_one(Recipient, person_id)
            cpu, wall = thread_time(), perf_counter()
            made = weigh(session, person, _LOOKED_AT, offered=offers).decision
            cpu, wall = thread_time() - cpu, perf_counter() - wall
        if len(made.ranked) + len(made.blocked) <= len(offers.actions):
            raise SystemExit("A decision has lost some of its actions.")
        if place >= 20:
            took.append(cpu * 1000)
            waited.append(wall * 1000)
    gc.unfreeze()
    return took, waited


def _percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 2)
