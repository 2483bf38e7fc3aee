"""What comes back changes what is known of a mail, once, on SQLite and PostgreSQL; beside each race the same with the guard off."""

from __future__ import annotations

from functools import partial
from unittest.mock import patch

import pytest
from sqlalchemy import select, update

from service.contact.may_write import may_write_at
from service.contact.suppressed import is_suppressed, lift
from service.content.erase import erase_person
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.models import MailMessage
from service.outreach.returns import take as taking
from service.outreach.returns.take import StillSending, Taken
from service.outreach.sending.outcome import ended
from service.outreach.sending.send_again import send_again
from service.recipients.answers import answer_diet, is_open
from service.recipients.models import Recipient
from service.security.encryption import address_hash
from service.workspaces.actor import actor_of, system
from tests.factories import make_user
from tests.races import all_at_once
from tests.service.content.reading import everything
from tests.service.outreach.returns.letters import arf, dsn, plain_bounce, reply
from tests.service.outreach.returns.sent import (
    Sent,
    bring,
    counts,
    delivery,
    mail,
    person,
    returns,
    sent,
    suppressions,
)
from tests.service.recipients.knowing import is_asked

AWAY = "Auto-Submitted: auto-replied\n"


@pytest.mark.parametrize(
    ("report", "state", "status", "suppressed"),
    [
        (("failed", "5.1.1"), ("failed", "hard_bounce"), "undeliverable", [("bounced", "5.1.1")]),
        (("failed", "5.7.1"), ("failed", "refused"), "undeliverable", []),
        (("failed", "5.2.2"), ("failed", "soft_bounce"), "temporarily_undeliverable", []),
        (("failed", "5.7.26"), ("failed", "soft_bounce"), "temporarily_undeliverable", []),
        (("delayed", "4.4.1"), ("sent", None), "temporarily_undeliverable", []),
        (("delivered", "2.0.0"), ("sent", None), "delivered", []),
    ],
)
def test_a_report_tells_mail_gift_and_address_what_became_of_it(
    database: str,
    report: tuple[str, str],
    state: tuple[str, str | None],
    status: str,
    suppressed: list[tuple[str, str]],
) -> None:
    one = sent()
    action, code = report
    taken = bring(dsn(one.message_id, action=action, status=code, diagnosis=""))

    assert (taken.is_matched, taken.is_understood) == (True, True)
    assert (mail(one), delivery(one), suppressions()) == (state, status, suppressed)
    assert returns() == [(taken.kind, code)]
    assert counts() == {(taken.kind, True): 1}


@pytest.mark.parametrize(
    "raw", [dsn, arf, partial(reply, words="no nuts please")], ids=["report", "complaint", "reply"]
)
def test_the_same_message_again_changes_nothing_but_its_count(database: str, raw) -> None:  # type: ignore[no-untyped-def]
    one = sent()
    taken = bring(raw(one.message_id))
    before = {table: rows for table, rows in everything().items() if table != "return_count"}
    assert bring(raw(one.message_id), 2) == taken

    assert {table: rows for table, rows in everything().items() if table != "return_count"} == before
    assert counts() == {(taken.kind, True): 3}


def test_a_complaint_unsubscribes_and_no_press_of_staff_takes_it_back(database: str) -> None:
    one = sent()
    bring(dsn(one.message_id))
    bring(arf(one.message_id))

    assert (person(one).unsubscribed_at is not None, suppressions()) == (True, [("complained", None)])
    assert delivery(one) == "complaint"
    bring(dsn(one.message_id, status="5.2.1", diagnosis=""))
    assert suppressions() == [("complained", None)]


def test_a_stranger_s_report_is_counted_and_changes_nothing(database: str) -> None:
    one = sent()
    before = {table: rows for table, rows in everything().items() if table != "return_count"}
    forged = (
        dsn(one.message_id).replace(one.message_id.encode(), b"msg_aaaaaaaaaaaaaaaa"),
        dsn(None),
        arf(None),
        plain_bounce(None, "ana@kestrel.example 550 5.1.1"),
        b"\0nonsense",
    )
    for number, raw in enumerate(forged, start=1):
        taken = bring(raw)
        assert (taken, taken.is_understood) == (Taken("unclear", False), False)
        assert counts() == {("unclear", False): number}

    assert {table: rows for table, rows in everything().items() if table != "return_count"} == before


def test_a_report_on_another_s_address_gives_nobody_s_up(database: str) -> None:
    """Their mailbox forwards to a dead one, whose server answers to us."""
    one = sent()
    assert bring(dsn(one.message_id, to="ana@dead.example")) == Taken("unclear", True)

    assert (mail(one), delivery(one), suppressions()) == (("sent", None), "scheduled", [])
    assert returns() == [("unclear", None)]


def test_a_report_that_says_two_things_of_one_address_is_kept_for_ops(database: str) -> None:
    one = sent()
    both = dsn(
        one.message_id, fields="\nFinal-Recipient: rfc822; ana@kestrel.example\nAction: delivered\nStatus: 2.0.0\n"
    )

    assert (bring(both), suppressions()) == (Taken("unclear", True), [])


@pytest.mark.parametrize(
    ("order", "status"),
    [
        (["delayed", "delivered"], "delivered"),
        (["delivered", "delayed"], "delivered"),
        (["failed", "delayed", "delivered"], "undeliverable"),
    ],
)
def test_reports_may_come_in_any_order(database: str, order: list[str], status: str) -> None:
    one = sent()
    codes = {"delayed": "4.4.1", "delivered": "2.0.0", "failed": "5.1.1"}
    for action in order:
        bring(dsn(one.message_id, action=action, status=codes[action], diagnosis=""))

    assert delivery(one) == status


def test_only_the_invitation_tells_its_gift(database: str) -> None:
    one = sent("reminder")
    bring(dsn(one.message_id))

    assert (delivery(one), mail(one), suppressions()) == (
        "scheduled",
        ("failed", "hard_bounce"),
        [("bounced", "5.1.1")],
    )


def test_a_mail_whose_outcome_was_open_was_sent_where_it_was_delivered(database: str) -> None:
    one = sent(state="unknown", status="created")
    bring(dsn(one.message_id, action="delivered", status="2.1.5", diagnosis=""))

    assert (mail(one), delivery(one)) == (("sent", None), "delivered")
    with reading() as session:
        assert session.get_one(RecipientGift, one.gift_id).status == "notified"


def test_a_mail_that_is_sent_again_and_comes_back_again_is_told_again(database: str) -> None:
    one = sent()
    full = dsn(one.message_id, status="5.2.2", diagnosis="")
    bring(full)
    with transaction() as session:
        send_again(session, session.get_one(MailMessage, one.message_id), system(one.scene.workspace_id), utc_now())
        session.execute(update(MailMessage).values(state="sent"))
    bring(full)

    assert (mail(one), returns()) == (("failed", "soft_bounce"), [("soft_bounce", "5.2.2")])


def test_who_came_back_is_written_to_no_more_but_for_their_safety(database: str) -> None:
    one = sent()
    bring(dsn(one.message_id))

    with transaction() as session:
        her = session.get_one(Recipient, one.person_id)
        assert may_write_at(session, her, utc_now(), "invitation").never == "suppressed"
        assert may_write_at(session, her, utc_now(), "safety_notice").never is None
        assert not is_suppressed(session, "wsp_other", her.email_hash)


@pytest.mark.parametrize("headers", ["", AWAY], ids=["reply", "auto_reply"])
def test_a_reply_is_read_for_dietary_words_and_not_kept(database: str, headers: str) -> None:
    one = sent(status="accepted")
    taken = bring(reply(one.message_id, "Thank you! But I am allergic to peanuts.", headers))

    assert taken == Taken("auto_reply" if headers else "reply", True)
    with reading() as session:
        her = session.get_one(Recipient, one.person_id)
        assert (is_asked(session, her), is_open(session, her.id, "diet")) == (True, True)
        assert session.scalars(select(Job.subject_id).where(Job.kind == "gifting.redecide")).all() == [one.gift_id]
    assert "peanuts" not in str(everything()).casefold()


def test_the_same_reply_asks_nobody_again_who_has_answered(database: str) -> None:
    one = sent()
    bring(reply(one.message_id, "No peanuts, please"))
    with transaction() as session:
        answer_diet(session, session.get_one(Recipient, one.person_id), [], ["peanuts"], utc_now())
    bring(reply(one.message_id, "No  PEANUTS, please"))

    with reading() as session:
        assert not is_asked(session, session.get_one(Recipient, one.person_id))
    bring(reply(one.message_id, "And no milk"))
    with reading() as session:
        assert is_asked(session, session.get_one(Recipient, one.person_id))


def test_a_reply_without_such_words_is_counted_and_nothing_else(database: str) -> None:
    one = sent()
    assert bring(reply(one.message_id, "How kind of you!")) == Taken("reply", True)
    assert bring(reply(None, "I am allergic to peanuts")) == Taken("reply", False)

    with reading() as session:
        assert not is_asked(session, session.get_one(Recipient, one.person_id))
    assert (counts(), mail(one)) == ({("reply", True): 1, ("reply", False): 1}, ("sent", None))


def test_a_person_whose_address_is_a_server_s_is_read_too(database: str) -> None:
    one = sent()
    with transaction() as session:
        her = session.get_one(Recipient, one.person_id)
        her.email, her.email_hash = "postmaster@kestrel.example", address_hash("postmaster@kestrel.example")
    wrote = reply(one.message_id, "No peanuts, please").replace(b"ana@", b"postmaster@")
    assert bring(wrote.replace(b"From: Ana <postmaster", b"From: <mailer-daemon")) == Taken("unclear", True)
    with reading() as session:
        assert not is_asked(session, session.get_one(Recipient, one.person_id))
    assert bring(wrote) == Taken("unclear", True)
    with reading() as session:
        assert is_asked(session, session.get_one(Recipient, one.person_id))


def erase(one: Sent) -> None:
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, one.person_id), utc_now())


@pytest.mark.parametrize("raw", [dsn, partial(reply, words="no nuts please")], ids=["report", "reply"])
def test_whoever_is_erased_while_it_comes_in_has_nothing_left_of_it(any_database: str, raw) -> None:  # type: ignore[no-untyped-def]
    one = sent()
    assert all_at_once([partial(bring, raw(one.message_id)), partial(erase, one)]) == 2
    bring(raw(one.message_id))

    assert suppressions() == []
    rows = everything()
    assert (rows["profile_fact"], rows["dietary_saying"], rows["question"]) == ([], [], [])


def test_without_the_lock_what_comes_in_writes_an_erased_person_back(any_database: str) -> None:
    one = sent()
    before = person(one)
    erase(one)
    with (
        patch.object(taking, "lock_person", lambda *_: before),
        patch("service.recipients.facts.heard.lock_person", lambda *_: before),
    ):
        bring(dsn(one.message_id))

    assert suppressions() == [("bounced", "5.1.1")]


def test_many_copies_at_once_are_one(any_database: str) -> None:
    one = sent()
    assert all_at_once([partial(bring, dsn(one.message_id))] * 4) == 4

    assert (returns(), suppressions(), counts()) == (
        [("hard_bounce", "5.1.1")],
        [("bounced", "5.1.1")],
        {("hard_bounce", True): 4},
    )


def test_a_report_that_overtakes_its_own_mail_is_brought_again(any_database: str) -> None:
    one = sent(state="sending")
    before = everything()
    with pytest.raises(StillSending):
        bring(dsn(one.message_id))
    assert everything() == before

    with transaction() as session:
        ended(one.message_id, None, "sent", None)(session)
    bring(dsn(one.message_id))
    assert (mail(one), delivery(one)) == (("failed", "hard_bounce"), "undeliverable")


def test_what_a_report_has_said_is_not_overwritten_by_whoever_still_sends(database: str) -> None:
    one = sent(state="sending")
    with transaction() as session:
        session.execute(update(MailMessage).values(state="sent"))
    bring(dsn(one.message_id))
    with transaction() as session:
        ended(one.message_id, None, "sent", None)(session)

    assert mail(one) == ("failed", "hard_bounce")


def test_an_admin_lifts_what_came_back_and_the_next_bounce_counts_again(database: str) -> None:
    one = sent()
    bring(dsn(one.message_id))
    with transaction() as session:
        her = session.get_one(Recipient, one.person_id)
        session.execute(update(MailMessage).values(state="sent"))
        admin = make_user(session, one.scene.workspace_id)
        lift(session, her.email_hash, "works_again", actor_of(admin), utc_now(), subject_id=her.id)
        assert not is_suppressed(session, her.workspace_id, her.email_hash)
    bring(dsn(one.message_id))

    assert suppressions() == [("bounced", "5.1.1")]
