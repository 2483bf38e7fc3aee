"""Givers: who of the sender's people gives to whom, how each of them signs, and who asks whom to hand a person over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Encrypted, Moment

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None

_GIVEN_TO = ("account", "recipient", "campaign_recipient")
_ASKED = sa.text("state = 'asked'")


def upgrade() -> None:
    op.add_column("user_account", sa.Column("signature", Encrypted(), nullable=True))
    with op.batch_alter_table("campaign") as batch:
        batch.add_column(sa.Column("givers", sa.String(), nullable=False, server_default=sa.text("'one'")))
        batch.create_check_constraint(op.f("ck_campaign_givers"), "givers IN ('one', 'each')")
    for table in _GIVEN_TO:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("giver_id", sa.String(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_giver_id"), "user_account", ["giver_id"], ["id"])
        op.create_index(op.f(f"ix_{table}_giver_id"), table, ["giver_id"])
    op.create_table(
        "giver_request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_of", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'given', 'kept')", name=op.f("ck_giver_request_state")),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_giver_request_decided")),
        sa.CheckConstraint("asked_by <> asked_of", name=op.f("ck_giver_request_two_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_giver_request_workspace_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_giver_request_recipient_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_giver_request_asked_by")),
        sa.ForeignKeyConstraint(["asked_of"], ["user_account.id"], name=op.f("fk_giver_request_asked_of")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_giver_request_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_giver_request")),
    )
    op.create_index(op.f("ix_giver_request_workspace_id"), "giver_request", ["workspace_id"])
    op.create_index(op.f("ix_giver_request_recipient_id"), "giver_request", ["recipient_id"])
    op.create_index(
        "uq_giver_request_open", "giver_request", ["recipient_id", "asked_by"], unique=True,
        sqlite_where=_ASKED, postgresql_where=_ASKED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("giver_request")
    for table in reversed(_GIVEN_TO):
        op.drop_index(op.f(f"ix_{table}_giver_id"), table)
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_giver_id"), type_="foreignkey")
            batch.drop_column("giver_id")
    with op.batch_alter_table("campaign") as batch:
        batch.drop_constraint(op.f("ck_campaign_givers"), type_="check")
        batch.drop_column("givers")
    op.drop_column("user_account", "signature")
