"""Does everybody get an equally good gift? How likely the newest plan's gifts are to be kept, by language and by country.

How likely one person is to keep a gift is shown by no name, so a figure is given only where it, what is left of its group, and
whoever is outside the group are at least four people each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.db.writing.chunks import in_chunks
from service.decisions.learning.measure.fairness import FAIR, FEWEST, GOOD, Share, bias
from service.decisions.learning.measure.quality import FEWEST_OF_A_SIDE, Figure, share_of
from service.gifting.models import DecisionRecord, MatchRun, RecipientGift
from service.recipients.models import Recipient
from service.workspaces.actor import Actor

WATCHED: Final[Mapping[str, Callable[[Recipient], str]]] = {
    "Language": lambda person: person.locale.partition("-")[0],
    "Country": lambda person: person.country,
}
"""What nobody should get a worse gift for."""


@dataclass(frozen=True, slots=True)
class Group:
    """`share` of its people who have a gift they are likely to keep; None where a figure would point at people."""

    name: str
    people: int
    share: Figure | None


@dataclass(frozen=True, slots=True)
class Watched:
    """The groups of one kind. `ratio`: the worst share over the best, None where fewer than two can be shown."""

    kind: str
    groups: Sequence[Group]
    ratio: float | None
    worst: str | None

    @property
    def is_fair(self) -> bool:
        """By the four-fifths rule, as far as it can be told."""
        return self.ratio is None or self.ratio >= FAIR


@dataclass(frozen=True, slots=True)
class Fairness:
    """Of the newest plan. `gini` and `without`, people with nothing they are likely to keep, are None for small plans."""

    campaign_id: str
    match_run_id: str
    campaign: str
    people: int
    gini: float | None
    without: int | None
    watched: Sequence[Watched]


def fairness_of(session: Session, actor: Actor) -> Fairness | None:
    """Of the newest plan of a campaign that `actor` sees; None where nothing was planned yet."""
    run = session.scalar(
        select(MatchRun)
        .join(Campaign, Campaign.id == MatchRun.campaign_id)
        .where(campaigns_of(actor))
        .order_by(MatchRun.created_at.desc(), MatchRun.id)
        .limit(1)
    )
    if run is None:
        return None
    rows = session.execute(
        select(RecipientGift.id, Recipient)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(RecipientGift.campaign_id == run.campaign_id, Recipient.erased_at.is_(None))
    ).all()
    chances = _chances(session, run, [gift_id for gift_id, _ in rows])
    people = [(person, chances.get(gift_id, 0.0)) for gift_id, person in rows]
    whole = bias([Share(person.id, "", chance) for person, chance in people])
    is_large = whole.people >= FEWEST
    return Fairness(
        campaign_id=run.campaign_id,
        match_run_id=run.id,
        campaign=session.get_one(Campaign, run.campaign_id).name,
        people=whole.people,
        gini=whole.gini if is_large else None,
        without=whole.without if _may_show(whole.without, whole.people, whole.people) and is_large else None,
        watched=[_watched(kind, of, people) for kind, of in WATCHED.items()],
    )


def _chances(session: Session, run: MatchRun, gift_ids: Sequence[str]) -> dict[str, float]:
    """Gift id -> the chance that the plan gave it; gifts that the plan did not choose are left out."""
    found: dict[str, float] = {}
    for some in in_chunks(gift_ids):
        rows = session.execute(
            select(DecisionRecord.gift_id, DecisionRecord.body).where(
                DecisionRecord.gift_id.in_(some), DecisionRecord.kind == "plan"
            )
        )
        found |= {
            gift_id: float(body["score"]["propensity"])
            for gift_id, body in rows
            if body.get("match_run_id") == run.id and "score" in body
        }
    return found


def _watched(kind: str, of: Callable[[Recipient], str], people: Sequence[tuple[Recipient, float]]) -> Watched:
    groups: dict[str, list[float]] = {}
    for person, chance in people:
        groups.setdefault(of(person), []).append(chance)
    found = [
        group_of(name, sum(chance >= GOOD for chance in chances), len(chances), len(people))
        for name, chances in sorted(groups.items())
    ]
    shares = {one.name: one.share.value for one in found if one.share is not None}
    if len(shares) < 2:
        return Watched(kind, found, None, None)
    worst = min(shares, key=lambda name: (shares[name], name))
    return Watched(kind, found, shares[worst] / max(shares.values()), worst)


def group_of(name: str, good: int, people: int, everybody: int) -> Group:
    """A group of so many people, `good` of them with a gift they are likely to keep, with its share where that may be told."""
    is_shown = people >= FEWEST and _may_show(good, people, everybody)
    return Group(name, people, share_of(good, people) if is_shown else None)


def _may_show(part: int, whole: int, everybody: int) -> bool:
    left = everybody - whole
    return min(part, whole - part) >= FEWEST_OF_A_SIDE and (left == 0 or left >= FEWEST_OF_A_SIDE)
