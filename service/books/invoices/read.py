"""The door for a file of invoices: a sheet or UBL, read in a bounded process."""

from __future__ import annotations

from service.books.invoices.lines import ReadInvoice
from service.books.invoices.read_sheet import read_sheet
from service.books.invoices.read_ubl import is_xml, read_ubl
from service.brain.own_sheet import BadLine
from service.sheets.read_table import require_size
from service.sheets.within_limits import read_within_limits


def read_invoices(data: bytes, filename: str) -> tuple[list[ReadInvoice], list[BadLine]]:
    """The invoices in a file, and what is wrong with lines that cannot be read. Raises ListRefused for a file that is none."""
    require_size(data)
    found: tuple[list[ReadInvoice], list[BadLine]] = read_within_limits(
        f"{__name__}:read_file", data, filename, things="your invoices"
    )
    return found


def read_file(data: bytes, filename: str) -> tuple[list[ReadInvoice], list[BadLine]]:
    """The same in this process. Raises ListRefused."""
    return read_ubl(data, filename) if is_xml(data) else read_sheet(data, filename)
