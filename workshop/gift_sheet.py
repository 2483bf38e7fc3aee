"""Makes the sheet that people fill in with their gifts: python -m workshop.gift_sheet COLUMNS.json assets/samples/gifts.xlsx

COLUMNS.json is {"columns": [{"heading", "note", "examples"}]}; `python -m service.catalog.sheets.template` prints it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

WIDTH = 22


def make_sheet(columns: Path, out: Path) -> None:
    """Writes the workbook: a sheet "Gifts" with a note on every heading, and a sheet that says the notes to whoever prints it."""
    listed = json.loads(columns.read_text("utf-8"))["columns"]
    book = Workbook()
    sheet = book.active
    sheet.title = "Gifts"
    for place, column in enumerate(listed, start=1):
        head = sheet.cell(1, place, column["heading"])
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        head.fill = PatternFill("solid", fgColor="EFE4D4")
        head.comment = Comment(column["note"], "Handpicked")
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
        for row, text in enumerate(column["examples"], start=2):
            cell = sheet.cell(row, place, text or None)
            cell.number_format = "@"
            cell.font = Font(italic=True, color="6B6475")
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("What the columns mean")
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = WIDTH, 90
    for row, column in enumerate(listed, start=1):
        notes.cell(row, 1, column["heading"]).font = Font(bold=True)
        notes.cell(row, 2, column["note"])
    out.parent.mkdir(parents=True, exist_ok=True)
    book.save(out)


if __name__ == "__main__":
    make_sheet(Path(sys.argv[1]), Path(sys.argv[2]))
