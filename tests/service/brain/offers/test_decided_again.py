"""An offer that comes or goes asks for one new decision of each person who may get it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.brain.deciding.models import NextDecision
from service.brain.offers import decided_again
from service.brain.offers.decided_again import DECIDES, KIND, say_ended
from service.brain.offers.keep import keep_sheet, withdraw_offer
from service.brain.offers.models import Offer, OfferEvent
from service.brain.segments.conditions import read_conditions
from service.brain.segments.keep import save_segment
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.jobs.run import run_job
from tests.factories import make_account, make_recipient, make_workspace, owner_of
from tests.service.brain.offering import draft, offer


def five_people() -> str:
    """Three Czechs and two Norwegians; their workspace's id."""
    with transaction() as session:
        account = make_account(session, make_workspace(session).id, lifecycle="active", relationship="customer")
        for number in range(5):
            country = "CZ" if number < 3 else "NO"
            make_recipient(session, account, email=f"p{number}@vltava.example", country=country)
        return account.workspace_id


def work(kind: str) -> int:
    """Runs every job of a kind that is due, with those that they ask for; answers how many ran."""
    ran = 0
    while True:
        with reading() as session:
            due = (Job.kind == kind) & (Job.state == "pending") & (Job.run_at <= utc_now())
            waiting = session.scalars(select(Job.id).where(due)).all()
        if not waiting:
            return ran
        for job_id in waiting:
            run_job(job_id, "worker")
            ran += 1


def asked_for() -> int:
    with reading() as session:
        return len(session.scalars(select(Job.id).where(Job.kind == DECIDES, Job.state == "pending")).all())


def test_one_that_is_made_and_withdrawn_is_decided_for_in_portions(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace_id, now = five_people(), utc_now()
    monkeypatch.setattr(decided_again, "PORTION", 2)
    with transaction() as session:
        made = offer(session, workspace_id, now, kind="reward")
    assert (work(KIND), asked_for()) == (3, 5)
    assert work(DECIDES) == 5
    with reading() as session:
        assert [row.cause for row in session.scalars(select(NextDecision))] == ["offered"] * 5
        assert {row.kind for row in session.scalars(select(NextDecision))} == {"reward"}
    with transaction() as session:
        withdraw_offer(session, owner_of(workspace_id), made.id, now)
    work(KIND)
    assert work(DECIDES) == 5
    with reading() as session:
        kinds = sorted(row.kind for row in session.scalars(select(NextDecision)))
    assert kinds == ["nothing"] * 5 + ["reward"] * 5


def test_a_sheet_of_many_offers_asks_for_one_decision_of_each_person(database: str) -> None:
    workspace_id, now = five_people(), utc_now()
    with transaction() as session:
        drafts = [draft(now, code=f"offer-{number}", kind="reward") for number in range(4)]
        keep_sheet(session, owner_of(workspace_id), drafts, now)
    assert (work(KIND), asked_for()) == (4, 5)


def test_only_who_may_get_it_is_decided_for_and_news_changes_nothing(database: str) -> None:
    workspace_id, now = five_people(), utc_now()
    with transaction() as session:
        save_segment(session, owner_of(workspace_id), "Norway", read_conditions([("country", "NO")]), now)
        offer(session, workspace_id, now, code="north", segment="Norway")
        offer(session, workspace_id, now, code="spring", kind="news", value="")
    assert (work(KIND), asked_for()) == (1, 2)


def test_one_that_begins_later_is_decided_for_on_its_first_day(database: str) -> None:
    workspace_id, now = five_people(), utc_now()
    first = (now + timedelta(days=3)).date()
    with transaction() as session:
        offer(session, workspace_id, now, since=first.isoformat())
    with reading() as session:
        runs = session.scalars(select(Job.run_at).where(Job.kind == KIND)).all()
    assert [run.date() for run in runs] == [first]


def test_one_whose_last_day_is_over_has_ended_once(database: str) -> None:
    workspace_id, now = five_people(), utc_now()
    with transaction() as session:
        made = offer(session, workspace_id, now, until=now.date().isoformat())
    tomorrow = now + timedelta(days=1)
    assert [int(say_ended(at)) for at in (now, tomorrow, tomorrow)] == [0, 1, 0]
    assert events(made.id) == ["offer.made", "offer.ended"]
    with transaction() as session:
        withdraw_offer(session, owner_of(workspace_id), made.id, tomorrow)
    assert events(made.id) == ["offer.made", "offer.ended", "offer.withdrawn"]


def events(offer_id: str) -> list[str]:
    with reading() as session:
        assert session.get(Offer, offer_id) is not None
        rows = select(OfferEvent.kind).where(OfferEvent.offer_id == offer_id).order_by(OfferEvent.id)
        return list(session.scalars(rows))
