"""A text message to somebody who chose it: from the press on their page to the gateway, and all that may come between."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.app.tables import METADATA
from service.config import settings
from service.contact.models import Contact
from service.contact.wishes.choices import Choices, choices_of, save_choices
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.fulfil import mark_shipped
from service.gifting.models import RecipientGift
from service.gifting.report_problem import report_broken
from service.jobs.models import Job
from service.outreach.by_hand.codes import gift_by_code
from service.outreach.models import MailMessage
from service.outreach.occasions.on_its_way import tell_on_its_way
from service.outreach.occasions.write_down import write_down
from service.outreach.sending import send
from service.outreach.sending.let_go import let_go
from service.outreach.sending.patience import LONGEST
from service.outreach.sending.send import send_job
from service.outreach.sending.send_again import send_again
from service.outreach.sending.stuck_mail import find_stuck_mail
from service.outreach.staff_view import letter_for_staff
from service.outreach.texting import send_text
from service.outreach.texting.gateway import hand_over
from service.outreach.texting.send_text import send_text_job
from service.recipients.lock import lock_person
from service.recipients.models import Recipient, TextNumber
from service.recipients.numbers.keep_number import number_of
from service.recipients.unsubscribe import unsubscribe
from service.recipients.wishes.wishes import NONE, Wishes
from service.workspaces.actor import system
from service.workspaces.models import Workspace
from tests.factories import AT
from tests.service.content.leases import do, lease
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import OVER, bring_to
from tests.service.outreach.postbox import Postbox
from tests.service.outreach.reading import state
from tests.service.outreach.texting.text_gateway import Gateway

NUMBER = "+420601123456"
ANOTHER = "+420601123457"


@pytest.fixture(autouse=True)
def _by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (send, send_text):
        monkeypatch.setattr(module, "utc_now", lambda: utc_now().replace(hour=11, minute=0))


def choose(scene: Scene, channel: str = "text", number: str | None = NUMBER, wishes: Wishes = NONE) -> None:
    with transaction() as session:
        person = lock_person(session, scene.people[0].id)
        language = choices_of(session, person, utc_now().date()).language
        save_choices(
            session, person, Choices(channel, "house", wishes, language, number), AT, is_number_new=number is not None
        )  # type: ignore[arg-type]


def written(scene: Scene, kind: str = "invitation") -> str:
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        return write_down(session, gift, kind, utc_now().replace(hour=11, minute=0)).id  # type: ignore[arg-type]


def message(message_id: str) -> MailMessage:
    with reading() as session:
        return session.get_one(MailMessage, message_id)


def jobs(message_id: str) -> list[tuple[str, str]]:
    with reading() as session:
        rows = select(Job.kind, Job.state).where(Job.subject_id == message_id).order_by(Job.kind, Job.version)
        return [(kind, job_state) for kind, job_state in session.execute(rows)]


@pytest.fixture
def texted(database: str, gateway: Gateway) -> tuple[Scene, str]:
    """Somebody who chose text messages, with their invitation written and queued."""
    scene = scene_now()
    choose(scene)
    return scene, written(scene)


def test_it_carries_giver_one_sentence_and_a_link_that_opens_their_page(
    texted: tuple[Scene, str], gateway: Gateway
) -> None:
    scene, message_id = texted
    assert jobs(message_id) == [("outreach.text", "pending")]
    do(send_text_job, "outreach.text", message_id)
    do(send_text_job, "outreach.text", message_id)

    (sent,) = gateway.taken
    words, link = sent["text"].split("\n")
    assert (sent["to"], words) == (
        NUMBER,
        "Nora Whitfield, Fjord & Loom AS: Čeká na vás dárek; odmítnout můžete také.".replace(
            "na vás", "na\N{NO-BREAK SPACE}vás"
        ),
    )
    assert (state(message_id), message(message_id).way) == (("sent", None), "text")
    with reading() as session:
        opened = gift_by_code(session, link.rpartition("/")[2])
        assert opened is not None
        assert (opened.id, opened.status, opened.delivery_status) == (scene.gifts[0].id, "notified", "scheduled")
        assert session.scalars(select(Contact.purpose)).all() == ["invitation"]


def test_a_second_parcel_is_told_of_by_text_message_too(database: str, gateway: Gateway) -> None:
    scene = bring_to("shipped")
    gift_id = scene.gifts[0].id
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).locale = "en"
    choose(scene)
    for parcel in (1, 2):
        with transaction() as session:
            tell_on_its_way(gift_id, session)
        with reading() as session:
            news = select(MailMessage.id).where(MailMessage.kind == "delivery_news", MailMessage.state == "queued")
            message_id = session.scalars(news).one()
        do(send_text_job, "outreach.text", message_id)
        assert (state(message_id), message(message_id).way, len(gateway.taken)) == (("sent", None), "text", parcel)
        assert "There is news about your parcel on" in gateway.taken[-1]["text"]
        if parcel == 1:
            for act in (
                lambda session, gift: report_broken(session, gift, "another", OVER),
                lambda session, gift: mark_shipped(session, gift, system(gift.workspace_id), OVER),
            ):
                with transaction() as session:
                    act(session, session.get_one(RecipientGift, gift_id))


def test_the_number_is_in_no_job_event_log_or_other_table(
    texted: tuple[Scene, str], gateway: Gateway, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for answer in (503, 422):
        gateway.answer = answer
        do(send_text_job, "outreach.text", texted[1])
    with reading() as session:
        rows = {
            table.name: " ".join(str(row) for row in session.execute(select(table))) for table in METADATA.sorted_tables
        }
    found = [name for name, text in rows.items() if NUMBER in text or NUMBER[4:] in text]
    assert found == ["text_number"]
    assert NUMBER[4:] not in caplog.text + "".join(capsys.readouterr())
    assert len(gateway.keys) == 2
    assert gateway.keys[0] == gateway.keys[1]


@pytest.mark.parametrize(
    ("answer", "ends", "job"),
    [
        (503, ("queued", None), "pending"),
        pytest.param(429, ("queued", None), "pending", marks=pytest.mark.slow),
        pytest.param(401, ("queued", None), "pending", marks=pytest.mark.slow),
        (422, ("failed", "text_refused"), "pending"),
        pytest.param(413, ("failed", "text_not_accepted"), "pending", marks=pytest.mark.slow),
        (502, ("unknown", "text_outcome_unknown"), "pending"),
    ],
)
def test_what_the_gateway_says_is_the_message_s_state(
    texted: tuple[Scene, str], gateway: Gateway, answer: int, ends: tuple[str, str | None], job: str
) -> None:
    gateway.answer = answer
    do(send_text_job, "outreach.text", texted[1])
    assert (state(texted[1]), gateway.taken) == (ends, [])
    kept = message(texted[1])
    with reading() as session:
        counted = session.scalars(select(Contact)).all()
    assert (kept.wait_until is not None, kept.tries) == ((True, 1) if ends[0] == "queued" else (False, 0))
    assert len(counted) == (1 if ends[0] == "unknown" else 0)


@pytest.mark.slow
def test_it_is_tried_again_for_three_days_and_then_given_up(texted: tuple[Scene, str], gateway: Gateway) -> None:
    gateway.answer = 503
    do(send_text_job, "outreach.text", texted[1])
    with transaction() as session:
        session.get_one(MailMessage, texted[1]).first_failed_at = utc_now().replace(hour=11, minute=0) - LONGEST
    do(send_text_job, "outreach.text", texted[1])
    assert state(texted[1]) == ("failed", "gave_up")


def test_an_open_outcome_is_not_sent_again_but_by_ops_with_the_same_key(
    texted: tuple[Scene, str], gateway: Gateway
) -> None:
    scene, message_id = texted
    gateway.breaks = True
    do(send_text_job, "outreach.text", message_id)
    do(send_text_job, "outreach.text", message_id)
    assert (state(message_id), len(gateway.keys)) == (("unknown", "text_outcome_unknown"), 1)
    gateway.breaks = False
    with transaction() as session:
        send_again(session, session.get_one(MailMessage, message_id), system(scene.workspace_id), utc_now())
    do(send_text_job, "outreach.text", message_id)
    assert (state(message_id), gateway.keys[0] == gateway.keys[1]) == (("sent", None), True)


class _Killed(BaseException):
    """What nothing catches: the worker is gone."""


@pytest.mark.slow
def test_a_crash_between_the_gateway_and_the_ledger_is_unknown(
    texted: tuple[Scene, str], gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_: object) -> None:
        raise _Killed

    with monkeypatch.context() as worker, pytest.raises(_Killed):
        worker.setattr(send_text, "patiently", dies)
        send_text_job(lease("outreach.text", texted[1]))
    with transaction() as session:
        session.execute(Job.__table__.update().values(state="done"))
    assert (state(texted[1]), find_stuck_mail(utc_now())) == (("sending", None), 1)
    assert (state(texted[1]), len(gateway.taken)) == (("unknown", "mail_outcome_unknown"), 1)


@pytest.mark.parametrize(
    "how",
    [
        "unsubscribed",
        "another number",
        pytest.param("another way", marks=pytest.mark.slow),
        pytest.param("erased", marks=pytest.mark.slow),
    ],
)
def test_it_is_asked_again_in_the_last_moment(
    texted: tuple[Scene, str], gateway: Gateway, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """The change comes between the claim and the message: nothing leaves for the old number."""
    scene, message_id = texted

    def changed_meanwhile(number: str, words: str, key: str, still: object) -> None:
        if how == "another number":
            choose(scene, "text", ANOTHER)
        elif how == "another way":
            choose(scene, "mail", None)
        else:
            with transaction() as session:
                person = lock_person(session, scene.people[0].id)
                if how == "erased":
                    person.erased_at = utc_now()
                else:
                    unsubscribe(session, person, utc_now())
        hand_over(number, words, key, still)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(send_text, "hand_over", changed_meanwhile)
        do(send_text_job, "outreach.text", message_id)
    assert (gateway.taken, state(message_id)) == ([], ("queued", None))
    do(send_text_job, "outreach.text", message_id)
    assert [sent["to"] for sent in gateway.taken] == ([ANOTHER] if how == "another number" else [])
    assert (state(message_id)[0], message(message_id).way) == {
        "another number": ("sent", "text"),
        "another way": ("queued", "mail"),
    }.get(how, ("suppressed", "text"))


@pytest.mark.slow
def test_without_asking_again_it_would_have_left(
    texted: tuple[Scene, str], gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    scene, message_id = texted

    def changed_meanwhile(number: str, words: str, key: str, _still: object) -> None:
        choose(scene, "mail", None)
        hand_over(number, words, key)

    monkeypatch.setattr(send_text, "hand_over", changed_meanwhile)
    do(send_text_job, "outreach.text", message_id)
    assert [sent["to"] for sent in gateway.taken] == [NUMBER]


def test_a_message_follows_its_person_to_another_way(texted: tuple[Scene, str], postbox: Postbox) -> None:
    scene, message_id = texted
    choose(scene, "mail", None)
    with transaction() as session:
        let_go(scene.people[0].id, session)
    assert (message(message_id).way, jobs(message_id)) == (
        "mail",
        [("outreach.send", "pending"), ("outreach.text", "pending")],
    )
    with reading() as session:
        assert number_of(session, scene.people[0].id) is None
    choose(scene)
    do(send_job, "outreach.send", message_id)
    assert (message(message_id).way, state(message_id), postbox.mails) == ("text", ("queued", None), [])


def test_where_there_is_no_gateway_any_more_nobody_is_sent_one(
    texted: tuple[Scene, str], gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("URL", "TOKEN"):
        monkeypatch.delenv(f"HANDPICKED_TEXT_{name}")
    settings.cache_clear()
    do(send_text_job, "outreach.text", texted[1])
    do(send_job, "outreach.send", texted[1])
    assert (gateway.taken, state(texted[1])) == ([], ("suppressed", "channel"))


@pytest.mark.parametrize(
    "answer", [422, 503, *(pytest.param(status, marks=pytest.mark.slow) for status in (413, 429, 401, 502))]
)
def test_a_warning_that_cannot_go_as_a_text_goes_by_mail_at_once(
    database: str, gateway: Gateway, postbox: Postbox, answer: int
) -> None:
    scene = scene_now()
    choose(scene)
    gateway.answer = answer
    message_id = written(scene, "safety_notice")
    assert message(message_id).way == "text"
    do(send_text_job, "outreach.text", message_id)
    assert (message(message_id).way, state(message_id), jobs(message_id)[0]) == (
        "mail",
        ("queued", None),
        ("outreach.send", "pending"),
    )


def test_a_number_that_nothing_reaches_is_left_alone_until_it_is_given_again(
    texted: tuple[Scene, str], gateway: Gateway
) -> None:
    scene, message_id = texted
    gateway.answer = 422
    do(send_text_job, "outreach.text", message_id)
    gateway.answer = 202
    again = written(scene, "reply")
    assert state(again) == ("suppressed", "channel")
    choose(scene)
    with reading() as session:
        assert session.get_one(TextNumber, scene.people[0].id).refused_at is None


def test_a_sandbox_sends_none(texted: tuple[Scene, str], gateway: Gateway) -> None:
    scene, message_id = texted
    with transaction() as session:
        session.get_one(Workspace, scene.workspace_id).is_sandbox = True
    do(send_text_job, "outreach.text", message_id)
    assert (gateway.taken, state(message_id)) == ([], ("shown", None))


def test_staff_see_it_without_the_person_s_link(texted: tuple[Scene, str], gateway: Gateway) -> None:
    do(send_text_job, "outreach.text", texted[1])
    with reading() as session:
        seen = letter_for_staff(session, session.get_one(MailMessage, texted[1]))
    assert (seen.subject, seen.text.endswith("/c/00000-00000")) == ("Text message, 2 parts", True)
    assert gateway.taken[0]["text"].rpartition("/")[2] not in seen.text + seen.html


@pytest.mark.slow
def test_quiet_days_and_pauses_hold_it_like_a_mail(database: str, gateway: Gateway) -> None:
    scene = scene_now()
    choose(scene, wishes=Wishes(pause_until=(utc_now() + timedelta(days=3)).date()))
    message_id = written(scene)
    do(send_text_job, "outreach.text", message_id)
    kept = message(message_id)
    assert (state(message_id), kept.wait_code, gateway.taken) == (("queued", None), "asked_pause", [])
    assert kept.wait_until is not None
    assert kept.wait_until.date() >= utc_now().date() + timedelta(days=2)
