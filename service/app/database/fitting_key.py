"""What every door does at its start: refuses the wrong key. Apart from the migrations, whose library no worker has to load."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

import service.app.tables  # noqa: F401 - the key is tried on every table that holds something encrypted
from service.config import settings, sqlite_file
from service.db.connect import dispose_engines, engine
from service.db.key_check import require_key_of


def require_fitting_key() -> None:
    """A database that is away or not made yet is asked when it is there. Raises SettingsError for another key than the data's."""
    file = sqlite_file(settings().database)
    if file is not None and not file.exists():
        return
    with suppress(SQLAlchemyError):
        require_key_of(engine())
    dispose_engines()  # nobody may fork with a connection open
