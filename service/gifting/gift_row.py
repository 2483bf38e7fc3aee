"""The one conditional UPDATE behind every step of a gift: it changes the row where that still is as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import ClauseElement, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from service.catalog.models import Product
from service.errors import Conflict
from service.gifting.models import RecipientGift


def change_unless_changed(session: Session, gift: RecipientGift, values: Mapping[str, Any]) -> bool:
    """Sets these columns and reads the row anew, in one statement. False, and nothing changed, where its status, its product or
    whether that is set aside is not as `gift` says. Raises Conflict where a colleague has the product."""
    values = {**values, **_family(values)}
    plain = {name: value for name, value in values.items() if not isinstance(value, ClauseElement)}
    statement = _changing(frozenset(plain))
    if len(plain) < len(values):
        statement = statement.values({name: value for name, value in values.items() if name not in plain})
    read = {
        "the_gift": gift.id,
        "was_status": gift.status,
        "was_product": gift.product_id,
        "was_reserved": gift.is_reserved,
    }
    try:
        return bool(session.scalars(statement, read | {f"new_{name}": value for name, value in plain.items()}).all())
    except IntegrityError:
        # The unique indexes an UPDATE of a gift can meet: two people of one company, one product; two of a campaign, one version.
        raise Conflict("Someone else has just got this gift. Choose another one.", param="product_id") from None


@cache
def _changing(columns: frozenset[str]) -> ReturningUpdate[RecipientGift]:
    """The statement that sets these columns; there are few sets of them, so each is put together once."""
    return (
        update(RecipientGift)
        .where(
            RecipientGift.id == bindparam("the_gift"),
            RecipientGift.status == bindparam("was_status"),
            RecipientGift.product_id.is_not_distinct_from(bindparam("was_product")),
            RecipientGift.is_reserved == bindparam("was_reserved"),
        )
        .values({name: bindparam(f"new_{name}") for name in sorted(columns)})
        .returning(RecipientGift)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


def _family(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The family goes with the product, in the same statement."""
    if "product_id" not in values:
        return {}
    product_id = values["product_id"]
    if product_id is None:
        return {"product_family": None}
    return {"product_family": select(Product.family).where(Product.id == product_id).scalar_subquery()}
