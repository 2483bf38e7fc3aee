"""What was made for gifts and for the sender: lists of what was drawn; statements asked for, read and downloaded."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from flask import Response
from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import AccountId, CampaignId, GiftId, RenditionId, StatementId
from service.api.paging import part_of
from service.api.problem import ApiRefusal
from service.api.values import Given, Listed, ListQuery, Shown
from service.campaigns.find import find_campaign
from service.campaigns.sight import in_sight
from service.content.models import RenditionRow
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.insights.make_statement import ask_for_statement, made_statement
from service.insights.models import SenderStatementRow
from service.storage.send import send_stored


class FileShown(Shown):
    """One file, with what it hashes to."""

    name: str
    media_type: str
    bytes: int
    sha256: str


class RenditionShown(Shown):
    """Something drawn for a gift. Its files are its person’s own, so that they are counted here and not shown."""

    id: RenditionId
    gift: GiftId
    kind: Literal["microsite", "statement", "poster", "video", "video_square", "mail"]
    content_version: int
    files: int
    bytes: int
    seconds: float
    created_at: datetime


class Renditions(Listed[RenditionShown]):
    """What was drawn, the first first."""


class RenditionQuery(ListQuery):
    """Narrows what was drawn."""

    gift: GiftId | None = None


class StatementShown(Shown):
    """The sender’s statement of a campaign, or of one account in it. `problem`: why it could not be made."""

    id: StatementId
    campaign: CampaignId
    account: AccountId | None
    number: str
    status: Literal["pending", "done", "failed"]
    problem: str | None
    files: list[FileShown]
    created_at: datetime


class Statements(Listed[StatementShown]):
    """Statements, the first asked for first."""


class StatementQuery(ListQuery):
    """Narrows the statements."""

    campaign: CampaignId | None = None


class NewStatement(Given):
    """Of what: a campaign, or one account in it."""

    campaign: CampaignId
    account: AccountId | None = None


def list_renditions(call: Call[RenditionQuery, None]) -> Renditions:
    """What was drawn for the workspace’s gifts."""
    query = select(RenditionRow).where(RenditionRow.workspace_id == call.actor.workspace_id)
    if call.query.gift is not None:
        query = query.where(RenditionRow.gift_id == call.query.gift)
    part = part_of(call, query, RenditionRow.created_at, RenditionRow.id)
    return Renditions(data=part.each(_rendition), next=part.next, next_cursor=part.next_cursor)


def read_rendition(call: Call[None, None]) -> RenditionShown:
    """One of them. Raises NotFound."""
    row = call.session.scalar(
        select(RenditionRow)
        .join(RecipientGift, RecipientGift.id == RenditionRow.gift_id)
        .where(
            RenditionRow.id == call.ids["rendition_id"],
            RenditionRow.workspace_id == call.actor.workspace_id,
            in_sight(RecipientGift.campaign_id, call.actor),
        )
    )
    if row is None:
        raise NotFound("There’s no such rendition.")
    return _rendition(row)


def list_statements(call: Call[StatementQuery, None]) -> Statements:
    """What was asked for."""
    query = select(SenderStatementRow).where(
        SenderStatementRow.workspace_id == call.actor.workspace_id, in_sight(SenderStatementRow.campaign_id, call.actor)
    )
    if call.query.campaign is not None:
        query = query.where(SenderStatementRow.campaign_id == call.query.campaign)
    part = part_of(call, query, SenderStatementRow.created_at, SenderStatementRow.id)
    return Statements(data=part.each(_statement), next=part.next, next_cursor=part.next_cursor)


def read_statement(call: Call[None, None]) -> StatementShown:
    """One of them."""
    return _statement(_its_statement(call))


def create_statement(call: Call[None, NewStatement]) -> StatementShown:
    """Has it made. Raises ApiRefusal where campaign or account are not there."""
    try:
        campaign = find_campaign(call.session, call.actor, call.body.campaign)
    except NotFound as error:
        raise ApiRefusal("invalid_input", error.sentence, param="campaign") from None
    try:
        return _statement(ask_for_statement(call.session, campaign, call.body.account, call.actor, call.at))
    except NotFound as error:
        raise ApiRefusal("invalid_input", error.sentence, param="account") from None


def download_statement(call: Call[None, None]) -> Response:
    """Its paper. Raises NotFound while it is not made."""
    row = _its_statement(call)
    campaign = find_campaign(call.session, call.actor, row.campaign_id)
    row, key = made_statement(call.session, campaign, row.id)
    return send_stored(key, "reader", "application/pdf", f"attachment; filename={row.number}.pdf")


def _its_statement(call: Call[None, None]) -> SenderStatementRow:
    row = call.session.scalar(
        select(SenderStatementRow).where(
            SenderStatementRow.id == call.ids["statement_id"],
            SenderStatementRow.workspace_id == call.actor.workspace_id,
            in_sight(SenderStatementRow.campaign_id, call.actor),
        )
    )
    if row is None:
        raise NotFound("There’s no such statement.")
    return row


def _rendition(row: RenditionRow) -> RenditionShown:
    files: list[dict[str, Any]] = list(row.files.values())
    return RenditionShown.model_validate(
        {
            "id": row.id,
            "gift": row.gift_id,
            "kind": row.kind,
            "content_version": row.content_version,
            "files": len(files),
            "bytes": sum(one["bytes"] for one in files),
            "seconds": row.seconds,
            "created_at": row.created_at,
        }
    )


def _statement(row: SenderStatementRow) -> StatementShown:
    return StatementShown.model_validate(
        {
            "id": row.id,
            "campaign": row.campaign_id,
            "account": row.account_id,
            "number": row.number,
            "status": "done" if row.made_at else "failed" if row.problem else "pending",
            "problem": row.problem,
            "files": [{"name": name, **about} for name, about in sorted(row.files.items())],
            "created_at": row.created_at,
        }
    )


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint(
        "GET", "/renditions", list_renditions, "gifts:read", "renditions", "List renditions", Renditions, query=RenditionQuery
    ),
    Endpoint(
        "GET", "/renditions/{rendition_id}", read_rendition, "gifts:read", "renditions", "Read a rendition", RenditionShown
    ),
    Endpoint(
        "GET", "/statements", list_statements, "reports:read", "statements", "List statements", Statements,
        query=StatementQuery,
    ),
    Endpoint(
        "POST", "/statements", create_statement, "reports:read", "statements", "Have a statement made", StatementShown,
        body=NewStatement, status=202, about="Read it until its status is done; then download it.",
    ),
    Endpoint(
        "GET", "/statements/{statement_id}", read_statement, "reports:read", "statements", "Read a statement", StatementShown
    ),
    Endpoint(
        "GET", "/statements/{statement_id}/pdf", download_statement, "reports:read", "statements", "Download a statement",
        None, media="application/pdf",
    ),
)  # fmt: skip
