"""A film has a second form, square for telephones."""

from __future__ import annotations

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _let_kinds_be("'microsite', 'statement', 'poster', 'video', 'video_square', 'mail'")


def downgrade() -> None:
    op.execute("DELETE FROM rendition WHERE kind = 'video_square'")
    _let_kinds_be("'microsite', 'statement', 'poster', 'video', 'mail'")


def _let_kinds_be(kinds: str) -> None:
    with op.batch_alter_table("rendition") as batch:
        batch.drop_constraint(op.f("ck_rendition_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_rendition_kind"), f"kind IN ({kinds})")
