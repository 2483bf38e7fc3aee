"""What happened to gifts, for scripts: kinds and ids. What a person answered, told or looked at is not among them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import CampaignId, EventId, GiftId, number_of, numbered
from service.api.paging import part_of
from service.api.values import Listed, ListQuery, Shown
from service.campaigns.sight import in_sight
from service.errors import NotFound
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent

TOLD: Final = (
    EventKind.CHOSEN, EventKind.SCHEDULED, EventKind.CREATED, EventKind.NOTIFIED, EventKind.OPENED, EventKind.SWAPPED,
    EventKind.ACCEPTED, EventKind.DONATED, EventKind.DECLINED, EventKind.UNDONE, EventKind.ORDERED, EventKind.DONATION_SETTLED,
    EventKind.DECLINE_SETTLED, EventKind.EXPIRED, EventKind.CANCELED, EventKind.SHIPPED, EventKind.DELIVERED, EventKind.RETURNED,
    EventKind.LOST, EventKind.FAILED,
)  # fmt: skip
"""What the console shows by name too: states of a gift. Why a gift was stopped, what was asked or looked at is told to nobody."""
_KINDS: Final = tuple(str(kind.value) for kind in TOLD)


class EventShown(Shown):
    """One thing that happened to a gift."""

    id: EventId
    type: Annotated[str, Field(description="Such as gift.accepted.")]
    gift: GiftId
    campaign: CampaignId
    at: datetime


class Events(Listed[EventShown]):
    """Events, the oldest first."""


class EventQuery(ListQuery):
    """Narrows the events."""

    campaign: CampaignId | None = None
    gift: GiftId | None = None
    type: Annotated[str | None, Field(pattern=f"^({'|'.join(_KINDS)})$".replace(".", r"\."))] = None


def list_events(call: Call[EventQuery, None]) -> Events:
    """Everything that happened."""
    asked = call.query
    query = select(GiftEvent).where(
        GiftEvent.workspace_id == call.actor.workspace_id,
        in_sight(GiftEvent.campaign_id, call.actor),
        GiftEvent.kind.in_(_KINDS if asked.type is None else (asked.type,)),
    )
    if asked.campaign is not None:
        query = query.where(GiftEvent.campaign_id == asked.campaign)
    if asked.gift is not None:
        query = query.where(GiftEvent.gift_id == asked.gift)
    part = part_of(call, query, GiftEvent.id)
    return Events(data=part.each(_shown), next=part.next, next_cursor=part.next_cursor)


def read_event(call: Call[None, None]) -> EventShown:
    """One event. Raises NotFound."""
    number = number_of(call.ids["event_id"])
    found = None
    if number < 2**63:
        found = call.session.scalar(
            select(GiftEvent).where(
                GiftEvent.id == number,
                GiftEvent.workspace_id == call.actor.workspace_id,
                in_sight(GiftEvent.campaign_id, call.actor),
                GiftEvent.kind.in_(_KINDS),
            )
        )
    if found is None:
        raise NotFound("There’s no such event.")
    return _shown(found)


def _shown(event: GiftEvent) -> EventShown:
    return EventShown(
        id=numbered("event", event.id),
        type=str(event.kind),
        gift=event.gift_id,
        campaign=event.campaign_id,
        at=event.at,
    )


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint("GET", "/events", list_events, "gifts:read", "events", "List events", Events, query=EventQuery),
    Endpoint("GET", "/events/{event_id}", read_event, "gifts:read", "events", "Read an event", EventShown),
)
