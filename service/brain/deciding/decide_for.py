"""Decides what is best for one person now, and writes down what was decided, from what, and what a limit had no room for."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.deciding.gather import state_of
from service.brain.deciding.models import CappedMessage, NextDecision
from service.brain.deciding.proposals import messages_among, proposals_for, with_contact
from service.brain.levers.drawn import draw_of, drawn_share
from service.brain.levers.in_force import levers_for
from service.brain.offers.actions import offer_actions
from service.brain.offers.who import offers_for
from service.contact.may_write import Known, known_of
from service.decisions.next_action.actions import Action, Kind
from service.decisions.next_action.decide import Decision, decide
from service.decisions.next_action.factors.columns import Columns, lay_out, with_more
from service.decisions.next_action.person import GiftState, PersonState
from service.decisions.next_action.policy import Limits, Policy
from service.decisions.next_action.record import made_from, said
from service.recipients.models import Recipient
from service.security.ids import new_id

Cause = Literal["due", "set_out", "asked", "leaving", "left_out", "happened", "offered", "answered"]
"""At what it was decided: a message came due, a wave set out, somebody pressed for it, a message is about to leave, or somebody
takes part in a campaign that has nothing for them, something happened elsewhere, there are other offers, or they answered or
wrote."""
KEPT_APART: Final = timedelta(days=1)
"""The same outcome again within so long, at the same cause, is one decision."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A decision and all that it was made from."""

    state: PersonState
    actions: tuple[Action, ...]
    policy: Policy
    decision: Decision


def weigh(
    session: Session,
    person: Recipient,
    at: datetime,
    *,
    offered: Columns | None = None,
    only_messages: bool = False,
) -> Weighed:
    """The decision for a person, with nothing written. `offered`: actions beside what the product proposes of its own accord, laid
    out once for everybody. `only_messages`: of what could be written to them, and nothing else."""
    known = known_of(session, person, at)
    state = state_of(session, person, at, known)
    actions = proposals_for(session, person, state, known, at)
    if only_messages:
        actions = messages_among(actions)
    else:
        actions += offer_actions(offers_for(session, person, at))
    columns = lay_out(actions)
    if offered is not None:
        columns = with_more(offered, columns.actions)
    return _weighed(session, person, state, columns, at, known, is_drawn=True)


def decide_for(
    session: Session, person: Recipient, at: datetime, cause: Cause, *, only_messages: bool = False
) -> tuple[Weighed, str]:
    """The same, written down; answers the decision's id with it. The person is locked by the caller."""
    weighed = weigh(session, person, at, only_messages=only_messages)
    return weighed, keep(session, person, weighed, cause)


def decide_among(session: Session, person: Recipient, waiting: Sequence[tuple[Kind, str]], at: datetime) -> Decision:
    """Of messages that are written and could leave now, each an action and its gift, which is best; written down. The person is
    locked by the caller."""
    known = known_of(session, person, at)
    state = state_of(session, person, at, known)
    unwritten = tuple(
        _as_if_unwritten(gift, {kind for kind, gift_id in waiting if gift_id == gift.id}) for gift in state.gifts
    )
    wanted = set(waiting)
    actions = [
        action
        for action in messages_among(proposals_for(session, person, state, known, at))
        if (action.kind, action.gift_id) in wanted
    ]
    weighed = _weighed(
        session, person, replace(state, gifts=unwritten, **_welcomes(state, wanted)), lay_out(actions), at, known
    )
    keep(session, person, weighed, "leaving")
    return weighed.decision


def _as_if_unwritten(gift: GiftState, kinds: set[Kind]) -> GiftState:
    """What is written of these kinds is weighed as if it were not: it waits, and has told nobody anything."""
    return replace(
        gift,
        is_invited=gift.is_invited and "send" not in kinds,
        is_asked=gift.is_asked and "ask" not in kinds,
        is_reminded=gift.is_reminded and "remind" not in kinds,
        is_swap_offered=gift.is_swap_offered and "swap" not in kinds,
        is_followed_up=gift.is_followed_up and "follow_up" not in kinds,
    )


def _welcomes(state: PersonState, waiting: Set[tuple[Kind, str]]) -> dict[str, Any]:
    """The same of the first messages: the one that waits is not counted yet."""
    is_waiting = any(kind == "welcome" for kind, _ in waiting)
    return {"welcomed": state.welcomed - 1, "welcomed_at": None} if is_waiting else {}


def _weighed(
    session: Session,
    person: Recipient,
    state: PersonState,
    columns: Columns,
    at: datetime,
    known: Known,
    *,
    is_drawn: bool = False,
) -> Weighed:
    """`is_drawn`: whether this decision may be one of the few that are drawn; one among messages that were decided for already is
    none."""
    limits = Limits() if known.whole is None else known.whole.limits
    policy = Policy(levers=levers_for(session, person, at), limits=limits)
    if is_drawn:
        share = drawn_share(session, person.workspace_id)
        policy = replace(policy, random_share=share, draw=draw_of(person.id, at))
    asked = with_contact(session, person, state, columns, at, limits, known)
    return Weighed(asked, columns.actions, policy, decide(asked, at, columns, policy))


def keep(session: Session, person: Recipient, weighed: Weighed, cause: Cause) -> str:
    """Writes a decision down and what it capped, unless the last one of this cause said the same within a day."""
    made = weighed.decision
    row = _row(person, weighed, cause)
    last = session.scalar(
        select(NextDecision)
        .where(NextDecision.recipient_id == person.id, NextDecision.cause == cause)
        .order_by(NextDecision.at.desc(), NextDecision.id.desc())
        .limit(1)
    )
    is_told_apart = cause != "answered"  # each answer has its decision, though it be the same
    if (
        is_told_apart
        and last is not None
        and made.moment - last.at < KEPT_APART
        and _outcome(last.said) == _outcome(row.said)
    ):
        return last.id
    session.add(row)
    session.flush()
    codes = {one.action.key: one.detail or one.code for one in made.blocked}
    for action in made.capped:
        session.add(
            CappedMessage(
                workspace_id=person.workspace_id,
                recipient_id=person.id,
                decision_id=row.id,
                gift_id=action.gift_id,
                kind=action.kind,
                kept=made.winner.action.kind,
                code=codes.get(action.key, "better_one"),
                at=made.moment,
            )
        )
    session.flush()
    return row.id


def _outcome(body: dict[str, Any]) -> tuple[object, ...]:
    """What tells two decisions apart: what won, what was capped, and what blocked the rest."""
    blocked = sorted((one["action"], one["code"]) for one in body["blocked"])
    return body["winner"]["action"], body["capped"], blocked


def why_nothing(made: Decision) -> str:
    """Of a decision that leaves somebody in peace, the code that blocked the best message, or that none was worth it."""
    if any(one.action.kind != "nothing" for one in made.ranked):
        return "attention_cost"
    best = max(made.blocked, key=lambda one: (_weight(one.layer), one.score), default=None)
    return "nothing_to_do" if best is None else best.code


_NEAR: Final = ("applicability", "eligibility", "suitability", "suppression", "contact_policy")


def _weight(layer: str) -> int:
    """How near an action came: what only the contact policy kept back would have been sent."""
    return _NEAR.index(layer)


def _row(person: Recipient, weighed: Weighed, cause: Cause) -> NextDecision:
    made = weighed.decision
    best = made.winner
    others = [one for one in made.ranked if one.action.key != best.action.key]
    return NextDecision(
        id=new_id("dcs"),
        workspace_id=person.workspace_id,
        recipient_id=person.id,
        at=made.moment,
        cause=cause,
        kind=best.action.kind,
        gift_id=best.action.gift_id,
        way=best.action.way,
        why=why_nothing(made) if made.is_nothing else (best.reasons[0] if best.reasons else "best"),
        held_by=best.held_by,
        chance=best.chance,
        context=best.context,
        worth=best.worth,
        lever=best.lever,
        score=best.score,
        next_kind=others[0].action.kind if others else None,
        next_score=others[0].score if others else None,
        model_version=made.model_version,
        probability=made.shown_probability,
        is_random=made.is_random,
        made_from=made_from(weighed.state, made.moment, weighed.actions, weighed.policy),
        said=said(made),
    )


def option_of(made: Decision, kind: Kind, gift_id: str) -> Action | None:
    """The action of this kind about this gift, where it was weighed."""
    every = (*(one.action for one in made.ranked), *(one.action for one in made.blocked))
    return next((action for action in every if action.kind == kind and action.gift_id == gift_id), None)
