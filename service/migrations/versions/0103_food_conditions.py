"""On which condition a dietary fact is kept, and who of the sender read it. What people told is told, without the sentence that stands
beside the form today; a list's fact takes the condition of the one list that says what its person eats."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0103"
down_revision = "0096"
branch_labels = None
depends_on = None

_KINDS = ("allergen", "diet", "material")
_CHECKS = {
    "condition": "condition IN ('told', 'confirmed', 'agreed', 'mark')",
    "condition_dated": "(condition IS NULL) = (condition_on IS NULL)",
    "condition_how": "(condition = 'agreed') = (condition_how IS NOT NULL)",
}
_COLUMNS = ("condition", "condition_on", "condition_how", "condition_wording", "condition_locale")
_fact = sa.table(
    "profile_fact",
    *(sa.column(name) for name in ("id", "recipient_id", "kind", "source", "condition", "condition_how")),
    sa.column("created_at", Moment()),
    sa.column("condition_on", sa.Date()),
)
_source = sa.table("person_source", sa.column("recipient_id"), sa.column("food", Document))


def upgrade() -> None:
    with op.batch_alter_table("profile_fact") as batch:
        for name in _COLUMNS:
            batch.add_column(sa.Column(name, sa.Date() if name == "condition_on" else sa.String(), nullable=True))
        for name, check in _CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_profile_fact_{name}"), check)
    _state_conditions(op.get_bind())
    op.create_table(
        "special_read",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("read_by", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("fact_ids", Document, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("place IN ('person')", name=op.f("ck_special_read_place")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_special_read_workspace_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_special_read_recipient_id")),
        sa.ForeignKeyConstraint(["read_by"], ["user_account.id"], name=op.f("fk_special_read_read_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_read")),
    )
    for column in ("workspace_id", "recipient_id", "at"):
        op.create_index(op.f(f"ix_special_read_{column}"), "special_read", [column])


def _state_conditions(bind: sa.Connection) -> None:
    dietary = _fact.c.kind.in_(_KINDS)
    told = sa.select(_fact.c.id, _fact.c.created_at).where(dietary, _fact.c.source == "asked")
    rows = [{"of": key, "on": at.date()} for key, at in bind.execute(told)]
    mine = _fact.update().where(_fact.c.id == sa.bindparam("of"))
    if rows:
        bind.execute(mine.values(condition="told", condition_on=sa.bindparam("on")), rows)
    agreed: dict[str, list[tuple[str, str]]] = {}
    for person, food in bind.execute(sa.select(_source.c.recipient_id, _source.c.food)):
        for how, on in food.get("told", ()):
            agreed.setdefault(person, []).append((on, how))
    listed = sa.select(_fact.c.id, _fact.c.recipient_id).where(dietary, _fact.c.source == "imported")
    stated = [
        {"of": key, "how": agreed[person][0][1], "on": date.fromisoformat(agreed[person][0][0])}
        for key, person in bind.execute(listed)
        if len(agreed.get(person, ())) == 1
    ]
    if stated:
        values = {"condition": "agreed", "condition_how": sa.bindparam("how"), "condition_on": sa.bindparam("on")}
        bind.execute(mine.values(**values), stated)


def downgrade() -> None:
    op.drop_table("special_read")
    with op.batch_alter_table("profile_fact") as batch:
        for name in _CHECKS:
            batch.drop_constraint(op.f(f"ck_profile_fact_{name}"), type_="check")
        for name in _COLUMNS:
            batch.drop_column(name)
