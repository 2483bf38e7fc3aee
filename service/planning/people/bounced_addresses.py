"""Addresses of a list that are not written to, because mail to them came back or was reported as spam: told before it is saved.

Nothing of an older list is kept for that: an address is known again by its keyed hash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from service.contact.suppressed import suppressed_among
from service.sheets.refusals import Question

_NAMED: Final = 12
"""Rows that are named; of more the rest is counted."""
_SENTENCES: Final = {
    "bounced": (
        "We can’t email {addresses} in this list, because earlier emails bounced ({rows}). Gifts are still chosen, "
        "but no invitation goes out until the list has another address, or an owner or manager lifts this on the person’s page."
    ),
    "complained": (
        "{addresses} in this list reported our email as spam ({rows}). They get no gift and no email; only they can "
        "change that."
    ),
}
_COUNTED: Final = {"bounced": ("1 address", "{} addresses"), "complained": ("1 person", "{} people")}


def addresses_given_up(session: Session, workspace_id: str, rows: Mapping[str, int]) -> list[Question]:
    """One sentence about each reason, with the rows that it concerns. `rows`: keyed hash of an address -> its row."""
    given_up = suppressed_among(session, workspace_id, rows)
    found = []
    for reason, sentence in _SENTENCES.items():
        numbers = sorted(rows[key] for key, why in given_up.items() if why == reason)
        if numbers:
            one, many = _COUNTED[reason]
            addresses = one if len(numbers) == 1 else many.format(f"{len(numbers):,}")
            said = sentence.format(addresses=addresses, rows=_rows(numbers))
            found.append(Question(None, None, f"address_{reason}", said))
    return found


def _rows(numbers: Sequence[int]) -> str:
    shown = [f"{number}" for number in numbers[:_NAMED]]
    if len(numbers) > _NAMED:
        return f"rows {', '.join(shown)} and {len(numbers) - _NAMED:,} more"
    return f"row {shown[0]}" if len(shown) == 1 else f"rows {', '.join(shown[:-1])} and {shown[-1]}"
