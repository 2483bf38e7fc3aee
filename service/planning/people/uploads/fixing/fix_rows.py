"""Cells that are fixed on the page, and rows that are left out: each touches its own row and those of the same person."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput
from service.planning.people.lists.headings import Field
from service.planning.people.lists.mapping.row_text import row_of
from service.planning.people.lists.read_file import read_some
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.about import about_of, answers_of
from service.planning.people.uploads.check_list import VALUES, row_asked, row_values
from service.planning.people.uploads.kept import require_unchanged
from service.security.encryption import address_hash

MOST: Final = 500
"""Rows that one press touches."""


def correct_cells(session: Session, pending: PendingUpload, cells: Mapping[tuple[int, Field], str]) -> None:
    """Enters texts instead of what the file says, (row number, field) -> text; a later one for the same cell wins.

    Rows that are not there are passed over. Raises Conflict while the list is not checked yet.
    """
    by_row: dict[int, dict[Field, str]] = defaultdict(dict)
    for (number, name), text in cells.items():
        by_row[number][name] = text
    rows = _rows(session, pending, sorted(by_row)[:MOST])
    for row in rows:
        typed = json.loads(row.typed) if row.typed else {}
        row.typed = json.dumps(typed | by_row[row.number], ensure_ascii=False)
    _read_again(session, pending, rows)
    _changed(session, pending)


def leave_out(session: Session, pending: PendingUpload, numbers: Iterable[int]) -> None:
    """Leaves rows out; what they say about food stays with their person if that is in another row."""
    for row in _rows(session, pending, sorted(set(numbers))[:MOST]):
        row.state = "out"
        _first_moves(session, pending, row)
    _changed(session, pending)


def take_back_in(session: Session, pending: PendingUpload, numbers: Iterable[int]) -> None:
    """Rows that were left out count again."""
    for row in _rows(session, pending, sorted(set(numbers))[:MOST]):
        if row.state == "out":
            row.state = "bad"
            _read_again(session, pending, [row])
            if row.email_key is not None:
                _settle(session, pending, row.email_key)
    _changed(session, pending)


def skip_repeats(session: Session, pending: PendingUpload, number: int | None) -> None:
    """Leaves out row `number`, or with None every row that repeats a person and tells no diet of its own.

    Raises InvalidInput for a row whose person does not appear earlier.
    """
    query = select(UploadRow.number).where(
        UploadRow.upload_id == pending.id,
        UploadRow.repeats.is_not(None),
        UploadRow.state == "bad",
        UploadRow.is_hidden.is_(False),
    )
    if number is not None:
        if session.scalar(query.where(UploadRow.number == number)) is None:
            raise InvalidInput(
                f"Row {number} isn’t a duplicate. You can only skip a row if the same person appears earlier.",
                param="row",
            )
        leave_out(session, pending, [number])
        return
    leave_out(session, pending, plain_repeats(session, pending.id))


def plain_repeats(session: Session, upload_id: str) -> list[int]:
    """The rows that repeat somebody and say nothing about food that the first row does not say: leaving them out hurts nobody."""
    rows = session.execute(
        select(UploadRow.number, UploadRow.repeats, UploadRow.said)
        .where(
            UploadRow.upload_id == upload_id,
            UploadRow.repeats.is_not(None),
            UploadRow.state == "bad",
            UploadRow.is_hidden.is_(False),
        )
        .order_by(UploadRow.number)
        .limit(MOST)
    ).all()
    firsts = {first for _, first, _ in rows if first is not None}
    said = {
        number: row_of(number, text).food.casefold()
        for number, text in session.execute(
            select(UploadRow.number, UploadRow.said).where(
                UploadRow.upload_id == upload_id, UploadRow.number.in_(firsts)
            )
        )
        if text
    }
    return [
        number
        for number, first, text in rows
        if text and row_of(number, text).food.casefold() in {"", said.get(first or 0)}
    ]


def _rows(session: Session, pending: PendingUpload, numbers: Sequence[int]) -> Sequence[UploadRow]:
    if pending.state != "checked":
        raise Conflict("This list is still being checked. Try again in a moment.")
    return session.scalars(
        select(UploadRow)
        .where(UploadRow.upload_id == pending.id, UploadRow.number.in_(numbers))
        .order_by(UploadRow.number)
        .execution_options(populate_existing=True)
    ).all()


def _changed(session: Session, pending: PendingUpload) -> None:
    require_unchanged(session, pending.id, pending.version).version += 1
    session.flush()


def _read_again(session: Session, pending: PendingUpload, rows: Sequence[UploadRow]) -> None:
    """Reads some rows anew, and with them those whose person they were or have become."""
    if not rows:
        return
    asking = about_of(pending).asking(answers_of(pending), pending.created_at.date())
    before = {row.number: row.email_key for row in rows}
    asked = {row.number: row_asked(row.number, row.cells, row.typed) for row in rows}
    read = {one.number: one for one in read_some(asking, list(asked.values())).rows}
    keys = {number: address_hash(one.email) if one.email else None for number, one in read.items()}
    first = {number: _first_of(session, pending.id, key, number) for number, key in keys.items() if key is not None}
    repeated = [asked[number]._replace(repeats=one) for number, one in first.items() if one is not None]
    if repeated:
        read |= {one.number: one for one in read_some(asking, repeated).rows}
    for row in rows:
        values = row_values(pending.id, read[row.number], first.get(row.number))
        for name in VALUES:
            setattr(row, name, values[name])
    session.flush()
    moved = {key for number in before for key in (before[number], keys[number]) if before[number] != keys[number]}
    for key in sorted(filter(None, moved)):
        _settle(session, pending, key)


def _first_moves(session: Session, pending: PendingUpload, row: UploadRow) -> None:
    """A row was left out: whoever repeated it repeats the next one instead, or nobody."""
    session.flush()
    if row.email_key is not None and row.repeats is None:
        _settle(session, pending, row.email_key)


def _first_of(session: Session, upload_id: str, key: str, number: int) -> int | None:
    return session.scalar(
        select(UploadRow.number)
        .where(
            UploadRow.upload_id == upload_id,
            UploadRow.email_key == key,
            UploadRow.number < number,
            UploadRow.state != "out",
            UploadRow.is_hidden.is_(False),
        )
        .order_by(UploadRow.number)
        .limit(1)
    )


def _settle(session: Session, pending: PendingUpload, key: str) -> None:
    """Makes the rows of one person agree on which of them is the first."""
    rows = session.scalars(
        select(UploadRow)
        .where(UploadRow.upload_id == pending.id, UploadRow.email_key == key, UploadRow.state != "out")
        .order_by(UploadRow.is_hidden, UploadRow.number)
        .limit(MOST)
    ).all()
    asking = about_of(pending).asking(answers_of(pending), pending.created_at.date())
    first = rows[0].number if rows else None
    for row in rows:
        repeats = first if row.number != first else None
        if row.repeats != repeats:
            (read,) = read_some(asking, [row_asked(row.number, row.cells, row.typed, repeats)]).rows
            session.execute(
                update(UploadRow)
                .where(UploadRow.upload_id == pending.id, UploadRow.number == row.number)
                .values(
                    {name: value for name, value in row_values(pending.id, read, repeats).items() if name in VALUES}
                )
                .execution_options(synchronize_session=False)
            )
    session.expire_all()
