"""Invoices as rows of a sheet, one cost of one order in each; rows of one invoice share supplier, number, date and currency."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.books.invoices.lines import (
    EXAMPLE,
    MOST_LINES,
    REFERENCE,
    ReadInvoice,
    ReadLine,
    read_code,
    read_name,
    read_part,
    require_vat,
)
from service.brain.own_sheet import BadLine, OwnSheet
from service.catalog.sheets.cells import read_price
from service.errors import InvalidInput
from service.sheets.dates import is_numeric_date, read_date
from service.sheets.refusals import CellError
from service.written import one_line

COLUMNS: Final = ("supplier", "invoice", "date", "order", "cost", "amount", "vat", "currency")
_NEEDED: Final = ("supplier", "invoice", "date", "order", "amount", "currency")
_SHEET: Final = OwnSheet(
    "invoices",
    COLUMNS,
    _NEEDED,
    f"The file needs {', '.join(_NEEDED[:-1])} and {_NEEDED[-1]}; cost and vat may be added.",
    "no_invoices",
    MOST_LINES,
)
_CREDIT: Final = re.compile(r"\s*[-−]\s*|\s*\((?=.*\)\s*$)")


@dataclass(frozen=True, slots=True)
class _Row:
    supplier: str
    number: str
    issued_on: date
    currency: str
    line: ReadLine

    @property
    def head(self) -> tuple[date, str]:
        return self.issued_on, self.currency


def read_sheet(data: bytes, filename: str) -> tuple[list[ReadInvoice], list[BadLine]]:
    """The invoices in a file, and what is wrong with the rows that cannot be read. Raises ListRefused."""
    rows, bad = _SHEET.read(data, filename, _read)
    found: dict[str, list[_Row]] = {}
    for number, row in rows:
        of_one = found.setdefault(ReadInvoice(row.supplier, row.number, row.issued_on, row.currency, ()).key, [])
        if of_one and of_one[0].head != row.head:
            bad.append(BadLine(number, f"{row.number} has another date or currency than in row {of_one[0].line.row}."))
        of_one.append(row)
    return [_whole(of_one) for of_one in found.values()], sorted(bad, key=lambda one: one.row)


def _whole(rows: Sequence[_Row]) -> ReadInvoice:
    first = rows[0]
    return ReadInvoice(first.supplier, first.number, first.issued_on, first.currency, tuple(row.line for row in rows))


def _read(number: int, cells: Mapping[str, str]) -> _Row:
    currency = read_code(cells["currency"])
    order = one_line(cells["order"])
    if not REFERENCE.fullmatch(order):
        raise InvalidInput(f"“{order[:30]}” isn’t an order’s number. It looks like {EXAMPLE}.")
    amount, vat = _money(cells["amount"], currency, "amount"), _money(cells.get("vat", ""), currency, "VAT")
    if amount is None:
        raise InvalidInput("The amount is missing. Write it with its VAT.")
    require_vat(amount, vat)
    return _Row(
        read_name(cells["supplier"], "The supplier"),
        read_name(cells["invoice"], "The invoice’s number"),
        _day(cells["date"]),
        currency,
        ReadLine(number, order, read_part(cells.get("cost", "")), amount, vat),
    )


def _money(text: str, currency: str, what: str) -> int | None:
    """Minor units, below zero with a minus or in brackets; None for an empty cell."""
    said = one_line(text)
    if not said:
        return None
    credit = _CREDIT.match(said)
    bare = said[credit.end() :].rstrip(") ") if credit else said
    if re.fullmatch(r"0+(?:[.,]0+)?", bare):
        return 0
    try:
        minor, named = read_price(bare, currency)
    except CellError as error:
        raise InvalidInput(f"{error.sentence.rstrip('.')} (column “{what}”).") from None
    if named not in {None, currency}:
        raise InvalidInput(f"The {what} says {named}, the currency column {currency}. We don’t convert by ourselves.")
    return -minor if credit else minor


def _day(text: str) -> date:
    try:
        found = None if is_numeric_date(text) else read_date(text)
    except CellError as error:
        raise InvalidInput(f"{error.sentence}.") from None
    if found is None:
        raise InvalidInput("Write the invoice’s date as 2026-11-30.")
    return found
