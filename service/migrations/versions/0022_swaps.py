"""Swaps: a campaign's rule for them, the price they are measured by, whether people read prices, and how many have too little choice.

Campaigns that are there get the rule that now holds for all, and go on showing prices.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_LIMITS = "swap_limit IN ('within_20', 'within_10', 'not_dearer', 'none')"
_GIFT = sa.table(
    "gift",
    sa.column("id", sa.String()),
    sa.column("product_id", sa.String()),
    sa.column("price_minor", sa.Integer()),
    sa.column("first_price_minor", sa.Integer()),
)
_EVENT = sa.table(
    "gift_event",
    sa.column("id", sa.Integer()),
    sa.column("gift_id", sa.String()),
    sa.column("kind", sa.String()),
    sa.column("body", Document),
)


def upgrade() -> None:
    with op.batch_alter_table("campaign") as batch:
        batch.add_column(sa.Column("swap_limit", sa.String(), nullable=False, server_default="within_20"))
        batch.add_column(sa.Column("swap_floor_minor", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("swaps_once", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("price_shown", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.create_check_constraint(op.f("ck_campaign_swap_limit"), _LIMITS)
        batch.create_check_constraint(op.f("ck_campaign_swap_floor"), "swap_floor_minor >= 0")
    op.add_column("match_run", sa.Column("swap_short", Document, nullable=True))
    op.add_column("gift", sa.Column("first_price_minor", sa.Integer(), nullable=True))
    _measure_by_first_gifts(op.get_bind())


def _measure_by_first_gifts(connection: sa.Connection) -> None:
    """The history says what a gift cost when it had a price for the first time since its launch; what is only planned costs what it
    costs."""
    told = sa.and_(_EVENT.c.gift_id == _GIFT.c.id, _EVENT.c.body["product_id"].as_string().is_not(None))
    kinds = _EVENT.c.kind.in_(("gift.created", "gift.given", "gift.substituted", "gift.swapped", "gift.opened"))
    launched = (
        sa.select(_EVENT.c.body["price_minor"].as_integer())
        .where(told, kinds)
        .order_by(_EVENT.c.id)
        .limit(1)
        .scalar_subquery()
    )
    own = sa.case((_GIFT.c.product_id.is_not(None), _GIFT.c.price_minor))
    connection.execute(sa.update(_GIFT).values(first_price_minor=sa.func.coalesce(launched, own)))


def downgrade() -> None:
    op.drop_column("gift", "first_price_minor")
    op.drop_column("match_run", "swap_short")
    with op.batch_alter_table("campaign") as batch:
        for name in ("ck_campaign_swap_floor", "ck_campaign_swap_limit"):
            batch.drop_constraint(op.f(name), type_="check")
        for column in ("price_shown", "swaps_once", "swap_floor_minor", "swap_limit"):
            batch.drop_column(column)
