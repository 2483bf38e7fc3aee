"""Why people declined, by the codes they chose, as far as the sender may know it."""

from __future__ import annotations

from collections import Counter
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.gifting.models import RecipientGift

FEWEST: Final = 4
"""A reason is told where so many people gave it and so many others did not: else it would be about somebody."""
UNSAID: Final = "No reason given"
OTHER: Final = "Another reason, or none given"
_MISTAKEN: Final = "It reached the wrong person"
"""Speaks of an address and not of its reader, so that sales can put it right: told from the first on."""
_WORDS: Final = {
    "gift_policy": "Their company does not allow it",
    "value_too_high": "The value is too high for them",
    "not_interested": "Not interested",
    "already_have": "They have one already",
    "wrong_person": _MISTAKEN,
}
"""What somebody eats, their health, their faith and their wish to be left alone are theirs: such reasons are among the others."""


def count_declines(session: Session, workspace_id: str, campaign_id: str) -> list[tuple[str, int]]:
    """(reason in words, people), most frequent first; last come all whose reason would tell something about somebody."""
    rows = session.execute(
        select(RecipientGift.decline_reason, func.count())
        .where(
            RecipientGift.workspace_id == workspace_id,
            RecipientGift.campaign_id == campaign_id,
            RecipientGift.status == "declined",
        )
        .group_by(RecipientGift.decline_reason)
    )
    return told_reasons({code: number for code, number in rows})


def told_reasons(counts: dict[str | None, int]) -> list[tuple[str, int]]:
    """The lines for people counted by the code of their reason (None: none given); the sum stays the same."""
    found: Counter[str] = Counter()
    for code, number in counts.items():
        found[UNSAID if code is None else _WORDS.get(code, OTHER)] += number
    wrong = found.pop(_MISTAKEN, 0)
    everybody, untold = found.total(), found.pop(OTHER, 0)
    lines = sorted(found.items(), key=lambda line: (-line[1], line[0]))
    while lines and (lines[-1][1] < FEWEST or not _hides(untold, lines, everybody)):
        untold += lines.pop()[1]
    if wrong:
        lines = sorted([*lines, (_MISTAKEN, wrong)], key=lambda line: (-line[1], line[0]))
    return [*lines, (OTHER, untold)] if untold else lines


def _hides(untold: int, lines: list[tuple[str, int]], everybody: int) -> bool:
    """Whether these lines leave enough people unnamed, and none of them speaks of nearly everybody."""
    return (untold == 0 or untold >= FEWEST) and everybody - lines[0][1] >= FEWEST
