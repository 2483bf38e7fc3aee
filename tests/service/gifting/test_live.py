from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from service.catalog.models import Product
from service.db.connect import transaction
from service.errors import LinkClosed
from service.gifting.accept import accept_gift
from service.gifting.find import require_open
from service.gifting.live import live_gift, offers_of
from service.gifting.models import GiftAlternative
from service.recipients.answers import skip
from service.recipients.asking.put import put_question
from service.recipients.models import Account
from tests.factories import AT, make_gift, make_recipient
from tests.service.gifting.scene import set_scene


def test_an_open_gift_asks_one_question_and_shows_no_cards_before_a_press(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        assert live_gift(session, scene.gifts[0], AT).question is None
        put_question(session, scene.people[0], scene.gifts[0].id, "interest", AT)
        live = live_gift(session, scene.gifts[0], AT)

        assert (live.state, live.question, live.undo_until) == ("open", "interest", None)
        assert (live.address_wanted, live.address_known) == (False, False)


def test_a_planned_alternative_that_went_keeps_its_place_and_says_when_it_is_back(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, others=3)
        for rank, product in enumerate(scene.others, start=1):
            session.add(
                GiftAlternative(
                    gift_id=scene.gifts[0].id, rank=rank, workspace_id=scene.workspace_id, product_id=product.id
                )
            )
        gone = scene.others[0]
        session.execute(update(Product).where(Product.id == gone.id).values(stock=0, restock_on=date(2026, 12, 3)))
        session.refresh(gone)
        offers = offers_of(session, scene.campaign, scene.gifts[0], AT)

        assert [offer.product.id for offer in offers[:3]] == [product.id for product in scene.others]
        assert [(offer.is_available, offer.back_on) for offer in offers[:3]] == [
            (False, date(2026, 12, 3)),
            (True, None),
            (True, None),
        ]


def test_an_alternative_that_is_not_safe_is_not_shown_at_all(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, others=2)
        scene.others[0].kind = "edible"
        session.flush()
        offers = offers_of(session, scene.campaign, scene.gifts[0], AT)

        assert [offer.product.id for offer in offers] == [scene.others[1].id]


def test_an_accepted_gift_wants_an_address_and_can_be_undone(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        accept_gift(session, scene.gifts[0], AT)
        live = live_gift(session, scene.gifts[0], AT)

        assert (live.state, live.address_wanted) == ("accepted", True)
        assert live.undo_until == AT + timedelta(hours=24)


def test_a_person_without_a_gift_is_asked_about_their_diet_once(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        account = session.get_one(Account, scene.people[0].account_id)
        person = make_recipient(session, account, "Petr")
        gift = make_gift(session, scene.campaign, person, None, hold_reason="dietary_unknown")

        assert (live_gift(session, gift, AT).state, live_gift(session, gift, AT).question) == ("held", "diet")
        skip(session, person, "diet", AT)
        assert (live_gift(session, gift, AT).state, live_gift(session, gift, AT).question) == ("held", None)


def test_a_planned_gift_waits_before_its_launch_and_nothing_of_it_is_shown(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        live = live_gift(session, scene.gifts[0], AT)
        assert (live.state, live.question, live.address_wanted) == ("held", None, False)
        scene.campaign.status = "closed"
        with pytest.raises(LinkClosed):
            live_gift(session, scene.gifts[0], AT)


def test_an_open_gift_closes_with_its_campaign_but_an_accepted_one_stays_to_be_seen(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        accept_gift(session, scene.gifts[1], AT)
        end = scene.campaign.expires_at

        with pytest.raises(LinkClosed):
            live_gift(session, scene.gifts[0], end)
        assert live_gift(session, scene.gifts[1], end).state == "accepted"


def test_a_campaign_closed_early_keeps_what_it_promised_and_promises_nothing_new(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        person = make_recipient(session, session.get_one(Account, scene.people[0].account_id), "Petr")
        waiting = make_gift(session, scene.campaign, person, None, hold_reason="dietary_unknown")
        scene.campaign.status = "closed"
        session.flush()

        assert live_gift(session, scene.gifts[0], AT).state == "open"
        accept_gift(session, scene.gifts[0], AT)
        assert live_gift(session, scene.gifts[0], AT).state == "accepted"
        for asked in (live_gift, require_open):
            with pytest.raises(LinkClosed):
                asked(session, waiting, AT)
