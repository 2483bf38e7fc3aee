"""The figures of a gift statement for machines: what the archive's edition carries inside it, as JSON and as CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from io import StringIO
from typing import Final

from renderers.context import Money, Story
from renderers.language.translations import resolve, text
from renderers.statement.figures import Figures, fingerprint, value_of
from renderers.statement.pdf.edition import Attached

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def gift_figures(story: Story, figures: Figures, version: str) -> tuple[Attached, ...]:
    """figures.json and figures.csv of a gift statement. `version` is the template's."""
    told = {
        "document": "gift_statement",
        "template_version": version,
        "number": story.number,
        "locale": resolve(story.person.locale),
        "issued_at": _iso(story.issued_at),
        "state": story.state,
        "decided_at": None if story.decided_at is None else _iso(story.decided_at),
        "office": None if story.office is None else {"answer": story.office.answer, "at": _iso(story.office.at)},
        "market_value": _money(value_of(story)),
        "fingerprint": fingerprint(figures),
        "printed": asdict(figures),
    }
    rows = [(_iso(past.on), past.name, past.state, past.price) for past in story.past_gifts]
    rows.append((_iso(story.decided_at or story.issued_at), story.gift.name, story.state, value_of(story)))
    table = [(day, name, state, str(price.amount_minor), price.currency) for day, name, state, price in rows]
    head = ("on", "gift", "state", "amount_minor", "currency")
    return as_files(told, head, table, story.issued_at, story.person.locale)


def as_files(
    told: object, head: Sequence[str], rows: Iterable[Sequence[str]], made_at: datetime, locale: str = "en"
) -> tuple[Attached, Attached]:
    """Two files with the same figures, described in the reader's language. What a spreadsheet would run as a formula is told to be
    text."""
    page = StringIO()
    table = csv.writer(page, lineterminator="\r\n")
    table.writerow(head)
    table.writerows([inert(cell) for cell in row] for row in rows)
    body = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    return (
        Attached("figures.json", body.encode(), text(locale, "statement.attached.json"), made_at),
        Attached("figures.csv", page.getvalue().encode("utf-8-sig"), text(locale, "statement.attached.csv"), made_at),
    )


def inert(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would take for a formula; negative numbers stay."""
    is_number = cell[:1] == "-" and cell[1:].replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) and not is_number else cell


def _money(amount: Money) -> dict[str, object]:
    return {"amount_minor": amount.amount_minor, "currency": amount.currency}


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
