"""`handpicked audit --self-test`: does the audit find what it has to find? Tried on damage of every kind, here and now."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from service.app.self_test.damage import KINDS, Damage
from service.app.self_test.scratch import scratch
from service.app.self_test.world import World, make_world
from service.db.base import utc_now
from service.errors import HandpickedError
from service.ops.audit.database import audit, audit_rows


class SelfTestBroken(HandpickedError):
    """The self-test's own campaign does not add up before anything was done to it, so that nothing can be told from it."""


def self_test(told: Callable[[str], None]) -> tuple[int, int]:
    """Plants every kind of damage in a scratch database, one at a time, each undone by a savepoint. Answers (found, planted).

    `told` hears a line for each kind that was not found. Nothing is committed. Raises SelfTestBroken.
    """
    with scratch() as engine, Session(engine, autoflush=False) as session:
        world = make_world(session, utc_now())
        if clean := audit(session):
            raise SelfTestBroken(f"The self-test can’t start. {clean[0].sentence}")
        found = sum(_is_found(session, world, kind, told) for kind in KINDS)
        session.rollback()
    return found, len(KINDS)


def _is_found(session: Session, world: World, damage: Damage, told: Callable[[str], None]) -> bool:
    savepoint = session.begin_nested()
    damage.plant(session, world)
    session.expire_all()
    # To read how every table is made takes longer than all else; what was done to rows is found without it.
    defects = (audit if damage.shows == "tables" else audit_rows)(session)
    savepoint.rollback()
    if any(defect.kind == damage.shows for defect in defects):
        return True
    told(f"Not found: {damage.name}.")
    return False
