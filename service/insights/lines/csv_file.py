"""The lines as a file, proofed like everything that leaves the house; no cell is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from renderers.proof import proof, recording, verified
from service.insights.lines.read_lines import PersonLine
from service.written import no_formula

HEADINGS: Final = (
    "number", "person", "company", "campaign", "sent by", "state", "launched", "currency", "set aside", "charged",
    "refunded", "dispute",
)  # fmt: skip
"""No note of a dispute: a file goes farther than those who take part in one."""


def lines_csv(lines: Sequence[PersonLine]) -> bytes:
    """UTF-8 with a mark, sums in minor units. Raises ProofFailed."""
    rows = [_cells(line) for line in lines]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    with recording() as inserted:
        for row in rows:
            writer.writerow([no_formula(verified(cell)) if cell else "" for cell in row])
        said = "\n".join(" ".join(cell for cell in row if cell) for row in (HEADINGS, *rows))
        proof(said, inserted, "statement lines")
    return file.getvalue().encode("utf-8-sig")


def _cells(line: PersonLine) -> tuple[str, ...]:
    dispute = "" if line.dispute is None else f"{line.dispute.state}: {line.dispute.reason}"
    return (
        line.number, line.name or "", line.company, line.campaign, line.giver or "", line.state[1],
        line.launched_at.date().isoformat(), line.currency, str(line.set_aside), str(line.charged), str(line.refunded),
        dispute,
    )  # fmt: skip
