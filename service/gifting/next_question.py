"""Which one question is worth asking this person on this gift's page; often none is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from service.decisions.next_action.value_of_asking import value_of_asking
from service.gifting.assortment import stocked_assortment
from service.gifting.candidate import candidate_for
from service.gifting.find import campaign_of
from service.gifting.models import RecipientGift
from service.gifting.open_questions import askable
from service.gifting.possible_answers import Known, possible_answers
from service.recipients.asking.put import asked_before
from service.recipients.facts.fact import facts_of, in_force
from service.recipients.models import Recipient
from service.recipients.questions import QUESTIONS, QuestionKind


def next_question(session: Session, gift: RecipientGift, at: datetime) -> QuestionKind | None:
    """The question of the highest value, equals in the order of the table; None where none is worth its cost, or nothing is chosen.

    Looks and writes nothing. What was answered, skipped, or is known is not asked; nor is anything of our own accord that only an
    ambiguous sign may ask.
    """
    if gift.product_id is None:
        return None
    person = session.get_one(Recipient, gift.recipient_id)
    if person.erased_at is not None or person.unsubscribed_at is not None:
        return None
    campaign = campaign_of(session, gift)
    known_as = candidate_for(session, campaign, gift, at.date())
    candidate = replace(known_as, frozen_product=None, planned_product=gift.product_id)
    facts = in_force(facts_of(session, [person.id], at.date())[person.id])
    known = Known(person.locale, candidate)
    assortment = stocked_assortment(session, campaign, gift, at).assortment
    values = {
        kind: value_of_asking(candidate, assortment, possible_answers(kind, known), cost=QUESTIONS[kind].cost)
        for kind in askable(asked_before(session, person.id), candidate, facts)
    }
    best = max(values, key=lambda kind: values[kind], default=None)
    return best if best is not None and values[best] > 0 else None
