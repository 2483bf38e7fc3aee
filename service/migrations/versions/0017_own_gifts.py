"""A workspace's own gifts: where their marks come from, who settled their words, how many marks are unknown, and sheets that wait."""

from __future__ import annotations

import json
import re
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment
from service.folding import fold

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ALLERGENS = 14
_DIETS = 10
_MATERIALS = 16
_PRODUCT = sa.table(
    "product",
    sa.column("id", sa.String()),
    sa.column("sku", sa.String()),
    sa.column("kind", sa.String()),
    sa.column("allergens", Document),
    sa.column("diets", Document),
    sa.column("materials", Document),
    sa.column("texts", Document),
    sa.column("unknown_marks", sa.Integer()),
    sa.column("folded", sa.String()),
    sa.column("image", sa.String()),
    sa.column("is_sample", sa.Boolean()),
)
_OURS = re.compile(r"HP-0[0-4]\d\d")


def upgrade() -> None:
    """The sample's products are known by their codes and pictures, which only we have. What an own catalog has marked without a source
    stays as it is, and the audit lists it."""
    # Columns are added outside of batches: SQLite would make the table anew, and other tables name it.
    empty = sa.text("'{}'")
    op.add_column("product", sa.Column("mark_sources", Document, nullable=False, server_default=empty))
    op.add_column("product", sa.Column("unknown_marks", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("product", sa.Column("is_unsettled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("product", sa.Column("settled", Document, nullable=True))
    op.add_column("product", sa.Column("is_sample", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("product", sa.Column("folded", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "pending_gifts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_pending_gifts_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_gifts")),
    )
    op.create_index("ix_pending_gifts_created_at", "pending_gifts", ["created_at"])
    op.create_index("ix_pending_gifts_workspace_id", "pending_gifts", ["workspace_id"])
    op.create_table(
        "shelf_change",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("pieces <> 0", name=op.f("ck_shelf_change_pieces")),
        sa.CheckConstraint(
            "reason IN ('delivery', 'counted', 'damaged', 'other')", name=op.f("ck_shelf_change_reason")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_shelf_change_workspace_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_shelf_change_product_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_shelf_change_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_change")),
    )
    op.create_index("ix_shelf_change_product_id", "shelf_change", ["product_id"])
    _fill()


def downgrade() -> None:
    op.drop_index("ix_shelf_change_product_id", table_name="shelf_change")
    op.drop_table("shelf_change")
    op.drop_index("ix_pending_gifts_workspace_id", table_name="pending_gifts")
    op.drop_index("ix_pending_gifts_created_at", table_name="pending_gifts")
    op.drop_table("pending_gifts")
    for column in ("folded", "is_sample", "settled", "is_unsettled", "unknown_marks", "mark_sources"):
        op.drop_column("product", column)


def _fill() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(_PRODUCT).order_by(_PRODUCT.c.id)).all():
        english = _plain(row.texts)["en"]
        connection.execute(
            sa.update(_PRODUCT)
            .where(_PRODUCT.c.id == row.id)
            .values(
                folded=fold(f"{english['name']} {english['line']} {row.sku}"),
                unknown_marks=_unknown(row),
                is_sample=bool(_OURS.fullmatch(row.sku)) and row.image == f"products/{row.sku}",
            )
        )


def _unknown(row: sa.Row[Any]) -> int:
    unknown = _MATERIALS - _stated(row.materials)
    if row.kind != "neither":
        unknown += _ALLERGENS - _stated(row.allergens) + _DIETS - _stated(row.diets)
    return unknown


def _stated(marks: Any) -> int:
    return sum(mark != "unknown" for mark in _plain(marks).values())


def _plain(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
