"""The tax list as a file, proofed like everything that leaves the house; no cell is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from renderers.proof import proof, recording, verified
from service.campaigns.tax.limits import Limit, Span
from service.planning.tax.values import PersonValue, flat_tax
from service.written import no_formula

HEADINGS: Final = (
    "from", "until", "person", "company", "country", "gifts", "currency", "given", "limit", "above limit", "flat tax",
    "in other currencies",
)  # fmt: skip


def tax_csv(limit: Limit, span: Span, people: Sequence[PersonValue]) -> bytes:
    """UTF-8 with a mark, a line a person, sums in minor units. Raises ProofFailed."""
    rows = [_cells(limit, span, one) for one in people]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    with recording() as inserted:
        for row in rows:
            writer.writerow([no_formula(verified(cell)) if cell else "" for cell in row])
        proof("\n".join(" ".join(cell for cell in row if cell) for row in (HEADINGS, *rows)), inserted, "tax list")
    return file.getvalue().encode("utf-8-sig")


def _cells(limit: Limit, span: Span, one: PersonValue) -> tuple[str, ...]:
    tax = flat_tax(one.given_minor, limit)
    above = "yes" if one.given_minor > limit.amount_minor else "unknown" if one.others else "no"
    others = ", ".join(f"{minor} {currency}" for currency, minor in sorted(one.others.items()))
    return (
        span.first.isoformat(), span.last.isoformat(), one.name or ("erased" if one.is_erased else ""), one.company,
        one.country, str(one.gifts), limit.currency, str(one.given_minor), str(limit.amount_minor), above,
        "" if tax is None else str(tax), others,
    )  # fmt: skip
