"""Keys by which scripts come in, their uses, first answers, what other systems call things, and the key in the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0080"
down_revision = "0077"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scopes", Document, nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
        sa.Column("minute", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("calls", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("kind IN ('test', 'live')", name=op.f("ck_api_key_kind")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_api_key_workspace_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_api_key_made_by")),
        sa.ForeignKeyConstraint(["revoked_by"], ["user_account.id"], name=op.f("fk_api_key_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
    )
    op.create_index(op.f("ix_api_key_workspace_id"), "api_key", ["workspace_id"])
    op.create_table(
        "api_secret",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("last_four", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("used_from", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_api_secret_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_secret")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_secret_secret_hash")),
    )
    op.create_index(op.f("ix_api_secret_key_id"), "api_secret", ["key_id"])
    op.create_table(
        "api_use",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_api_use_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_use")),
    )
    op.create_index("ix_api_use_key_id_at", "api_use", ["key_id", "at"])
    op.create_index("ix_api_use_at", "api_use", ["at"])
    op.create_table(
        "api_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("given_hash", sa.String(), nullable=False),
        sa.Column("payload_hash", sa.String(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=False),
        sa.Column("answer", Document, nullable=False),
        sa.Column("subject_id", sa.String(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("by IN ('header', 'external_id')", name=op.f("ck_api_answer_by")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_api_answer_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_answer")),
        sa.UniqueConstraint(
            "workspace_id", "act", "by", "given_hash", name=op.f("uq_api_answer_workspace_id_act_by_given_hash")
        ),
    )
    op.create_index("ix_api_answer_by_at", "api_answer", ["by", "at"])
    op.create_index(op.f("ix_api_answer_subject_id"), "api_answer", ["subject_id"])
    op.create_table(
        "external_id",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("value_hash", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_external_id_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_id")),
        sa.UniqueConstraint(
            "workspace_id", "resource", "value_hash", name=op.f("uq_external_id_workspace_id_resource_value_hash")
        ),
        sa.UniqueConstraint(
            "workspace_id", "resource", "subject_id", name=op.f("uq_external_id_workspace_id_resource_subject_id")
        ),
    )
    op.add_column("audit_entry", sa.Column("key_id", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("audit_entry", "key_id")
    for table in ("external_id", "api_answer", "api_use", "api_secret", "api_key"):
        op.drop_table(table)
