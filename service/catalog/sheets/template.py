"""The sheet that somebody fills in: its columns with a note on each, and three example rows that an import leaves out."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.catalog.sheets.vocabulary import TITLES, Field
from service.config import ASSETS

TEMPLATE: Final = ASSETS / "samples" / "gifts.xlsx"
"""Made by `python -m workshop.gift_sheet` from what is written here."""
EXAMPLE: Final = "EXAMPLE-"
"""How the codes of example rows begin."""


_FLASK: Final[Mapping[Field, str]] = {
    "product": "FLASK",
    "name": "Ridge flask, half a litre",
    "line": "Still hot at four.",
    "inside": "Steel, bamboo.",
    "kind": "neither",
    "price": "34.90",
    "currency": "EUR",
    "countries": "CZ, DE, RO",
    "lead_days": "3",
    "alcohol": "no",
    "perishable": "no",
    "materials": "nickel",
    "materials_free": "all the rest",
    "source": "maker's sheet",
    "source_date": "2026-03-02",
    "inscription": "line, 24",
    "interests": "hiking, tea",
}
EXAMPLES: Final[tuple[Mapping[Field, str], ...]] = (
    {**_FLASK, "code": "EXAMPLE-1", "variant": "Pine", "stock": "24"},
    {**_FLASK, "code": "EXAMPLE-2", "variant": "Sea", "stock": "12"},
    {
        "code": "EXAMPLE-3",
        "name": "Date truffles",
        "line": "Rolled by hand.",
        "inside": "Dates, cocoa mass, almonds.",
        "kind": "edible",
        "price": "28.00",
        "currency": "EUR",
        "countries": "CZ, DE",
        "stock": "40",
        "lead_days": "4",
        "alcohol": "no",
        "perishable": "no",
        "contains": "nuts, may contain peanuts",
        "free_from": "all the rest",
        "suits": "vegan, vegetarian",
        "suits_not": "keto, low sugar",
        "materials": "none",
        "source": "label",
        "source_date": "2026-03-11",
        "interests": "sweets",
    },
)
"""A gift in two colours, and food with its marks; a column that a row does not name is empty in it."""
_NOTES: Final[Mapping[Field, str]] = {
    "code": "Your own code. Versions of one gift may share it. Empty: made from name and version.",
    "product": "What versions of one gift have in common. Empty: the code alone.",
    "variant": "Colour, size or title that tells this version from the others.",
    "name": "Needed. In English, as people read it.",
    "line": "One sentence about it.",
    "inside": "What it’s made of, word for word from the maker. For food, the ingredients.",
    "kind": "Needed: edible, skin or neither. Of a bundle, its strictest part. Empty counts as edible with every mark unknown.",
    "price": "Needed. With tax, for one piece.",
    "currency": "Three letters, such as EUR. Empty: euros.",
    "countries": "Needed. Where it can be sent, each country on its own.",
    "origin": "The country where the pieces lie. Needed where the price doesn’t cover delivery.",
    "tariff": "Your own name for the kind of goods, as your rates of duty and tax say it.",
    "delivered": "Included: all of it, to the door. Prepaid: you pay delivery, duty and tax. Unpaid: duty is left to the door. "
    "Email: a code or a link, no parcel. Empty: included.",
    "stock": "Needed. Pieces that you have.",
    "lead_days": "Working days from the order to the door. Empty: 5.",
    "alcohol": "Yes or no. Empty on food counts as yes.",
    "perishable": "Yes if it can’t wait a few days.",
    "contains": "Allergens in it. Add “may contain” before what is only there in traces.",
    "free_from": "Allergens it’s free of, or “all the rest”. Counts only with a source.",
    "suits": "Diets it suits: vegan, halal … Halal and kosher only with a certificate.",
    "suits_not": "Diets it doesn’t suit.",
    "materials": "Leather, wool, scent, nickel and the like that are in it. “None” counts only with a source.",
    "materials_free": "What of these it’s free of, or “all the rest”.",
    "source": "Where “free”, “none” and “suits” come from: label, maker’s sheet or certificate. Your name is kept with it.",
    "source_date": "The day of that label, sheet or certificate.",
    "inscription": "What can be written on it: initials, a line or both, and how many letters fit. Empty: nothing.",
    "interests": "What people who like it are interested in.",
}
"""Column -> the note on its heading, in the order of the sheet."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the note on it, and what the example rows say."""

    heading: str
    note: str
    examples: tuple[str, ...]


COLUMNS: Final = tuple(
    Column(TITLES[name], note, tuple(row.get(name, "") for row in EXAMPLES)) for name, note in _NOTES.items()
)


def template_rows() -> list[list[str]]:
    """The headings and the example rows."""
    return [
        [column.heading for column in COLUMNS],
        *([column.examples[place] for column in COLUMNS] for place in range(len(EXAMPLES))),
    ]


def template_csv() -> str:
    """The sheet as CSV that every spreadsheet opens."""
    out = io.StringIO()
    csv.writer(out).writerows(template_rows())
    return "\ufeff" + out.getvalue()


if __name__ == "__main__":
    columns = [{"heading": one.heading, "note": one.note, "examples": one.examples} for one in COLUMNS]
    sys.stdout.write(json.dumps({"columns": columns}, ensure_ascii=False, indent=1) + "\n")
