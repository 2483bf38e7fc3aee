"""Writes docs/retention.md: what is kept for how long, from the very constants that the sweeps go by."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from service.app.retention.period import Period, in_words
from service.app.retention.table import PERIODS
from service.app.sweeps import SWEEPS

_FIRST: Final = """# What is kept, and for how long

Made from the constants that the sweeps themselves use (`make retention`). Everything is removed in small portions, one
workspace after the other. Every table that holds a value of a person is in it. When a person is erased, their
personal values go immediately, whatever this page says. A workspace sees the same on its page “What is kept”, with when each
sweep ran last; what the values are for is in [the record of processing](processing_record.md).

"""
_LAST: Final = """
## What depends on it

- **Work is not done twice.** A job also records that something was requested, by kind, subject and version. It is removed
  only when its campaign needs nothing more, or when a newer version has replaced it. A repeated request would find what
  the first one left: an email has its own key, a page its version, a gift its state.
- **The audit** rebuilds stock, money and gifts from the history of gifts and the money ledger, which only grow
  and are never purged. It needs only those jobs that say why a page was never made or a wave never launched, and these stay.
- **Figures** for finished jobs count what is still stored, so they cover the stated period. Pages made and answers given are
  counted from renditions and gifts, whatever their age.
- **Emails** keep their row: who was contacted, when, and what happened. Rows contain ids and codes, but no text and no
  address.
"""


def retention() -> str:
    """The document as Markdown: a line for each period. Raises LookupError where a line names a sweep that there is not."""
    paces = {sweep.name: sweep.every_seconds for sweep in SWEEPS}
    lines = [
        "| what | where | kept for | since | what the sweep does | checked every | notes |",
        "|---|---|---|---|---|---|---|",
    ]
    return _FIRST + "\n".join([*lines, *(_line(one, paces) for one in PERIODS)]) + "\n" + _LAST


def _line(one: Period, paces: dict[str, float]) -> str:
    if one.kept is None:
        return f"| {one.what} | {', '.join(one.tables)} | until {one.since} |  |  |  | {one.note} |"
    every = in_words(timedelta(seconds=paces[one.sweep]))
    return f"| {one.what} | {', '.join(one.tables)} | {in_words(one.kept)} | {one.since} | {one.does} | {every} | {one.note} |"
