"""Consents and objections as rows that are only ever added; what stood when they began is written down as from before."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment
from service.security.ids import new_id

revision = "0126"
down_revision = "0125"
branch_labels = None
depends_on = None

_CHECKS = {
    "about": "about IN ('food', 'mail', 'texts', 'use', 'viewing', 'shown')",
    "act": "act IN ('agreed', 'stated', 'withdrawn', 'objected', 'resumed')",
    "channel": "channel IN ('page', 'mail', 'text', 'list', 'key', 'earlier')",
}
_consent = sa.table(
    "consent",
    *(sa.column(name) for name in ("id", "workspace_id", "recipient_id", "about", "act", "wording", "locale")),
    sa.column("said_on", sa.Date()),
    *(sa.column(name) for name in ("channel", "statement_id")),
    sa.column("at", Moment()),
)
_source = sa.table(
    "person_source",
    *(sa.column(name) for name in ("workspace_id", "recipient_id", "statement_id", "basis")),
    sa.column("food", Document),
    sa.column("said_at", Moment()),
)
_STOOD = (
    ("m", "mail", "objected", "NULL", "NULL", "r.unsubscribed_at", "recipient r WHERE r.unsubscribed_at IS NOT NULL AND r.erased_at IS NULL"),
    ("u", "use", "agreed", "NULL", "NULL", "u.agreed_at", "use_consent u JOIN recipient r ON r.id = u.recipient_id"),
    ("v", "viewing", "objected", "NULL", "NULL", "w.changed_at", "viewing_wish w JOIN recipient r ON r.id = w.recipient_id WHERE NOT w.is_counted"),
    ("s", "shown", "agreed", "NULL", "NULL", "w.shown_since", "viewing_wish w JOIN recipient r ON r.id = w.recipient_id WHERE w.shown_since IS NOT NULL"),
    ("t", "texts", "agreed", "NULL", "NULL", "n.confirmed_at", "text_number n JOIN recipient r ON r.id = n.recipient_id WHERE n.confirmed_at IS NOT NULL"),
)  # fmt: skip
"""(letter of the id, about, act, wording, locale, moment, whose): what each table says now."""
_FOOD = """
    INSERT INTO consent (id, workspace_id, recipient_id, about, act, wording, locale, channel, at)
    SELECT 'cns_' || substr(MIN(f.id), 5), f.workspace_id, f.recipient_id, 'food', 'agreed', f.condition_wording, f.condition_locale,
        'earlier', f.created_at
    FROM profile_fact f WHERE f.condition_wording IS NOT NULL
    GROUP BY f.workspace_id, f.recipient_id, f.condition_wording, f.condition_locale, f.created_at
"""


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        *(sa.CheckConstraint(check, name=op.f(f"ck_consent_{name}")) for name, check in _CHECKS.items()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_consent_workspace_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_consent_recipient_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["list_statement.id"], name=op.f("fk_consent_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    for column in ("workspace_id", "recipient_id"):
        op.create_index(op.f(f"ix_consent_{column}"), "consent", [column])
    bind = op.get_bind()
    for letter, about, act, wording, locale, at, whose in _STOOD:
        bind.execute(
            sa.text(
                "INSERT INTO consent (id, workspace_id, recipient_id, about, act, wording, locale, channel, at) "  # noqa: S608
                f"SELECT 'cns_' || substr(r.id, 5) || '{letter}', r.workspace_id, r.id, '{about}', '{act}', {wording}, {locale}, "
                f"'earlier', {at} FROM {whose}"
            )
        )
    bind.execute(sa.text(_FOOD))
    _state(bind)
    _add_only(bind)


def _state(bind: sa.Connection) -> None:
    """What lists state of their people."""
    rows = []
    for one in bind.execute(sa.select(_source)).mappings():
        of = {
            "workspace_id": one["workspace_id"], "recipient_id": one["recipient_id"], "act": "stated", "locale": None,
            "channel": "earlier", "statement_id": one["statement_id"], "at": one["said_at"],
        }  # fmt: skip
        rows.append({**of, "id": new_id("cns"), "about": "mail", "wording": f"basis_{one['basis']}.1", "said_on": None})
        for how, on in one["food"].get("told", ()):
            said_on = date.fromisoformat(on)
            rows.append({**of, "id": new_id("cns"), "about": "food", "wording": f"food_{how}.1", "said_on": said_on})
    if rows:
        bind.execute(sa.insert(_consent), rows)


def _add_only(bind: sa.Connection) -> None:
    """The database refuses to change a row, whoever asks."""
    if bind.dialect.name == "postgresql":
        bind.execute(
            sa.text(
                "CREATE OR REPLACE FUNCTION consent_stands() RETURNS trigger AS $$ BEGIN "
                "RAISE EXCEPTION 'rows of consent are only ever added'; END $$ LANGUAGE plpgsql"
            )
        )
        bind.execute(
            sa.text(
                "CREATE TRIGGER consent_stands BEFORE UPDATE ON consent FOR EACH ROW EXECUTE FUNCTION consent_stands()"
            )
        )
    else:
        bind.execute(
            sa.text(
                "CREATE TRIGGER consent_stands BEFORE UPDATE ON consent BEGIN "
                "SELECT RAISE(ABORT, 'rows of consent are only ever added'); END"
            )
        )


def downgrade() -> None:
    op.drop_table("consent")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION consent_stands()")
