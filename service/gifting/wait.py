"""There was none left to pack, and its person would rather wait for it than take something else.

Waiting changes nothing of what was chosen instead: it stays theirs to answer. A yes, once given, counts again when the gift is
back, by every rule of that moment; waiting that comes to nothing ends by itself, in time for another answer.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.connect import transaction
from service.errors import BudgetExceeded, Conflict, InvalidInput, LinkClosed, NotFound, OutOfStock, Unsafe
from service.gifting.accept import accept_gift
from service.gifting.find import answers_until, campaign_of, may_answer
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift, Wait
from service.gifting.redraw import redraw
from service.gifting.stop import has_run_out
from service.gifting.substitute import choose_product
from service.jobs.enqueue import enqueue
from service.jobs.row_sweep import Due, RowSweep

CHOSEN_AGAIN: Final = "outreach.chosen_again"
AFTER_THE_DAY: Final = timedelta(days=7)
"""How long a delivery may be late before waiting ends."""
WITHOUT_A_DAY: Final = timedelta(days=30)
TO_ANSWER: Final = timedelta(days=3)
"""What is left at least to answer after waiting has ended, before the gift itself ends."""
WORTH_IT: Final = timedelta(days=1)
"""Waiting for less is not offered."""
FARTHEST: Final = timedelta(days=180)


def offer_wait(session: Session, gift: RecipientGift, product_id: str, expected_on: date | None, at: datetime) -> None:
    """Writes down what can be waited for, as ops say it at packing; the gift is locked and has just been stopped. Nothing where
    there is no time to wait. Raises InvalidInput for a day that is over, or farther than anybody plans."""
    if expected_on is not None and not at.date() <= expected_on <= (at + FARTHEST).date():
        raise InvalidInput(
            "The day is over, or more than half a year away. Leave it empty if it isn’t known.", param="day"
        )
    longest = at + WITHOUT_A_DAY
    if expected_on is not None:
        longest = datetime.combine(expected_on, time(tzinfo=UTC)) + AFTER_THE_DAY
    until = min(longest, answers_until(campaign_of(session, gift), gift) - TO_ANSWER)
    row = session.get(Wait, gift.id)
    if until < at + WORTH_IT:
        if row is not None:
            session.delete(row)
            session.flush()
        return
    if row is None:
        row = Wait(gift_id=gift.id, workspace_id=gift.workspace_id)
        session.add(row)
    row.product_id, row.expected_on, row.until = product_id, expected_on, until
    row.state, row.changed_at = "offered", at
    session.flush()


def wait_of(session: Session, gift: RecipientGift, at: datetime) -> Wait | None:
    """What the gift's person can wait for, waits for, or waited for in vain; None where there is nothing, or they
    have answered since."""
    row = session.get(Wait, gift.id, populate_existing=True)
    if row is None or row.state == "back" or not has_run_out(session, gift):
        return None
    return row if row.state == "ended" or at < row.until else None


def start_waiting(session: Session, gift: RecipientGift, at: datetime) -> None:
    """Their press. A second one changes nothing. Raises NotFound where there is nothing to wait for any more."""
    row = _pressed(session, gift, at)
    if row.state != "waiting":
        row.state, row.changed_at = "waiting", at


def stop_waiting(session: Session, gift: RecipientGift, at: datetime) -> None:
    """They would rather choose now after all; they may begin again. Raises NotFound where there is nothing to wait for any more."""
    row = _pressed(session, gift, at)
    if row.state == "waiting":
        row.state, row.changed_at = "stopped", at


def _pressed(session: Session, gift: RecipientGift, at: datetime) -> Wait:
    lock_gift(session, gift)
    row = wait_of(session, gift, at)
    if row is None or row.state == "ended" or not may_answer(campaign_of(session, gift), gift, at):
        raise NotFound("There’s nothing to wait for.")
    return row


def _due(at: datetime) -> Due:
    is_there = select(Product.id).where(Product.id == Wait.product_id, Product.stock > 0).exists()
    return select(Wait.gift_id, Wait.workspace_id, Wait.until).where(
        Wait.state == "waiting", or_(Wait.until <= at, is_there)
    )


def _look(gift_id: str, at: datetime) -> int:
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        lock_gift(session, gift)
        row = session.get_one(Wait, gift_id, populate_existing=True)
        if row.state != "waiting":
            return 0
        row.state, row.changed_at = _what_came(session, gift, row, at), at
        if row.state == "ended" and has_run_out(session, gift):
            _tell(session, gift)
    return 1


def _what_came(session: Session, gift: RecipientGift, row: Wait, at: datetime) -> str:
    """The state that waiting comes to now: `waiting` where somebody else was faster."""
    if row.until <= at or not has_run_out(session, gift):
        return "ended"
    try:
        with session.begin_nested():
            if gift.product_id != row.product_id:
                choose_product(session, gift, row.product_id, "substitution", {"waited": True}, at)
            accept_gift(session, gift, at)
    except OutOfStock:
        session.expire_all()
        return "waiting"
    except (Unsafe, BudgetExceeded, Conflict, NotFound, LinkClosed):
        session.expire_all()
        return "ended"
    return "back"


def _tell(session: Session, gift: RecipientGift) -> None:
    """The same mail as when there was none left: there is something to choose, for a new version of what is shown."""
    redraw(session, gift)
    enqueue(
        session, CHOSEN_AGAIN, gift.id, version=gift.content_version,
        workspace_id=gift.workspace_id, campaign_id=gift.campaign_id,
    )  # fmt: skip


end_waits: Final = RowSweep("waits for a gift ended", _due, _look)
"""Gives whoever waits their gift as soon as it is back, and ends waiting whose time is over; answers how many."""
