"""The sender's own list with one more column, which says what is wrong in each row; it can be fixed there and uploaded again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import select

from service.db.connect import reading
from service.planning.people.lists.mapping.row_text import row_of
from service.planning.people.models import UploadRow
from service.security.encryption import readable
from service.written import is_formula

HEADING: Final = "Handpicked: what to fix"
_AT_ONCE: Final = 1_000


def marked_file(upload_id: str, header: Sequence[str]) -> Iterator[str]:
    """The file as CSV, some rows at a time. A cell that a spreadsheet would compute is written so that it only shows it."""
    yield "\ufeff" + _lines([[*map(plain, header), HEADING]])
    after = -1
    while True:
        with reading() as session:
            rows = session.execute(
                select(UploadRow.number, UploadRow.cells, UploadRow.said, UploadRow.state)
                .where(UploadRow.upload_id == upload_id, UploadRow.number > after)
                .order_by(UploadRow.number)
                .limit(_AT_ONCE)
            ).all()
        if not rows:
            return
        yield _lines([_marked(number, cells, said, state, len(header)) for number, cells, said, state in rows])
        after = rows[-1][0]


def _marked(number: int, cells: str, said: str | None, state: str, width: int) -> list[str]:
    values: list[str] = json.loads(cells)[0] if readable(cells) is not None else []
    own = [plain(value) for value in values] + [""] * (width - len(values))
    if state == "bad" and said is not None and readable(said) is not None:
        wrong = " ".join(f"{cell.title}: {cell.error}" for cell in row_of(number, said).errors)
    else:
        wrong = "Left out." if state == "out" else ""
    return [*own[:width], wrong, *own[width:]]


def plain(text: str) -> str:
    """The text with a mark before it where a spreadsheet would take it for a formula; a telephone number is none."""
    if is_formula(text) and not text[1:].replace(" ", "").replace("-", "").isdigit():
        return f"'{text}"
    return text


def _lines(rows: Sequence[Sequence[str]]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerows(rows)
    return held.getvalue()
