"""What has become of a gift: how many people were promised it, in which campaigns it is only planned."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.safety.recalls.dry_count import DryCount, count_affected


@dataclass(frozen=True, slots=True)
class Promised:
    """`people` know of it or have it, `waiting` of them have nothing yet; `planned` stand in plans that have not set out."""

    people: int
    waiting: int
    planned: int


def count_promised(session: Session, product_id: str) -> Promised:
    """In all campaigns of the product's workspace."""
    return _promised(count_affected(session, product_id))


def _promised(count: DryCount) -> Promised:
    by_group = {line.group: line.gifts for line in count.lines}
    planned = by_group["planned"]
    return Promised(count.gifts - planned, count.to_stop - planned, planned)
