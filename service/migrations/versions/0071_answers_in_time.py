"""Who answered lately is found without reading every event; and what people of an experiment said of it, of nobody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

_ANSWERED = sa.text("kind IN ('gift.accepted', 'gift.declined', 'gift.donated', 'gift.swapped')")


_BEFORE = "metric IN ('kept', 'opened', 'swapped', 'met', 'bought')"
_NOW = "metric IN ('kept', 'opened', 'swapped', 'met', 'bought', 'csat', 'cared')"


def upgrade() -> None:
    _compare_by(_NOW)
    op.create_table(
        "experiment_score",
        sa.Column("rating_id", sa.String(), nullable=False),
        sa.Column("experiment_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("holdout", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("is_yes", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("metric IN ('csat', 'cared')", name=op.f("ck_experiment_score_metric")),
        sa.CheckConstraint("probability > 0 AND probability <= 1", name=op.f("ck_experiment_score_probability")),
        sa.ForeignKeyConstraint(["experiment_id"], ["experiment.id"], name=op.f("fk_experiment_score_experiment_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_experiment_score_workspace_id")),
        sa.PrimaryKeyConstraint("rating_id", "experiment_id", name=op.f("pk_experiment_score")),
    )
    op.create_index(op.f("ix_experiment_score_experiment_id"), "experiment_score", ["experiment_id"])
    op.create_index(op.f("ix_experiment_score_workspace_id"), "experiment_score", ["workspace_id"])
    op.create_index("ix_gift_event_answered", "gift_event", ["at"], sqlite_where=_ANSWERED, postgresql_where=_ANSWERED)


def _compare_by(metrics: str) -> None:
    with op.batch_alter_table("experiment", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_experiment_metric"), type_="check")
        batch_op.create_check_constraint(op.f("ck_experiment_metric"), metrics)


def downgrade() -> None:
    op.drop_table("experiment_score")
    op.execute(
        "DELETE FROM experiment_campaign WHERE experiment_id IN (SELECT id FROM experiment WHERE metric IN ('csat', 'cared'))"
    )
    op.execute(
        "DELETE FROM assignment WHERE experiment_id IN (SELECT id FROM experiment WHERE metric IN ('csat', 'cared'))"
    )
    op.execute("DELETE FROM experiment WHERE metric IN ('csat', 'cared')")
    _compare_by(_BEFORE)
    op.drop_index("ix_gift_event_answered", table_name="gift_event")
