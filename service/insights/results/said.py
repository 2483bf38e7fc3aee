"""What people said, as scores with their intervals and distributions in bands; and whether somebody cared, month by month.

No answer may be seen by name. It moves on four answers at a time, so that no figure before and after tells of one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.decisions.forecasting.confidence import FEWEST, Z_95, Share
from service.decisions.forecasting.small_numbers import bands, may_share, may_show
from service.recipients.afterwards.models import Rating
from service.recipients.afterwards.scales import SCALES, RatingKind
from service.security.encryption import readable
from service.workspaces.actor import Actor

SCORES: Final[Mapping[str, tuple[str, int]]] = {
    "csat": ("Happy with it (CSAT)", 5), "ces": ("Easy to do (CES)", 7), "nps": ("Would recommend (NPS)", 10),
}  # fmt: skip
"""Kind -> (words, highest answer)."""
CARED_FROM: Final = 7
"""Of 0 to 10, from here on somebody says yes."""
MONTHS: Final = 12
SURVEY: Final = 100 / 3
"""A survey of 5,000 people: one third say that somebody cared. An outside reference, no target."""


@dataclass(frozen=True, slots=True)
class Score:
    """`answered` is None where there are too few to say; `score` with `low` and `high` from twenty answers on; `bands` are (from,
    to, people), none where a band would have too few."""

    kind: str
    words: str
    answered: int | None
    score: float | None
    low: float | None
    high: float | None
    bands: tuple[tuple[int, int, int], ...]

    @property
    def figure(self) -> str:
        """As the page prints it."""
        if self.score is None or self.low is None or self.high is None:
            return "under 20" if self.answered else "too few"
        if self.kind == "nps":
            return f"{_signed(self.score)}; interval {_signed(self.low)} to {_signed(self.high)}"
        return f"{self.score:.1f} of {SCORES[self.kind][1]}; interval {self.low:.1f} to {self.high:.1f}"


@dataclass(frozen=True, slots=True)
class Month:
    """`cared` of those who answered in a month; None where the count would tell of fewer than four."""

    month: str
    cared: Share | None

    @property
    def name(self) -> str:
        """ "2026-11" as a page prints it: "Nov 2026"."""
        return f"{date.fromisoformat(f'{self.month}-01'):%b %Y}"

    @property
    def has_share(self) -> bool:
        """Whether there are enough answers for a share with its interval."""
        return self.cared is not None and may_share(self.cared.whole)


def scores_of(session: Session, campaign: Campaign, launched: int) -> list[Score]:
    """One for each scale. `launched`: people whose gift was launched, of whom those who answered are a part."""
    found = _answers(session, [Rating.campaign_id == campaign.id])
    return [_score(kind, [value for _, value in found.get(kind, [])], launched) for kind in SCORES]


def care_by_month(session: Session, actor: Actor) -> list[Month]:
    """Over all campaigns that the actor sees, the last twelve months that have an answer."""
    ids = select(Campaign.id).where(campaigns_of(actor))
    by_month: defaultdict[str, list[int]] = defaultdict(list)
    for at, value in _answers(session, [Rating.campaign_id.in_(ids), Rating.kind == "cared"]).get("cared", []):
        by_month[at].append(value)
    return [_month(month, by_month[month]) for month in sorted(by_month)[-MONTHS:]]


def cared_in(session: Session, campaign_ids: Sequence[str]) -> dict[str, Share | None]:
    """Campaign's id -> who said that somebody cared, of those who were asked and answered; None for too few."""
    counted = _by_campaign(session, campaign_ids, "cared")
    return {campaign_id: _month("", counted[campaign_id]).cared for campaign_id in campaign_ids}


def csat_in(session: Session, launched: Mapping[str, int]) -> dict[str, Score]:
    """The same of how happy people are. `launched`: campaign's id -> people whose gift was launched."""
    counted = _by_campaign(session, list(launched), "csat")
    return {campaign_id: _score("csat", counted[campaign_id], people) for campaign_id, people in launched.items()}


def _by_campaign(session: Session, campaign_ids: Sequence[str], kind: RatingKind) -> defaultdict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    rows = session.execute(
        select(Rating.campaign_id, Rating.answer)
        .where(Rating.campaign_id.in_(campaign_ids), Rating.kind == kind, Rating.state == "answered")
        .order_by(Rating.answered_at, Rating.id)
    )
    for campaign_id, answer in rows:
        if (said := readable(answer)) is not None and str(said) in SCALES[kind]:
            found[campaign_id].append(int(str(said)))
    return found


def _answers(session: Session, where: Sequence[object]) -> dict[str, list[tuple[str, int]]]:
    """Kind -> (month, answer), in the order in which they came."""
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    rows = session.execute(
        select(Rating.kind, Rating.answer, Rating.answered_at)
        .where(*where, Rating.state == "answered", Rating.kind.in_([*SCORES, "cared"]))  # type: ignore[arg-type]
        .order_by(Rating.answered_at, Rating.id)
    )
    for kind, answer, at in rows:
        said = readable(answer)
        if said is not None and str(said) in SCALES[kind]:  # type: ignore[index]
            found[kind].append((f"{at:%Y-%m}" if at else "", int(str(said))))
    return found


def _score(kind: str, values: Sequence[int], launched: int) -> Score:
    words, highest = SCORES[kind]
    counted = values[: len(values) // FEWEST * FEWEST]
    if len(counted) < FEWEST or launched - len(values) < FEWEST:
        return Score(kind, words, None, None, None, None, ())
    people = Counter(counted)
    lowest = 1 if kind != "nps" else 0
    drawn = tuple(bands([(value, people[value]) for value in range(lowest, highest + 1)]))
    if kind == "nps":
        drawn = tuple(bands([(6, _between(people, 0, 6)), (8, _between(people, 7, 8)), (10, _between(people, 9, 10))]))
        drawn = tuple((0 if low == 6 else 7 if low == 8 else 9, high, number) for low, high, number in drawn)
    if not may_share(len(counted)):
        return Score(kind, words, len(counted), None, None, None, drawn)
    scored = [_recommends(value) for value in counted] if kind == "nps" else [float(value) for value in counted]
    mean = sum(scored) / len(scored)
    half = Z_95 * sqrt(sum((one - mean) ** 2 for one in scored) / (len(scored) - 1) / len(scored))
    return Score(kind, words, len(counted), mean, mean - half, mean + half, drawn)


def _month(month: str, values: Sequence[int]) -> Month:
    counted = values[: len(values) // FEWEST * FEWEST]
    yes = sum(value >= CARED_FROM for value in counted)
    return Month(month, Share(yes, len(counted)) if may_show(yes, len(counted)) else None)


def _between(people: Mapping[int, int], low: int, high: int) -> int:
    return sum(people.get(value, 0) for value in range(low, high + 1))


def _recommends(value: int) -> float:
    return 100.0 * ((value >= 9) - (value <= 6))


def _signed(number: float) -> str:
    return f"{round(number):+d}".replace("-", "−")
