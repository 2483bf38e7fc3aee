"""What could be done for a person: each sweep and job that once acted on its own proposes here, and what wins is carried out by it.

A proposal costs nothing: what it says is decided by the layers. The contact policy is asked only for what nothing else blocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from service.campaigns.drawn import held_out_of
from service.contact.may_write import Known, may_write_at
from service.contact.rules import Purpose
from service.contact.wishes.terms import Channel
from service.contact.wishes.ways import way_of
from service.decisions.next_action.actions import MESSAGES, Action, Kind, Way
from service.decisions.next_action.factors.columns import Columns, lay_out
from service.decisions.next_action.factors.value import swap_chance
from service.decisions.next_action.layers import LAYERS, RULES, Case, block
from service.decisions.next_action.person import GiftState, MayWrite, PersonState, gift_for_welcome
from service.decisions.next_action.policy import Limits
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient

PURPOSE_OF: Final[Mapping[Kind, Purpose]] = {
    "send": "invitation",
    "ask": "question",
    "remind": "reminder",
    "swap": "reminder",
    "follow_up": "how_is_it",
    "welcome": "welcome",
}
"""Kinds that leave as messages of ours today, with what the contact policy knows them as."""
_BEFORE_CONTACT: Final = LAYERS.index("contact_policy")
_NEEDS_ANSWERS: Final = np.array(
    [*(LAYERS.index(rule.layer) >= _BEFORE_CONTACT or rule.code == "erased" for rule in RULES), True], dtype=np.bool_
)
"""For each rule whether the contact policy is still asked after it. The last, at -1: of what no rule blocks. An
erased person's answer is a never, and is written down."""


def proposals_for(session: Session, person: Recipient, state: PersonState, known: Known, at: datetime) -> list[Action]:
    """Every action that the product knows how to carry out for this person, in a stable order."""
    ways: dict[Kind, Way] = {
        kind: way_of(session, person, purpose, known.facts) for kind, purpose in PURPOSE_OF.items()
    }
    found = [action for gift in state.gifts for action in _of_gift(gift, ways, swap_chance(state, gift, at))]
    welcomed = gift_for_welcome(state.gifts)
    if welcomed is not None:
        found.append(Action("welcome", way=ways["welcome"], gift_id=welcomed))
    found += [Action("answer", about=letter, way="task") for letter in state.threads]
    if _may_be_thanked(session, person, known, at):
        found.append(Action("thank", way="task"))
    return [*found, Action("nothing")]


def _may_be_thanked(session: Session, person: Recipient, known: Known, at: datetime) -> bool:
    """Nobody is asked to write to somebody who wants nothing any more, asked for a pause, or is held out of everything."""
    if person.unsubscribed_at is not None or not known.wishes.is_readable:
        return False
    if known.wishes.pause_until is not None and known.wishes.pause_until > at.date():
        return False
    if known.held_out_of is None:
        known.held_out_of = held_out_of(session, person.id)
    return None not in known.held_out_of


def messages_among(actions: Sequence[Action]) -> list[Action]:
    """Those that write to somebody."""
    return [action for action in actions if action.way in MESSAGES]


def with_contact(
    session: Session,
    person: Recipient,
    state: PersonState,
    columns: Columns,
    at: datetime,
    limits: Limits,
    known: Known,
) -> PersonState:
    """The state with what the contact policy says of each message that no layer before it blocks."""
    # Only these can leave as messages; thousands of offers need not be looked at for them.
    wanted = np.flatnonzero(columns.is_message & columns.of_kind(*PURPOSE_OF)).tolist()
    ours = lay_out([columns.actions[place] for place in wanted if columns.actions[place].way in {"mail", "text"}])
    is_asked = ours.is_message & _NEEDS_ANSWERS[block(Case(ours, state, at, limits))]
    asked: dict[str, MayWrite] = {}
    for place in np.unique(ours.contact[is_asked], return_index=True)[1].tolist():
        action = ours.actions[np.flatnonzero(is_asked)[place]]
        purpose = PURPOSE_OF[action.kind]
        gift = None if action.gift_id is None else session.get(RecipientGift, action.gift_id)
        by: Channel = "text" if action.way == "text" else "mail"
        answer = may_write_at(session, person, at, purpose, gift, by=by, known=known)
        asked[action.contact] = MayWrite(answer.never, answer.later, answer.not_before)
    return replace(state, contact=asked)


def _of_gift(gift: GiftState, ways: Mapping[Kind, Way], swapped: float | None) -> list[Action]:
    """`swapped`: P of offering a swap, None where there is nothing to offer."""
    found = [Action(kind, way=ways[kind], gift_id=gift.id) for kind in ("send", "remind", "follow_up")]
    found.append(Action("ask", about="diet", way=ways["ask"], gift_id=gift.id))
    found.append(Action("swap", way=ways["swap"], gift_id=gift.id, chance=swapped))
    found.append(Action("meet", way="page", gift_id=gift.id))
    return found
