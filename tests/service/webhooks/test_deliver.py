"""An event on its way: signed, in order, tried again, and what each answer means."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent
from service.jobs.models import Job
from service.webhooks.deliveries.deliver import _end, _Outcome
from service.webhooks.deliveries.schedule import TRIES, WAITS, wait_after
from service.webhooks.endpoints.register import end_old_secret, rotate_secret, switch_on
from service.webhooks.models import WebhookDelivery, WebhookEndpoint
from tests.https_server import Server
from tests.service.webhooks.listening import listening, pass_on, work

pytestmark = pytest.mark.usefixtures("database")


def test_an_event_is_told_in_ids_and_states_and_an_independent_library_verifies_it(receiver: Server) -> None:
    home = listening(receiver.url)
    home.tell(EventKind.ACCEPTED)
    assert (pass_on(), pass_on()) == (1, 0)
    assert work() == ["done"]
    (came,) = receiver.received
    told = Webhook(home.secret).verify(came.body, came.headers)
    (delivery,) = home.deliveries()
    assert set(told) == {"type", "timestamp", "data"}
    assert (told["type"], came.headers["webhook-id"]) == ("gift.accepted", delivery.id)
    assert set(told["data"]) == {"id", "campaign_id", "account_id", "recipient_id", "status", "is_swapped"}
    assert (told["data"]["id"], told["data"]["status"], told["data"]["is_swapped"]) == (home.gift_id, "accepted", False)
    assert (delivery.state, delivery.tries[0]["status"], delivery.answer) == ("delivered", 200, '{"ok":true}')


def test_another_secret_another_body_and_an_old_moment_are_not_verified(receiver: Server) -> None:
    home = listening(receiver.url)
    home.tell(EventKind.OPENED)
    pass_on()
    work()
    (came,) = receiver.received
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 43 + "=").verify(came.body, came.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(home.secret).verify(came.body.replace(b"opened", b"donated"), came.headers)
    late = {**came.headers, "webhook-timestamp": str(int(came.headers["webhook-timestamp"]) - 600)}
    with pytest.raises(WebhookVerificationError):
        Webhook(home.secret).verify(came.body, late)


def test_after_a_rotation_a_message_carries_two_signatures_until_the_old_secret_ends(receiver: Server) -> None:
    home = listening(receiver.url)
    with transaction() as session:
        _, new = rotate_secret(session, home.actor, home.endpoint_id, utc_now())
    home.tell(EventKind.OPENED)
    pass_on()
    work()
    with transaction() as session:
        end_old_secret(session, home.actor, home.endpoint_id, utc_now())
    home.tell(EventKind.ACCEPTED)
    pass_on()
    work()
    first, second = receiver.received
    assert [len(one.headers["webhook-signature"].split(" ")) for one in (first, second)] == [2, 1]
    for secret in (home.secret, new):
        assert Webhook(secret).verify(first.body, first.headers)["type"] == "gift.opened"
    assert Webhook(new).verify(second.body, second.headers)["type"] == "gift.accepted"
    with pytest.raises(WebhookVerificationError):
        Webhook(home.secret).verify(second.body, second.headers)


def test_an_endpoint_hears_only_what_it_listens_to_and_nothing_from_before(receiver: Server) -> None:
    home = listening(receiver.url, ("gift.shipped", "recipient.*"))
    home.tell(EventKind.OPENED, EventKind.SHIPPED, EventKind.SET_ASIDE)
    pass_on()
    assert [one.kind for one in home.deliveries()] == ["gift.shipped"]
    with reading() as session:
        assert {event.is_passed_on for event in session.query(GiftEvent)} == {True}


def test_later_events_of_a_gift_wait_for_the_earlier_one_and_other_gifts_do_not(receiver: Server) -> None:
    home = listening(receiver.url)
    other = home.another_gift()
    home.tell(EventKind.OPENED, EventKind.SWAPPED, EventKind.ACCEPTED)
    pass_on()
    assert [one.state for one in home.deliveries()] == ["queued", "held", "held"]
    receiver.status = 503
    work()
    home.tell(EventKind.OPENED, gift_id=other)
    pass_on()
    receiver.status = 204
    with transaction() as session:
        session.get_one(WebhookEndpoint, home.endpoint_id).resting_until = None
    work()
    assert [json.loads(one.body)["data"]["id"] for one in receiver.received] == [home.gift_id, other]
    work(all_of_them=True)
    assert [json.loads(one.body)["type"] for one in receiver.received] == [
        "gift.opened", "gift.opened", "gift.opened", "gift.swapped", "gift.accepted",
    ]  # fmt: skip
    assert {one.state for one in home.deliveries()} == {"delivered"}


def test_a_message_that_is_not_taken_comes_again_with_its_id_and_fails_after_ten_tries(receiver: Server) -> None:
    home = listening(receiver.url)
    home.tell(EventKind.OPENED, EventKind.ACCEPTED)
    pass_on()
    receiver.status, receiver.body = 500, b"<h1>No\x00</h1>"
    for _ in range(TRIES):
        with transaction() as session:
            session.get_one(WebhookEndpoint, home.endpoint_id).resting_until = None
            for job in session.query(Job).filter(Job.state == "pending"):
                job.run_at = utc_now()
        first = home.deliveries()[0]
        with reading() as session:
            job_id = session.query(Job.id).filter(Job.subject_id == first.id).scalar()
        from service.jobs.run import run_job

        assert run_job(job_id, "a worker") == "done"
    first, second = home.deliveries()
    assert (first.state, first.attempts, len(first.tries), first.answer) == ("failed", 10, 10, "<h1>No </h1>")
    assert {one.headers["webhook-id"] for one in receiver.received} == {first.id}
    assert second.state == "queued"


def test_the_tries_take_about_28_hours_with_a_spread_of_a_tenth() -> None:
    assert sum((wait_after(tries, 0.5) or timedelta() for tries in range(1, TRIES)), timedelta()) == timedelta(
        hours=28, seconds=5
    )
    assert wait_after(TRIES) is None
    assert (wait_after(4, 0.0), wait_after(4, 1.0)) == (WAITS[3] * 0.9, WAITS[3] * 1.1)


def test_gone_turns_the_endpoint_off_keeps_what_waits_and_tells_the_owner(receiver: Server) -> None:
    home = listening(receiver.url)
    home.tell(EventKind.OPENED, EventKind.ACCEPTED)
    pass_on()
    receiver.status = 410
    work()
    home.tell(EventKind.SHIPPED)
    pass_on()
    endpoint = home.endpoint()
    assert (endpoint.off_reason, [one.state for one in home.deliveries()]) == ("gone", ["kept", "kept", "kept"])
    with reading() as session:
        assert session.query(Job).filter(Job.kind == "webhooks.tell_off").count() == 1
    assert len(receiver.received) == 1


def test_days_of_silence_turn_it_off_and_turned_on_again_it_sends_what_was_kept_in_order(receiver: Server) -> None:
    home = listening(receiver.url)
    home.tell(EventKind.OPENED, EventKind.ACCEPTED)
    pass_on()
    receiver.status = 500
    with transaction() as session:
        session.get_one(WebhookEndpoint, home.endpoint_id).failing_since = utc_now() - timedelta(days=5)
    work()
    assert (home.endpoint().off_reason, [one.state for one in home.deliveries()]) == ("silent", ["kept", "kept"])
    receiver.status = 200
    with transaction() as session:
        session.get_one(WebhookEndpoint, home.endpoint_id).tested_at = utc_now()
        assert switch_on(session, home.actor, home.endpoint_id, "send", utc_now()) == 2
    work()
    assert [json.loads(one.body)["type"] for one in receiver.received[1:]] == ["gift.opened", "gift.accepted"]


def test_while_nothing_arrives_one_message_at_a_time_tries(receiver: Server) -> None:
    home = listening(receiver.url)
    others = [home.another_gift() for _ in range(3)]
    for gift_id in others:
        home.tell(EventKind.OPENED, gift_id=gift_id)
    pass_on()
    receiver.status = 500
    work()
    assert len(receiver.received) == 1
    waiting = home.deliveries()[1:]
    assert [(one.state, one.attempts) for one in waiting] == [("queued", 0), ("queued", 0)]


def test_what_a_sandbox_tells_says_so(receiver: Server) -> None:
    home = listening(receiver.url, is_sandbox=True)
    home.tell(EventKind.OPENED)
    pass_on()
    work()
    assert json.loads(receiver.received[0].body)["sandbox"] is True


def test_a_lease_that_was_lost_writes_nothing(receiver: Server) -> None:
    """What was sent twice has one id; the log is written by whoever holds the job."""
    home = listening(receiver.url)
    home.tell(EventKind.OPENED)
    pass_on()
    with transaction() as session:
        delivery = session.query(WebhookDelivery).one()
        delivery.state = "kept"
    with transaction() as session:
        from types import SimpleNamespace

        _end(
            session, SimpleNamespace(subject_id=delivery.id), _Outcome(500, None, 1), datetime(2026, 11, 30, tzinfo=UTC)
        )  # type: ignore[arg-type]
    assert home.deliveries()[0].state == "kept"
