"""The gift register as a file, proofed like everything that leaves the house; no cell is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from renderers.proof import proof, recording, verified
from service.planning.register.read import Line, Register
from service.planning.register.sums import Sum
from service.written import no_formula

HEADINGS: Final = (
    "from", "until", "person", "company", "country", "public body", "currency", "offered", "offered value", "took",
    "took value", "declined", "declined value", "waiting", "waiting value", "limit", "limit currency", "limit from",
    "limit until", "standing", "source", "source date",
)  # fmt: skip
INVENTED: Final = "Invented"
"""The heading of one column more in a sandbox's file whose hash is signed."""


def register_csv(register: Register, *, is_invented: bool = False) -> bytes:
    """UTF-8 with a mark, a line for each person or company and currency, values in minor units. `is_invented`: every line says that
    its person is made up. Raises ProofFailed."""
    headings, says = ((*HEADINGS, INVENTED), ("yes",)) if is_invented else (HEADINGS, ())
    rows = [_cells(register, line, one) for line in register.lines for one in line.sums]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(headings)
    with recording() as inserted:
        for row in rows:
            writer.writerow([*(no_formula(verified(cell)) if cell else "" for cell in row), *says])
        proof("\n".join(" ".join(cell for cell in row if cell) for row in (HEADINGS, *rows)), inserted, "gift register")
    return file.getvalue().encode("utf-8-sig")


def _cells(register: Register, line: Line, one: Sum) -> tuple[str, ...]:
    name = line.name or ("erased" if line.is_erased else "")
    return (
        register.span.first.isoformat(), register.span.last.isoformat(), name, line.company, line.country,
        "yes" if line.is_public else "no", one.currency, *map(str, (
            one.offered, one.offered_minor, one.took, one.took_minor, one.declined, one.declined_minor, one.waiting,
            one.waiting_minor,
        )), *_limit(line),
    )  # fmt: skip


def _limit(line: Line) -> Iterator[str]:
    if line.verdict is None:
        yield from ("", "", "", "", "no limit known", "", "")
        return
    limit = line.verdict.limit
    yield from (str(limit.minor), limit.currency or "", limit.span.first.isoformat(), limit.span.last.isoformat())
    yield from (line.verdict.state, limit.source, "" if limit.source_on is None else limit.source_on.isoformat())
