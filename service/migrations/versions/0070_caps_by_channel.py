"""By which way each message went, and the most that a workspace lets go by email and by text message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

_MOST = {"mail_messages": 10, "text_messages": 4}


def upgrade() -> None:
    op.add_column("contact", sa.Column("way", sa.String(), nullable=False, server_default=sa.text("'mail'")))
    # What was sent as a text message is known of its own row; what a page asked, by its purpose.
    op.execute(
        "UPDATE contact SET way = 'text' WHERE message_id IN (SELECT id FROM mail_message WHERE way = 'text') "
        "AND purpose NOT IN ('page_question', 'page_nps')"
    )
    op.execute("UPDATE contact SET way = 'page' WHERE purpose IN ('page_question', 'page_nps')")
    op.execute("UPDATE contact SET way = 'card' WHERE message_id LIKE 'card:%'")
    with op.batch_alter_table("contact_policy", schema=None) as batch_op:
        for name, most in _MOST.items():
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text(str(most))))
            batch_op.create_check_constraint(op.f(f"ck_contact_policy_{name}"), f"{name} >= 1 AND {name} <= {most}")


def downgrade() -> None:
    with op.batch_alter_table("contact_policy", schema=None) as batch_op:
        for name in _MOST:
            batch_op.drop_constraint(op.f(f"ck_contact_policy_{name}"), type_="check")
            batch_op.drop_column(name)
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_column("way")
