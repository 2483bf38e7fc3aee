"""Writes docs/retention.md: what is kept for how long, from the very constants that the sweeps go by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from service.app.wiring import SWEEPS
from service.config import Settings
from service.content.films import preview
from service.gifting import forgotten_addresses, soft_holds
from service.jobs import heartbeat
from service.ops import lost_files, purge
from service.outreach.returns import forget
from service.planning.people import pending_upload

_ADDRESS_DAYS: Final[int] = Settings.model_fields["address_kept_days"].default


@dataclass(frozen=True, slots=True)
class Period:
    """One line of the table. `sweep` is the name of the sweep that ends it, in the wiring."""

    what: str
    table: str
    kept: timedelta
    since: str
    sweep: str
    note: str = ""


PERIODS: Final = (
    Period(
        "Jobs that are done or were canceled",
        "job",
        purge.ENDED_KEPT,
        "they ended",
        "ended jobs purged",
        "While a campaign goes on, and so long after its last day, the newest job of each kind and subject stays.",
    ),
    Period(
        "Jobs that failed for good",
        "job",
        purge.DEAD_KEPT,
        "they failed",
        "dead jobs purged",
        "While their campaign goes on they stay, and where they are the only trace of why something was never made.",
    ),
    Period(
        "What came back of a mail",
        "mail_return",
        forget.KEPT,
        "it came",
        "returns of mail forgotten",
        "What follows from it stays: the state of the gift's invitation, an address that is not written to.",
    ),
    Period("Films to look at before launch", "film_preview", preview.KEPT, "they were made", "old previews dropped"),
    Period(
        "Uploads that wait for their last cells",
        "pending_upload",
        pending_upload.KEPT,
        "they came",
        "forgotten uploads dropped",
    ),
    Period(
        "Delivery addresses",
        "delivery_address",
        timedelta(days=_ADDRESS_DAYS),
        "their gift ended, however it did",
        "addresses erased",
        "`HANDPICKED_ADDRESS_KEPT_DAYS` sets less. The row stays, empty.",
    ),
    Period(
        "Delivery addresses of gifts that do not move",
        "delivery_address",
        forgotten_addresses.WAITED_FOR,
        "the campaign's end and the gift's last step",
        "forgotten addresses found",
        "Then the line above begins.",
    ),
    Period(
        "Pieces set aside while somebody chooses", "soft_hold", soft_holds.HELD_FOR, "the press", "soft holds ended"
    ),
    Period(
        "Workers that are gone",
        "worker_pulse",
        heartbeat.FORGOTTEN_AFTER,
        "their last sign of life",
        "lost workers forgotten",
    ),
    Period(
        "Files that no row names", "files", lost_files.LEFT_ALONE, "they were written", "files without a row removed"
    ),
)
"""Later rooms add a line, with the constant that their sweep goes by."""

_FIRST: Final = """# What is kept, and for how long

Made from the constants that the sweeps themselves go by (`make retention`). Everything is removed in small portions, in turns over
workspaces. What is not named here stays until its person or workspace is erased; personal values go at once when a person is
erased, whatever stands here.

"""
_LAST: Final = """
## What relies on it

- **Work is not done twice.** A job is also the memory that something was asked for, by kind, subject and version. It is removed
  only when its campaign asks for nothing any more, or when a newer version has taken its place. Whoever asked again would find what
  the act left: a mail has a key of its own, a drawn page its version, a gift its state.
- **The audit** rebuilds shelf, money and gifts from the history of gifts and from the money ledger, which are only ever appended
  and never purged. Of jobs it asks only for those that say why a page was never drawn or a wave never set out, and these stay.
- **Figures** of finished work count what is still there, so they are of the stated period; what is drawn and what was answered is
  counted from renditions and gifts, whenever it was.
- **Mails** keep their row: that somebody was written to, when, and what became of it. They hold ids and codes, no words and no
  address.
"""


def retention() -> str:
    """The document as Markdown: a line for each period. Raises LookupError where a line names a sweep that there is not."""
    paces = {sweep.name: sweep.every_seconds for sweep in SWEEPS}
    lines = ["| what | table | kept for | since | looked after every | besides |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {one.what} | {one.table} | {_words(one.kept)} | {one.since} "
        f"| {_words(timedelta(seconds=paces[one.sweep]))} | {one.note} |"
        for one in PERIODS
    ]
    return _FIRST + "\n".join(lines) + "\n" + _LAST


def _words(period: timedelta) -> str:
    """ "30 days", "1 hour": the largest unit that divides it."""
    seconds = int(period.total_seconds())
    for name, size in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds % size == 0:
            number = seconds // size
            return f"{number} {name}" if number == 1 else f"{number} {name}s"
    raise LookupError(period)
