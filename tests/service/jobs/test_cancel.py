"""Taking a wish back."""

from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.jobs.cancel import cancel_campaign, cancel_older
from service.jobs.claim import claim
from service.jobs.finish import finish
from tests.query_plans import recording
from tests.service.jobs.ledger import AT, ask, job, later, taken

pytestmark = pytest.mark.usefixtures("any_database")


def test_a_campaigns_open_jobs_of_the_named_kinds_are_canceled_and_no_others() -> None:
    pending, running, done = (ask(f"gft_{number}", campaign_id="cmp_1") for number in range(3))
    taken(running)
    finish(taken(done), None, AT)
    other_kind = ask("gft_4", kind="test.other", campaign_id="cmp_1")
    other_campaign = ask("gft_5", campaign_id="cmp_2")

    with transaction() as session:
        assert cancel_campaign(session, "cmp_1", ["test.do"], later(5)) == 2

    states = [job(job_id).state for job_id in (pending, running, done, other_kind, other_campaign)]
    assert states == ["canceled", "canceled", "done", "pending", "pending"]
    assert (job(running).token, job(running).finished_at) == (None, later(5))
    assert claim(pending, "w1", later(10)) is None


def test_what_a_newer_wish_says_again_is_canceled_unless_somebody_has_begun_it() -> None:
    old, begun, newest = (ask("gft_1", version=version) for version in (1, 2, 3))
    taken(begun)
    other_kind, other_gift = ask("gft_1", kind="test.other"), ask("gft_2")

    with transaction() as session:
        assert cancel_older(session, ["test.do"], ["gft_1"], 3, later(5)) == 1

    states = [job(job_id).state for job_id in (old, begun, newest, other_kind, other_gift)]
    assert states == ["canceled", "running", "pending", "pending", "pending"]


def test_what_is_replaced_is_not_looked_for_among_everything_that_waits() -> None:
    """On SQLite the index by state holds the whole ledger that waits; a swap's part of it is four rows."""
    ask("gft_1")
    with recording() as heard, transaction() as session:
        cancel_older(session, ["test.do", "test.other"], ["gft_1"], 2, later(5))

    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            return
        plans = [
            row[3]
            for statement, parameters in heard.items()
            for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert len(heard) == 2
    assert not any("(state=?" in plan for plan in plans), plans
