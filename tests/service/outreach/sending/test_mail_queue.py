"""An outage, or a fault of ours: nothing is lost, nothing doubled, nothing booked on anybody, and ops reads one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from service.contact.models import Contact
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.models import MailMessage
from service.outreach.occasions.invite import invite
from service.outreach.sending import outcome, send
from service.outreach.sending.mail_queue import fault, try_now, wake_mail
from service.outreach.sending.patience import LONGEST, PROBE_FIRST, is_given_up, next_try
from service.outreach.sending.send import send_job
from service.outreach.sending.send_again import send_again
from service.outreach.sending.stuck_mail import end_lost_mail
from service.workspaces.actor import system
from tests.ports import free_port
from tests.service.content.leases import do
from tests.service.content.reading import scene_now
from tests.service.content.shelf import put_rendition
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import Postbox, knows, open_postbox, point_at

NOON = (utc_now() + timedelta(days=1)).replace(hour=11, minute=0, second=0, microsecond=0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    """The moment that sending goes by; set its one entry."""
    now = [NOON]
    monkeypatch.setattr(send, "utc_now", lambda: now[0])
    monkeypatch.setattr(outcome, "utc_now", lambda: now[0])
    yield now


@pytest.fixture
def three(database: str) -> list[str]:
    """Three people's invitations, queued."""
    scene = scene_now(people=3)
    files = dict.fromkeys(("body", "text", "subject"), ("text/plain", b"for you"))
    for number, gift in enumerate(scene.gifts):
        put_rendition(gift, "mail", f"{number}f" * 32, files)
    with transaction() as session:
        for gift in scene.gifts:
            invite(session, gift_id=gift.id)
        return list(session.scalars(select(MailMessage.id).order_by(MailMessage.created_at, MailMessage.id)))


def look(message_id: str) -> tuple[str, str | None, str | None]:
    with reading() as session:
        message = session.get_one(MailMessage, message_id)
        return message.state, message.error_code, message.wait_code


def go(message_id: str) -> None:
    do(send_job, "outreach.send", message_id)


def due(message_id: str) -> datetime:
    with reading() as session:
        return session.scalars(
            select(Job.run_at).where(Job.subject_id == message_id, Job.state == "pending").order_by(Job.version.desc())
        ).first() or NOON.replace(year=1)


def run_due(clock: list[datetime]) -> None:
    """What the sweeper and a worker do at this moment."""
    wake_mail(clock[0])
    with reading() as session:
        ready = session.scalars(
            select(Job.subject_id).where(Job.kind == "outreach.send", Job.state == "pending", Job.run_at <= clock[0])
        ).all()
    for message_id in ready:
        with transaction() as session:  # claimed
            for job in session.scalars(select(Job).where(Job.subject_id == message_id)):
                job.state = "done"
        go(message_id)


def closed() -> tuple[str, int] | None:
    with reading() as session:
        found = fault(session, session.scalars(select(MailMessage.workspace_id)).first() or "")
        return None if found is None else (found.reason, found.waiting)


def jobs() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.kind == "outreach.send")) or 0


@contextmanager
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    point_at(monkeypatch, f"smtp://127.0.0.1:{free_port()}")
    yield


def test_an_outage_of_a_day_kills_no_mail_and_doubles_none(
    three: list[str], clock: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    point_at(monkeypatch, f"smtp://127.0.0.1:{port}")
    for minutes in (0, 1, 4, 60, 13 * 60, 23 * 60):
        clock[0] = NOON + timedelta(minutes=minutes)
        run_due(clock)
        assert {look(message_id)[0] for message_id in three} == {"queued"}
    assert closed() == ("mail_server_away", 3)
    assert {look(message_id)[2] for message_id in three} <= {"mail_server_away", "mail_paused", "quiet_hours"}

    box = Postbox()
    with open_postbox(monkeypatch, box, port=port):
        for minutes in (0, 1, 2):
            clock[0] = NOON + timedelta(days=1, minutes=minutes)
            run_due(clock)
    assert [look(message_id) for message_id in three] == [("sent", None, None)] * 3
    assert (len(box.mails), len(set(box.to)), closed(), jobs()) == (3, 3, None, 3)


def test_while_the_queue_is_paused_one_mail_is_tried_and_the_others_wait(
    three: list[str], clock: list[datetime], monkeypatch: pytest.MonkeyPatch, postbox: Postbox
) -> None:
    postbox.answers = {"MAIL": "550 5.1.8 no such domain"}
    for message_id in three:
        go(message_id)

    assert postbox.began == 1
    assert [look(message_id)[2] for message_id in three] == ["mail_sender_refused", "mail_paused", "mail_paused"]
    assert closed() == ("mail_sender_refused", 3)
    clock[0] += timedelta(seconds=31)
    for message_id in three:
        go(message_id)
    assert postbox.began == 2


def test_a_clock_that_is_set_back_keeps_no_mail_waiting_for_the_old_hour(
    three: list[str], clock: list[datetime], postbox: Postbox
) -> None:
    postbox.answers = {"MAIL": "421 4.3.2 not now"}
    run_due(clock)
    postbox.answers = {}
    clock[0] -= timedelta(minutes=1)
    assert (wake_mail(clock[0]), postbox.began) == (0, 1), "a minute less is a wait like any other"
    clock[0] -= timedelta(hours=1)
    assert wake_mail(clock[0]) == 1
    for message_id in three:
        go(message_id)

    assert [look(message_id)[0] for message_id in three] == ["sent"] * 3
    assert closed() is None


def test_pressing_try_again_tries_at_once_and_wakes_the_rest(
    three: list[str], clock: list[datetime], postbox: Postbox
) -> None:
    postbox.answers = {"MAIL": "530 5.7.0 sign in first"}
    run_due(clock)
    postbox.answers = {}
    clock[0] += timedelta(seconds=1)
    with transaction() as session:
        try_now(session, system(session.get_one(MailMessage, three[0]).workspace_id), clock[0])
    run_due(clock)
    run_due(clock)

    assert [look(message_id)[0] for message_id in three] == ["sent"] * 3
    assert (len(postbox.mails), closed()) == (3, None)


FAULTS = [
    ({"MAIL": "550 5.1.8 bad sender"}, "250 OK", "mail_sender_refused"),
    ({"MAIL": "530 sign in"}, "250 OK", "mail_sign_in_refused"),
    ({"RCPT": "554 5.7.1 relay access denied"}, "250 OK", "mail_policy_refused"),
    ({}, "550 5.7.26 unauthenticated", "mail_policy_refused"),
    ({}, "421 4.7.28 rate", "mail_policy_refused"),
]


@pytest.mark.parametrize(("answers", "answer", "reason"), FAULTS)
def test_a_fault_of_ours_pauses_the_queue_and_is_booked_on_nobody(
    invited: tuple[Scene, str],
    clock: list[datetime],
    postbox: Postbox,
    answers: dict[str, str],
    answer: str,
    reason: str,
) -> None:
    scene, message_id = invited
    postbox.answers, postbox.answer = answers, answer
    go(message_id)

    assert (look(message_id), closed()) == (("queued", None, reason), (reason, 1))
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.delivery_status) == ("created", "scheduled")
        assert session.scalars(select(Contact)).all() == []


def test_a_password_that_is_refused_is_a_fault_of_ours(
    invited: tuple[Scene, str], clock: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, message_id = invited
    box = Postbox()
    with open_postbox(monkeypatch, box, authenticator=knows({"us": "right"}), auth_require_tls=False):
        url = send_url()
        point_at(monkeypatch, url.replace("//", "//us:wrong@"))
        go(message_id)
        assert (look(message_id), closed()) == (
            ("queued", None, "mail_sign_in_refused"),
            ("mail_sign_in_refused", 1),
        )
        # Another setting is another server, of which nothing is known: the next mail is tried at once.
        point_at(monkeypatch, url.replace("//", "//us:right@"))
        assert closed() is None
        go(message_id)
    assert (look(message_id), len(box.mails)) == (("sent", None, None), 1)


def send_url() -> str:
    from service.config import settings

    return settings().smtp_url.get_secret_value()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("smtp://no-such-host.invalid:25", "mail_host_unknown"),
        ("smtp://127.0.0.1:PORT?starttls=1", "mail_sign_in_refused"),
        ("smtp://us:right@127.0.0.1:PORT", "mail_sign_in_refused"),
        ("smtps://127.0.0.1:PORT", "mail_tls_failed"),
    ],
)
def test_a_server_we_cannot_agree_with_is_a_fault_of_ours(
    invited: tuple[Scene, str],
    postbox: Postbox,
    clock: list[datetime],
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    reason: str,
) -> None:
    _, message_id = invited
    port = send_url().rpartition(":")[2]
    point_at(monkeypatch, url.replace("PORT", port))
    go(message_id)

    assert (look(message_id), closed(), postbox.mails) == (("queued", None, reason), (reason, 1), [])


def test_a_mailbox_that_asks_for_patience_closes_no_queue_and_is_tried_with_growing_waits(
    three: list[str], clock: list[datetime], postbox: Postbox
) -> None:
    postbox.answers = {"RCPT": "452 4.2.2 full"}
    waits = []
    for _ in range(4):
        go(three[0])
        waits.append((due(three[0]) - clock[0]).total_seconds() / 60)
        clock[0] = due(three[0])
    assert [low <= wait <= 2 * low for low, wait in zip((0.5, 1, 2, 4), waits, strict=True)] == [True] * 4
    assert (look(three[0]), closed()) == (("queued", None, "mailbox_later"), None)
    postbox.answers = {}
    go(three[1])
    assert look(three[1])[0] == "sent"
    with reading() as session:
        message = session.get_one(MailMessage, three[0])
        assert session.get_one(RecipientGift, message.gift_id).delivery_status == "temporarily_undeliverable"
        job = session.scalars(select(Job).where(Job.subject_id == three[0])).one()
        assert (job.state, job.last_error_type) == ("pending", "mailbox_later")


def test_after_three_days_it_is_given_up_and_a_person_may_still_send_it(
    three: list[str], clock: list[datetime], postbox: Postbox
) -> None:
    postbox.answers = {"RCPT": "452 4.2.2 full"}
    go(three[0])
    tries = 0
    while look(three[0])[0] == "queued":
        clock[0] = max(due(three[0]), NOON + timedelta(days=2, hours=19))  # what lies between is tried the same way
        assert clock[0] <= NOON + LONGEST
        go(three[0])
        tries += 1
    assert (look(three[0]), clock[0], tries > 1) == (("failed", "gave_up", None), NOON + LONGEST, True)

    postbox.answers = {}
    with transaction() as session:
        message = session.get_one(MailMessage, three[0])
        send_again(session, message, system(message.workspace_id), clock[0])
    clock[0] = NOON + timedelta(days=4)
    do(send_job, "outreach.send", three[0], version=2)
    assert (look(three[0]), len(postbox.mails)) == (("sent", None, None), 1)


def test_one_distrustful_server_stops_the_others_no_longer_than_the_next_try(
    three: list[str], clock: list[datetime], postbox: Postbox
) -> None:
    postbox.answer = "550 5.7.26 unauthenticated"
    go(three[0])
    postbox.answer = "250 OK"
    clock[0] += PROBE_FIRST + timedelta(milliseconds=1)  # its own wait is spread over as much again
    go(three[1])
    assert closed() is None
    wake_mail(clock[0])
    assert due(three[0]) > clock[0]  # its own wait goes on: woken, it would close the queue again and again
    go(three[2])
    assert [look(message_id)[0] for message_id in three] == ["queued", "sent", "sent"]


def test_a_refusal_that_names_the_mailbox_is_booked_on_it(
    invited: tuple[Scene, str], clock: list[datetime], postbox: Postbox
) -> None:
    scene, message_id = invited
    postbox.answers = {"RCPT": "550 5.1.1 no such user"}
    go(message_id)
    assert (look(message_id), closed()) == (("failed", "mail_refused", None), None)
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).delivery_status == "undeliverable"


def test_a_mail_that_the_server_takes_in_no_way_is_booked_on_nobody(
    invited: tuple[Scene, str], clock: list[datetime], postbox: Postbox
) -> None:
    scene, message_id = invited
    postbox.answer = "552 5.3.4 too big"
    go(message_id)
    assert (look(message_id), closed()) == (("failed", "mail_not_accepted", None), None)
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).delivery_status == "scheduled"


@pytest.mark.parametrize(
    ("job_state", "becomes"),
    [("canceled", ("suppressed", "campaign_closed", None)), ("dead", ("failed", "Broken", "job_died"))],
)
def test_no_mail_is_queued_for_ever_without_a_job(
    invited: tuple[Scene, str], job_state: str, becomes: tuple[str, str, str | None]
) -> None:
    _, message_id = invited
    later = utc_now() + timedelta(minutes=2)
    assert end_lost_mail(later) == 0
    with transaction() as session:
        job = session.scalars(select(Job).where(Job.kind == "outreach.send")).one()
        job.state, job.last_error_type = job_state, "Broken"
    assert (end_lost_mail(later), end_lost_mail(later), look(message_id)) == (1, 0, becomes)


def test_waits_double_up_to_four_hours_and_end_with_the_third_day() -> None:
    minutes = [(next_try(NOON, tries, NOON, chance=1) - NOON).total_seconds() / 60 for tries in range(1, 11)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240]
    assert next_try(NOON, 9, NOON - LONGEST + timedelta(hours=1), chance=1) == NOON + timedelta(hours=1)
    assert [is_given_up(first, NOON) for first in (None, NOON - LONGEST, NOON - LONGEST + timedelta(seconds=1))] == [
        False,
        True,
        False,
    ]
