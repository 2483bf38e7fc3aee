"""The drawer beside the plan: why this gift, why not another, and what could stand in its place under the same guards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows
from service.catalog.models import Product
from service.db.page import Page, cut
from service.decisions.explaining.explain import Explanation
from service.decisions.explaining.sentences import Phrasing, describe_changes, describe_explanation, describe_why_not
from service.decisions.explaining.why_not import Answer, WhyNot
from service.decisions.values import Reason, Score
from service.folding import fold
from service.gifting.case import Case, open_case
from service.gifting.models import DecisionRecord, RecipientGift
from service.gifting.override import Option, override_options
from service.gifting.transitions import PLANNED
from service.planning.labels import CHOSEN_AGAIN, HOLDS, SOURCES, UNMATCHED, describe_interest, hold_of, no_more
from service.planning.plan.describe import names_of, phrasing_of
from service.planning.plan.moving.others import Moved, movable, move_for
from service.planning.plan.review import Because, about_gift
from service.recipients.facts.fact import Fact, facts_of, in_force
from service.recipients.models import Recipient
from service.recipients.names import person_name
from service.recipients.special.reads import seen_of
from service.recipients.visibility import may_be_named, sender_sees

SHOWN: Final = 12
"""Gifts in one part of the drawer."""
BLOCKED_SHOWN: Final = 4
MOVES_SHOWN: Final = 3
"""Gifts planned for others that are shown beside those that can simply be given."""
_SAME: Final = 0.005
"""A difference in worth that nobody would see once it is rounded."""
Only = Literal["all", "tied", "cheaper", "food", "things", "moves", "closed"]
ONLY: Final[Mapping[Only, str]] = {
    "all": "All that can be given",
    "tied": "Tied to what we know",
    "cheaper": "Costs no more",
    "food": "Food and personal care",
    "things": "Neither food nor personal care",
    "moves": "Planned for someone else",
    "closed": "What can’t be given, and why",
}
"""What the drawer may be narrowed to."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody asks the drawer for: words in the products' names, one of `ONLY`, and which part."""

    words: str = ""
    only: Only = "all"
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A product with why it is not the gift: what ties it to the person, one sentence that weighs it, and what would have to change
    where it cannot be given."""

    product: Product
    tie: str
    why_not: str
    changes: tuple[str, ...]
    moves: Moved | None = None
    """Whose gift it is in the plan, and what they would get instead; None where nobody's gift moves."""
    holder: str = ""
    """What the sender may call them."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """The figures of the choice as the page writes them: (what, the gift's, the next best's). `next_best` is its name, if any."""

    next_best: str | None
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Drawer:
    """One gift of the plan, why it was chosen and what it could be instead. `allowed` is the part that is shown, best first;
    `excluded` counts products by what is said of them; `planned` is what the plan had chosen before somebody changed it by hand."""

    gift: RecipientGift
    name: str
    company: str
    product: Product | None
    because: Because | None
    story: tuple[str, ...]
    weighing: Weighing | None
    allowed: Page[Offered]
    moves: tuple[Offered, ...]
    moves_total: int
    blocked: tuple[Offered, ...]
    blocked_total: int
    excluded: tuple[tuple[str, int], ...]
    can_change: bool
    looked: Looked
    planned: Product | None
    why: str
    """Why somebody changed it by hand, one of `override.WHY`, or nothing."""
    special_ids: tuple[str, ...]
    """Facts of the sender's list that a sentence here gives away: what something is made of, and that it is not for this person."""


def open_drawer(session: Session, campaign: Campaign, gift: RecipientGift, looked: Looked, at: datetime) -> Drawer:
    """What may stand in the gift's place, and what may not, as far as `looked` asks for it."""
    recipient, company, because = about_gift(session, gift, at.date())
    case = open_case(session, campaign, gift, at)
    rivals = names_of(session, set(case.availability.rivals.values()))
    facts = facts_of(session, [recipient.id], at.date())[recipient.id]
    phrasing = phrasing_of(campaign.currency, case.products.values(), rivals, facts)
    others = [option for option in override_options(case) if option.product.id != gift.product_id]
    own_word = no_more(recipient) if gift.product_id is None else None
    if own_word is not None:
        # Nothing can be given, and no rule of their company is why.
        others = []
    found = [option for option in others if _is_wanted(option.product, looked.words)]
    can_change = gift.status in PLANNED and allows(campaign.status, "override")
    holders = movable(session, gift, found) if can_change else {}
    held = [option for option in _best_first(found) if option.product.id in holders]
    blocked = [option for option in found if option.reasons and option.product.id not in holders]
    ties = _Ties(person_name(recipient), _nameable(facts))
    part = cut(_passing(found, held, blocked, looked.only, gift, ties), looked.part, SHOWN)
    offer = _Offers(session, campaign, gift, case, phrasing, ties, holders, at)
    some = blocked if looked.words else _one_each(blocked, phrasing)
    explained = case.explain(gift.hold_reason)
    reasons = Counter(phrasing.clause(option.reasons[0]) for option in others if option.reasons)
    return Drawer(
        gift=gift,
        name=person_name(recipient),
        company=company,
        product=case.products.get(gift.product_id or ""),
        because=because,
        story=_describe_at_once(gift, own_word) or _story(explained, phrasing),
        weighing=_weigh(explained, case, phrasing),
        allowed=Page([offer.of(option) for option in part.items], part.number, part.total, part.size),
        moves=tuple(map(offer.of, held[:MOVES_SHOWN])) if looked.only == "all" else (),
        moves_total=len(held),
        blocked=tuple(map(offer.of, some[:BLOCKED_SHOWN])) if looked.only == "all" else (),
        blocked_total=len(blocked),
        excluded=tuple(reasons.most_common()),
        can_change=can_change,
        looked=looked,
        planned=_planned_before(session, gift, others) if gift.is_overridden else None,
        why=_why_changed(session, gift) if gift.is_overridden else "",
        special_ids=_given_away(facts, others, phrasing),
    )


def _given_away(facts: Iterable[Fact], others: Iterable[Option], phrasing: Phrasing) -> tuple[str, ...]:
    """Of the reasons that a sentence gives, only that of a material rests on what somebody is to be kept from."""
    is_said = Reason.MATERIAL not in phrasing.discreet and any(Reason.MATERIAL in option.reasons for option in others)
    ids = seen_of(fact for fact in facts if fact.kind in ("diet", "material")) if is_said else []
    return tuple(ids)


@dataclass(frozen=True, slots=True)
class _Ties:
    """What ties products to a person: interests that may be named. One they keep to themselves ties nothing that a list shows."""

    name: str
    interests: Mapping[str, str]
    """Interest -> where we have it from."""

    def to(self, product: Product) -> str:
        """One sentence."""
        shared = [key for key in self.interests if key in product.interests]
        if not shared:
            return f"Not tied to anything we know about {self.name}."
        words = " and ".join(describe_interest(key) for key in shared[:2])
        return f"{words[:1].upper()}{words[1:]} ({self.interests[shared[0]]})."

    def has(self, product: Product) -> bool:
        """Whether anything does."""
        return any(key in product.interests for key in self.interests)


def _nameable(facts: Sequence[Fact]) -> dict[str, str]:
    known = [fact for fact in in_force(facts) if fact.kind == "interest" and sender_sees(fact) and may_be_named(fact)]
    return {fact.value: SOURCES[fact.source] for fact in known}


def _passing(
    found: Sequence[Option], held: list[Option], blocked: Sequence[Option], only: Only, gift: RecipientGift, ties: _Ties
) -> list[Option]:
    """What the drawer is narrowed to, best first."""
    if only == "moves":
        return held
    if only == "closed":
        return _best_first(blocked)
    return [option for option in _best_first(found) if not option.reasons and _passes(option, only, gift, ties)]


def _passes(option: Option, only: Only, gift: RecipientGift, ties: _Ties) -> bool:
    product = option.product
    match only:
        case "tied":
            return ties.has(product)
        case "cheaper":
            return gift.product_id is None or product.price_minor <= gift.price_minor
        case "food":
            return product.kind != "neither"
        case "things":
            return product.kind == "neither"
        case _:
            return True


def _best_first(options: Sequence[Option]) -> list[Option]:
    """By what they are worth to the person less what they take from others; equals by their codes."""
    return sorted(options, key=lambda one: (one.why_not.toll - one.why_not.score.total, one.product.sku))


def _planned_before(session: Session, gift: RecipientGift, others: Sequence[Option]) -> Product | None:
    """What was chosen for the person before somebody changed it by hand, where it can still be given."""
    body = session.scalar(
        select(DecisionRecord.body)
        .where(DecisionRecord.gift_id == gift.id, DecisionRecord.kind.in_(("plan", "answer")))
        .order_by(DecisionRecord.created_at.desc(), DecisionRecord.id.desc())
        .limit(1)
    )
    product_id = (body or {}).get("product_id")
    return next((one.product for one in others if one.product.id == product_id and not one.reasons), None)


def _why_changed(session: Session, gift: RecipientGift) -> str:
    body = session.scalar(
        select(DecisionRecord.body)
        .where(DecisionRecord.gift_id == gift.id, DecisionRecord.kind == "override")
        .order_by(DecisionRecord.created_at.desc(), DecisionRecord.id.desc())
        .limit(1)
    )
    return str((body or {}).get("why") or "")


def _describe_at_once(gift: RecipientGift, own_word: str | None) -> tuple[str, ...]:
    """What is said instead of what was weighed; empty where that is the story."""
    if own_word is not None:
        return UNMATCHED[own_word]
    return HOLDS[CHOSEN_AGAIN] if hold_of(gift) == CHOSEN_AGAIN else ()


def _story(explained: Explanation, phrasing: Phrasing) -> tuple[str, ...]:
    """What was left out stands in a list of its own, so here it is not counted again."""
    return describe_explanation(replace(explained, exclusions={}), phrasing)


@dataclass(frozen=True, slots=True)
class _Offers:
    """Writes options as the drawer shows them. `holders`: product id -> the gift that would move."""

    session: Session
    campaign: Campaign
    gift: RecipientGift
    case: Case
    phrasing: Phrasing
    ties: _Ties
    holders: Mapping[str, str]
    at: datetime

    def of(self, option: Option) -> Offered:
        """One of them; who would move, and to what, is found only now, as it takes a choice of its own."""
        holder = self.holders.get(option.product.id)
        if holder is not None:
            return self._held(option, self.session.get_one(RecipientGift, holder))
        return Offered(
            option.product,
            "" if option.reasons else self.ties.to(option.product),
            describe_why_not(option.why_not, self.phrasing) if option.reasons else _weighed(option.why_not),
            describe_changes(option.why_not, self.phrasing),
        )

    def _held(self, option: Option, holder: RecipientGift) -> Offered:
        product = option.product
        name = person_name(self.session.get_one(Recipient, holder.recipient_id))
        moved = move_for(self.session, self.campaign, self.gift, self.case, product.id, holder, self.at)
        if moved is None:
            sentence = f"Planned for {name}, and can’t be moved."
            return Offered(product, "", sentence, (), None, name)
        return Offered(product, self.ties.to(product), _compared(option.why_not), (), moved, name)


def _weighed(found: WhyNot) -> str:
    """How it compares with the gift they have, in a few words: a list of many says nothing at length."""
    if found.mine is None:
        return ""
    if found.answer is Answer.NEEDED_ELSEWHERE:
        return "Fits better by our estimate, but someone else would lose more without it."
    return _compared(found)


def _compared(found: WhyNot) -> str:
    if found.mine is None:
        return ""
    difference = found.score.total - found.mine.total
    if abs(difference) < _SAME:
        return "Fits about as well."
    return "Fits better by our estimate." if difference > 0 else "Fits less well by our estimate."


def _is_wanted(product: Product, wanted: str) -> bool:
    text = fold(f"{product.texts['en']['name']} {product.category} {product.sku}")
    return all(word in text for word in fold(wanted).split())


def _one_each(blocked: Sequence[Option], phrasing: Phrasing) -> list[Option]:
    """One example of every reason, so that the drawer shows what the guards stop."""
    return list({phrasing.clause(option.reasons[0]): option for option in reversed(blocked)}.values())[::-1]


def _weigh(explained: Explanation, case: Case, phrasing: Phrasing) -> Weighing | None:
    """The gift's estimated fit and worth beside those of the next best; None without a gift. What nothing sets is no figure."""
    if explained.score is None or explained.product_id is None:
        return None
    runner_up = explained.runner_up
    other = runner_up.score if runner_up else None
    toll = (
        case.availability.prices.of(case.choices[runner_up.product_id], case.candidate.country) if runner_up else None
    )
    rows = [
        (title, write(explained.score), write(other) if other else "")
        for title, write in _FACTORS
        if title in _ALWAYS or (other is not None and write(other) != write(explained.score))
    ]
    rows.append(("What it takes from others", f"{explained.toll:.3f}", "" if toll is None else f"{toll:.3f}"))
    return Weighing(phrasing.product(runner_up.product_id) if runner_up else None, tuple(rows))


_FACTORS: Final[tuple[tuple[str, Callable[[Score], str]], ...]] = (
    ("Estimated fit, of 100", lambda score: f"{100 * score.propensity:.0f}"),
    ("Fit for the moment, of 100", lambda score: f"{100 * score.context:.0f}"),
    ("Weight of the account, of 100", lambda score: f"{100 * score.value:.0f}"),
    ("Lever", lambda score: f"{score.lever:.2f}"),
    ("Worth to the plan", lambda score: f"{score.total:.3f}"),
)
_ALWAYS: Final = frozenset({"Estimated fit, of 100", "Worth to the plan"})
"""The other factors are told only where they differ between the two: what is the same for both says nothing."""
