"""A donation that ops has paid: booked once, and its note on the person's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from service.content.donating.book import KIND, book_donation, list_due, receiver_of
from service.content.donating.models import DonationBooking
from service.content.donating.note import note_job
from service.db.connect import transaction
from service.errors import Conflict, InvalidInput
from service.gifting.donate import donate_gift, donate_to_named
from service.gifting.models import RecipientGift
from service.gifting.transitions import apply
from service.planning.charities.named import say_yes
from tests.factories import AT, make_user, owner_of
from tests.service.content.leases import do
from tests.service.content.reading import enter, scene_now
from tests.service.gifting.scene import Scene, set_scene

LATER = AT + timedelta(days=2)
FORM = {"name": "Lantern Books", "registration": "CZ 123", "country": "CZ", "line": "Brings libraries to schools."}


def settled(session: Session) -> tuple[Scene, RecipientGift]:
    scene = set_scene(session)
    donate_gift(session, scene.gifts[0], "rivers", AT)
    apply(session, scene.gifts[0], "settle_donation", LATER)
    return scene, scene.gifts[0]


def test_what_can_no_longer_be_undone_is_listed_without_a_name_and_booked_once(database: str) -> None:
    with transaction() as session:
        scene, gift = settled(session)
        who = owner_of(scene.workspace_id)
        due = list_due(session, who, None).items
        assert [(one.gift_id, one.value, one.receiver.registration) for one in due] == [(gift.id, "€44", "")]
        book_donation(session, who, gift.id, " SEPA  77 ", LATER)

        assert session.get_one(DonationBooking, gift.id).reference == "SEPA 77"
        assert list_due(session, who, None).total == 0
        with pytest.raises(Conflict):
            book_donation(session, who, gift.id, "SEPA 78", LATER)


def test_while_it_can_be_undone_or_without_a_reference_nothing_is_booked(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        donate_gift(session, scene.gifts[0], "rivers", AT)
        who = owner_of(scene.workspace_id)
        for reference, refused in (("SEPA 77", Conflict), ("", InvalidInput), ("x" * 61, InvalidInput)):
            with pytest.raises(refused):
                book_donation(session, who, scene.gifts[0].id, reference, AT)

        assert session.query(DonationBooking).count() == 0


def test_a_named_charity_is_paid_as_it_is_registered(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        gift = scene.gifts[0]
        donate_to_named(session, gift, "lantern", AT)
        say_yes(session, owner_of(scene.workspace_id), str(gift.charity), FORM, ("en",), AT)

        assert (receiver_of(session, gift).name, receiver_of(session, gift).registration) == ("Lantern Books", "CZ 123")


def test_its_note_is_drawn_and_reached_from_the_page(client: FlaskClient) -> None:
    scene = scene_now()
    gift = scene.gifts[0]
    enter(client, gift)
    with transaction() as session:
        own = session.get_one(RecipientGift, gift.id)
        donate_gift(session, own, "rivers", AT)
        apply(session, own, "settle_donation", LATER)
        make_user(session, scene.workspace_id, "ops")
    assert client.get(f"/gift/{gift.id}/donation.pdf").status_code == 410
    with transaction() as session:
        book_donation(session, owner_of(scene.workspace_id), gift.id, "SEPA 77", LATER)
    do(note_job, KIND, gift.id)

    assert f"/gift/{gift.id}/donation.pdf" in client.get(f"/gift/{gift.id}?language=en").text
    answer = client.get(f"/gift/{gift.id}/donation.pdf", buffered=True)
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
