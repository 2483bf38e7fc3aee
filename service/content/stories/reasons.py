"""Why this gift, in facts that its reader may be told: tastes, rules they keep, where they are, what their company asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from renderers.context import ReasonFact
from renderers.relation import Motive
from service.catalog.models import Product
from service.recipients.facts.fact import ASK, WITHHELD, Fact, is_own_word
from service.recipients.models import Account, Recipient
from service.recipients.names import city_of
from service.recipients.visibility import may_be_named


def reasons_of(
    known: Sequence[Fact], recipient: Recipient, account: Account, product: Product
) -> tuple[ReasonFact, ...]:
    """Why this one, from facts the person has not kept to themselves: what moves them first, then tastes, rules, and what we do not
    know."""
    told = [fact for fact in known if may_be_named(fact)]
    reasons = [_reason(fact, "motive") for fact in told if _moves_choice(fact)]
    reasons += [
        _reason(fact, "interest") for fact in told if fact.kind == "interest" and fact.value in product.interests
    ]
    if product.kind != "neither":
        # While a question is open a gift may lie here of which this is not true.
        reasons += [_reason(fact, "diet") for fact in told if _suits(product, fact)]
        reasons += [_reason(fact, "allergen") for fact in told if _is_free_of(product, fact)]
    elif not any(fact.kind in {"diet", "allergen"} and fact.value not in (ASK, WITHHELD) for fact in known):
        reasons.append(_own_reason(recipient, "not_food", product.category))
    if city := city_of(recipient):
        reasons.append(_own_reason(recipient, "place", city))
    if account.gift_policy.get("cap_minor") is not None:
        reasons.append(_own_reason(recipient, "price_policy", account.name))
    return tuple(reasons)


def _suits(product: Product, fact: Fact) -> bool:
    return fact.kind == "diet" and product.diets.get(fact.value) == "suited"


def _is_free_of(product: Product, fact: Fact) -> bool:
    return fact.kind == "allergen" and product.allergens.get(fact.value) == "absent"


def _moves_choice(fact: Fact) -> bool:
    """Whether it is a motive that the choice went by. What a list notes of one does not count there, so nothing we say may claim
    that it did."""
    return fact.kind == "motive" and fact.value in get_args(Motive) and is_own_word(fact)


def motive_of(known: Sequence[Fact]) -> Motive | None:
    """What the person told us they would enjoy more, unless they keep it to themselves."""
    told = {fact.value for fact in known if _moves_choice(fact) and may_be_named(fact)}
    return next((motive for motive in get_args(Motive) if motive in told), None)


def _reason(fact: Fact, code: Literal["interest", "motive", "diet", "allergen"]) -> ReasonFact:
    return ReasonFact(fact_id=fact.id, code=code, value=fact.value, source=fact.source, known_since=fact.since)


def _own_reason(recipient: Recipient, code: Literal["not_food", "place", "price_policy"], value: str) -> ReasonFact:
    """A reason that rests on the person's own row and not on one fact."""
    return ReasonFact(fact_id=recipient.id, code=code, value=value, source="imported", known_since=recipient.created_at)
