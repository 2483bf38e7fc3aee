"""Writes docs/processing_record.md: the record of processing (GDPR, article 30), from the table of what is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from service.app.retention.period import Period, in_words
from service.app.retention.purposes import PURPOSES
from service.app.retention.table import PERIODS

WHOSE: Final = {"recipients": "people who get gifts", "staff": "colleagues", "nobody": "nobody"}
_FIRST: Final = """# Record of processing

A draft of the record that article 30 of the GDPR asks a controller for, made from the table of what is kept (`make retention`), so
that both say the same. Lines with “…” are the controller’s to fill in. It is no legal advice: legal grounds are suggestions.

"""
_ASKED: Final = (
    ("Controller, and how to reach it", "…"),
    ("Data protection officer", "…"),
    ("Who runs the installation", "…"),
    (
        "Transfers to third countries",
        "None by the product itself. Mail, text messages, carriers, webhooks and storage go where "
        "the operator points them: …",
    ),
    (
        "Security",
        "Personal values are encrypted in the database, and found by keyed hashes; roles, second "
        "factors, an audit log; deletion by sweeps with their last run shown; backups that repeat "
        "erasures.",
    ),
)


def processing_record() -> str:
    """The document as Markdown: a chapter for each purpose, a line for each kind of value."""
    return _FIRST + two_columns("", "", _ASKED) + "".join(_chapter(key) for key in PURPOSES)


def two_columns(left: str, right: str, rows: Iterable[tuple[str, str]]) -> str:
    """A table as Markdown."""
    return f"| {left} | {right} |\n|---|---|\n" + "".join(f"| {one} | {other} |\n" for one, other in rows)


def lines_of(purpose: str) -> list[Period]:
    """The lines of the table that serve a purpose."""
    return [one for one in PERIODS if one.purpose == purpose]


def until(one: Period) -> str:
    """When it goes, as a clause."""
    return f"until {one.since}" if one.kept is None else f"{in_words(one.kept)} after {one.since}"


def _chapter(key: str) -> str:
    purpose, lines = PURPOSES[key], lines_of(key)
    people = ", ".join(dict.fromkeys(WHOSE[one.whose] for one in lines))
    rows = "\n".join(
        f"| {one.what} | {'health or belief' if one.special else 'ordinary'} | {until(one)} | {one.note} |"
        for one in lines
    )
    return (
        f"\n## {purpose.title}\n\n"
        f"- **Purpose:** {purpose.why}\n"
        f"- **Legal ground (suggested):** {purpose.ground}\n"
        f"- **Whose data:** {people}\n"
        f"- **Who sees it:** {purpose.seen_by}\n\n"
        f"| kind of data | category | deleted | notes |\n|---|---|---|---|\n{rows}\n"
    )
