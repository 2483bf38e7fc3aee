"""What scripts may do with addresses that nothing is sent to: list and read them, and lift one that bounced."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import RecipientId, SuppressionId
from service.api.paging import part_of
from service.api.values import Given, Listed, ListQuery, Shown
from service.campaigns.sight import people_of
from service.contact.models import Suppression
from service.contact.suppressed import lift
from service.errors import NotFound
from service.recipients.models import Recipient


class SuppressionShown(Shown):
    """An address that mail came back from, or whose person called it spam. `recipient`: whose it is, where they are still known."""

    id: SuppressionId
    recipient: RecipientId | None
    reason: Literal["bounced", "complained"]
    created_at: datetime


class Suppressions(Listed[SuppressionShown]):
    """What stands, the oldest first."""


class Lift(Given):
    """Why mail may go there again. A complaint is its person’s alone to take back."""

    reason: Annotated[
        Literal["works_again", "server_was_wrong", "tried_otherwise"], Field(description="For the audit log.")
    ]


def list_suppressions(call: Call[ListQuery, None]) -> Suppressions:
    """Those that stand."""
    query = select(Suppression).where(
        Suppression.workspace_id == call.actor.workspace_id, Suppression.lifted_at.is_(None)
    )
    part = part_of(call, query, Suppression.created_at, Suppression.id)
    hashes = part.each(lambda row: row.email_hash)
    people = call.session.execute(
        select(Recipient.email_hash, Recipient.id).where(people_of(call.actor), Recipient.email_hash.in_(hashes))
    )
    whose = {key: recipient_id for key, recipient_id in people}
    shown = part.each(lambda row: _shown(row, whose.get(row.email_hash)))
    return Suppressions(data=shown, next=part.next, next_cursor=part.next_cursor)


def read_suppression(call: Call[None, None]) -> SuppressionShown:
    """One that stands, or was lifted."""
    row = _find(call)
    return _shown(row, _whose(call, row))


def lift_suppression(call: Call[None, Lift]) -> SuppressionShown:
    """Mail may go there again."""
    row = _find(call)
    recipient_id = _whose(call, row)
    lift(call.session, row.email_hash, call.body.reason, call.actor, call.at, subject_id=recipient_id or row.id)
    return _shown(row, recipient_id)


def _find(call: Call[Any, Any]) -> Suppression:
    """The one that the path names. Raises NotFound."""
    row = call.session.scalar(
        select(Suppression).where(
            Suppression.id == call.ids["suppression_id"], Suppression.workspace_id == call.actor.workspace_id
        )
    )
    if row is None:
        raise NotFound("There’s no such suppression.")
    return row


def _whose(call: Call[Any, Any], row: Suppression) -> str | None:
    return call.session.scalar(
        select(Recipient.id).where(people_of(call.actor), Recipient.email_hash == row.email_hash)
    )


def _shown(row: Suppression, recipient_id: str | None) -> SuppressionShown:
    return SuppressionShown.model_validate(
        {"id": row.id, "recipient": recipient_id, "reason": row.reason, "created_at": row.created_at}
    )


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint(
        "GET", "/suppressions", list_suppressions, "people:read", "suppressions", "List suppressions", Suppressions,
        query=ListQuery,
    ),
    Endpoint(
        "GET", "/suppressions/{suppression_id}", read_suppression, "people:read", "suppressions", "Read a suppression",
        SuppressionShown,
    ),
    Endpoint(
        "POST", "/suppressions/{suppression_id}/lift", lift_suppression, "people:write", "suppressions", "Lift a suppression",
        SuppressionShown, body=Lift,
    ),
)  # fmt: skip
