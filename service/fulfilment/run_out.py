"""There is no piece to pack: the person chooses again, and the address they gave is kept."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from service import said
from service.catalog.models import Product
from service.catalog.restock import change_shelf
from service.errors import Conflict
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at
from service.gifting.models import RecipientGift
from service.gifting.stop import stop_without_piece
from service.gifting.wait import offer_wait
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def run_out(session: Session, gift: RecipientGift, actor: Actor, at: datetime, expected_on: date | None = None) -> None:
    """Somebody who packs says that this piece is broken or missing and that no other is left: nobody else is given one, and the
    same guard that chose the gift chooses another, which its person may take, swap, donate or decline.

    They may also wait for it: `expected_on` is the day of its next delivery, where somebody knows one that
    does not stand with the product already. Where another piece is left,
    that one is packed and the shelf is counted again. Raises Conflict where the gift is not ordered, InvalidInput for a day that
    cannot be.
    """
    lock_gift(session, gift)
    if gift.status != "ordered" or gift.product_id is None:
        raise Conflict(f"This gift is {said.state(gift.status)}; only what is still to be packed can run out.")
    product = session.get_one(Product, gift.product_id, populate_existing=True, with_for_update={"key_share": True})
    stop_without_piece(session, gift, at)
    if product.stock:
        change_shelf(session, product.id, -product.stock, "damaged", actor, at)
    known = product.restock_on if product.restock_on is not None and product.restock_on >= at.date() else None
    offer_wait(session, gift, product.id, expected_on or known, at)
    record_act(session, actor, "gift.ran_out", at, subject_id=gift.id)
    look_at(session, gift)
