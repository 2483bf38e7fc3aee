"""Sign-in: tries are counted by network and browser too, a user may be shut out, and the audit log takes what has no workspace."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Columns are added outside of batches: SQLite would make the table anew, and other tables name it.
    op.add_column("user_account", sa.Column("disabled_at", Moment(), nullable=True))
    op.add_column("sign_in_attempt", sa.Column("network", sa.String(), nullable=True))
    op.add_column("sign_in_attempt", sa.Column("wide_network", sa.String(), nullable=True))
    op.add_column("sign_in_attempt", sa.Column("device", sa.String(), nullable=True))
    op.drop_index("ix_sign_in_attempt_email_hash", table_name="sign_in_attempt")
    op.create_index("ix_sign_in_attempt_email_hash_at", "sign_in_attempt", ["email_hash", "at"])
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"])
    op.create_table(
        "sign_in_turn",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_turn")),
    )
    with op.batch_alter_table("audit_entry") as batch:
        batch.alter_column("workspace_id", existing_type=sa.String(), nullable=True)
    op.create_index("ix_audit_entry_act_at", "audit_entry", ["act", "at"])


def downgrade() -> None:
    op.drop_index("ix_audit_entry_act_at", table_name="audit_entry")
    op.execute("DELETE FROM audit_entry WHERE workspace_id IS NULL")
    with op.batch_alter_table("audit_entry") as batch:
        batch.alter_column("workspace_id", existing_type=sa.String(), nullable=False)
    op.drop_table("sign_in_turn")
    op.drop_index("ix_sign_in_attempt_at", table_name="sign_in_attempt")
    op.drop_index("ix_sign_in_attempt_email_hash_at", table_name="sign_in_attempt")
    op.create_index("ix_sign_in_attempt_email_hash", "sign_in_attempt", ["email_hash"])
    op.drop_column("sign_in_attempt", "device")
    op.drop_column("sign_in_attempt", "wide_network")
    op.drop_column("sign_in_attempt", "network")
    op.drop_column("user_account", "disabled_at")
