"""What a person's earlier swaps say of their taste, from facts to what is decided with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from service.decisions.learning.observed import Preferred, own_tastes
from service.recipients.facts.fact import Fact
from service.recipients.wishes.rather import KIND, sides


def tastes_of(facts: Iterable[Fact], on: date) -> Mapping[str, float]:
    """Trait -> log-odds that it is worth to the person on a day. `facts` are all that stand: what was seen twice counts twice."""
    found = ((sides(fact.value), fact.since.date()) for fact in facts if fact.kind == KIND)
    return own_tastes((Preferred(side[0], side[1], seen) for side, seen in found if side is not None), on)
