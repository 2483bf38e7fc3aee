"""Comparisons: the question, its campaigns, who was drawn for what, the terms that everything keeps to, and what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0048"
down_revision = "0045"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_KINDS = "kind IN ('film', 'film_none', 'subject', 'band', 'holdout')"
_OPEN_EVERYWHERE = "kind = 'holdout' AND covers_all AND state IN ('running', 'paused')"


def upgrade() -> None:
    op.create_table(
        "experiment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hypothesis", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("base_percent", sa.Integer(), nullable=False),
        sa.Column("smallest_points", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("shares", _DOCUMENT, nullable=False),
        sa.Column("holdout", sa.Integer(), nullable=False),
        sa.Column("holdouts", _DOCUMENT, nullable=False),
        sa.Column("settings", _DOCUMENT, nullable=False),
        sa.Column("covers_all", sa.Boolean(), nullable=False),
        sa.Column("counts_drawn", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.CheckConstraint(_KINDS, name=op.f("ck_experiment_kind")),
        sa.CheckConstraint(
            "metric IN ('kept', 'opened', 'swapped', 'met', 'bought')", name=op.f("ck_experiment_metric")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'running', 'paused', 'finished', 'stopped')", name=op.f("ck_experiment_state")
        ),
        sa.CheckConstraint("holdout >= 0 AND holdout <= 50", name=op.f("ck_experiment_holdout")),
        sa.CheckConstraint("smallest_points > 0 AND smallest_points <= 100", name=op.f("ck_experiment_smallest")),
        sa.CheckConstraint("planned >= 2", name=op.f("ck_experiment_planned")),
        sa.CheckConstraint("(state = 'draft') = (started_at IS NULL)", name=op.f("ck_experiment_started")),
        sa.CheckConstraint(
            "(state IN ('finished', 'stopped')) = (ended_at IS NOT NULL)", name=op.f("ck_experiment_ended")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_experiment_workspace_id_workspace")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_experiment_created_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment")),
    )
    op.create_index("ix_experiment_workspace_id_state", "experiment", ["workspace_id", "state"])
    op.create_index(
        "uq_experiment_everywhere",
        "experiment",
        ["workspace_id"],
        unique=True,
        sqlite_where=sa.text(_OPEN_EVERYWHERE),
        postgresql_where=sa.text(_OPEN_EVERYWHERE),
    )
    op.create_table(
        "experiment_campaign",
        sa.Column("experiment_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        *_references("experiment_campaign", "experiment", "campaign", "workspace"),
        sa.PrimaryKeyConstraint("experiment_id", "campaign_id", name=op.f("pk_experiment_campaign")),
    )
    op.create_index(op.f("ix_experiment_campaign_campaign_id"), "experiment_campaign", ["campaign_id"])
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("experiment_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("holdout", sa.Integer(), nullable=False),
        sa.Column("drawn_at", _MOMENT, nullable=False),
        sa.CheckConstraint("probability > 0 AND probability <= 1", name=op.f("ck_assignment_probability")),
        *_references("assignment", "workspace", "experiment", "recipient", "campaign"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("experiment_id", "recipient_id", name=op.f("uq_assignment_experiment_id_recipient_id")),
    )
    for column in ("workspace_id", "recipient_id", "campaign_id"):
        op.create_index(op.f(f"ix_assignment_{column}"), "assignment", [column])
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("noted_at", _MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('met', 'bought')", name=op.f("ck_outcome_kind")),
        *_references("outcome", "workspace", "recipient"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint(
            "recipient_id", "kind", "happened_on", name=op.f("uq_outcome_recipient_id_kind_happened_on")
        ),
    )
    op.create_index(op.f("ix_outcome_workspace_id"), "outcome", ["workspace_id"])
    op.create_table(
        "drawn_term",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("experiment_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cap_minor", sa.Integer(), nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('held_out', 'cap', 'no_film', 'no_subject')", name=op.f("ck_drawn_term_kind")),
        sa.CheckConstraint("(kind = 'cap') = (cap_minor IS NOT NULL)", name=op.f("ck_drawn_term_cap")),
        sa.CheckConstraint("campaign_id IS NOT NULL OR kind = 'held_out'", name=op.f("ck_drawn_term_everywhere")),
        *_references("drawn_term", "workspace", "recipient", "campaign"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawn_term")),
    )
    op.create_index("ix_drawn_term_recipient_id_campaign_id", "drawn_term", ["recipient_id", "campaign_id"])
    op.create_index("ix_drawn_term_experiment_id", "drawn_term", ["experiment_id"])
    for column in ("workspace_id", "campaign_id"):
        op.create_index(op.f(f"ix_drawn_term_{column}"), "drawn_term", [column])


def downgrade() -> None:
    for table in ("drawn_term", "outcome", "assignment", "experiment_campaign", "experiment"):
        op.drop_table(table)


def _references(table: str, *to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([f"{one}_id"], [f"{one}.id"], name=op.f(f"fk_{table}_{one}_id_{one}")) for one in to
    ]
