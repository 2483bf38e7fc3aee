"""What a person's earlier swaps, and notes about them, say of their taste, from facts to what is decided with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from service.decisions.learning.observed import FARTHEST, Preferred, own_tastes
from service.decisions.scoring.likeness import MOST
from service.recipients.facts.fact import Fact
from service.recipients.wishes.close_to import KIND as CLOSE_TO
from service.recipients.wishes.close_to import traits_in
from service.recipients.wishes.rather import KIND, sides


def tastes_of(facts: Iterable[Fact], on: date) -> Mapping[str, float]:
    """Trait -> log-odds that it is worth to the person on a day. `facts` are all that stand: what was seen twice counts twice."""
    found = ((sides(fact.value), fact.since.date()) for fact in facts if fact.kind == KIND)
    return own_tastes((Preferred(side[0], side[1], seen) for side, seen in found if side is not None), on)


def all_tastes_of(facts: Iterable[Fact], on: date) -> Mapping[str, float]:
    """The same, with what notes about them are near to. For choosing alone: a guess of ours is nothing that a learner reads."""
    facts = tuple(facts)
    near = [traits_in(fact.value) or {} for fact in facts if fact.kind == CLOSE_TO]
    own = tastes_of(facts, on)
    if not near:
        return own
    worth = dict(own)
    for trait, log_odds in near[-1].items():
        worth[trait] = max(-FARTHEST, min(FARTHEST, worth.get(trait, 0.0) + min(log_odds, MOST)))
    return {trait: worth[trait] for trait in sorted(worth) if worth[trait] != 0}
