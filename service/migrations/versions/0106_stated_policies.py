"""What companies say of their own rules; what their offices answer to a statement; quiet times that a company asks for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0106"
down_revision = "0105"
branch_labels = None
depends_on = None

_REASONS = "'tender', 'negotiation', 'evaluation', 'dispute', 'mourning', 'layoffs'"
_ORIGINS = "'person', 'upload', 'crm'"
_CHECKS = {
    "origin": "origin IN ('office', 'upload', 'address')",
    "of_a_gift": "(origin = 'office') = (gift_id IS NOT NULL)",
    "of_an_address": "origin <> 'address' OR address IS NOT NULL",
    "end": "\"end\" IN ('replaced', 'taken_out')",
    "ended": '("end" IS NULL) = (ended_at IS NULL)',
}


def upgrade() -> None:
    op.create_table(
        "company_policy",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("rules", Document, nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("said_at", Moment(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("end", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        *(sa.CheckConstraint(said, name=op.f(f"ck_company_policy_{name}")) for name, said in _CHECKS.items()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_company_policy_workspace_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_company_policy_account_id")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_company_policy_gift_id")),
        sa.ForeignKeyConstraint(["said_by"], ["user_account.id"], name=op.f("fk_company_policy_said_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["user_account.id"], name=op.f("fk_company_policy_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_policy")),
    )
    op.create_index("ix_company_policy_account_id_said_at", "company_policy", ["account_id", "said_at"])
    op.create_index(op.f("ix_company_policy_workspace_id"), "company_policy", ["workspace_id"])
    op.create_index(op.f("ix_company_policy_gift_id"), "company_policy", ["gift_id"])
    op.add_column("account", sa.Column("stated_policy", Document, server_default="{}", nullable=False))
    with op.batch_alter_table("gift") as batch:
        batch.add_column(sa.Column("office_hash", sa.String(), nullable=True))
        batch.add_column(sa.Column("office_answer", sa.String(), nullable=True))
        batch.add_column(sa.Column("office_answered_at", Moment(), nullable=True))
        batch.add_column(sa.Column("office_product_id", sa.String(), nullable=True))
        batch.create_foreign_key(op.f("fk_gift_office_product_id"), "product", ["office_product_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_gift_office_hash"), ["office_hash"])
        batch.create_check_constraint(op.f("ck_gift_office_answer"), "office_answer IN ('keep', 'share', 'return')")
        batch.create_check_constraint(
            op.f("ck_gift_office_answered"), "(office_answer IS NULL) = (office_answered_at IS NULL)"
        )
    _quiet(f"{_REASONS}, 'policy'", f"{_ORIGINS}, 'company'")


def downgrade() -> None:
    op.execute("DELETE FROM quiet_rule WHERE origin = 'company'")
    _quiet(_REASONS, _ORIGINS)
    with op.batch_alter_table("gift") as batch:
        batch.drop_constraint(op.f("ck_gift_office_answered"), type_="check")
        batch.drop_constraint(op.f("ck_gift_office_answer"), type_="check")
        batch.drop_constraint(op.f("uq_gift_office_hash"), type_="unique")
        batch.drop_constraint(op.f("fk_gift_office_product_id"), type_="foreignkey")
        batch.drop_column("office_product_id")
        batch.drop_column("office_answered_at")
        batch.drop_column("office_answer")
        batch.drop_column("office_hash")
    op.drop_column("account", "stated_policy")
    op.drop_table("company_policy")


def _quiet(reasons: str, origins: str) -> None:
    with op.batch_alter_table("quiet_rule") as batch:
        for name in ("reason", "origin"):
            batch.drop_constraint(op.f(f"ck_quiet_rule_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_quiet_rule_reason"), f"reason IN ({reasons})")
        batch.create_check_constraint(op.f("ck_quiet_rule_origin"), f"origin IN ({origins})")
