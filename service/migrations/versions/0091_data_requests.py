"""What people ask about their own data, with the day until which it is to be answered. Erasures that were done before are among them,
under the ids that scripts know them by."""

from __future__ import annotations

import base64

import sqlalchemy as sa
from alembic import op
from dateutil.relativedelta import relativedelta

from service.db.base import Moment

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None

_OPEN = "done_at IS NULL"


def upgrade() -> None:
    table = op.create_table(
        "data_request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('export', 'correct', 'erase')", name=op.f("ck_data_request_kind")),
        sa.CheckConstraint(
            "outcome IN ('done', 'withdrawn', 'refused', 'erased')", name=op.f("ck_data_request_outcome")
        ),
        sa.CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name=op.f("ck_data_request_done")),
        sa.ForeignKeyConstraint(["done_by"], ["user_account.id"], name=op.f("fk_data_request_done_by_user_account")),
        sa.ForeignKeyConstraint(["noted_by"], ["user_account.id"], name=op.f("fk_data_request_noted_by_user_account")),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipient.id"], name=op.f("fk_data_request_recipient_id_recipient")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_data_request_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    op.create_index(op.f("ix_data_request_recipient_id"), "data_request", ["recipient_id"])
    op.create_index("ix_data_request_workspace_id_done_at", "data_request", ["workspace_id", "done_at"])
    op.create_index("ix_data_request_done_at", "data_request", ["done_at"])
    op.create_index(
        "uq_data_request_open", "data_request", ["recipient_id", "kind"], unique=True,
        sqlite_where=sa.text(_OPEN), postgresql_where=sa.text(_OPEN),
    )  # fmt: skip
    _take_over(table)


def downgrade() -> None:
    op.drop_table("data_request")


def _take_over(table: sa.Table) -> None:
    audit = sa.table(
        "audit_entry", sa.column("id"), sa.column("workspace_id"), sa.column("user_id"), sa.column("act"),
        sa.column("subject_id"), sa.column("at", Moment()),
    )  # fmt: skip
    recipient = sa.table("recipient", sa.column("id"))
    erasures = (
        sa.select(audit.c.id, audit.c.workspace_id, audit.c.user_id, audit.c.subject_id, audit.c.at)
        .join(recipient, recipient.c.id == audit.c.subject_id)
        .where(audit.c.act == "person.erased")
    )
    rows = [
        {
            "id": f"dsr_{base64.b32encode(row.id.to_bytes(10)).decode().lower()}",
            "workspace_id": row.workspace_id,
            "recipient_id": row.subject_id,
            "kind": "erase",
            "asked_at": row.at,
            "due_at": row.at + relativedelta(months=1),
            "noted_at": row.at,
            "noted_by": row.user_id,
            "outcome": "done",
            "done_at": row.at,
            "done_by": row.user_id,
        }
        for row in op.get_bind().execute(erasures)
    ]
    if rows:
        op.bulk_insert(table, rows)
