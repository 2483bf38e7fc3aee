"""The offers somebody is eligible for, by rank: decided by the one call that decides everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy.orm import Session

from service.brain.events.signals import signals_of
from service.brain.offers.models import Offer
from service.brain.offers.who import is_bound, offers_for, taken_by
from service.decisions.next_action.actions import Action, Kind
from service.decisions.next_action.decide import Decision, decide
from service.decisions.next_action.person import PersonState, Relationship, Stage
from service.decisions.next_action.policy import Policy
from service.recipients.models import Account, Recipient
from service.recipients.wishes.wishes import wishes_of

_WEIGHED_AS: Final[dict[str, Kind]] = {"keep": "keep", "reward": "reward", "complement": "reward"}
"""Kinds of offers that are worth something -> the action that they are. News is no action: it is worth nothing and
asks for nothing."""
_COMPLEMENT: Final = 0.8
"""What goes with something else is worth so much of a thank-you of the same value."""
_LEAST: Final = 0.5
"""Of an offer of next to no value; the dearest of its currency weighs one more than this."""
TOPIC: Final = "offer"
"""What somebody refuses who wants no offers."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """`offers`: all that they are eligible for, the best first. `winner`: the one to be shown on other pages, which is better than
    showing nothing; None where none is. `decision`: what said so."""

    offers: tuple[Offer, ...]
    winner: Offer | None
    decision: Decision


def rank_offers(session: Session, person: Recipient, at: datetime, policy: Policy | None = None) -> Ranking:
    """Reads only. The same rows at the same moment give the same ranking."""
    offers = offers_for(session, person, at)
    by_id = {offer.id: offer for offer in offers}
    state = offer_state(session, person, at)
    decision = decide(state, at, offer_actions(offers), policy or Policy())
    above = [one for one in decision.ranked if one.action.kind != "nothing"]
    worth_it = [by_id[one.action.about] for one in above if one.score > decision.nothing.score]
    others = [by_id[one.action.about] for one in above if one.score <= decision.nothing.score]
    news = [offer for offer in offers if offer.kind not in _WEIGHED_AS]
    fresh = [] if state.wants_no_offers else [offer for offer in news if offer.id not in state.done]
    aside = [by_id[one.action.about] for one in decision.blocked if one.layer != "eligibility"]
    aside.sort(key=lambda offer: (offer.code, offer.id))
    ranked = (*worth_it, *others, *news, *aside)
    return Ranking(ranked, next(iter((*worth_it, *fresh)), None), decision)


def ranked_offers(session: Session, person: Recipient, at: datetime) -> tuple[Offer, ...]:
    """All that they are eligible for, the best first."""
    return rank_offers(session, person, at).offers


def offer_actions(offers: Sequence[Offer]) -> tuple[Action, ...]:
    """Each offer that is worth something as an action on the person's page. Values are compared within a currency
    alone (rule 20)."""
    most: dict[str | None, int] = {}
    for offer in offers:
        most[offer.currency] = max(most.get(offer.currency, 0), offer.value_minor or 0)
    return tuple(
        Action(_WEIGHED_AS[offer.kind], about=offer.id, way="page", worth=_worth(offer, most[offer.currency]))
        for offer in offers
        if offer.kind in _WEIGHED_AS
    )


def offer_state(session: Session, person: Recipient, at: datetime) -> PersonState:
    """What a decision about offers is made from: stage, what just happened, and what they have had. Nothing of what
    they told about food, health, faith or privacy is in it."""
    account = session.get_one(Account, person.account_id)
    wishes = wishes_of(session, [person.id])[person.id]
    return PersonState(
        id=person.id,
        account_id=account.id,
        country=person.country,
        stage=cast("Stage", account.lifecycle or ""),
        relationship=cast("Relationship", account.relationship or ""),
        is_erased=person.erased_at is not None,
        has_gift_policy=is_bound(session, person, at),
        wants_no_offers=TOPIC in wishes.refused or not wishes.is_readable or person.unsubscribed_at is not None,
        signals=signals_of(session, [person.id], at)[person.id],
        done=taken_by(session, person.id),
    )


def _worth(offer: Offer, most: int) -> float:
    share = (offer.value_minor or 0) / most if most else 0.0
    return (_COMPLEMENT if offer.kind == "complement" else 1.0) * (_LEAST + share)
