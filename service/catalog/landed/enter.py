"""Rates are entered: rows that are only ever added, each with its source and the day from which it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.catalog.landed.in_force import forget_read
from service.catalog.landed.models import LandedRate
from service.catalog.landed.read_rate import NewRate
from service.catalog.models import Product
from service.catalog.offer_changed import offer_changed
from service.errors import Conflict
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace

MOST_RATES: Final = 5_000
"""Of one workspace, ever: all are read whenever a gift is chosen whose price is not all it costs."""


def enter_rates(session: Session, rates: Sequence[NewRate], actor: Actor, at: datetime) -> None:
    """Adds them. What is chosen from now on is chosen by them; gifts that were promised keep what was agreed, and plans say that
    rates have changed since. Raises Conflict where the workspace has too many."""
    if not rates:
        return
    lock_workspace(session, actor.workspace_id)
    known = session.scalar(select(func.count()).where(LandedRate.workspace_id == actor.workspace_id)) or 0
    if known + len(rates) > MOST_RATES:
        raise Conflict(f"A workspace keeps up to {MOST_RATES:,} rates, and this one has {known:,}. Nothing was saved.")
    session.add_all(
        LandedRate(workspace_id=actor.workspace_id, entered_by=actor.user_id, entered_at=at, **asdict(rate))
        for rate in rates
    )
    session.flush()
    forget_read(session)
    if any(rate.cost != "input_vat" for rate in rates):  # what VAT a price contains changes no cost
        note_changed(session, actor.workspace_id)
    record_act(session, actor, "rates.entered", at, body={"rates": len(rates)})


def note_changed(session: Session, workspace_id: str) -> None:
    """What was laid out from these products is out of date, and somebody who had nothing may now get one."""
    mine = (Product.workspace_id == workspace_id, Product.delivered != "included")
    session.scalars(select(Product.id).where(*mine).order_by(Product.id).with_for_update()).all()
    session.execute(
        update(Product).where(*mine).values(revision=Product.revision + 1).execution_options(synchronize_session=False)
    )
    priced = session.scalars(
        select(Product).where(*mine).order_by(Product.id).execution_options(populate_existing=True)
    ).all()
    offer_changed(session, priced)
