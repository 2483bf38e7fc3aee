"""Where a gift may be brought, and which place is offered first: whoever is bound by a rule on gifts is offered the office."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from service.recipients.facts.fact import Fact, is_own_word
from service.recipients.gift_policy import FLAGS
from service.recipients.models import Account
from service.recipients.own_rules.limit import KIND as LIMIT
from service.recipients.own_rules.limit import POLICY
from service.recipients.postal.addresses import PLACES, Place

KIND: Final = "place"
"""The kind of the fact that its person wants their gifts brought to one sort of place."""


def is_bound(account: Account, facts: Iterable[Fact]) -> bool:
    """Whether any rule on gifts binds them: their company's, of any kind, or one they told us of their own."""
    policy = account.gift_policy
    of_company = any(policy.get(flag) for flag in FLAGS) or policy.get("cap_minor") is not None
    return (
        of_company
        or policy.get("yearly_cap_minor") is not None
        or any(fact.kind in {LIMIT, POLICY} and is_own_word(fact) for fact in facts)
    )


def told_place(facts: Iterable[Fact]) -> Place | None:
    """Where they told us that their gifts should go."""
    told = {fact.value for fact in facts if fact.kind == KIND and is_own_word(fact)}
    return next((place for place in PLACES if place in told), None)


def in_order(first: Place | None, *, bound: bool) -> tuple[Place, ...]:
    """All places, the one that is offered first at the front: what they told, else the office where a rule binds them."""
    front = first or ("office" if bound else "home")
    return (front, *(place for place in PLACES if place != front))
