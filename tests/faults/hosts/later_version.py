"""The next version of this product, as far as a running installation is concerned: the same code, one migration further."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from alembic.script import ScriptDirectory

from service.app.database.config import alembic_config
from service.config import CHECKOUT

REVISION = "next"
_MIGRATION = '''"""What only the next version knows."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{after}"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("job", sa.Column("of_the_next_version", sa.String(), nullable=True))
    op.create_table("of_the_next_version", sa.Column("id", sa.String(), primary_key=True))


def downgrade():
    op.drop_table("of_the_next_version")
    op.drop_column("job", "of_the_next_version")
'''


def make_later_version(folder: Path) -> Path:
    """A checkout of it in `folder`, which is made."""
    folder.mkdir(parents=True)
    shutil.copytree(CHECKOUT / "service", folder / "service")  # with what is compiled, whose sources keep their time
    for name in ("renderers", "assets", "worker.py", "pyproject.toml", "Procfile"):
        (folder / name).symlink_to(CHECKOUT / name)
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    to = folder / "service" / "migrations" / "versions" / f"{REVISION}.py"
    to.write_text(_MIGRATION.format(revision=REVISION, after=head), encoding="utf-8")
    return folder


def migrate_with(checkout: Path, environment: Mapping[str, str]) -> None:
    """Brings the database to the tables of the version that lies there, as an operator does. Raises CalledProcessError."""
    act = "from service.app.command_line import main; main()"
    subprocess.run([sys.executable, "-c", act, "migrate"], cwd=checkout, env=dict(environment), check=True)
