"""What is best to do for one person, for scripts: asked, and read again. It decides and sends nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import DecisionId, GiftId, RecipientId
from service.api.paging import part_of
from service.api.problem import ApiRefusal
from service.api.values import Given, Listed, ListQuery, Shown
from service.brain.deciding.models import NextDecision
from service.brain.deciding.show import decide_again
from service.campaigns.sight import people_of
from service.errors import NotFound
from service.recipients.models import Recipient


class DecisionShown(Shown):
    """One decision: the winner’s action with its factors, and the runner-up. `nothing` can win. `probability`: with which it was
    shown; `is_random`: it was taken to learn."""

    id: DecisionId
    recipient: RecipientId
    action: str
    way: str
    why: str
    gift: GiftId | None
    held_by: str | None
    score: float
    p: float
    c: float
    v: float
    l: float  # noqa: E741 - the factor's own letter
    next_action: str | None
    next_score: float | None
    probability: float
    is_random: bool
    model_version: str
    at: datetime


class Decisions(Listed[DecisionShown]):
    """Decisions, the oldest first."""


class DecisionQuery(ListQuery):
    """Narrows the decisions."""

    recipient: RecipientId | None = None


class NewDecision(Given):
    """For whom."""

    recipient: RecipientId


def list_decisions(call: Call[DecisionQuery, None]) -> Decisions:
    """What was decided for people who are still known."""
    query = (
        select(NextDecision)
        .join(Recipient, Recipient.id == NextDecision.recipient_id)
        .where(people_of(call.actor), Recipient.erased_at.is_(None))
    )
    if call.query.recipient is not None:
        query = query.where(NextDecision.recipient_id == call.query.recipient)
    part = part_of(call, query, NextDecision.at, NextDecision.id)
    return Decisions(data=part.each(_shown), next=part.next, next_cursor=part.next_cursor)


def read_decision(call: Call[None, None]) -> DecisionShown:
    """One decision."""
    return _find(call.ids["decision_id"], call)


def ask_decision(call: Call[None, NewDecision]) -> DecisionShown:
    """Decides anew. Raises ApiRefusal where there is no such person."""
    try:
        decision_id = decide_again(call.session, call.actor, call.body.recipient, call.at)
    except NotFound as error:
        raise ApiRefusal("invalid_input", error.sentence, param="recipient") from None
    return _find(decision_id, call)


def _find(decision_id: str, call: Call[None, NewDecision] | Call[None, None]) -> DecisionShown:
    found = call.session.scalar(
        select(NextDecision)
        .join(Recipient, Recipient.id == NextDecision.recipient_id)
        .where(NextDecision.id == decision_id, people_of(call.actor), Recipient.erased_at.is_(None))
    )
    if found is None:
        raise NotFound("There’s no such decision.")
    return _shown(found)


def _shown(row: NextDecision) -> DecisionShown:
    return DecisionShown(
        id=row.id,
        recipient=row.recipient_id,
        action=row.kind,
        way=row.way,
        why=row.why,
        gift=row.gift_id,
        held_by=row.held_by,
        score=row.score,
        p=row.chance,
        c=row.context,
        v=row.worth,
        l=row.lever,
        next_action=row.next_kind,
        next_score=row.next_score,
        probability=row.probability,
        is_random=row.is_random,
        model_version=row.model_version,
        at=row.at,
    )


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint(
        "GET", "/decisions", list_decisions, "decisions:read", "decisions", "List decisions", Decisions, query=DecisionQuery
    ),
    Endpoint(
        "POST", "/decisions", ask_decision, "decisions:read", "decisions", "Ask what’s best now", DecisionShown,
        body=NewDecision, status=201, about="Decides, sends nothing, keeps the record.",
    ),
    Endpoint(
        "GET", "/decisions/{decision_id}", read_decision, "decisions:read", "decisions", "Read a decision", DecisionShown
    ),
)  # fmt: skip
