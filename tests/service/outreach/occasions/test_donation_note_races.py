"""Workers that confirm one donation at one moment write one mail; beside it the same with the guard off, which writes many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from service.content.donating.book import book_donation
from service.content.donating.models import DonationBooking
from service.db.connect import reading, transaction
from service.gifting.donate import donate_gift
from service.gifting.transitions import apply
from service.outreach.models import MailMessage
from service.outreach.occasions import write_down
from service.outreach.occasions.donation_note import confirm_donation
from tests.factories import AT, owner_of
from tests.races import all_at_once
from tests.service.gifting.scene import set_scene

pytestmark = [
    pytest.mark.parametrize(
        "any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True
    ),
    pytest.mark.usefixtures("any_database"),
]
WORKERS = 6
LATER = AT + timedelta(days=2)


def confirms() -> Callable[[], None]:
    """A donation that ops has booked and whose note is there; the act of a worker that confirms it."""
    with transaction() as session:
        gift = set_scene(session).gifts[0]
        donate_gift(session, gift, "rivers", AT)
        apply(session, gift, "settle_donation", LATER)
        book_donation(session, owner_of(gift.workspace_id), gift.id, "SEPA 77", LATER)
        booking = session.get_one(DonationBooking, gift.id)
        booking.input_hash, booking.files = "0" * 64, {"body": {"media_type": "application/pdf"}}

    def act() -> None:
        with transaction() as session:
            confirm_donation(session, gift_id=gift.id, at=LATER)

    return act


def mails() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(MailMessage.kind)))


def test_workers_at_one_moment_write_one_mail() -> None:
    assert all_at_once([confirms()] * WORKERS) == WORKERS

    assert mails() == ["donation_note"]


def test_control_without_the_key_of_the_mail_each_writes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    number = count()
    monkeypatch.setattr(write_down, "key_of", lambda *_: str(next(number)))
    all_at_once([confirms()] * WORKERS)

    assert mails() == ["donation_note"] * WORKERS
