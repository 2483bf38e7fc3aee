"""A month of the journal as a file that bookkeeping reads: two sides to every entry, proofed like all that leaves the house."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Final

from babel.numbers import get_currency_precision
from sqlalchemy.orm import Session

from renderers.proof import proof, recording, verified
from service.books.lines import Line, lines_of
from service.errors import TooMany
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import no_formula

HEADINGS: Final = (
    "date", "account", "cost centre", "debit", "credit", "reference", "VAT", "deductible", "currency", "ledger date",
    "market value", "entry",
)  # fmt: skip
ACCOUNTS: Final[Mapping[str, str]] = {
    "gift": "gifts", "donation": "donations", "wrap": "wrapping", "shipping": "shipping", "duty": "customs duty",
    "tax": "tax not reclaimed", "fee": "fees", "return": "returns",
}  # fmt: skip
"""Part of an entry -> the account that it is booked on."""
BUDGET: Final = "gift budget"
"""The account on the other side."""
MOST_LINES: Final = 200_000
_YES: Final[Mapping[bool | None, str]] = {True: "yes", False: "no", None: "not known"}


def download_month(session: Session, actor: Actor, month: date, at: datetime) -> bytes:
    """The file of a month, open or closed; each download is written down. Raises TooMany, ProofFailed."""
    lines: list[Line] = []
    for line in lines_of(session, actor.workspace_id, month):
        if len(lines) == MOST_LINES:
            raise TooMany(f"A file holds up to {MOST_LINES:,} lines, and this month has more.")
        lines.append(line)
    body = {"month": f"{month:%Y-%m}", "lines": len(lines)}
    record_act(session, actor, "journal.downloaded", at, subject_id=actor.workspace_id, body=body)
    return journal_csv(lines)


def journal_csv(lines: list[Line]) -> bytes:
    """UTF-8 with a mark; the parts of an entry stand together, and after them its sum on the other side. Raises ProofFailed."""
    rows = [cells for _, parts in groupby(lines, key=lambda line: line.entry_id) for cells in _entry(list(parts))]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    with recording() as inserted:
        for row in rows:
            writer.writerow([_safe(verified(cell)) if cell else "" for cell in row])
        proof("\n".join(" ".join(cell for cell in row if cell) for row in (HEADINGS, *rows)), inserted, "journal")
    return file.getvalue().encode("utf-8-sig")


def _entry(lines: list[Line]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        market = _money(abs(line.amount_minor), line.currency) if line.part == "gift" else ""
        vat = "" if line.vat_minor is None else _money(line.vat_minor, line.currency)
        yield _cells(line, ACCOUNTS[line.part], line.amount_minor, vat, _YES[line.is_deductible], market)
    yield _cells(lines[0], BUDGET, -sum(line.amount_minor for line in lines), "", "", "")


def _cells(line: Line, account: str, minor: int, vat: str, deductible: str, market: str) -> tuple[str, ...]:
    sum_in_words = _money(abs(minor), line.currency)
    booked = max(line.at.date(), line.month)
    return (
        booked.isoformat(), account, line.campaign, sum_in_words if minor > 0 else "", "" if minor > 0 else sum_in_words,
        line.reference, vat, deductible, line.currency, line.at.date().isoformat(), market, str(line.entry_id),
    )  # fmt: skip


_FIGURE: Final = re.compile(r"-?\d+(\.\d+)?")


def _safe(cell: str) -> str:
    """No formula to a spreadsheet; a figure below zero is none."""
    return cell if _FIGURE.fullmatch(cell) else no_formula(cell)


def _money(minor: int, currency: str) -> str:
    digits = int(get_currency_precision(currency))
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"
