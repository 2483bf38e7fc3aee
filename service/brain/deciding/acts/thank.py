"""A thank-you is somebody of the sender's own: the decision puts it before them, and a press says that they have thanked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.brain.deciding.decide_for import decide_for, weigh
from service.brain.deciding.show import find_in_sight
from service.contact.caps import note_contact
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.recipients.lock import lock_person
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def say_thanked(session: Session, actor: Actor, person_id: str, at: datetime) -> None:
    """They have been thanked, by whatever way: nobody is asked to for two weeks, and what is best next is decided anew. It is no
    message of ours and fills no limit.

    Raises NotFound for a person whom the actor does not see, Conflict where there is nothing to thank them for any more.
    """
    person = lock_person(session, find_in_sight(session, actor, person_id).id)
    weighed = weigh(session, person, at)
    fits = any(one.action.kind == "thank" for one in weighed.decision.ranked)
    gifts = sorted(weighed.state.gifts, key=lambda gift: (gift.decided_at or at, gift.id))
    if not fits or not gifts:
        raise Conflict("There’s nothing to thank them for at the moment, or somebody has done it already.")
    gift = session.get_one(RecipientGift, gifts[0].id)
    note_contact(session, gift, new_id("thx"), "thank", at, "task")
    record_act(session, actor, "person.thanked", at, subject_id=person.id)
    decide_for(session, person, at, "answered")
