"""A decision is kept for 400 days, with what it capped, and not a day less."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.brain.deciding.decide_for import decide_for
from service.brain.deciding.models import CappedMessage, NextDecision
from service.brain.forget import KEPT, forget_decisions
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from tests.service.brain.people import AT, DAY, mailed, make_two, who


@pytest.mark.parametrize(("days", "left"), [(-1, (1, 1)), (1, (0, 0))])
def test_a_decision_goes_after_400_days_with_the_message_it_capped(
    database: str, days: int, left: tuple[int, int]
) -> None:
    with transaction() as session:
        two = make_two(session)
        mailed(session, two.first, "invitation", AT - 8 * DAY)
        session.get_one(RecipientGift, two.first).status = "notified"
    with transaction() as session:
        decide_for(session, who(session, two), AT, "due", only_messages=True)

    forget_decisions(AT + KEPT + timedelta(days=days))

    assert timedelta(days=400) == KEPT
    with reading() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (NextDecision, CappedMessage)]
    assert tuple(counts) == left
