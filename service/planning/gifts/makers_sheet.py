"""A sheet for the makers of gifts: which marks are still to state. It says nothing of anybody who might get them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from service import said
from service.catalog.entry import marks_of
from service.catalog.models import Product
from service.planning.gifts.check_page import harmless

HEADINGS = ("Code", "Gift", "What to state", "Your answer", "Source", "Source date")


def makers_sheet(products: Iterable[Product]) -> str:
    """CSV with a row for each mark that is unknown."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for product in products:
        groups = {"allergens": product.allergens, "diets": product.diets, "materials": product.materials}
        for name, mark in marks_of(product.kind, groups).items():
            if mark == "unknown":
                name_of = harmless(product.texts["en"]["name"])
                writer.writerow([harmless(product.sku), name_of, said.mark(name), "", "", ""])
    return "\ufeff" + out.getvalue()
