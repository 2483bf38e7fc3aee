"""The sheet that somebody fills in: its columns with a note on each, and three example rows that an import leaves out."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import dataclass
from typing import Final

from service.catalog.sheets.vocabulary import TITLES, Field
from service.config import ASSETS

TEMPLATE: Final = ASSETS / "samples" / "gifts.xlsx"
"""Made by `python -m workshop.gift_sheet` from what is written here."""
EXAMPLE: Final = "EXAMPLE-"
"""How the codes of example rows begin."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, the note on its heading, and what the three example rows say."""

    field: Field
    note: str
    examples: tuple[str, str, str] = ("", "", "")

    @property
    def heading(self) -> str:
        """The heading as the sheet has it."""
        return TITLES[self.field]


COLUMNS: Final[tuple[Column, ...]] = (
    Column(
        "code",
        "Your own code. Versions of one gift may share it. Empty: made from name and version.",
        ("EXAMPLE-1", "EXAMPLE-2", "EXAMPLE-3"),
    ),
    Column("product", "What versions of one gift have in common. Empty: the code alone.", ("FLASK", "FLASK", "")),
    Column("variant", "Colour, size or title that tells this version from the others.", ("Pine", "Sea", "")),
    Column(
        "name",
        "Needed. In English, as people read it.",
        ("Ridge flask, half a litre", "Ridge flask, half a litre", "Date truffles"),
    ),
    Column("line", "One sentence about it.", ("Still hot at four.", "Still hot at four.", "Rolled by hand.")),
    Column(
        "inside",
        "What it’s made of, word for word from the maker. For food, the ingredients.",
        ("Steel, bamboo.", "Steel, bamboo.", "Dates, cocoa mass, almonds."),
    ),
    Column(
        "kind",
        "Needed: edible, skin or neither. Of a bundle, its strictest part. Empty counts as edible with every mark unknown.",
        ("neither", "neither", "edible"),
    ),
    Column("price", "Needed. With tax, for one piece.", ("34.90", "34.90", "28.00")),
    Column("currency", "Three letters, such as EUR. Empty: euros.", ("EUR", "EUR", "EUR")),
    Column(
        "countries", "Needed. Where it can be sent, each country on its own.", ("CZ, DE, RO", "CZ, DE, RO", "CZ, DE")
    ),
    Column("stock", "Needed. Pieces that you have.", ("24", "12", "40")),
    Column("lead_days", "Working days from the order to the door. Empty: 5.", ("3", "3", "4")),
    Column("alcohol", "Yes or no. Empty on food counts as yes.", ("no", "no", "no")),
    Column("perishable", "Yes if it can’t wait a few days.", ("no", "no", "no")),
    Column(
        "contains",
        "Allergens in it. Add “may contain” before what is only there in traces.",
        ("", "", "nuts, may contain peanuts"),
    ),
    Column(
        "free_from", "Allergens it’s free of, or “all the rest”. Counts only with a source.", ("", "", "all the rest")
    ),
    Column(
        "suits",
        "Diets it suits: vegan, halal … Halal and kosher only with a certificate.",
        ("", "", "vegan, vegetarian"),
    ),
    Column("suits_not", "Diets it doesn’t suit.", ("", "", "keto, low sugar")),
    Column(
        "materials",
        "Leather, wool, scent, nickel and the like that are in it. “None” counts only with a source.",
        ("nickel", "nickel", "none"),
    ),
    Column("materials_free", "What of these it’s free of, or “all the rest”.", ("all the rest", "all the rest", "")),
    Column(
        "source",
        "Where “free”, “none” and “suits” come from: label, maker’s sheet or certificate. Your name is kept with it.",
        ("maker's sheet", "maker's sheet", "label"),
    ),
    Column("source_date", "The day of that label, sheet or certificate.", ("2026-03-02", "2026-03-02", "2026-03-11")),
    Column(
        "inscription",
        "What can be written on it: initials, a line or both, and how many letters fit. Empty: nothing.",
        ("line, 24", "line, 24", ""),
    ),
    Column("interests", "What people who like it are interested in.", ("hiking, tea", "hiking, tea", "sweets")),
)


def template_rows() -> list[list[str]]:
    """The headings and the example rows."""
    return [
        [column.heading for column in COLUMNS],
        *([column.examples[place] for column in COLUMNS] for place in range(3)),
    ]


def template_csv() -> str:
    """The sheet as CSV that every spreadsheet opens."""
    out = io.StringIO()
    csv.writer(out).writerows(template_rows())
    return "\ufeff" + out.getvalue()


if __name__ == "__main__":
    columns = [{"heading": one.heading, "note": one.note, "examples": one.examples} for one in COLUMNS]
    sys.stdout.write(json.dumps({"columns": columns}, ensure_ascii=False, indent=1) + "\n")
