"""What scripts may do with gifts: list, read, cancel, send again; and, in a sandbox, see what can be swapped to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import AccountId, CampaignId, GiftId, ProductId, RecipientId
from service.api.paging import part_of
from service.api.values import Given, Listed, ListQuery, MoneyShown, Shown
from service.campaigns.sight import in_sight
from service.errors import NotFound
from service.gifting.cancel import cancel_gift
from service.gifting.find import campaign_of
from service.gifting.live import offers_of
from service.gifting.models import RecipientGift
from service.gifting.renew_link import renew_link
from service.planning.labels import hold_of

Status = Literal[
    "draft", "pending_approval", "scheduled", "created", "notified", "opened", "accepted", "donated", "declined",
    "expired", "canceled", "ordered", "shipped", "delivered", "returned", "failed",
]  # fmt: skip


class GiftShown(Shown):
    """What one person is given. `hold`: why it waits, as the console says it; what the person told us is not in it."""

    id: GiftId
    campaign: CampaignId
    recipient: RecipientId
    account: AccountId
    status: Status
    hold: str | None
    product: ProductId | None
    original_product: ProductId | None
    value: MoneyShown
    is_swapped: bool
    is_overridden: bool
    delivery_status: str
    wave: int | None
    undo_until: datetime | None
    launched_at: datetime | None
    decided_at: datetime | None
    created_at: datetime


class Gifts(Listed[GiftShown]):
    """Gifts, the first made first."""


class GiftQuery(ListQuery):
    """Narrows a list of gifts."""

    campaign: CampaignId | None = None
    recipient: RecipientId | None = None
    status: Annotated[
        str | None,
        Field(
            pattern="^(draft|pending_approval|scheduled|created|notified|opened|accepted|donated|declined|expired|canceled|ordered"
            "|shipped|delivered|returned|failed)$"
        ),
    ] = None


class SwapOption(Shown):
    """A product that the person may swap to, and whether there is one left."""

    product: ProductId
    name: str
    value: MoneyShown
    is_available: bool


class SwapOptions(Shown):
    """What the person may swap to at this moment, the best first. Nothing is set aside by looking."""

    data: list[SwapOption]


class Cancel(Given):
    """Why, for the audit log. `reason`: what the person reads, needed exactly where they had said yes."""

    why: Annotated[str, Field(min_length=1, max_length=40)]
    reason: Annotated[str | None, Field(min_length=1, max_length=40)] = None


def list_gifts(call: Call[GiftQuery, None]) -> Gifts:
    """The gifts of the workspace, of a campaign, of a person."""
    asked = call.query
    query = select(RecipientGift).where(
        RecipientGift.workspace_id == call.actor.workspace_id, in_sight(RecipientGift.campaign_id, call.actor)
    )
    if asked.campaign is not None:
        query = query.where(RecipientGift.campaign_id == asked.campaign)
    if asked.recipient is not None:
        query = query.where(RecipientGift.recipient_id == asked.recipient)
    if asked.status is not None:
        query = query.where(RecipientGift.status == asked.status)
    part = part_of(call, query, RecipientGift.created_at, RecipientGift.id)
    return Gifts(data=part.each(gift_shown), next=part.next, next_cursor=part.next_cursor)


def read_gift(call: Call[None, None]) -> GiftShown:
    """One gift."""
    return gift_shown(its_gift(call))


def list_swap_options(call: Call[None, None]) -> SwapOptions:
    """As on the person's own page."""
    gift = its_gift(call)
    offers = offers_of(call.session, campaign_of(call.session, gift), gift, call.at)
    return SwapOptions(
        data=[
            SwapOption(
                product=offer.product.id,
                name=offer.product.texts["en"]["name"],
                value=MoneyShown(amount=offer.product.price_minor, currency=offer.product.currency),
                is_available=offer.is_available,
            )
            for offer in offers
        ]
    )


def cancel(call: Call[None, Cancel]) -> GiftShown:
    """Ends it: its piece goes back on the shelf, its money comes back."""
    gift = its_gift(call)
    cancel_gift(call.session, gift, call.body.why, call.actor, call.at, reason=call.body.reason)
    return _again(call, gift)


def resend(call: Call[None, None]) -> GiftShown:
    """A new link, and the mail that carries it; the link before stops working."""
    gift = its_gift(call)
    renew_link(call.session, gift, call.actor, call.at)
    return _again(call, gift)


def its_gift(call: Call[Any, Any]) -> RecipientGift:
    """The gift that the path names. Raises NotFound for another workspace's too."""
    found = call.session.scalar(
        select(RecipientGift).where(
            RecipientGift.id == call.ids["gift_id"],
            RecipientGift.workspace_id == call.actor.workspace_id,
            in_sight(RecipientGift.campaign_id, call.actor),
        )
    )
    if found is None:
        raise NotFound("There’s no such gift.")
    return found


def gift_shown(gift: RecipientGift) -> GiftShown:
    """A gift as scripts see it."""
    return GiftShown.model_validate(
        {
            "id": gift.id,
            "campaign": gift.campaign_id,
            "recipient": gift.recipient_id,
            "account": gift.account_id,
            "status": gift.status,
            "hold": hold_of(gift),
            "product": gift.product_id,
            "original_product": gift.original_product_id,
            "value": MoneyShown(amount=gift.price_minor, currency=gift.currency),
            "is_swapped": gift.is_swapped,
            "is_overridden": gift.is_overridden,
            "delivery_status": gift.delivery_status,
            "wave": gift.wave,
            "undo_until": gift.undo_until,
            "launched_at": gift.launched_at,
            "decided_at": gift.decided_at,
            "created_at": gift.created_at,
        }
    )


def _again(call: Call[Any, Any], gift: RecipientGift) -> GiftShown:
    call.session.flush()
    call.session.refresh(gift)
    return gift_shown(gift)


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint("GET", "/gifts", list_gifts, "gifts:read", "gifts", "List gifts", Gifts, query=GiftQuery),
    Endpoint("GET", "/gifts/{gift_id}", read_gift, "gifts:read", "gifts", "Read a gift", GiftShown),
    Endpoint(
        "GET", "/gifts/{gift_id}/swap_options", list_swap_options, "gifts:read", "gifts", "See what can be swapped to",
        SwapOptions, test_only=True,
        about="What somebody may swap to follows from what they told us, so that it is told of invented people only.",
    ),
    Endpoint(
        "POST", "/gifts/{gift_id}/cancel", cancel, "gifts:write", "gifts", "Cancel a gift", GiftShown, body=Cancel
    ),
    Endpoint(
        "POST", "/gifts/{gift_id}/resend", resend, "gifts:write", "gifts", "Send a new link", GiftShown,
        about="It leaves when its person may be written to.",
    ),
)  # fmt: skip
