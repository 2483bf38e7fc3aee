"""Team: six roles, who sends a campaign, invitations, a second person's approval, a second factor, sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_USER = sa.table("user_account", sa.column("role", sa.String()))
_ROLES = "'owner', 'manager', 'seller', 'ops', 'ethics', 'read_only'"
_STATUSES = "'draft', 'planning', 'planned', 'pending_approval', 'approved', 'running', 'paused', 'closed'"
_STATUSES_BEFORE = _STATUSES.replace("'pending_approval', ", "")
_RENAMED = {"admin": "owner", "sales": "seller"}
_BACK = {"owner": "admin", "manager": "admin", "seller": "sales", "ethics": "sales", "read_only": "sales"}


def upgrade() -> None:
    _rename(_RENAMED, _ROLES)
    with op.batch_alter_table("campaign") as batch:
        batch.add_column(sa.Column("seller_id", sa.String(), nullable=True))
        batch.create_foreign_key(op.f("fk_campaign_seller_id"), "user_account", ["seller_id"], ["id"])
        batch.drop_constraint(op.f("ck_campaign_status"), type_="check")
        batch.create_check_constraint(op.f("ck_campaign_status"), f"status IN ({_STATUSES})")
    for column in ("approval_currency", "approver_id"):
        op.add_column("workspace", sa.Column(column, sa.String(), nullable=True))
    op.add_column("workspace", sa.Column("approval_above_minor", sa.Integer(), nullable=True))
    op.create_index("ix_campaign_seller_id", "campaign", ["seller_id"])
    # Who made a campaign sends it, or whoever was the first to do something to it. Where nobody knows any more, a seller sees it only
    # once an owner or manager hands it over.
    op.execute(
        "UPDATE campaign SET seller_id = COALESCE("
        "(SELECT min(user_id) FROM audit_entry WHERE act = 'campaign.created' AND subject_id = campaign.id), approved_by, "
        "(SELECT user_id FROM audit_entry WHERE subject_id = campaign.id AND user_id IS NOT NULL ORDER BY id LIMIT 1))"
    )
    # Somebody has to be able to hand over and to run the team: where there was no admin, the first who sold becomes the owner.
    op.execute(
        "UPDATE user_account SET role = 'owner' WHERE role = 'seller' AND disabled_at IS NULL AND NOT EXISTS ("
        "SELECT 1 FROM user_account AS one WHERE one.workspace_id = user_account.workspace_id AND one.role = 'owner' "
        "AND one.disabled_at IS NULL) AND id = (SELECT first.id FROM user_account AS first WHERE "
        "first.workspace_id = user_account.workspace_id AND first.role = 'seller' AND first.disabled_at IS NULL "
        "ORDER BY first.created_at, first.id LIMIT 1)"
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("email_hash", sa.String(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("invited_by", sa.String(), nullable=False),
        sa.Column("invited_at", Moment(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.CheckConstraint(f"role IN ({_ROLES})", name=op.f("ck_invitation_role")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_invitation_workspace_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["user_account.id"], name=op.f("fk_invitation_invited_by")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_invitation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "plan_approval",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("match_run_id", sa.String(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("sum_minor", sa.Integer(), nullable=False),
        sa.Column("open_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'approved', 'refused', 'taken_back', 'lapsed')", name=op.f("ck_plan_approval_state")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by OR state = 'taken_back'",
            name=op.f("ck_plan_approval_second_person"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_plan_approval_workspace_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_plan_approval_campaign_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_plan_approval_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_plan_approval_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_approval")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_plan_approval_campaign_id_number")),
    )
    op.create_index("ix_plan_approval_workspace_id", "plan_approval", ["workspace_id"])
    op.add_column("workspace", sa.Column("second_factor_from", sa.Date(), nullable=True))
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_second_factor_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "spare_code",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_spare_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spare_code")),
    )
    op.create_index("ix_spare_code_user_id", "spare_code", ["user_id"])
    op.create_table(
        "user_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=True),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
    )
    op.create_index("ix_user_session_user_id", "user_session", ["user_id"])
    op.create_index("ix_user_session_used_at", "user_session", ["used_at"])
    op.create_index("ix_audit_entry_workspace_id_at", "audit_entry", ["workspace_id", "at"])
    asked = sa.text("state = 'asked'")
    op.create_index(
        "uq_plan_approval_open",
        "plan_approval",
        ["campaign_id"],
        unique=True,
        sqlite_where=asked,
        postgresql_where=asked,
    )
    open_ones = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_invitation_open", "invitation", ["workspace_id", "email_hash"], unique=True,
        sqlite_where=open_ones, postgresql_where=open_ones,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("user_session")
    op.drop_index("ix_audit_entry_workspace_id_at", table_name="audit_entry")
    op.drop_table("spare_code")
    op.drop_table("second_factor")
    op.drop_column("workspace", "second_factor_from")
    op.drop_table("plan_approval")
    op.execute("UPDATE campaign SET status = 'planned' WHERE status = 'pending_approval'")
    op.execute("UPDATE gift SET status = 'draft' WHERE status = 'pending_approval'")
    for column in ("approval_above_minor", "approver_id", "approval_currency"):
        op.drop_column("workspace", column)
    op.drop_table("invitation")
    op.drop_index("ix_campaign_seller_id", table_name="campaign")
    with op.batch_alter_table("campaign") as batch:
        batch.drop_constraint(op.f("fk_campaign_seller_id"), type_="foreignkey")
        batch.drop_column("seller_id")
        batch.drop_constraint(op.f("ck_campaign_status"), type_="check")
        batch.create_check_constraint(op.f("ck_campaign_status"), f"status IN ({_STATUSES_BEFORE})")
    _rename(_BACK, "'sales', 'ops', 'admin'")


def _rename(names: dict[str, str], roles: str) -> None:
    name = op.f("ck_user_account_role")
    with op.batch_alter_table("user_account") as batch:
        batch.drop_constraint(name, type_="check")
    for before, after in names.items():
        op.execute(_USER.update().where(_USER.c.role == before).values(role=after))
    with op.batch_alter_table("user_account") as batch:
        batch.create_check_constraint(name, f"role IN ({roles})")
