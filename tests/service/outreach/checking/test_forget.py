"""Reports of what somebody didn't trust are kept for a while, and those about a gift until someone has looked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.outreach.checking.forget import KEPT, forget_distrust
from service.outreach.models import Distrust
from tests.factories import AT
from tests.service.gifting.scene import set_scene

SECOND = timedelta(seconds=1)


@pytest.mark.usefixtures("database")
def test_what_is_settled_or_not_ours_goes_in_time_and_an_open_report_of_a_gift_stays() -> None:
    with transaction() as session:
        scene = set_scene(session)
        gift = scene.gifts[0]

        def report(number: str, *, ours: bool, at: datetime, settled: datetime | None) -> None:
            session.add(
                Distrust(
                    id=f"dst_{number}", workspace_id=gift.workspace_id if ours else None, gift_id=gift.id if ours else None,
                    kind="gift" if ours else "forged", at=at, settled_at=settled, settled_by=None,
                )
            )  # fmt: skip

        report("settled", ours=True, at=AT - KEPT, settled=AT - KEPT)
        report("settled lately", ours=True, at=AT - 2 * KEPT, settled=AT - KEPT + SECOND)
        report("open", ours=True, at=AT - 2 * KEPT, settled=None)
        report("forged", ours=False, at=AT - KEPT, settled=None)
        report("forged lately", ours=False, at=AT - KEPT + SECOND, settled=None)
    assert forget_distrust(AT) == 2
    with reading() as session:
        assert set(session.scalars(select(Distrust.id))) == {"dst_settled lately", "dst_open", "dst_forged lately"}
