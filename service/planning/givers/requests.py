"""A colleague asks for the hand-over of a person; whoever gives to them, or whoever runs the team, hands over or keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from service.campaigns.givers.models import GiverRequest
from service.campaigns.hand_over import who_may_send
from service.campaigns.models import Campaign, CampaignRecipient
from service.db.writing.insert_new import insert_new
from service.errors import Conflict, Forbidden, InvalidInput, NotFound
from service.planning.givers.reassign import reassign
from service.recipients.lock import lock_person
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

Decision = Literal["given", "kept"]
_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class RequestLine:
    """`mine`: whether the reader asked; else they may decide."""

    id: str
    person: str
    company: str
    asked_by: str
    asked_of: str
    at: datetime
    mine: bool


def ask_for(session: Session, campaign: Campaign, recipient_id: str, asked_of: str, actor: Actor, at: datetime) -> None:
    """Asks once; again while that is open changes nothing. Raises NotFound for somebody who does not take part, Forbidden for an
    actor who is nobody, Conflict where there is nobody to ask."""
    if actor.user_id is None:
        raise Forbidden("Only a person can ask for a hand-over.")
    takes_part = select(CampaignRecipient.id).where(
        CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.recipient_id == recipient_id
    )
    if session.scalar(takes_part) is None:
        raise NotFound("There’s no such person in this campaign.")
    person = lock_person(session, recipient_id)
    if person.erased_at is not None:
        raise NotFound("There’s no such person in this campaign.")
    if asked_of == actor.user_id:
        raise Conflict("You give to this person already.")
    row = {
        "id": new_id("gvr"), "workspace_id": campaign.workspace_id, "recipient_id": recipient_id,
        "asked_by": actor.user_id, "asked_of": asked_of, "asked_at": at, "state": "asked",
    }  # fmt: skip
    open_one = select(GiverRequest.id).where(
        GiverRequest.recipient_id == recipient_id,
        GiverRequest.asked_by == actor.user_id,
        GiverRequest.state == "asked",
    )
    if session.scalar(open_one) is None:
        insert_new(session, GiverRequest, ("id",), [row])
        record_act(session, actor, "giver.asked", at, subject_id=recipient_id, body={"of": asked_of})


def decide(session: Session, request_id: str, decision: str, actor: Actor, at: datetime) -> Decision:
    """Hands the person over or keeps them. Raises NotFound where it is not the actor's to decide, Conflict where it was decided
    before or whoever asked has left, InvalidInput for anything else."""
    found = session.get(GiverRequest, request_id)
    if found is None or found.workspace_id != actor.workspace_id or not _may_decide(found, actor):
        raise NotFound("There’s no such request.")
    lock_person(session, found.recipient_id)
    session.refresh(found, with_for_update=True)
    if found.state != "asked":
        raise Conflict("This was decided already. Nothing was changed.")
    if decision == "given":
        if found.asked_by not in {user.id for user in who_may_send(session, actor.workspace_id)}:
            raise Conflict("Whoever asked no longer works here. Keep the person, or choose somebody else for them.")
        _hand(session, found, actor, at)
        found.state = "given"
    elif decision == "kept":
        found.state = "kept"
        record_act(session, actor, "giver.kept", at, subject_id=found.recipient_id, body={"from": found.asked_by})
    else:
        raise InvalidInput("A person is handed over or kept.", param="decision")
    found.decided_by, found.decided_at = actor.user_id, at
    session.flush()
    return found.state  # type: ignore[return-value]


def requests_of(session: Session, actor: Actor, names: Mapping[str, str]) -> list[RequestLine]:
    """Those that wait for the actor, or that they asked, oldest first."""
    theirs = (
        true()
        if actor.may("hand_over_campaigns")
        else or_(GiverRequest.asked_of == actor.user_id, GiverRequest.asked_by == actor.user_id)
    )
    rows = session.execute(
        select(GiverRequest, Recipient, Account.name)
        .join(Recipient, Recipient.id == GiverRequest.recipient_id)
        .join(Account, Account.id == Recipient.account_id)
        .where(
            GiverRequest.workspace_id == actor.workspace_id,
            GiverRequest.state == "asked",
            Recipient.erased_at.is_(None),
            theirs,
        )
        .order_by(GiverRequest.asked_at, GiverRequest.id)
        .limit(_SHOWN)
    )
    return [
        RequestLine(
            one.id,
            person_name(person),
            company,
            names.get(one.asked_by, "A colleague"),
            names.get(one.asked_of, "A colleague"),
            one.asked_at,
            not _may_decide(one, actor),
        )
        for one, person, company in rows
    ]


def _may_decide(request: GiverRequest, actor: Actor) -> bool:
    return actor.user_id is not None and (request.asked_of == actor.user_id or actor.may("hand_over_campaigns"))


def _hand(session: Session, request: GiverRequest, actor: Actor, at: datetime) -> None:
    """The hand-over itself. Who gave to them only by a campaign of their own hands over as well: nobody else is their giver."""
    reassign(session, [request.recipient_id], request.asked_by, actor, at, was=request.asked_of)
