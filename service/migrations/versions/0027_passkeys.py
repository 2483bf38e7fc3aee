"""Passkeys and what they have signed; the accounts of a sign-in provider."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("credential_id", sa.String(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_passkey_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_user_id", "passkey", ["user_id"])
    op.create_table(
        "spent_challenge",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("spent_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent_challenge")),
    )
    op.create_index("ix_spent_challenge_spent_at", "spent_challenge", ["spent_at"])
    op.create_table(
        "openid_account",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("subject_hash", sa.String(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_openid_account_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_openid_account")),
        sa.UniqueConstraint("subject_hash", name=op.f("uq_openid_account_subject_hash")),
    )


def downgrade() -> None:
    op.drop_table("openid_account")
    op.drop_table("spent_challenge")
    op.drop_table("passkey")
