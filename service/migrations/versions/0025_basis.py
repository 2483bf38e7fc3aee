"""Why people may be written to: what a list states of it, each person's own basis, and the countries that ask for prior consent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_BASES = "basis IN ('agreed', 'customer', 'none')"


def upgrade() -> None:
    # Columns are added outside of batches: SQLite would make the table anew, and other tables name it.
    op.add_column("recipient", sa.Column("basis", sa.String(), nullable=True))
    op.add_column("pending_upload", sa.Column("basis", sa.String(), nullable=True))
    op.add_column("pending_upload", sa.Column("source", sa.LargeBinary(), nullable=True))
    op.add_column("upload_row", sa.Column("country", sa.String(), nullable=True))
    op.add_column("upload_row", sa.Column("basis", sa.String(), nullable=True))
    op.add_column("upload_row", sa.Column("opted_out", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("upload_row", sa.Column("facts", sa.Integer(), server_default="0", nullable=False))
    op.add_column("upload_row", sa.Column("dropped", sa.LargeBinary(), nullable=True))
    op.create_table(
        "list_statement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("said_hash", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("food", Document, nullable=False),
        sa.Column("said_by", sa.String(), nullable=True),
        sa.Column("said_at", Moment(), nullable=False),
        sa.CheckConstraint(_BASES, name=op.f("ck_list_statement_basis")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_list_statement_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_statement")),
        sa.UniqueConstraint("workspace_id", "said_hash", name=op.f("uq_list_statement_workspace_id_said_hash")),
    )
    op.create_table(
        "person_source",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("food", Document, nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.CheckConstraint(_BASES, name=op.f("ck_person_source_basis")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_person_source_workspace_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_person_source_recipient_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["list_statement.id"], name=op.f("fk_person_source_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_source")),
        sa.UniqueConstraint("recipient_id", "statement_id", name=op.f("uq_person_source_recipient_id_statement_id")),
    )
    op.create_table(
        "consent_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=True),
        sa.Column("said_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_consent_rule_workspace_id")),
        sa.ForeignKeyConstraint(["said_by"], ["user_account.id"], name=op.f("fk_consent_rule_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_rule")),
        sa.UniqueConstraint("workspace_id", "country", name=op.f("uq_consent_rule_workspace_id_country")),
    )


def downgrade() -> None:
    op.drop_table("consent_rule")
    op.drop_table("person_source")
    op.drop_table("list_statement")
    for column in ("dropped", "facts", "opted_out", "basis", "country"):
        op.drop_column("upload_row", column)
    op.drop_column("pending_upload", "source")
    op.drop_column("pending_upload", "basis")
    op.drop_column("recipient", "basis")
