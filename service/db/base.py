"""The tables' common ground: naming of constraints, typed ids, UTC times, encrypted text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, DateTime, Index, LargeBinary, MetaData, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from sqlalchemy.types import TypeDecorator

from service.clock import utc_now as utc_now  # noqa: PLC0414 - who writes rows asks here for their moment
from service.security.encryption import seal, unseal

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Document = JSON().with_variant(JSONB(), "postgresql")
"""A JSON value: JSONB where the database has it."""


class Moment(TypeDecorator[datetime]):
    """An instant, always UTC and always aware, on databases that keep zones and on those that do not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC for the database. Raises ValueError for a moment without a time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("An instant needs its time zone.")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """UTC with its zone, also where the database keeps none."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Encrypted(TypeDecorator[str]):
    """Text that is encrypted before it reaches the database. It cannot be searched; keep a keyed hash beside it.

    A value that cannot be decrypted is Unreadable and says so: one damaged row must not close a page to everybody.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Sealed for the database."""
        return None if value is None else seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Unsealed from the database."""
        return None if value is None else unseal(value)


class Base(DeclarativeBase):
    """What every table shares: how its constraints are named, and how moments and JSON are kept."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012
        datetime: Moment,
        dict[str, Any]: Document,
        list[str]: Document,
        list[dict[str, Any]]: Document,
    }


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index of the rows that `where` names alone, on both databases; small where few rows are so at a time."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def no_index(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The text in a column, said so that no index of it is used: for rows that something else in the query finds sooner."""
    return column.concat("")


LARGEST: Final = 2**63 - 1
"""The largest whole number that a column holds: a greater one in an address names no row, and no driver takes it."""
