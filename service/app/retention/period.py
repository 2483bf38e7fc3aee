"""One line of the table of what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Whose = Literal["recipients", "staff", "nobody"]
"""Of whom a line holds something: those who get gifts, those who work with the product, or nobody."""


@dataclass(frozen=True, slots=True)
class Period:
    """One line. `tables` are those in which it lies, and `files` where that is the storage. `kept` is None where no time ends it:
    then `since` says what does. `sweep` is the name of the sweep that ends it, in the wiring; `does` what that sweep does.

    `purpose` is a key of `purposes.PURPOSES`; "" where nobody is concerned. `special`: it may tell of health or belief.
    """

    what: str
    tables: tuple[str, ...]
    kept: timedelta | None
    since: str
    sweep: str = ""
    note: str = ""
    does: str = "Deletes the row."
    whose: Whose = "nobody"
    purpose: str = ""
    special: bool = False


def in_words(period: timedelta) -> str:
    """ "30 days", "1 hour": the largest unit that divides it. Raises LookupError for no whole second."""
    seconds = period.total_seconds()
    for name, size in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds and seconds % size == 0:
            number = int(seconds // size)
            return f"{number} {name}" if number == 1 else f"{number} {name}s"
    raise LookupError(period)
