"""Does the key fit the data? A keyed value lies beside the data and is compared wherever a process first opens the database.

With another key nothing personal can be read, and what is written with it can be read by nobody who has the right one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Engine, LargeBinary, inspect, select, type_coerce
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base, Encrypted
from service.db.writing.insert_new import insert_for
from service.errors import SettingsError
from service.security.encryption import decrypt
from service.security.keys import derive_key

LOOKED_AT: Final = 20
"""So many values of each encrypted column tell whether a key is theirs; single ones may be damaged."""

_PURPOSE: Final = "key check"
_ROW: Final = 1


class KeyCheck(Base):
    """One row: what the installation's key makes of a fixed word. It tells nothing about the key."""

    __tablename__ = "key_check"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[str]
    made_at: Mapped[datetime]


def key_value() -> str:
    """The check value of the key in force, 64 hex digits."""
    return hmac.new(derive_key(_PURPOSE), b"handpicked", hashlib.sha256).hexdigest()


def require_own_key(connection: Connection) -> bool:
    """True where the key in force is the database's, False where nothing is written down yet. Raises SettingsError for another."""
    if not inspect(connection).has_table(KeyCheck.__tablename__):
        return False  # empty, or from before there was a check
    known = connection.scalar(select(KeyCheck.value).where(KeyCheck.id == _ROW))
    if known is not None and not hmac.compare_digest(known, key_value()):
        raise _other_key()
    return known is not None


def adopt_key(engine: Engine, at: datetime) -> None:
    """Writes the check value down where there is none, once what is encrypted already was read with the key in force.

    Several may do it at once. Raises SettingsError where the key is not that of the data; then nothing is written.
    """
    with engine.connect().execution_options(reading=True) as connection:
        if require_own_key(connection):
            return
        require_readable(connection)
    with engine.begin() as connection:
        row = {"id": _ROW, "value": key_value(), "made_at": at}
        connection.execute(insert_for(connection.dialect, KeyCheck).on_conflict_do_nothing(index_elements=["id"]), row)
        require_own_key(connection)  # of two who adopt at once, one has written


def require_key_of(engine: Engine) -> None:
    """Raises SettingsError where the key in force is not that of the data, written down or not. Writes nothing."""
    with engine.connect().execution_options(reading=True) as connection:
        if not require_own_key(connection):
            require_readable(connection)


def require_readable(connection: Connection) -> None:
    """Raises SettingsError where most of what is encrypted cannot be read with the key in force."""
    found = [_is_readable(sealed) for sealed in _sealed(connection)]
    if sum(found) * 2 < len(found):
        raise _other_key()


def _sealed(connection: Connection) -> Iterator[bytes]:
    """Some values of every encrypted column, as they are stored."""
    found = inspect(connection)
    here = set(found.get_table_names())
    for table in Base.metadata.sorted_tables:
        sealed = [column for column in table.columns if isinstance(column.type, Encrypted)]
        if not sealed or table.name not in here:
            continue
        names = {column["name"] for column in found.get_columns(table.name)}  # an older database may lack some
        for column in sealed:
            if column.name in names:
                raw = select(type_coerce(column, LargeBinary)).where(column.is_not(None)).limit(LOOKED_AT)
                yield from connection.scalars(raw)


def _is_readable(sealed: bytes) -> bool:
    try:
        decrypt(sealed)
    except (InvalidTag, ValueError):
        return False
    return True


def _other_key() -> SettingsError:
    return SettingsError(
        "HANDPICKED_SECRET_KEY is not the key this database was created with, so personal data in it can’t be read. "
        "Restore the original key: secret.key in the data folder, or the previous value of HANDPICKED_SECRET_KEY. "
        "Nothing was changed."
    )
