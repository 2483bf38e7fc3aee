"""What a stranger brings on their first day: a sheet of fifty gifts, and an export of two hundred people as HubSpot writes it."""

from __future__ import annotations

import csv
import io

COMPANIES = 41
PEOPLE = 200
_COUNTRIES = (("Czech Republic", "Praha"), ("Norway", "Oslo"), ("Iceland", "Reykjavík"), ("Romania", "Cluj-Napoca"))
_GIVEN = ("Jana", "Petr", "Ingrid", "Astrid", "Ștefan", "Ana", "Björk", "Jón", "Eva", "Tomáš")
_FAMILY = ("Novák", "Dvořák", "Rønning", "Berg", "Ionescu", "Popa", "Helgadóttir", "Einarsson", "Malá", "Horák")
_FIRST = (
    "Record ID - Contact", "First Name", "Last Name", "Email", "Phone Number", "Mobile Phone Number", "Job Title",
    "Company Name", "Country/Region", "City", "Preferred language", "Lead Status", "Contact owner",
)  # fmt: skip
_WIDTH = 92
_THINGS = ("Notebook", "Pen", "Flask", "Lamp", "Clock", "Puzzle", "Vase", "Tray", "Kite", "Compass")
_KINDS = ("Harbour", "Forest", "Meadow", "Granite", "Copper")


def gift_sheet() -> bytes:
    """Fifty gifts as CSV, none of which is eaten or put on the skin; 15 to 52 euros each."""
    head = ("Code", "Gift", "One line", "What’s inside", "Kind", "Category", "Price", "Currency", "Countries", "Stock")
    rows = []
    for number in range(50):
        name = f"{_KINDS[number % 5]} {_THINGS[number // 5].lower()}"
        price = f"{15 + 37 * number / 49:.2f}"
        rows.append(
            (f"FL-{number + 1:03}", name, f"A {name.lower()} for the desk.", f"One {name.lower()} in a box.", "neither",
             _THINGS[number // 5].lower(), price, "EUR", "CZ, NO, IS, RO", "12")
        )  # fmt: skip
    return _csv(head, rows)


def contact_export() -> bytes:
    """Two hundred people at 41 companies in 92 columns, most of which nobody ever filled."""
    head = (*_FIRST, *(f"Custom property {number}" for number in range(1, _WIDTH - len(_FIRST) + 1)))
    rows = []
    for number in range(PEOPLE):
        country, city = _COUNTRIES[number % COMPANIES % 4]
        given, family = _GIVEN[number % 10], _FAMILY[number // 10 % 10]
        company = number % COMPANIES + 1
        mail = f"person{number + 1}@company{company}.example.com"
        row = (str(8_000_000 + number), given, family, mail, "", "", "Head of operations", f"Company {company} Ltd",
               country, city, "English", "OPEN", "Nora Whitfield")  # fmt: skip
        rows.append((*row, *[""] * (_WIDTH - len(row))))
    return _csv(head, rows)


def _csv(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows(rows)
    return file.getvalue().encode("utf-8-sig")
