"""The lines as a file, proofed like everything that leaves the house; no cell is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from renderers.proof import proof, recording, verified
from service.campaigns.models import Campaign
from service.insights.lines.read_lines import PersonLine, Wanted, all_lines
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import no_formula

MOST: Final = 5_000
HEADINGS: Final = (
    "number", "person", "company", "campaign", "sent by", "state", "launched", "currency", "set aside", "charged",
    "refunded", "dispute",
)  # fmt: skip
"""No note of a dispute: a file goes farther than those who take part in one."""


def take_lines(session: Session, actor: Actor, campaign: Campaign | None, wanted: Wanted, at: datetime) -> bytes:
    """The file of all sifted lines; the download is written down. Raises InvalidInput where they are more than `MOST`."""
    lines = all_lines(session, actor, campaign, wanted, MOST)
    subject_id = None if campaign is None else campaign.id
    record_act(session, actor, "statement.lines_downloaded", at, subject_id=subject_id, body={"lines": len(lines)})
    return lines_csv(lines)


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
