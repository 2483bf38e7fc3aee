"""Charities that people named themselves: a yes puts one among the workspace's, a no opens the gift again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from renderers.context import Money
from renderers.language.money import money
from service.campaigns.charities.keep import add_charity, find_charity
from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of
from service.errors import Conflict, InvalidInput, NotFound
from service.gifting.donate import refuse_named
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.recipients.charities.models import NamedCharity
from service.recipients.charities.named import end_naming, waiting_of
from service.security.encryption import readable
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Named:
    """One that waits. `value` is what would go to it, in words; `name` "" where it can no longer be read."""

    id: str
    name: str
    value: str
    campaign: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first `SHOWN`, the oldest first, and how many there are."""

    lines: tuple[Named, ...]
    number: int


def list_waiting(session: Session, actor: Actor) -> Waiting:
    """Those of the campaigns that the actor sees. Who named it is not told here."""
    query = (
        select(NamedCharity, RecipientGift, Campaign.name)
        .join(RecipientGift, RecipientGift.id == NamedCharity.gift_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(NamedCharity.workspace_id == actor.workspace_id, NamedCharity.state == "waiting", campaigns_of(actor))
    )
    number = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(query.order_by(NamedCharity.created_at, NamedCharity.id).limit(SHOWN)).all()
    lines = [
        Named(
            row.id,
            readable(row.name) or "",
            money("en", Money(gift.price_minor, gift.currency)),
            campaign,
            row.created_at,
        )
        for row, gift, campaign in rows
    ]
    return Waiting(tuple(lines), number)


def say_yes(
    session: Session, actor: Actor, named_id: str, form: Mapping[str, str], languages: Sequence[str], at: datetime
) -> None:
    """The charity as it is registered: one of the workspace's (`charity`), or a new one from the form. What was donated goes to it.

    Raises NotFound, InvalidInput with the field that is wrong, or Conflict where it waits no more; nothing has changed then.
    """
    gift, row = _hold(session, actor, named_id)
    chosen = form.get("charity", "")
    charity = (
        find_charity(session, actor.workspace_id, chosen)
        if chosen
        else add_charity(session, actor, form, languages, at)
    )
    if charity.retired_at is not None:
        raise InvalidInput("This charity is no longer offered. Choose another one.", param="charity")
    end_naming(row, "accepted", at, by=actor.user_id, charity_id=charity.id)
    session.flush()
    body = {"charity_id": charity.id, "gift_id": gift.id}
    record_act(session, actor, "charity.named_accepted", at, subject_id=row.id, body=body)


def say_no(session: Session, actor: Actor, named_id: str, at: datetime) -> None:
    """The gift waits for its person again, with all that was set aside for it. Raises NotFound or Conflict as `say_yes` does."""
    gift, row = _hold(session, actor, named_id)
    refuse_named(session, gift, row, actor.user_id, at)
    record_act(session, actor, "charity.named_refused", at, subject_id=row.id, body={"gift_id": gift.id})


def _hold(session: Session, actor: Actor, named_id: str) -> tuple[RecipientGift, NamedCharity]:
    gift = session.scalar(
        select(RecipientGift)
        .join(NamedCharity, NamedCharity.gift_id == RecipientGift.id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(NamedCharity.id == named_id, NamedCharity.workspace_id == actor.workspace_id, campaigns_of(actor))
    )
    if gift is None:
        raise NotFound("There’s no such charity.")
    lock_gift(session, gift)
    row = waiting_of(session, named_id)
    if row is None or gift.charity != named_id:
        raise Conflict("This has been decided already, or they changed their answer. Nothing was changed.")
    return gift, row
