"""Why people declined, as far as the sender may know it: who declined stands there by name, so a reason told of few tells of one.

What somebody says about their food, their health, their faith or their privacy is "another reason", however many say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.decisions.forecasting.confidence import FEWEST
from service.gifting.models import RecipientGift

TASK: Final = "wrong_person"
"""The one reason that is told of a single person: somebody has to correct the list."""
OTHER: Final = "Another reason"
NONE_GIVEN: Final = "No reason given"
WORDS: Final[Mapping[str, str]] = {
    "gift_policy": "Their company doesn’t allow it",
    "value_too_high": "It’s worth too much",
    "not_interested": "Not interested",
    "already_have": "They already have one",
    TASK: "It reached the wrong person",
}
"""Reasons that have words of their own for the sender; every other code is another reason."""


@dataclass(frozen=True, slots=True)
class Declines:
    """`lines`: (reason in words, people), most frequent first. `untold`: people whose reason, if they gave one, is not told."""

    lines: tuple[tuple[str, int], ...]
    untold: int


def count_declines(session: Session, workspace_id: str, campaign_id: str) -> Declines:
    """What the sender is told of one campaign's reasons."""
    rows = session.execute(
        select(RecipientGift.decline_reason, func.count())
        .where(
            RecipientGift.workspace_id == workspace_id,
            RecipientGift.campaign_id == campaign_id,
            RecipientGift.status == "declined",
        )
        .group_by(RecipientGift.decline_reason)
    )
    return describe_declines({code: number for code, number in rows})


def describe_declines(people: Mapping[str | None, int]) -> Declines:
    """What may be told of so many people by code (None: no reason). A reason is told where it and all the others together have at
    least `FEWEST`, and the reasons that are told leave either nobody or as many untold."""
    counted: Counter[str] = Counter()
    for code, number in people.items():
        if code != TASK:
            counted[NONE_GIVEN if code is None else WORDS.get(code, OTHER)] += number
    everybody = counted.total()
    told = {words: number for words, number in counted.items() if number >= FEWEST and everybody - number >= FEWEST}
    untold = everybody - sum(told.values())
    while told and 0 < untold < FEWEST:
        smallest = min(told, key=lambda words: (told[words], words))
        untold += told.pop(smallest)
    lines = [*told.items(), *([(WORDS[TASK], people[TASK])] if people.get(TASK) else [])]
    return Declines(tuple(sorted(lines, key=lambda line: (-line[1], line[0]))), untold)
