"""Whatever happens elsewhere is decided for at once, by the same call as everything else, and written down."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from service.brain.deciding.models import NextDecision
from service.brain.events.decided_again import KIND
from service.brain.events.on_page import note_look, note_offer_pressed, note_offers_seen
from service.content.erase import erase_person
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.next_action.record import recompute, written
from service.jobs.models import Job
from service.jobs.run import run_job
from service.recipients.models import Recipient
from tests.factories import make_account, make_recipient, make_workspace
from tests.service.brain.offering import happened, offer, take

EMAIL = "jana@vltava.example"


def jana() -> Recipient:
    """At an active customer's, in a workspace with an offer that keeps and one that thanks."""
    with transaction() as session:
        account = make_account(session, make_workspace(session).id, lifecycle="active", relationship="customer")
        person = make_recipient(session, account, email=EMAIL)
        for code, kind in (("renewal", "keep"), ("thanks", "reward")):
            offer(session, person.workspace_id, utc_now() - timedelta(days=1), code=code, kind=kind)
        return person


def work() -> None:
    with reading() as session:
        waiting = session.scalars(select(Job.id).where(Job.kind == KIND, Job.state == "pending")).all()
    for job_id in waiting:
        run_job(job_id, "worker")


def decisions() -> list[NextDecision]:
    with reading() as session:
        return list(session.scalars(select(NextDecision).order_by(NextDecision.at, NextDecision.id)))


def test_looks_then_a_purchase_are_two_decisions_and_each_recomputes_byte_for_byte(database: str) -> None:
    person, now = jana(), utc_now()
    looks = [happened(EMAIL, now - timedelta(minutes=50 - number), f"look-{number}") for number in range(12)]
    with transaction() as session:
        take(session, person.workspace_id, now, *looks)
    work()
    bought = happened(EMAIL, now - timedelta(minutes=5), "order-1", kind="purchase", about="plan-pro")
    with transaction() as session:
        take(session, person.workspace_id, now, bought)
        take(session, person.workspace_id, now, bought)
    work()
    first, second = decisions()
    assert [(one.kind, one.cause) for one in (first, second)] == [("keep", "happened"), ("reward", "happened")]
    blocked = {one["kind"]: one["code"] for one in second.said["blocked"]}
    assert blocked["keep"] == "outcome_changed"
    assert [recompute(one.made_from) for one in (first, second)] == [written(one.said) for one in (first, second)]


def test_nothing_is_decided_for_somebody_who_is_erased_meanwhile(database: str) -> None:
    person = jana()
    with transaction() as session:
        take(session, person.workspace_id, utc_now(), happened(EMAIL, utc_now()))
        erase_person(session, session.get_one(Recipient, person.id), utc_now())
    work()
    assert decisions() == []


def test_a_look_or_a_press_on_our_pages_is_decided_for_and_being_shown_offers_is_not(database: str) -> None:
    person, at = jana(), utc_now()
    with transaction() as session:
        thing = offer(session, person.workspace_id, at, code="third", kind="reward")
        note_offers_seen(session, person.id, [thing.id], at)
    work()
    assert decisions() == []
    with transaction() as session:
        note_offer_pressed(session, person.id, thing.id, at)
        assert [note_look(session, person.id, "offers", "mail", None, at) for _ in range(2)] == [True, False]
        jobs = session.scalars(select(Job.version).where(Job.kind == KIND).order_by(Job.version)).all()
    work()
    assert jobs == [1, 2]
    assert [(one.kind, one.cause) for one in decisions()] == [("reward", "happened")]
    taken = [one["kind"] for one in decisions()[0].said["blocked"] if one["code"] == "taken"]
    assert taken == ["reward"]
