"""Offers as actions that a decision weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from service.brain.offers.models import Offer
from service.decisions.next_action.actions import Action, Kind

WEIGHED_AS: Final[Mapping[str, Kind]] = {"keep": "keep", "reward": "reward", "complement": "reward"}
"""Kinds of offers that are worth something -> the action that they are. News is no action: it is worth nothing and asks for
nothing."""
_COMPLEMENT: Final = 0.8
"""What goes with something else is worth so much of a thank-you of the same value."""
_LEAST: Final = 0.5
"""Of an offer of next to no value; the dearest of its currency weighs one more than this."""


def offer_actions(offers: Sequence[Offer]) -> tuple[Action, ...]:
    """Each offer that is worth something as an action on the person's page. Values are compared within a currency alone
    (rule 20)."""
    most: dict[str | None, int] = {}
    for offer in offers:
        most[offer.currency] = max(most.get(offer.currency, 0), offer.value_minor or 0)
    return tuple(
        Action(WEIGHED_AS[offer.kind], about=offer.id, way="page", worth=_worth(offer, most[offer.currency]))
        for offer in offers
        if offer.kind in WEIGHED_AS
    )


def _worth(offer: Offer, most: int) -> float:
    share = (offer.value_minor or 0) / most if most else 0.0
    return (_COMPLEMENT if offer.kind == "complement" else 1.0) * (_LEAST + share)
