"""A month of the journal as a file that bookkeeping reads: two sides to every entry, proofed like all that leaves the house."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby, islice
from typing import Final

from sqlalchemy.orm import Session

from renderers.proof import proof, recording, verified
from service.books.journal.lines import Line, lines_of
from service.books.plain_money import plain_money
from service.errors import TooMany
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import no_formula

HEADINGS: Final = (
    "date", "account", "cost centre", "debit", "credit", "reference", "VAT", "deductible", "currency", "market value",
    "ledger date", "entry", "campaign",
)  # fmt: skip
ACCOUNTS: Final[Mapping[str, str]] = {
    "gift": "gifts", "donation": "donations", "wrap": "wrapping", "shipping": "shipping", "duty": "customs duty",
    "tax": "tax not reclaimed", "fee": "fees", "return": "returns",
}  # fmt: skip
"""Part of an entry -> the account that it is booked on."""
BUDGET: Final = "gift budget"
"""The account on the other side."""
MOST_LINES: Final = 200_000
_PROOFED: Final = 1_000
"""Entries that are proofed and written at a time."""
_YES: Final[Mapping[bool | None, str]] = {True: "yes", False: "no", None: "not known"}
_FIGURE: Final = re.compile(r"-?\d+(\.\d+)?")
Row = tuple[str, ...]


def download_month(session: Session, actor: Actor, month: date, at: datetime) -> bytes:
    """The file of a month, open or closed; each download is written down. Raises TooMany, ProofFailed."""
    lines = list(islice(lines_of(session, actor.workspace_id, month), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        raise TooMany(f"A file holds up to {MOST_LINES:,} lines, and this month has more.")
    body = {"month": f"{month:%Y-%m}", "lines": len(lines)}
    record_act(session, actor, "journal.downloaded", at, subject_id=actor.workspace_id, body=body)
    return journal_csv(lines)


def journal_csv(lines: list[Line]) -> bytes:
    """UTF-8 with a mark; the parts of an entry stand together, and after them its sum on the other side. Raises ProofFailed."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    entries = groupby(lines, key=lambda line: line.entry_id)
    while some := [row for _, parts in islice(entries, _PROOFED) for row in _entry(list(parts))]:
        with recording() as inserted:
            for row in some:
                writer.writerow([_safe(verified(cell)) if cell else "" for cell in row])
            proof("\n".join(" ".join(cell for cell in row if cell) for row in (HEADINGS, *some)), inserted, "journal")
    return file.getvalue().encode("utf-8-sig")


def _entry(lines: list[Line]) -> Iterator[Row]:
    for line in lines:
        sums = [
            "" if minor is None else plain_money(minor, line.currency) for minor in (line.vat_minor, line.market_minor)
        ]
        yield _cells(line, ACCOUNTS[line.part], line.amount_minor, sums[0], _YES[line.is_deductible], sums[1])
    yield _cells(lines[0], BUDGET, -sum(line.amount_minor for line in lines), "", "", "")


def _cells(line: Line, account: str, minor: int, vat: str, deductible: str, market: str) -> Row:
    amount = plain_money(abs(minor), line.currency)
    return (
        # What came after its month was closed has the first day of the month that books it.
        max(line.at.date(), line.month).isoformat(),
        account,
        line.campaign,
        amount if minor > 0 else "",
        "" if minor > 0 else amount,
        line.reference,
        vat,
        deductible,
        line.currency,
        market,
        line.at.date().isoformat(),
        str(line.entry_id),
        line.campaign_id,
    )


def _safe(cell: str) -> str:
    """No formula to a spreadsheet; a figure below zero is none."""
    return cell if _FIGURE.fullmatch(cell) else no_formula(cell)
