"""Search: keyed marks of how people's words begin, and the words of companies, campaigns and gifts as a search compares them."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from service.folding import fold, searched_text

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_AT_ONCE = 500


def upgrade() -> None:
    op.create_table(
        "recipient_tag",
        sa.Column("tag", sa.BigInteger(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_recipient_tag_recipient_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_recipient_tag_workspace_id")),
        sa.PrimaryKeyConstraint("tag", "recipient_id", name=op.f("pk_recipient_tag")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_recipient_tag_recipient_id", "recipient_tag", ["recipient_id"])
    op.add_column(
        "workspace", sa.Column("search_generation", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    # Names are encrypted: the sweep "people made findable" writes the marks of whoever is here already, some at a time.
    op.add_column("recipient", sa.Column("searched_as", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_index("ix_recipient_workspace_id_searched_as", "recipient", ["workspace_id", "searched_as"])
    for table in ("account", "campaign"):
        op.add_column(table, sa.Column("searched", sa.String(), server_default=sa.text("''"), nullable=False))
        _fill(table, ("name",), "searched", searched_text)
    # More letters are folded than before (ł, ø, đ).
    _fill("product", ("texts", "sku"), "folded", _folded)


def downgrade() -> None:
    for table in ("account", "campaign"):
        op.drop_column(table, "searched")
    op.drop_index("ix_recipient_workspace_id_searched_as", table_name="recipient")
    op.drop_column("recipient", "searched_as")
    op.drop_column("workspace", "search_generation")
    op.drop_table("recipient_tag")


def _folded(texts: dict[str, dict[str, str]], sku: str) -> str:
    english = texts.get("en", {})
    return fold(f"{english.get('name', '')} {english.get('line', '')} {sku}")


def _fill(table: str, said: tuple[str, ...], column: str, written: Callable[..., str]) -> None:
    kinds = {"texts": sa.JSON()}
    columns = [sa.column(name, kinds.get(name, sa.String())) for name in ("id", *said, column)]
    rows_of = sa.table(table, *columns)
    fill = (
        rows_of.update()
        .where(rows_of.c.id == sa.bindparam("one"))
        .values({column: sa.bindparam("now", type_=sa.String())})
    )
    connection, last = op.get_bind(), ""
    while True:
        found = connection.execute(
            sa.select(rows_of.c.id, *(rows_of.c[name] for name in said))
            .where(rows_of.c.id > last)
            .order_by(rows_of.c.id)
            .limit(_AT_ONCE)
        ).all()
        if not found:
            return
        connection.execute(fill, [{"one": row[0], "now": written(*row[1:])} for row in found])
        last = found[-1][0]
