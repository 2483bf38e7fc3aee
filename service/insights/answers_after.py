"""What people said of their gifts, as figures of many: never by name, and never so that one answer could be read off the next.

An answer may not be seen by name, so a count is shown only where it and those of the launched who did not answer are at least four,
a mean only from twenty answers, and both move on four answers at a time (the newest one to three wait).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.decisions.forecasting.confidence import Z_95
from service.recipients.afterwards.models import Rating
from service.recipients.afterwards.scales import MOODS, SCALES, RatingKind
from service.security.encryption import readable

FEWEST: Final = 4
FOR_MEANS: Final = 20
_WORDS: Final[Mapping[str, str]] = {
    "how_is_it": "How is it?",
    "csat": "How did it go? (1 to 5)",
    "ces": "How easy was it? (1 to 7)",
    "cared": "Did it feel as if somebody cared? (0 to 10)",
    "nps": "Would you recommend it? (0 to 10)",
    "one_to_ten": "Earlier answers, 1 to 10",
}
SCORES: Final = frozenset({_WORDS["csat"], _WORDS["ces"], _WORDS["nps"]})
"""Questions whose answers the results show as scores as well, in bands."""
_MOODS: Final[Mapping[str, str]] = {
    "love": "love it", "good": "good", "not": "not for me", "wrong": "something’s wrong",
}  # fmt: skip
_PROMOTERS, _DETRACTORS = 9, 6
"""Of recommending, 9 and 10 are for, 0 to 6 are against; the score is the difference of their shares in points."""


@dataclass(frozen=True, slots=True)
class Said:
    """One question: how many answered, rounded down to fours (None: too few to say), and a figure in words (None: too few)."""

    question: str
    answered: int | None
    figure: str | None


def count_answers(session: Session, campaign: Campaign, launched: int) -> list[Said]:
    """A line for each question that anybody has answered. `launched`: people whose gift was launched."""
    found: dict[str, list[str]] = {}
    rows = session.execute(
        select(Rating.kind, Rating.answer)
        .where(Rating.campaign_id == campaign.id, Rating.state == "answered")
        .order_by(Rating.answered_at, Rating.id)
    )
    for kind, answer in cast(Iterable[tuple[RatingKind, str]], rows):
        if (said := readable(answer)) in SCALES[kind]:
            found.setdefault(kind, []).append(str(said))
    return [_line(kind, found[kind], launched) for kind in _WORDS if kind in found]


def _line(kind: str, answers: Sequence[str], launched: int) -> Said:
    counted = answers[: len(answers) // FEWEST * FEWEST]
    number = len(counted)
    if number < FEWEST or launched - len(answers) < FEWEST:
        return Said(_WORDS[kind], None, None)
    return Said(_WORDS[kind], number, _figure(kind, counted) if number >= FOR_MEANS else None)


def _figure(kind: str, answers: Sequence[str]) -> str | None:
    if kind == "how_is_it":
        moods = Counter(answers)
        if any(0 < moods[mood] < FEWEST for mood in MOODS) or len(answers) in moods.values():
            return None
        return ", ".join(f"{moods[mood]} {_MOODS[mood]}" for mood in MOODS if moods[mood])
    numbers = [int(answer) for answer in answers]
    if kind == "nps":
        mean, half = _mean([100.0 * ((one >= _PROMOTERS) - (one <= _DETRACTORS)) for one in numbers])
        return f"score {mean:+.0f}, interval {mean - half:+.0f} to {mean + half:+.0f}".replace("-", "−")
    mean, half = _mean(numbers)
    return f"mean {mean:.1f}, interval {mean - half:.1f} to {mean + half:.1f}"


def _mean(numbers: Sequence[float]) -> tuple[float, float]:
    """(mean, half of its 95 % interval)."""
    mean = sum(numbers) / len(numbers)
    return mean, Z_95 * sqrt(sum((one - mean) ** 2 for one in numbers) / (len(numbers) - 1) / len(numbers))
