"""Taking a wish back."""

from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.jobs.cancel import cancel_campaign
from service.jobs.claim import claim
from service.jobs.finish import finish
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
