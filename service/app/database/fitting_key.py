"""What every door does at its start: refuses the wrong key. Apart from the migrations, whose library no worker has to load."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

import service.app.tables  # noqa: F401 - the key is tried on every table that holds something encrypted
from service.config import settings, sqlite_file
from service.db.connect import dispose_engines, engine
from service.db.key_check import key_value, require_key_of

_proved_for_forks: set[tuple[str, str]] = set()


def require_fitting_key() -> None:
    """A database that is away or not made yet is asked when it is there. Raises SettingsError for another key than the data's."""
    if (settings().database, key_value()) not in _proved_for_forks:
        _ask()


def prove_for_forks() -> None:
    """As `require_fitting_key`, by a process that others are forked from: none of them has to open the database for it again."""
    if _ask():
        _proved_for_forks.add((settings().database, key_value()))


def _ask() -> bool:
    """False where there is nobody to ask. Raises SettingsError for another key than the data's."""
    file = sqlite_file(settings().database)
    if file is not None and not file.exists():
        return False
    try:
        require_key_of(engine())
    except SQLAlchemyError:
        return False
    finally:
        dispose_engines()  # nobody may fork with a connection open
    return True
