"""Many gifts end by the same step of the table: what `transitions.apply_all` does for each of them, in as many statements as it
needs for one. For steps that only end something: the piece goes back, the money is spent or free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from service.config import settings
from service.db.writing.chunks import in_chunks
from service.errors import Conflict
from service.gifting import money, shelf
from service.gifting.events import moments_after
from service.gifting.models import RecipientGift
from service.gifting.request_statement import restate_each
from service.gifting.soft_holds import let_go_each
from service.gifting.transitions import NOTHING, TRANSITIONS, Transition, record_step, require_step, shelf_effect
from service.recipients.lock import lock_people
from service.recipients.postal.addresses import start_erasures


def hold_still(session: Session, gift_ids: Sequence[str]) -> list[RecipientGift]:
    """Locks the people, then their gifts, each in the order of their ids, and reads both anew. Ids that nobody has are left out."""
    gifts: list[RecipientGift] = []
    for some in in_chunks(sorted(gift_ids)):
        lock_people(
            session, session.scalars(select(RecipientGift.recipient_id).where(RecipientGift.id.in_(some))).all()
        )
        gifts += session.scalars(
            select(RecipientGift)
            .where(RecipientGift.id.in_(some))
            .order_by(RecipientGift.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    return gifts


def end_together(
    session: Session,
    act: str,
    gifts: Sequence[RecipientGift],
    at: datetime,
    values: Mapping[str, Any] = NOTHING,
) -> None:
    """Takes gifts that the caller holds still one step further. `values` are further columns set with it, the same for all.

    Raises Conflict where the step is not allowed from where one of them is; the caller's transaction is then to be rolled back.
    """
    if not gifts:
        return
    rule = TRANSITIONS[act]
    for gift in gifts:
        require_step(rule, gift)
    ids = [gift.id for gift in gifts]
    moments = moments_after(session, ids, at)
    was = {gift.id: money.Was.of(gift) for gift in gifts}
    had = {gift.id: gift.product_id if gift.is_reserved else None for gift in gifts}
    reserved = [gift for gift in gifts if gift.is_reserved]
    _change_rows(session, rule, gifts, values)
    held, back = let_go_each(session, ids), dict[str, int]()
    for gift in gifts:
        own = shelf.merge(shelf_effect(rule, had[gift.id], gift.product_id), held.get(gift.id, {}))
        back = shelf.merge(back, own)
        record_step(session, rule, gift, own, NOTHING, moments[gift.id])
    if rule.is_stated:
        restate_each(session, [gift for gift in gifts if gift.launched_at is not None], at)
    if rule.ends:
        start_erasures(session, ids, at, days=settings().address_kept_days)
    shelf.move(session, back)
    for _, of_one in groupby(
        sorted(reserved, key=lambda gift: (gift.campaign_id, gift.id)), lambda one: one.campaign_id
    ):
        moves = [(gift, was[gift.id]) for gift in of_one]
        money.move_each(session, moves, rule.money, {gift.id: moments[gift.id] for gift, _ in moves})


def _change_rows(session: Session, rule: Transition, gifts: Sequence[RecipientGift], values: Mapping[str, Any]) -> None:
    """The guard: every row is still as it was read."""
    by_state: dict[tuple[str, bool], list[RecipientGift]] = {}
    for gift in gifts:
        by_state.setdefault((gift.status, gift.is_reserved), []).append(gift)
    for (status, is_reserved), alike in sorted(by_state.items()):
        new = {**values, "status": rule.to or status, "is_reserved": rule.reserved_after(is_reserved)}
        changed = 0
        for some in in_chunks([gift.id for gift in alike]):
            as_read = (RecipientGift.status == status, RecipientGift.is_reserved == is_reserved)
            statement = update(RecipientGift).where(RecipientGift.id.in_(some), *as_read).values(new)
            returning = statement.returning(RecipientGift.id).execution_options(synchronize_session=False)
            changed += len(session.execute(returning).all())
        if changed != len(alike):
            raise Conflict("Someone else has just changed one of these gifts.")
        for gift in alike:
            for name, value in new.items():
                set_committed_value(gift, name, value)
