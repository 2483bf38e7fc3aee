"""A new sender goes slowly with each provider; what is not begun by us, and who is known, is never slowed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from service.db.connect import transaction
from service.outreach.models import MailMessage, SenderPace
from service.outreach.reputation.pace import FIRST_DAY, held_until, limit_on
from service.outreach.sending import send
from service.outreach.sending.send import send_job
from tests.conftest import forget_settings
from tests.races import all_at_once
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import Postbox

AT = datetime(2027, 5, 3, 9, tzinfo=UTC)
TOMORROW = datetime(2027, 5, 4, tzinfo=UTC)


def leave(
    number: int, address: str = "a@gmail.com", kind: str = "invitation", at: datetime = AT
) -> list[datetime | None]:
    with transaction() as session:
        return [held_until(session, address, kind, at) for _ in range(number)]


def test_the_fifty_first_for_one_provider_waits_until_tomorrow_and_other_providers_do_not(any_database: str) -> None:
    assert leave(FIRST_DAY) == [None] * 50
    assert leave(1, "b@googlemail.com") == [TOMORROW]
    assert leave(1, "c@vltava.example") == [None]
    assert leave(2, kind="safety_notice") + leave(1, kind="reply") == [None] * 3
    second = leave(101, at=AT + timedelta(days=1))
    assert (second.count(None), second[-1]) == (100, TOMORROW + timedelta(days=1))


def test_the_limit_doubles_and_ends() -> None:
    assert [limit_on(day) for day in (0, 1, 2, 11, 12)] == [50, 100, 200, 102_400, None]


def test_whoever_has_sent_for_long_or_says_so_is_not_slowed(
    invited: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        session.get_one(MailMessage, invited[1]).sent_at = AT - timedelta(days=15)
    assert leave(60) == [None] * 60
    with transaction() as session:
        session.query(SenderPace).delete()
        session.get_one(MailMessage, invited[1]).sent_at = AT - timedelta(days=1)
    assert leave(51)[-1] == TOMORROW
    monkeypatch.setenv("HANDPICKED_NEW_SENDER", "full")
    forget_settings()
    assert leave(3) == [None] * 3


def test_of_two_at_once_at_the_limit_one_waits(any_database: str) -> None:
    leave(FIRST_DAY - 1)
    gate, held = Barrier(2), []

    def one() -> None:
        gate.wait()
        held.extend(leave(1))

    all_at_once([one, one])
    assert sorted(held, key=str) == sorted([None, TOMORROW], key=str)


def test_a_mail_that_is_slowed_waits_and_says_why(invited: tuple[Scene, str], postbox: Postbox) -> None:
    with transaction() as session:
        message = session.get_one(MailMessage, invited[1])
        message_id = message.id
    leave(FIRST_DAY, "x@example.com", at=send.utc_now())
    do(send_job, "outreach.send", message_id)
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        assert (message.state, message.wait_code, postbox.mails) == ("queued", "warming_up", [])
