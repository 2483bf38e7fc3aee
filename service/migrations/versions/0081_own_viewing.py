"""What somebody says about the counting of their own viewing; and that a film was watched through, or left early."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

_EVENTS = ("purchase", "product_use", "site_look", "page_look", "offer_seen", "offer_pressed")
_FILM = ("started", "played", "again", "chapter", "pressed")


def upgrade() -> None:
    op.create_table(
        "viewing_wish",
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("shown_since", Moment(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint("is_counted OR shown_since IS NULL", name=op.f("ck_viewing_wish_shown_is_counted")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_viewing_wish_recipient_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_viewing_wish_workspace_id")),
        sa.PrimaryKeyConstraint("recipient_id", name=op.f("pk_viewing_wish")),
    )
    op.create_index(op.f("ix_viewing_wish_workspace_id"), "viewing_wish", ["workspace_id"])
    _allow((*_EVENTS, "film_through", "film_stopped"), (*_FILM, "stopped"))


def downgrade() -> None:
    op.execute("DELETE FROM person_event WHERE kind IN ('film_through', 'film_stopped')")
    op.execute("DELETE FROM film_event WHERE kind = 'stopped'")
    _allow(_EVENTS, _FILM)
    op.drop_index(op.f("ix_viewing_wish_workspace_id"), table_name="viewing_wish")
    op.drop_table("viewing_wish")


def _allow(events: tuple[str, ...], film: tuple[str, ...]) -> None:
    for table, kinds in (("person_event", events), ("film_event", film)):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_kind"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_{table}_kind"), f"kind IN {kinds}")
