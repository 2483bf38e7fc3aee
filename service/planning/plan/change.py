"""The drawer beside the plan: why this gift, why not another, and what could stand in its place under the same guards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows
from service.catalog.models import Product
from service.decisions.explaining.explain import Explanation
from service.decisions.explaining.sentences import Phrasing, describe_changes, describe_explanation, describe_why_not
from service.decisions.values import Score
from service.folding import fold
from service.gifting.case import Case, open_case
from service.gifting.models import GiftAlternative, RecipientGift
from service.gifting.override import Option, override_options
from service.gifting.transitions import PLANNED
from service.planning.labels import CHOSEN_AGAIN, HOLDS, UNMATCHED, hold_of, no_more
from service.planning.plan.describe import names_of, phrasing_of
from service.planning.plan.review import Because, about_gift
from service.recipients.facts.fact import facts_of
from service.recipients.names import person_name

ALLOWED_SHOWN: Final = 12
BLOCKED_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Offered:
    """A product with why it is not the gift: one sentence, and what would have to change where it cannot be given."""

    product: Product
    why_not: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weighing:
    """The figures of the choice as the page writes them: (what, the gift's, the next best's). `next_best` is its name, if any."""

    next_best: str | None
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Drawer:
    """One gift of the plan, why it was chosen and what it could be instead. `excluded` counts products by what is said of them."""

    gift: RecipientGift
    name: str
    company: str
    product: Product | None
    because: Because | None
    story: tuple[str, ...]
    weighing: Weighing | None
    allowed: tuple[Offered, ...]
    allowed_total: int
    blocked: tuple[Offered, ...]
    excluded: tuple[tuple[str, int], ...]
    can_change: bool
    wanted: str


def open_drawer(session: Session, campaign: Campaign, gift: RecipientGift, wanted: str, at: datetime) -> Drawer:
    """`wanted` are words to look for in the products' names; without them the planned alternatives come first."""
    recipient, company, because = about_gift(session, gift, at.date())
    case = open_case(session, campaign, gift, at)
    rivals = names_of(session, set(case.availability.rivals.values()))
    facts = facts_of(session, [recipient.id], at.date())[recipient.id]
    phrasing = phrasing_of(campaign.currency, case.products.values(), rivals, facts)
    others = [option for option in override_options(case) if option.product.id != gift.product_id]
    found = [option for option in others if _is_wanted(option.product, wanted)]
    allowed = _ranked(session, gift, [option for option in found if not option.reasons])
    blocked = [option for option in found if option.reasons]
    own_word = no_more(recipient) if gift.product_id is None else None
    if own_word is not None:
        # Nothing can be given, and no rule of their company is why.
        allowed = blocked = []
    explained = case.explain(gift.hold_reason)
    reasons = Counter(phrasing.clause(option.reasons[0]) for option in others if option.reasons and own_word is None)
    return Drawer(
        gift=gift,
        name=person_name(recipient),
        company=company,
        product=case.products.get(gift.product_id or ""),
        because=because,
        story=_describe_at_once(gift, own_word) or _story(explained, phrasing),
        weighing=_weigh(explained, case, phrasing),
        allowed=tuple(_offer(option, phrasing) for option in allowed[:ALLOWED_SHOWN]),
        allowed_total=len(allowed),
        blocked=tuple(
            _offer(option, phrasing) for option in (blocked if wanted else _one_each(blocked, phrasing))[:BLOCKED_SHOWN]
        ),
        excluded=tuple(reasons.most_common()),
        can_change=gift.status in PLANNED and allows(campaign.status, "override"),
        wanted=wanted,
    )


def _describe_at_once(gift: RecipientGift, own_word: str | None) -> tuple[str, ...]:
    """What is said instead of what was weighed; empty where that is the story."""
    if own_word is not None:
        return UNMATCHED[own_word]
    return HOLDS[CHOSEN_AGAIN] if hold_of(gift) == CHOSEN_AGAIN else ()


def _story(explained: Explanation, phrasing: Phrasing) -> tuple[str, ...]:
    """What was left out stands in a list of its own, so here it is not counted again."""
    return describe_explanation(replace(explained, exclusions={}), phrasing)


def _offer(option: Option, phrasing: Phrasing) -> Offered:
    return Offered(
        option.product, describe_why_not(option.why_not, phrasing), describe_changes(option.why_not, phrasing)
    )


def _is_wanted(product: Product, wanted: str) -> bool:
    text = fold(f"{product.texts['en']['name']} {product.category} {product.sku}")
    return all(word in text for word in fold(wanted).split())


def _ranked(session: Session, gift: RecipientGift, options: list[Option]) -> list[Option]:
    """Planned alternatives first, in their order, then the rest as they came: by price."""
    ranks = {
        product_id: rank
        for product_id, rank in session.execute(
            select(GiftAlternative.product_id, GiftAlternative.rank).where(GiftAlternative.gift_id == gift.id)
        )
    }
    return sorted(options, key=lambda option: ranks.get(option.product.id, len(ranks) + 1))


def _one_each(blocked: Sequence[Option], phrasing: Phrasing) -> list[Option]:
    """One example of every reason, so that the drawer shows what the guards stop."""
    return list({phrasing.clause(option.reasons[0]): option for option in reversed(blocked)}.values())[::-1]


def _weigh(explained: Explanation, case: Case, phrasing: Phrasing) -> Weighing | None:
    """The gift's chance and worth beside those of the next best; None where there is no gift. What nothing sets is not a figure."""
    if explained.score is None or explained.product_id is None:
        return None
    runner_up = explained.runner_up
    other = runner_up.score if runner_up else None
    toll = case.availability.prices.of(case.choices[runner_up.product_id]) if runner_up else None
    rows = [(title, write(explained.score), write(other) if other else "") for title, write in _FACTORS]
    rows.append(("What it takes from others", f"{explained.toll:.3f}", "" if toll is None else f"{toll:.3f}"))
    return Weighing(phrasing.product(runner_up.product_id) if runner_up else None, tuple(rows))


_FACTORS: Final[tuple[tuple[str, Callable[[Score], str]], ...]] = (
    ("Chance of being kept", lambda score: f"{100 * score.propensity:.0f}%"),
    ("Worth to the plan", lambda score: f"{score.total:.3f}"),
)
