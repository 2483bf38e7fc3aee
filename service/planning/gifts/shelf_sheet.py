"""The shelf as a sheet in the form that an upload reads: changed in a spreadsheet and uploaded again, or as it came, when nothing
changes.

A row has one source for all that makes its gift safe for somebody, so the columns say only what is stated from the source that most
of it has. What comes from another one stays as it is on the shelf, whatever the sheet says; the gift's own page shows it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from service import said
from service.catalog.entry import CLEAR, ENGLISH, marks_of
from service.catalog.models import Product
from service.catalog.sheets.vocabulary import FIELDS, TITLES
from service.catalog.versions import plain_texts
from service.planning.gifts.check_page import harmless
from service.planning.labels import describe_interest

_SOURCES: Final = {"label": "label", "sheet": "maker’s sheet", "certificate": "certificate"}
_KINDS: Final = {"initials": "initials", "line": "line"}
_COLUMNS: Final = {
    ("allergens", "absent"): "free_from",
    ("diets", "suited"): "suits",
    ("diets", "not"): "suits_not",
    ("materials", "absent"): "materials_free",
}
_NOT_IN_A_CELL: Final = "materials.alcohol"
"""No single word of a cell says it whole, so alone it stays as it is on the shelf."""
_REST: Final = {"allergens": "free_from", "materials": "materials_free"}
_IN_IT: Final = frozenset({"contains", "may_contain"})


def shelf_sheet(products: Iterable[Product]) -> str:
    """CSV with a row for each version, headings first; no cell is computed by a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([TITLES[field] for field in FIELDS])
    for product in products:
        cells = dict(_cells(product))
        writer.writerow([harmless(cells.get(field, "")) for field in FIELDS])
    return "\ufeff" + out.getvalue()


def _cells(product: Product) -> Iterator[tuple[str, str]]:
    texts = plain_texts(product.texts, product.variant)[ENGLISH]
    yield "code", product.sku
    yield "product", product.family
    yield "variant", ", ".join(words[ENGLISH] for words in (product.variant or {}).values())
    yield from (("name", texts["name"]), ("line", texts["line"]), ("inside", texts["inside"]))
    yield "kind", product.kind
    yield "category", product.category
    yield "price", f"{product.price_minor / 100:.2f}"
    yield "currency", product.currency
    yield "countries", ", ".join(product.regions)
    yield from (("origin", product.origin or ""), ("tariff", product.tariff or ""), ("delivered", product.delivered))
    yield "stock", str(product.stock)
    yield "lead_days", str(product.lead_days)
    yield "restock_on", product.restock_on.isoformat() if product.restock_on else ""
    yield "perishable", _yes(product.perishable)
    yield "alcohol", _yes(product.alcohol)
    yield "min_age", "" if product.min_age is None else str(product.min_age)
    yield from _marked(product)
    yield "interests", ", ".join(map(describe_interest, product.interests))
    if product.inscription_letters is not None:
        kinds = " or ".join(_KINDS[kind] for kind in product.inscription_kinds or _KINDS)
        yield "inscription", f"{kinds}, {product.inscription_letters}"


def _marked(product: Product) -> Iterator[tuple[str, str]]:
    """The columns of marks, and the source of those that clear a gift for somebody."""
    groups = {"allergens": product.allergens, "diets": product.diets, "materials": product.materials}
    marks = marks_of(product.kind, groups)
    stated = {
        name: (entry["source"], entry["on"])
        for name, mark in marks.items()
        if mark in CLEAR and (entry := product.mark_sources.get(name)) is not None
    }
    main = Counter(stated.values()).most_common(1)[0][0] if stated else None
    found: dict[str, list[str]] = {}
    traces: list[str] = []
    for name, mark in marks.items():
        group, words = name.partition(".")[0], said.mark(name)
        if mark == "contains":
            found.setdefault("contains" if group == "allergens" else "materials", []).append(words)
        elif mark == "may_contain" and group == "allergens":
            found.setdefault("may_contain", []).append(words)
        elif mark == "may_contain":
            traces.append(f"may contain {words}")
        elif (group, mark) in _COLUMNS and (mark not in CLEAR or (name in stated and stated[name] == main)):
            found.setdefault(_COLUMNS[group, mark], []).append(words)
    for group, column in _REST.items():
        others = [mark for name, mark in marks.items() if name.startswith(group) and mark not in _IN_IT]
        if others and len(found.get(column, ())) == len(others):
            found[column] = ["all the rest"]
        elif column in found:
            found[column] = [words for words in found[column] if words != said.mark(_NOT_IN_A_CELL)]
    if traces:
        found["materials"] = [*found.get("materials", []), *traces]
    yield from ((column, ", ".join(words)) for column, words in found.items() if words)
    if main is not None:
        yield "source", _SOURCES[main[0]]
        yield "source_date", main[1]


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
