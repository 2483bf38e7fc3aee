"""The plan as a file: CSV or a workbook, written row by row, with cells that no spreadsheet computes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, Final, Literal

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.errors import Conflict, InvalidInput
from service.planning.plan.export.rows import HEADINGS, count_rows, plan_rows
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import no_formula

Format = Literal["csv", "xlsx", "print"]
INVENTED: Final = "Invented"
"""A column that only files of a sandbox have."""
MOST_ROWS: Final = 100_000
"""As many as a list may have."""
_WIDTHS: Final = (26, 26, 34, 14, 10, 10, 34, 24, 18, 14, 30, 16)


def write_plan(
    session: Session,
    campaign: Campaign,
    form: Literal["csv", "xlsx"],
    actor: Actor,
    at: datetime,
    *,
    is_invented: bool = False,
) -> tuple[IO[bytes], int]:
    """(the file, at its beginning; its rows), of those who are named to the actor. `is_invented`: a column more says so of all.

    Raises Conflict before the first plan, InvalidInput for more than `MOST_ROWS`.
    """
    require_plan(campaign)
    people = count_rows(session, campaign, actor)
    if people > MOST_ROWS:
        raise InvalidInput(f"This plan has {people:,} people; a file has room for {MOST_ROWS:,}.", param="format")
    extra = ("yes",) if is_invented else ()
    rows = ([*(no_formula(cell) for cell in row), *extra] for row in plan_rows(session, campaign, at.date(), actor))
    file = io.BytesIO()
    headings = (*HEADINGS, INVENTED) if is_invented else HEADINGS
    (_write_csv if form == "csv" else _write_xlsx)(file, headings, rows)
    file.seek(0)
    return file, people


def record_download(session: Session, campaign: Campaign, form: Format, rows: int, actor: Actor, at: datetime) -> None:
    """The line of the audit log, before anything leaves."""
    body = {"format": form, "rows": rows, "match_run_id": campaign.current_match_run_id}
    record_act(session, actor, "campaign.plan_downloaded", at, subject_id=campaign.id, body=body)


def require_plan(campaign: Campaign) -> None:
    """Raises Conflict before the first plan."""
    if campaign.current_match_run_id is None:
        raise Conflict("There’s no plan yet, so there’s nothing to download. Choose the gifts first.")


def _write_csv(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    # With a mark in front, spreadsheets read it as UTF-8.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(headings)
    lines.writerows(rows)
    text.flush()
    text.detach()


def _write_xlsx(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Every cell is a text but prices and counts, which are numbers: nothing is a formula or a link."""
    # Only whoever downloads a workbook needs its writer.
    from xlsxwriter import Workbook  # noqa: PLC0415

    book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet("Plan"), book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for place, (heading, width) in enumerate(zip(headings, (*_WIDTHS, 10), strict=False)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, bold)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if headings[place] in _NUMBERS and cell:
                sheet.write_number(number, place, float(cell))
            elif cell:
                sheet.write_string(number, place, cell)
    book.close()


_NUMBERS: Final = frozenset({"Price", "Can swap for"})
