"""An address is offered again only if its person said so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.recipients.postal.addresses import Address
from service.recipients.postal.kept import KEPT, forget_kept_addresses, kept_of
from service.recipients.postal.models import KeptAddress
from tests.factories import AT
from tests.service.gifting.scene import Scene, set_scene
from tests.service.gifting.stopping import ADDRESS

pytestmark = pytest.mark.usefixtures("database")
SAID = Address("Jana", "Na Příkopě 1", "110 00", "Praha", "CZ", None, None, "office", "Jones", "ring twice")


def say(session: Session, scene: Scene, keep: str | None, number: int = 0) -> None:
    gift = session.get_one(RecipientGift, scene.gifts[number].id)
    if gift.status != "accepted":
        accept_gift(session, gift, AT)
    terms = {"place": "office", "site": "Jones", "note": "ring twice", "not_before": "2027-01-05"}
    give_address(session, gift, ADDRESS | terms | ({} if keep is None else {"keep": keep}), AT)


def offered(session: Session, scene: Scene, number: int = 0) -> Address | None:
    return kept_of(session, session.get_one(Recipient, scene.people[number].id), AT)


def test_it_is_kept_by_a_yes_left_alone_without_a_word_and_deleted_by_a_no() -> None:
    with transaction() as session:
        scene = set_scene(session)
        found = []
        for keep in (None, "yes", None, "no"):
            say(session, scene, keep)
            found.append(offered(session, scene))
    assert found == [None, SAID, SAID, None]
    with reading() as session:
        assert session.get(KeptAddress, scene.people[0].id) is None


def test_it_is_for_the_country_it_is_in_and_goes_after_two_years() -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        for number in range(2):
            say(session, scene, "yes", number)
        session.get_one(Recipient, scene.people[0].id).country = "SK"
        assert (offered(session, scene, 0), offered(session, scene, 1)) == (None, SAID)
        session.get_one(KeptAddress, scene.people[1].id).erase_after += timedelta(days=1)
    assert forget_kept_addresses(AT + KEPT - timedelta(seconds=1)) == 0
    assert forget_kept_addresses(AT + KEPT) == 1
    with reading() as session:
        assert session.get(KeptAddress, scene.people[0].id) is None
        assert session.get(KeptAddress, scene.people[1].id) is not None
