"""What scripts may do for somebody who asks about their own data: note it, have them erased, and say what came of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import DataRequestId, RecipientId
from service.api.paging import part_of
from service.api.problem import ApiRefusal
from service.api.values import Given, Listed, ListQuery, Shown
from service.campaigns.sight import people_of
from service.ops.erase_someone import erase_someone
from service.recipients.models import Recipient
from service.recipients.requests.keep import asked_on, end_request, erasure_of, find_request, note_request
from service.recipients.requests.models import DataRequest, Kind

Status = Literal["open", "done", "withdrawn", "refused", "erased"]


class DataRequestShown(Shown):
    """What one person asked about their own data. `due_at`: a month after they asked. `erased`: they were erased meanwhile, so that
    nothing is left to copy or correct."""

    id: DataRequestId
    recipient: RecipientId
    type: Kind
    status: Status
    asked_at: datetime
    due_at: datetime
    done_at: datetime | None


class DataRequests(Listed[DataRequestShown]):
    """Requests, the one that was asked first first."""


class DataRequestQuery(ListQuery):
    """Narrows the requests."""

    recipient: RecipientId | None = None
    status: Annotated[str | None, Field(pattern="^(open|done|withdrawn|refused|erased)$")] = None


class NewDataRequest(Given):
    """`erase` is done at once and can’t be undone: open gifts are closed and their money comes back. `export` and `correct` are
    noted with the day until which they are due; a person’s copy goes to them alone, from the page behind their own link."""

    type: Kind
    recipient: Annotated[RecipientId, Field(description="Whom it concerns.")]
    asked_on: Annotated[date | None, Field(description="The day on which they asked; left out, today.")] = None


class Ending(Given):
    """What came of it. An erasure is not done by saying so."""

    outcome: Literal["done", "withdrawn", "refused"]


def list_data_requests(call: Call[DataRequestQuery, None]) -> DataRequests:
    """The requests of the workspace’s people."""
    asked = call.query
    query = select(DataRequest).join(Recipient, Recipient.id == DataRequest.recipient_id).where(people_of(call.actor))
    if asked.recipient is not None:
        query = query.where(DataRequest.recipient_id == asked.recipient)
    if asked.status is not None:
        query = query.where(DataRequest.outcome == (None if asked.status == "open" else asked.status))
    part = part_of(call, query, DataRequest.asked_at, DataRequest.id)
    return DataRequests(data=part.each(_shown), next=part.next, next_cursor=part.next_cursor)


def read_data_request(call: Call[None, None]) -> DataRequestShown:
    """One of them."""
    return _shown(_find(call))


def create_data_request(call: Call[None, NewDataRequest]) -> DataRequestShown:
    """Notes it, or erases at once. Raises ApiRefusal where there is no such person, Conflict for an erasure where they were erased
    before."""
    asked = call.body
    person = call.session.scalar(select(Recipient).where(Recipient.id == asked.recipient, people_of(call.actor)))
    if person is None:
        raise ApiRefusal("invalid_input", "There’s no such recipient.", param="recipient")
    if asked.type == "erase":
        if asked.asked_on is not None:
            raise ApiRefusal("invalid_input", "An erasure is done now, so leave asked_on out.", param="asked_on")
        erase_someone(call.session, person.id, call.actor, call.at)
        return _shown(erasure_of(call.session, person, call.actor, call.at))
    on = asked.asked_on or call.at.date()
    return _shown(note_request(call.session, person, asked.type, asked_on(on, call.at), call.actor, call.at))


def end_data_request(call: Call[None, Ending]) -> DataRequestShown:
    """It was answered, taken back or refused. Raises Conflict where it has ended."""
    request = _find(call)
    end_request(call.session, request, call.body.outcome, call.actor, call.at)
    return _shown(request)


def _find(call: Call[Any, Any]) -> DataRequest:
    return find_request(call.session, call.actor, call.ids["data_request_id"], people_of(call.actor))


def _shown(row: DataRequest) -> DataRequestShown:
    return DataRequestShown.model_validate(
        {
            "id": row.id,
            "recipient": row.recipient_id,
            "type": row.kind,
            "status": row.outcome or "open",
            "asked_at": row.asked_at,
            "due_at": row.due_at,
            "done_at": row.done_at,
        }
    )


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint(
        "GET", "/data_requests", list_data_requests, "data:read", "data_requests", "List data requests", DataRequests,
        query=DataRequestQuery,
    ),
    Endpoint(
        "POST", "/data_requests", create_data_request, "data:write", "data_requests", "Note a request, or erase a person",
        DataRequestShown, body=NewDataRequest, status=201,
    ),
    Endpoint(
        "GET", "/data_requests/{data_request_id}", read_data_request, "data:read", "data_requests", "Read a data request",
        DataRequestShown,
    ),
    Endpoint(
        "POST", "/data_requests/{data_request_id}/end", end_data_request, "data:write", "data_requests", "End a data request",
        DataRequestShown, body=Ending,
    ),
)  # fmt: skip
