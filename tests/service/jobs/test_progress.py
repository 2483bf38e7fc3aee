"""How far a campaign's work is."""

from __future__ import annotations

import pytest

from service.db.connect import reading
from service.jobs.finish import finish
from service.jobs.progress import KindProgress, done_about, progress
from tests.service.jobs.ledger import AT, ask, change, later, taken

pytestmark = pytest.mark.usefixtures("any_database")


def test_jobs_are_counted_by_kind_and_state() -> None:
    first = [ask(f"gft_{number}", campaign_id="cmp_1") for number in range(4)]
    taken(first[0])
    finish(taken(first[1]), None, AT)
    change(first[2], state="dead")
    change(ask("gft_9", kind="test.other", campaign_id="cmp_1"), state="canceled")
    ask("gft_5", campaign_id="cmp_2")

    with reading() as session:
        found = progress(session, "cmp_1")
        only = progress(session, "cmp_1", ["test.other"])

    assert found == [
        KindProgress("test.do", pending=1, running=1, done=1, dead=1),
        KindProgress("test.other", canceled=1),
    ]
    assert (found[0].wanted, found[0].open, found[1].wanted) == (4, 2, 0)
    assert only == found[1:]


def test_the_end_is_foretold_from_the_pace_of_the_last_two_minutes() -> None:
    for number in range(10):
        finish(taken(ask(f"old_{number}", campaign_id="cmp_1"), at=later(number * 10)), None, later(number * 10 + 10))
    for number in range(30):
        ask(f"new_{number}", campaign_id="cmp_1")

    with reading() as session:
        assert done_about(session, "cmp_1", later(100)) == later(100 + 300)


def test_with_too_little_done_or_nothing_open_there_is_no_foretelling() -> None:
    ask("gft_1", campaign_id="cmp_1")
    finish(taken(ask("gft_2", campaign_id="cmp_2")), None, later(1))

    with reading() as session:
        assert done_about(session, "cmp_1", later(2)) is None
        assert done_about(session, "cmp_2", later(2)) is None
