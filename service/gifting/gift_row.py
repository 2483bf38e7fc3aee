"""The one conditional UPDATE behind every step of a gift: it changes the row where that still is as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import Boolean, ClauseElement, String, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningUpdate

from service.catalog.models import Product
from service.db.loaded import ask
from service.errors import Conflict
from service.gifting.models import RecipientGift

_gift: Any = RecipientGift.__table__  # a table of the mapping, whose columns mypy does not know
NEXT_VERSION: Final = _gift.c.content_version + 1
"""What `content_version` is set to where everything that shows the gift is to be drawn again."""


def change_unless_changed(session: Session, gift: RecipientGift, values: Mapping[str, Any]) -> bool:
    """Sets these columns and reads the row anew, in one statement. False, and nothing changed, where its status, its product or
    whether that is set aside is not as `gift` says. Raises Conflict where a colleague has the product."""
    if values.get("product_id", "") is None:
        values = {**values, "product_family": None}
    plain = {name: value for name, value in values.items() if not isinstance(value, ClauseElement)}
    statement = _changing(frozenset(plain), values.get("content_version") is NEXT_VERSION)
    if others := values.keys() - plain.keys() - {"content_version"}:
        raise TypeError(f"Only the version of a gift is reckoned by the database, not {', '.join(sorted(others))}.")
    read = {
        "the_gift": gift.id,
        "was_status": gift.status,
        "was_product": gift.product_id,
        "was_reserved": gift.is_reserved,
    }
    try:
        row = ask(session, statement, read | {f"new_{name}": value for name, value in plain.items()}).one_or_none()
    except IntegrityError:
        # The unique indexes an UPDATE of a gift can meet: two people of one company, one product; two of a campaign, one version.
        raise Conflict("Someone else has just got this gift. Choose another one.", param="product_id") from None
    if row is None:
        return False
    for name, value in row._mapping.items():
        set_committed_value(gift, name, value)
    return True


@cache
def _changing(columns: frozenset[str], is_new_version: bool) -> ReturningUpdate[Any]:
    """The statement that sets these columns and answers the whole row; there are few sets of them, so each is put together once.
    The family goes with the product."""
    new: dict[str, Any] = {name: bindparam(f"new_{name}", type_=_gift.c[name].type) for name in sorted(columns)}
    if "product_id" in columns and "product_family" not in columns:
        new["product_family"] = select(Product.family).where(Product.id == new["product_id"]).scalar_subquery()
    if is_new_version:
        new["content_version"] = NEXT_VERSION
    return (
        update(_gift)
        .where(
            _gift.c.id == bindparam("the_gift"),
            _gift.c.status == bindparam("was_status"),
            _gift.c.product_id.is_not_distinct_from(bindparam("was_product", type_=String)),
            _gift.c.is_reserved == bindparam("was_reserved", type_=Boolean),
        )
        .values(new)
        .returning(*_gift.c)
    )
