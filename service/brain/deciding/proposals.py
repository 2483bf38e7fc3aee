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

from service.contact.may_write import Known, may_write_at
from service.contact.rules import Purpose
from service.contact.wishes.terms import Channel
from service.contact.wishes.ways import way_of
from service.decisions.next_action.actions import MESSAGES, Action, Kind, Way
from service.decisions.next_action.factors.columns import Columns
from service.decisions.next_action.layers import LAYERS, RULES, Case, block
from service.decisions.next_action.person import GiftState, MayWrite, PersonState
from service.decisions.next_action.policy import Limits
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient

PURPOSE_OF: Final[Mapping[Kind, Purpose]] = {
    "send": "invitation",
    "ask": "question",
    "remind": "reminder",
    "follow_up": "how_is_it",
}
"""Kinds that leave as messages of ours today, with what the contact policy knows them as."""
_BEFORE_CONTACT: Final = LAYERS.index("contact_policy")
_NEEDS_ANSWERS: Final = np.array(
    [*(LAYERS.index(rule.layer) >= _BEFORE_CONTACT or rule.code == "erased" for rule in RULES), True], dtype=np.bool_
)
"""For each rule whether the contact policy is still asked after it. The last, at -1: of what no rule blocks. An
erased person's answer is a never, and is written down."""


def proposals_for(session: Session, person: Recipient, state: PersonState, known: Known) -> list[Action]:
    """Every action that the product knows how to carry out for this person, in a stable order."""
    ways: dict[Kind, Way] = {
        kind: way_of(session, person, purpose, known.facts) for kind, purpose in PURPOSE_OF.items()
    }
    found = [action for gift in state.gifts for action in _of_gift(gift, ways)]
    found += [Action("answer", about=letter, way="task") for letter in state.threads]
    return [*found, Action("thank", way="task"), Action("nothing")]


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
    against = block(Case(columns, state, at, limits))
    is_asked = columns.is_message & _NEEDS_ANSWERS[against]
    asked: dict[str, MayWrite] = {}
    for place in np.unique(columns.contact[is_asked], return_index=True)[1].tolist():
        action = columns.actions[np.flatnonzero(is_asked)[place]]
        purpose = PURPOSE_OF.get(action.kind)
        if purpose is None or action.way not in {"mail", "text"}:
            continue
        gift = None if action.gift_id is None else session.get(RecipientGift, action.gift_id)
        by: Channel = "text" if action.way == "text" else "mail"
        answer = may_write_at(session, person, at, purpose, gift, by=by, known=known)
        asked[action.contact] = MayWrite(answer.never, answer.later, answer.not_before)
    return replace(state, contact=asked)


def _of_gift(gift: GiftState, ways: Mapping[Kind, Way]) -> list[Action]:
    found = [Action(kind, way=ways[kind], gift_id=gift.id) for kind in ("send", "remind", "follow_up")]
    found.append(Action("ask", about="diet", way=ways["ask"], gift_id=gift.id))
    found.append(Action("swap", way="page", gift_id=gift.id))
    found.append(Action("meet", way="page", gift_id=gift.id))
    return found
