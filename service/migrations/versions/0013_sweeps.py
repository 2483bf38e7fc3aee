"""What the sweeps stand on: rows that stepped aside, the clock as it was last seen, and indexes for what is asked often."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NEW: Final = {
    "job": {
        "ix_job_state_queue_run_at": ["state", "queue", "run_at", "workspace_id"],
        "ix_job_campaign_id_kind_state": ["campaign_id", "kind", "state"],
        "ix_job_state_finished_at": ["state", "finished_at"],
    },
    "gift": {
        "ix_gift_campaign_id_status": ["campaign_id", "status"],
        "ix_gift_product_id_status": ["product_id", "status"],
        "ix_gift_is_reserved_status_undo_until": ["is_reserved", "status", "undo_until"],
    },
    "campaign": {"ix_campaign_expires_at": ["expires_at"]},
    "mail_message": {
        "ix_mail_message_state_workspace_id_created_at": ["state", "workspace_id", "created_at"],
        "ix_mail_message_workspace_id_created_at": ["workspace_id", "created_at"],
    },
    "pending_upload": {"ix_pending_upload_created_at": ["created_at"]},
    "soft_hold": {"ix_soft_hold_until": ["until"]},
    "film_preview": {"ix_film_preview_created_at": ["created_at"]},
}
_OLD: Final = {
    "job": {"ix_job_state_run_at": ["state", "run_at"], "ix_job_campaign_id_state": ["campaign_id", "state"]},
    "gift": {"ix_gift_campaign_id": ["campaign_id"]},
    "mail_message": {"ix_mail_message_workspace_id": ["workspace_id"]},
}
_PARTIAL: Final = (
    ("ix_job_to_retry", "job", ["workspace_id", "run_at"], "state = 'pending' AND attempt > 0"),
    ("ix_mail_message_about_id", "mail_message", ["about_id"], "about_id IS NOT NULL"),
    ("ix_mail_message_sending", "mail_message", ["id"], "state = 'sending'"),
    ("ix_delivery_address_to_erase", "delivery_address", ["erase_after"], "body IS NOT NULL"),
)


def upgrade() -> None:
    op.create_table(
        "sweep_delay",
        sa.Column("sweep", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=True),
        sa.Column("look_at", Moment(timezone=True), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_sweep_delay_workspace_id"),
        sa.PrimaryKeyConstraint("sweep", "subject_id", name="pk_sweep_delay"),
    )
    op.create_index("ix_sweep_delay_sweep_look_at", "sweep_delay", ["sweep", "look_at"])
    op.create_table(
        "clock_mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clock_mark"),
    )
    _create(_NEW)
    for name, table_name, columns, where in _PARTIAL:
        op.create_index(name, table_name, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    _drop(_OLD)


def downgrade() -> None:
    _create(_OLD)
    for name, table_name, _, _ in _PARTIAL:
        op.drop_index(name, table_name)
    _drop(_NEW)
    op.drop_table("clock_mark")
    op.drop_table("sweep_delay")


def _create(indexes: dict[str, dict[str, list[str]]]) -> None:
    for table, named in indexes.items():
        for name, columns in named.items():
            op.create_index(name, table, columns)


def _drop(indexes: dict[str, dict[str, list[str]]]) -> None:
    for table, named in indexes.items():
        for name in named:
            op.drop_index(name, table)
