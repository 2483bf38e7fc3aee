"""Damages encrypted values as a broken disk or a lost key would."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Table, text

from service.db.base import Base, Encrypted
from service.db.connect import reading, transaction

LOST = b"\x01not what was sealed here, nor its tag"


def encrypted_columns() -> Iterator[tuple[Table, Column[str]]]:
    """Every column whose values are encrypted."""
    for table in Base.metadata.sorted_tables:
        yield from ((table, column) for column in table.columns if isinstance(column.type, Encrypted))


def _key(table: str) -> str:
    """The column that names a row of it."""
    return next(iter(Base.metadata.tables[table].primary_key.columns)).name


def damage(table: str, column: str, row_id: str = "%") -> None:
    """Puts bytes there that no key opens, in one row or in all that hold something."""
    with transaction() as session:
        session.execute(
            text(f'UPDATE "{table}" SET "{column}" = :lost WHERE "{column}" IS NOT NULL AND "{_key(table)}" LIKE :row'),  # noqa: S608
            {"lost": LOST, "row": row_id},
        )


def values_of(table: str, column: str) -> dict[str, bytes]:
    """The values of a column as they are stored, by id."""
    with reading() as session:
        rows = session.execute(text(f'SELECT "{_key(table)}", "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'))  # noqa: S608
        return {row[0]: bytes(row[1]) for row in rows}


def restore(table: str, column: str, values: dict[str, bytes]) -> None:
    """Puts the values back."""
    with transaction() as session:
        for row_id, value in values.items():
            session.execute(
                text(f'UPDATE "{table}" SET "{column}" = :value WHERE "{_key(table)}" = :row'),  # noqa: S608
                {"value": value, "row": row_id},
            )
