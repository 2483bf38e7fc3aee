"""What the form of a first campaign begins with, so that nobody types what we know: who is signed in, and what is on the shelf."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from babel.numbers import get_currency_precision
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.workspaces.actor import Actor
from service.workspaces.currencies import CURRENCIES
from service.workspaces.models import User, Workspace

ARRIVE_IN: Final = timedelta(days=21)
ANSWER_IN: Final = timedelta(days=28)
"""Days from today that the form begins with; whoever plans changes them."""


def first_fields(session: Session, actor: Actor) -> dict[str, str]:
    """Fields of the form -> what stands in them: the sender is whoever is signed in, for the company of the workspace."""
    workspace = session.get_one(Workspace, actor.workspace_id)
    user = session.get(User, actor.user_id) if actor.user_id else None
    named = {"sender_name": user.name if user else "", "sender_company": workspace.name, "brand_name": workspace.name}
    return named | shelf_fields(session, actor.workspace_id)


def shelf_fields(session: Session, workspace_id: str) -> dict[str, str]:
    """The currency that most gifts have, and the cheapest and the dearest of these; nothing for an empty shelf."""
    rows = session.execute(
        select(Product.currency, func.min(Product.price_minor), func.max(Product.price_minor))
        .where(Product.workspace_id == workspace_id, Product.recalled_at.is_(None), Product.currency.in_(CURRENCIES))
        .group_by(Product.currency)
        .order_by(func.count().desc(), Product.currency)
    )
    most = rows.first()
    if most is None:
        return {}
    currency, low, high = most
    digits = int(get_currency_precision(currency))
    return {
        "currency": currency,
        "band_min": f"{low / 10**digits:.{digits}f}",
        "band_max": f"{high / 10**digits:.{digits}f}",
    }


def fresh_days(today: date) -> dict[str, str]:
    """The days that every new campaign begins with, copied from none."""
    return {
        "deliver_on": (today + ARRIVE_IN).isoformat(),
        "expires_on": (today + ANSWER_IN).isoformat(),
        "undo_hours": "24",
    }
