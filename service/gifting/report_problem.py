"""What a person says of a gift that has arrived: it is broken, it is not what they agreed to, it made them ill.

Whoever calls has the person's own press. Person and gift are locked here, and everything is asked again: one report of the
second stands at a time, and what is said of an illness stops the product for everybody at once. An incident names ids and codes
only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.errors import Conflict, LinkClosed, OutOfStock
from service.gifting.cost import parcel_sunk, sunk_columns, sunk_note
from service.gifting.find import campaign_of
from service.gifting.fulfil import LEFT, mark_delivered
from service.gifting.guard import safety_now
from service.gifting.incidents import open_report
from service.gifting.lock import lock_gift
from service.gifting.models import Incident, Parcel, RecipientGift
from service.gifting.packed import batch_in
from service.gifting.settle import try_to_order
from service.gifting.transitions import apply
from service.recipients.postal.addresses import stop_erasure
from service.recipients.postal.carriage import forget_carriage
from service.workspaces.actor import system
from service.workspaces.audit import record_act

Remedy = Literal["another", "none"]


class NotArrived(Conflict):
    """Nothing has been sent that anything could be wrong with."""

    code = "problem_not_arrived"


class AlreadyReported(Conflict):
    """The same was said before, and is being dealt with."""

    code = "problem_known"


class NoneLeft(Conflict):
    """There is no other one to send, or it may not be sent."""

    code = "problem_none_left"


def report_broken(session: Session, gift: RecipientGift, wanted: Remedy, at: datetime) -> Incident:
    """It arrived broken. `another`: one more of the same is set aside and ordered, for the money of the first. `none`: the money
    goes back to the giver, and the gift has ended.

    Raises NotArrived, AlreadyReported, LinkClosed, or NoneLeft where no other can be sent: then nothing has changed.
    """
    product = _arrived(session, gift, at)
    if _open_report(session, gift) is not None:
        raise AlreadyReported("You have told us about this gift already.")
    if wanted == "another" and not may_replace(session, gift, product, at):
        raise NoneLeft("There’s no other one that we can send you.")
    incident = open_report(session, gift, "broken", batch_in(session, gift), at)
    incident.remedy = "replaced" if wanted == "another" else "refunded"
    sunk = parcel_sunk(session, gift)
    values, note = sunk_columns(gift, sunk), {"incident_id": incident.id} | sunk_note(sunk)
    if wanted == "none":
        apply(session, gift, "break", at, values={"status_before": gift.status} | values, note=note)
    else:
        _send_another(session, gift, values, note, at)
    _note(session, incident, at)
    return incident


def report_wrong(session: Session, gift: RecipientGift, at: datetime) -> Incident:
    """It is not what they agreed to: it goes back, and the giver's money too once somebody says that it has come. Raises
    NotArrived, AlreadyReported or LinkClosed."""
    _arrived(session, gift, at)
    if _open_report(session, gift) is not None:
        raise AlreadyReported("You have told us about this gift already.")
    incident = open_report(session, gift, "wrong", batch_in(session, gift), at)
    _note(session, incident, at)
    return incident


def report_ill(session: Session, gift: RecipientGift, at: datetime) -> Incident:
    """It made them ill. From now on nothing of the product leaves for anybody, whatever its batch, until a named person has looked
    (`safety.problems.clear`). Raises NotArrived, AlreadyReported or LinkClosed."""
    product = _arrived(session, gift, at)
    known = select(Incident.id).where(
        Incident.gift_id == gift.id,
        Incident.kind == "ill",
        Incident.product_id == product.id,
        Incident.closed_at.is_(None),
    )
    if session.scalar(known.limit(1)) is not None:
        raise AlreadyReported("You have told us about this gift already.")
    product = session.get_one(Product, product.id, populate_existing=True, with_for_update={"key_share": True})
    incident = open_report(session, gift, "ill", batch_in(session, gift), at)
    if product.halted_at is None:
        product.halted_at = at
        session.flush()
        record_act(session, system(gift.workspace_id), "product.halted", at, subject_id=product.id)
    _note(session, incident, at)
    return incident


def may_replace(session: Session, gift: RecipientGift, product: Product, at: datetime) -> bool:
    """Whether one more of the same can be sent: once for a gift, where a piece is there and it is safe for its person now."""
    replaced = select(Incident.id).where(Incident.gift_id == gift.id, Incident.remedy == "replaced")
    if session.scalar(replaced.limit(1)) is not None or product.stock < 1:
        return False
    return safety_now(session, campaign_of(session, gift), gift, at) == "safe"


def _arrived(session: Session, gift: RecipientGift, at: datetime) -> Product:
    """Locks person and gift. Whoever holds it in their hands knows better than the carrier that it has arrived."""
    if lock_gift(session, gift).erased_at is not None:
        raise LinkClosed()
    if gift.status not in LEFT or gift.product_id is None:
        raise NotArrived("This gift hasn’t been sent, so there’s nothing to report about it.")
    if gift.status == "shipped":
        mark_delivered(session, gift, system(gift.workspace_id), at)
    return session.get_one(Product, gift.product_id)


def _open_report(session: Session, gift: RecipientGift) -> str | None:
    return session.scalar(
        select(Incident.id)
        .where(Incident.gift_id == gift.id, Incident.kind == "wrong", Incident.closed_at.is_(None))
        .limit(1)
    )


def _send_another(
    session: Session, gift: RecipientGift, values: Mapping[str, Any], note: Mapping[str, Any], at: datetime
) -> None:
    parcel = session.get(Parcel, gift.id)
    if parcel is not None:
        # The next one is packed anew, with a batch of its own.
        session.delete(parcel)
    try:
        apply(session, gift, "replace", at, values={"undo_until": at, **values}, note=note)
    except OutOfStock:
        raise NoneLeft("There’s no other one that we can send you.") from None
    stop_erasure(session, gift.id)
    forget_carriage(session, gift.id)
    try_to_order(session, gift, at)


def _note(session: Session, incident: Incident, at: datetime) -> None:
    # Not the gift: whoever reads the log could see from it whose illness stopped a product.
    record_act(session, system(incident.workspace_id), "incident.reported", at, subject_id=incident.id)
