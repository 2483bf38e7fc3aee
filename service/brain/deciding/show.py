"""What is best for one person, with everything that says why: read, tried on copies and recomputed; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.deciding.decide_for import Weighed, decide_for
from service.brain.deciding.models import NextDecision
from service.campaigns.models import Campaign
from service.campaigns.sight import people_of
from service.decisions.next_action.changes import Change, changes
from service.decisions.next_action.decide import decide
from service.decisions.next_action.record import read, recompute, written
from service.errors import HandpickedError, NotFound
from service.gifting.models import RecipientGift
from service.recipients.letters.models import Letter
from service.recipients.lock import lock_person
from service.recipients.models import Account, Recipient
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


@dataclass(frozen=True, slots=True)
class Shown:
    """A stored decision as values again. `is_same`: recomputed byte for byte."""

    person: Recipient
    account: Account
    row: NextDecision
    weighed: Weighed
    changes: tuple[Change, ...]
    earlier: Sequence[NextDecision]
    is_same: bool
    campaigns: Mapping[str, str]
    """Gift's id -> the name of its campaign."""


def find_in_sight(session: Session, actor: Actor, person_id: str) -> Recipient:
    """A person whom the actor sees. Raises NotFound for any other, and for who was erased."""
    found = session.scalar(
        select(Recipient).where(Recipient.id == person_id, people_of(actor), Recipient.erased_at.is_(None))
    )
    if found is None:
        raise NotFound("There’s no such person.")
    return found


def shown_for(session: Session, actor: Actor, person_id: str) -> tuple[Recipient, Shown | None]:
    """Their newest decision; None where nothing was decided yet."""
    person = find_in_sight(session, actor, person_id)
    rows = session.scalars(
        select(NextDecision)
        .where(NextDecision.recipient_id == person.id)
        .order_by(NextDecision.at.desc(), NextDecision.id.desc())
        .limit(6)
    ).all()
    if not rows:
        return person, None
    row = rows[0]
    state, moment, actions, policy = read(row.made_from)
    made = decide(state, moment, actions, policy)
    return person, Shown(
        person,
        session.get_one(Account, person.account_id),
        row,
        Weighed(state, actions, policy, made),
        changes(state, moment, actions, policy, made),
        rows[1:],
        is_same_again(row),
        _campaigns(session, person.id),
    )


def _campaigns(session: Session, person_id: str) -> dict[str, str]:
    rows = session.execute(
        select(RecipientGift.id, Campaign.name)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(RecipientGift.recipient_id == person_id)
    )
    return {gift_id: name for gift_id, name in rows}


def thread_of(session: Session, letter_id: str) -> str | None:
    """The id of the gift whose thread a letter is in; None where there is none, or what is named is no letter."""
    return session.scalar(select(Letter.gift_id).where(Letter.id == letter_id))


def is_same_again(row: NextDecision) -> bool:
    """Whether what was stored follows, byte for byte, from what it was made from."""
    try:
        return recompute(row.made_from) == written(row.said)
    except HandpickedError:
        return False


def decide_again(session: Session, actor: Actor, person_id: str, at: datetime) -> str:
    """Decides anew at somebody's press, with everything that could be done; sends nothing. Answers the decision's id."""
    person = lock_person(session, find_in_sight(session, actor, person_id).id)
    _, decision_id = decide_for(session, person, at, "asked")
    record_act(session, actor, "person.decided_again", at, subject_id=person.id, body={"decision": decision_id})
    return decision_id
