"""The offers somebody is eligible for, by rank: decided by the one call that decides everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.brain.deciding.gather import state_of
from service.brain.levers.in_force import levers_for
from service.brain.offers.actions import WEIGHED_AS, offer_actions
from service.brain.offers.models import Offer
from service.brain.offers.who import offers_for
from service.contact.may_write import known_of
from service.contact.whole.policy import limits_of
from service.decisions.next_action.decide import Decision, decide
from service.decisions.next_action.policy import Policy
from service.recipients.models import Recipient


@dataclass(frozen=True, slots=True)
class Ranking:
    """`offers`: all that they are eligible for, the best first. `winner`: the one to be shown on other pages, which is better
    than showing nothing; None where none is. `decision`: what said so, None where there was nothing to decide."""

    offers: tuple[Offer, ...]
    winner: Offer | None
    decision: Decision | None


NONE: Final = Ranking((), None, None)


def rank_offers(session: Session, person: Recipient, at: datetime) -> Ranking:
    """Reads only. The same rows at the same moment give the same ranking."""
    offers = offers_for(session, person, at)
    if not offers:
        return NONE
    by_id = {offer.id: offer for offer in offers}
    state = state_of(session, person, at, known_of(session, person, at))
    limits = limits_of(session, person.workspace_id)
    policy = Policy(levers=levers_for(session, person, at), limits=limits)
    decision = decide(state, at, offer_actions(offers), policy)
    above = [one for one in decision.ranked if one.action.kind != "nothing"]
    worth_it = [by_id[one.action.about] for one in above if one.score > decision.nothing.score]
    others = [by_id[one.action.about] for one in above if one.score <= decision.nothing.score]
    news = [offer for offer in offers if offer.kind not in WEIGHED_AS]
    fresh = [] if state.wants_no_offers else [offer for offer in news if offer.id not in state.done]
    aside = [by_id[one.action.about] for one in decision.blocked if one.layer != "eligibility"]
    aside.sort(key=lambda offer: (offer.code, offer.id))
    return Ranking((*worth_it, *others, *news, *aside), next(iter((*worth_it, *fresh)), None), decision)


def ranked_offers(session: Session, person: Recipient, at: datetime) -> tuple[Offer, ...]:
    """All that they are eligible for, the best first."""
    return rank_offers(session, person, at).offers
