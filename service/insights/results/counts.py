"""What can be counted of gifts: no two alike, who came back, what was lost after a yes, what one gift for all would have wasted."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from service.brain.experiments.outcome import happened_to
from service.campaigns.models import Campaign
from service.decisions.forecasting.confidence import Share
from service.decisions.forecasting.small_numbers import may_show
from service.gifting.events import EventKind
from service.gifting.models import GiftAlternative, GiftEvent, MatchRun, RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.transitions import KEPT
from service.insights.funnel import Funnel
from service.insights.results.narrow import LAUNCHED, Narrowed
from service.recipients.models import Account, Recipient

TAKEN: Final = KEPT | {"returned", "donated"}
_ENDED: Final = TAKEN | {"declined", "expired"}


@dataclass(frozen=True, slots=True)
class Alike:
    """Of `people` with a gift: how many `distinct` versions they have, how many share the most given one, and how many have an
    experience that nobody else has."""

    people: int
    distinct: int
    most_of_one: int
    alone: Share


@dataclass(frozen=True, slots=True)
class CameBack:
    """`again`: who kept a gift of an earlier campaign and kept this one too, of those who answered. `bought`: who bought since
    their gift set out; `bought_again`: the same of those who had bought before."""

    again: Share
    bought: Share
    bought_again: Share

    @property
    def told(self) -> tuple[Share | None, Share | None]:
        """(`bought`, `bought_again`) as they may be told of people whom nobody sees by name: each with four on either side, also
        inside what it is a part of."""
        since, again = self.bought, self.bought_again
        bought = since if may_show(since.part, since.whole) else None
        is_apart = may_show(again.whole, since.whole) and may_show(again.part, since.part)
        return bought, again if bought and is_apart and may_show(again.part, again.whole) else None

    def without(self, part: CameBack) -> CameBack:
        """Everybody else than `part`."""
        return CameBack(
            *(Share(whole.part - one.part, whole.whole - one.whole) for whole, one in zip(
                (self.again, self.bought, self.bought_again), (part.again, part.bought, part.bought_again), strict=True
            ))
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WasteAvoided:
    """Pieces that one gift for all would have wasted, as (low, middle, high), beside those of this campaign; in money at the mean
    price of its gifts. A calculation: nobody was sent the one gift."""

    people: int
    one_for_all: tuple[int, int, int]
    ours: int
    mean_price_minor: int

    @property
    def spared(self) -> int:
        """Pieces; below zero where the one gift would have wasted fewer."""
        return self.one_for_all[1] - self.ours

    @property
    def spared_minor(self) -> int:
        """The same in money."""
        return self.spared * self.mean_price_minor


def count_alike(session: Session, part: Narrowed) -> Alike:
    """Two experiences are the same where gift, choices to swap to, language and what chooses the film's scenes are; names make no
    difference."""
    offers: defaultdict[str, list[str]] = defaultdict(list)
    for gift_id, product_id in session.execute(
        select(GiftAlternative.gift_id, GiftAlternative.product_id)
        .join(RecipientGift, RecipientGift.id == GiftAlternative.gift_id)
        .where(*part.condition())
    ):
        offers[gift_id].append(product_id)
    rows = session.execute(
        select(
            RecipientGift.id,
            RecipientGift.product_id,
            RecipientGift.product_family,
            Recipient.locale,
            Account.relationship,
            Account.lifecycle,
        )
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .where(*part.condition(), RecipientGift.product_id.is_not(None))
    ).all()
    experiences = Counter(
        (row.product_id, tuple(sorted(offers[row.id])), row.locale, row.relationship, row.lifecycle) for row in rows
    )
    families = Counter(row.product_family for row in rows)
    return Alike(
        people=len(rows),
        distinct=len({row.product_id for row in rows}),
        most_of_one=max(families.values(), default=0),
        alone=Share(sum(people for people in experiences.values() if people == 1), len(rows)),
    )


def count_came_back(session: Session, part: Narrowed) -> CameBack:
    """States are seen by name, so the repeat acceptance is counted at any size; who bought is told from four people on."""
    earlier = aliased(RecipientGift)
    kept_before = (
        select(earlier.id)
        .where(
            earlier.recipient_id == RecipientGift.recipient_id,
            earlier.campaign_id != RecipientGift.campaign_id,
            earlier.launched_at < RecipientGift.launched_at,
            earlier.status.in_(TAKEN),
        )
        .exists()
    )
    again = session.execute(
        select(RecipientGift.status, func.count())
        .where(*part.condition(), RecipientGift.status.in_(_ENDED), kept_before)
        .group_by(RecipientGift.status)
    ).all()
    people = {status: number for status, number in again}
    known = happened_to(session, select(RecipientGift.recipient_id).where(*part.condition()))
    before, since, both, launched = 0, 0, 0, 0
    for person, launched_at in session.execute(
        select(RecipientGift.recipient_id, RecipientGift.launched_at).where(*part.condition())
    ):
        if launched_at is None:
            continue
        left = [on >= launched_at.date() for kind, on in known.get(person, ()) if kind == "bought"]
        is_before, is_since = not all(left), any(left)
        launched += 1
        before, since, both = before + is_before, since + is_since, both + (is_before and is_since)
    return CameBack(
        Share(sum(number for status, number in people.items() if status in TAKEN), sum(people.values())),
        Share(since, launched),
        Share(both, before),
    )


def count_lost_after_yes(session: Session, part: Narrowed) -> Share:
    """Of those who said yes at any time, whose gift is not kept now: taken back, stopped, failed or returned."""
    said_yes = select(GiftEvent.gift_id).where(
        GiftEvent.campaign_id == part.campaign_id, GiftEvent.kind == EventKind.ACCEPTED.value
    )
    rows = session.execute(
        select(RecipientGift.status, func.count())
        .where(*part.condition(), RecipientGift.id.in_(said_yes))
        .group_by(RecipientGift.status)
    ).all()
    whole = sum(people for _, people in rows)
    return Share(sum(people for status, people in rows if status not in KEPT), whole)


def count_waste(session: Session, campaign: Campaign, funnel: Funnel) -> WasteAvoided | None:
    """None where the plan reckoned no single gift for all."""
    run = session.get(MatchRun, campaign.approved_match_run_id or campaign.current_match_run_id or "")
    waste = ((run.forecast or {}) if run is not None else {}).get("waste")
    if not waste or not waste["alike"] or not funnel.launched:
        return None
    low, there, high = waste["alike"][0]["there"]
    priced = select(func.avg(RecipientGift.cost_minor)).where(RecipientGift.campaign_id == campaign.id, *LAUNCHED)
    returned = session.scalar(
        select(func.count())
        .select_from(RecipientGift)
        .where(RecipientGift.campaign_id == campaign.id, *LAUNCHED, RecipientGift.status == "returned")
    )
    wasted = [round(funnel.launched * (1000 - of) / 1000) for of in (high, there, low)]
    return WasteAvoided(
        funnel.launched,
        (wasted[0], wasted[1], wasted[2]),
        funnel.declined + (returned or 0),
        round(float(session.scalar(priced) or 0)),
    )


def charged_of(session: Session, part: Narrowed) -> int:
    """What was charged for the gifts of a part, less what came back, in minor units of the campaign's currency."""
    gifts = select(RecipientGift.id).where(*part.condition())
    sums: dict[str, int] = {
        kind: int(amount)
        for kind, amount in session.execute(
            select(MoneyEntry.kind, func.sum(MoneyEntry.amount_minor))
            .where(MoneyEntry.campaign_id == part.campaign_id, MoneyEntry.gift_id.in_(gifts))
            .group_by(MoneyEntry.kind)
        )
    }
    return sums.get("captured", 0) - sums.get("refunded", 0)
