"""What may be discarded, and what stays because a gift, its money, safety or an erasure needs it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.app.wiring import KINDS
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.gifting.cancel import BACK_FOR
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.ops.jobs import discard
from service.ops.jobs.discard import Discarded, discard_jobs, look_before
from service.ops.jobs.may_discard import ALWAYS, NEVER, OF_A_GIFT, why_kept
from service.workspaces.actor import system
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_job, make_workspace
from tests.service.gifting.stopping import bring_to


def dead(kind: str, subject: str, workspace_id: str | None) -> str:
    with transaction() as session:
        job = make_job(
            session,
            kind,
            subject,
            version=99,
            workspace_id=workspace_id,
            state="dead",
            last_error_type="no_such_box",
            finished_at=AT,
        )
        return job.id


def state(job_id: str) -> str:
    with reading() as session:
        return session.get_one(Job, job_id).state


def test_every_kind_of_job_stands_in_one_table() -> None:
    assert sorted([*ALWAYS, *OF_A_GIFT, *NEVER]) == sorted(kind.name for kind in KINDS)


def test_a_kind_that_nobody_knows_is_kept() -> None:
    assert why_kept("gifting.capture", None, AT) == (
        "This version doesn’t know what depends on it. Run it again with the version that asked for it."
    )


def test_what_nobody_waits_for_goes_with_a_line_and_what_is_safety_or_foreign_stays(any_database: str) -> None:
    with transaction() as session:
        ours, theirs = make_workspace(session).id, make_workspace(session, "Cedar Freight").id
    repair, recall, foreign = (
        dead("planning.repair", "cmp_1", ours),
        dead("safety.recall", "rcl_1", ours),
        dead("planning.repair", "cmp_2", theirs),
    )

    with transaction() as session:
        done = discard_jobs(session, [repair, recall, foreign], "not_wanted", system(ours), AT)

    why = "It keeps someone safe. Run it again once its cause is fixed."
    assert done == Discarded(1, {("safety.recall", why): 1})
    assert [state(job_id) for job_id in (repair, recall, foreign)] == ["canceled", "dead", "dead"]
    with reading() as session:
        lines = session.execute(select(AuditEntry.workspace_id, AuditEntry.act, AuditEntry.body)).all()
    body = {"kind": "planning.repair", "error_code": "no_such_box", "jobs": 1, "reason": "not_wanted"}
    assert [tuple(line) for line in lines] == [(ours, "jobs.discarded", body)]


def test_the_film_of_a_living_gift_stays_until_the_gift_is_ended_and_cannot_come_back(any_database: str) -> None:
    scene = bring_to("accepted", people=1)
    gift_id = scene.gifts[0].id
    film = dead("content.video", gift_id, scene.workspace_id)
    page = f"/campaigns/{scene.gifts[0].campaign_id}/running/{gift_id}"

    with transaction() as session:
        alive = discard_jobs(session, [film], "not_wanted", system(scene.workspace_id), AT)
    assert alive == Discarded(
        0, {("content.video", f"Its gift goes on. To end it and release its money, cancel it: {page}"): 1}
    )
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        gift.status, gift.canceled_at = "canceled", AT
    with transaction() as session:
        early = discard_jobs(session, [film], "not_wanted", system(scene.workspace_id), AT)
    assert (early.jobs, state(film)) == (0, "dead")
    with reading() as session:
        assert look_before(session, [film], scene.workspace_id, AT + BACK_FOR).jobs == 1
    assert state(film) == "dead"
    with transaction() as session:
        late = discard_jobs(session, [film], "not_wanted", system(scene.workspace_id), AT + BACK_FOR)
    assert (late, state(film)) == (Discarded(1, {}), "canceled")


def test_a_job_that_somebody_ran_again_meanwhile_stays(database: str) -> None:
    with transaction() as session:
        ours = make_workspace(session).id
    job_id = dead("planning.repair", "cmp_1", ours)
    with transaction() as session:
        session.get_one(Job, job_id).state = "pending"

    with transaction() as session:
        assert discard_jobs(session, [job_id], "trial", system(ours), AT + timedelta(hours=1)) == Discarded(0, {})
    assert state(job_id) == "pending"


def test_a_reason_of_ones_own_is_refused(database: str) -> None:
    with transaction() as session, pytest.raises(InvalidInput, match="Say why, for the audit log"):
        discard_jobs(session, [], "because of Jana", None, AT)
    assert discard.REASONS == ("done_otherwise", "not_wanted", "wrong_input", "trial")
