"""One answer for many rows: the same mistake in the same words is shown once, and what is said of it holds for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.planning.people.lists.mapping.row_text import row_of
from service.planning.people.lists.upload import Cell
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.fixing.fix_rows import correct_cells, leave_out
from service.planning.people.uploads.kept import Portion
from service.security.encryption import readable

SHOWN: Final = 20
AT_ONCE: Final = 100
"""Rows of one transaction."""
MOST: Final = 2_000
"""Rows that one press answers for; its sender waits."""
_NOT_TOGETHER: Final = frozenset({"person_repeated", "email_missing", "email_invalid"})
"""Mistakes that have another answer in each row, but for leaving them out."""


@dataclass(frozen=True, slots=True)
class SameMistake:
    """A mistake of `rows` rows, as it stands in the first of them. `is_one_answer` False: they can only be left out together."""

    key: str
    rows: int
    first: int
    cell: Cell
    is_one_answer: bool

    @property
    def at_once(self) -> int:
        """How many of them one press answers for."""
        return min(self.rows, MOST)


def same_mistakes(session: Session, upload_id: str) -> list[SameMistake]:
    """The mistakes that stand in more than one row, the commonest first."""
    bad = (
        UploadRow.upload_id == upload_id,
        UploadRow.state == "bad",
        UploadRow.mistake.is_not(None),
        UploadRow.is_hidden.is_(False),
    )
    counted = session.execute(
        select(UploadRow.mistake, func.count(), func.min(UploadRow.number))
        .where(*bad)
        .group_by(UploadRow.mistake)
        .having(func.count() > 1)
        .order_by(func.count().desc(), func.min(UploadRow.number))
        .limit(SHOWN)
    ).all()
    texts = {
        number: text
        for number, text in session.execute(
            select(UploadRow.number, UploadRow.said).where(
                UploadRow.upload_id == upload_id, UploadRow.number.in_([first for _, _, first in counted])
            )
        )
    }
    found: list[SameMistake] = []
    for key, rows, first in counted:
        text = texts.get(first)
        wrong = row_of(first, text).errors if text is not None and readable(text) is not None else ()
        if key is not None and wrong and wrong[0].field is not None:
            found.append(SameMistake(key, rows, first, wrong[0], wrong[0].code not in _NOT_TOGETHER))
    return found


def answer_same(upload_id: str, key: str, answer: str | None, portion: Portion) -> int:
    """Enters `answer` in every row with this very mistake, or with None leaves them out, some rows in each transaction: how many.

    A row that is still wrong afterwards stands among the mistakes again. Broken off, it has done a part; pressed again, the rest.
    Raises NotFound for an upload that is gone, Conflict while it is not checked.
    """
    count, after, is_more = 0, -1, True
    while is_more and count < MOST:
        with portion() as session:
            pending = session.get(PendingUpload, upload_id)
            if pending is None:
                raise NotFound("We no longer have this upload. Upload the file again.")
            rows = session.execute(
                select(UploadRow.number, UploadRow.said)
                .where(
                    UploadRow.upload_id == upload_id,
                    UploadRow.mistake == key,
                    UploadRow.state == "bad",
                    UploadRow.number > after,
                )
                .order_by(UploadRow.number)
                .limit(min(AT_ONCE, MOST - count))
            ).all()
            is_more = bool(rows)
            if is_more:
                _answer(session, pending, [(number, text) for number, text in rows], answer)
                count, after = count + len(rows), rows[-1][0]
    return count


def _answer(session: Session, pending: PendingUpload, rows: list[tuple[int, str | None]], answer: str | None) -> None:
    if answer is None:
        leave_out(session, pending, [number for number, _ in rows])
        return
    number, text = rows[0]
    wrong = row_of(number, text).errors if text is not None and readable(text) is not None else ()
    if wrong and wrong[0].field is not None:
        name = wrong[0].field
        correct_cells(session, pending, {(number, name): answer for number, _ in rows})
