"""Colleagues never get the same product, whatever the version; people of other companies may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.app.tables import METADATA
from service.db.connect import reading, transaction
from service.decisions.values import Reason
from service.errors import Conflict, OutOfStock
from service.gifting import availability
from service.gifting.availability import availability_of
from service.gifting.candidate import candidate_for, choice_of
from service.gifting.case import open_case
from service.gifting.live import offers_of
from service.gifting.models import RecipientGift
from service.gifting.swap import swap_gift
from service.gifting.undo import undo_answer
from service.ops.audit.checks.books import compare_gift, open_books
from service.ops.audit.rebuild import replay
from tests.factories import AT, make_campaign, make_gift
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, set_scene

THREADS = 6


def colleagues(session: Session, people: int = 2, others: int = 2) -> Scene:
    """A scene whose people work for one company, and whose other products are versions of one."""
    scene = set_scene(session, people=people, others=others)
    for gift, person in zip(scene.gifts, scene.people, strict=True):
        gift.account_id = person.account_id = gift.unique_within = scene.people[0].account_id
    for product in scene.others:
        product.family = "chess"
    session.flush()
    return scene


def test_a_colleagues_product_cannot_be_had_in_another_version(database: str) -> None:
    with transaction() as session:
        scene = colleagues(session)
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
    with pytest.raises(Conflict, match="A colleague is getting the same gift"), transaction() as session:
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[1].id), scene.others[1].id, AT)

    with reading() as session:
        gifts = [session.get_one(RecipientGift, gift.id) for gift in scene.gifts]
        assert [gift.product_id for gift in gifts] == [scene.others[0].id, scene.products[1].id]
        assert [gift.product_family for gift in gifts] == ["chess", scene.products[1].family]


def test_somebody_of_another_company_may_have_another_version_and_not_the_same_campaign_wide(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=3, uniqueness="campaign")
        for gift in scene.gifts:
            gift.unique_within = scene.campaign.id
        for product in scene.others:
            product.family = "chess"
        session.flush()
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        with pytest.raises(OutOfStock):
            swap_gift(session, scene.gifts[1], scene.others[0].id, AT)
        free = availability_of(session, scene.gifts[1])
        assert free.rivals == {}
        assert [free.pieces(one.id, 5) for one in scene.others] == [0, 5]
        swap_gift(session, scene.gifts[2], scene.others[1].id, AT)
        assert scene.gifts[2].product_id == scene.others[1].id


def test_every_version_of_what_a_colleague_has_is_taken_and_a_drawer_says_by_whom(database: str) -> None:
    with transaction() as session:
        scene = colleagues(session)
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        session.flush()
        rivals = availability_of(session, scene.gifts[1]).rivals
        assert rivals == dict.fromkeys([one.id for one in scene.others], scene.people[0].id)
        why = open_case(session, scene.campaign, scene.gifts[1], AT).why_not(scene.others[1].id)
        assert (why.reasons, why.rival) == ((Reason.TAKEN_IN_ACCOUNT,), scene.people[0].id)


def test_nobody_is_offered_a_version_of_a_colleagues_gift(database: str) -> None:
    with transaction() as session:
        scene = colleagues(session, others=3)
        scene.others[2].family = "lamp"
        before = {
            offer.product.id for offer in offers_of(session, scene.campaign, scene.gifts[1], AT) if offer.is_available
        }
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        after = {
            offer.product.id for offer in offers_of(session, scene.campaign, scene.gifts[1], AT) if offer.is_available
        }
    assert before >= {scene.others[0].id, scene.others[1].id}
    assert not after & {scene.others[0].id, scene.others[1].id}
    assert scene.others[2].id in after


def test_another_version_of_an_earlier_gift_is_the_same_again(database: str) -> None:
    with transaction() as session:
        scene = colleagues(session)
        last_year = make_campaign(session, scene.workspace_id)
        make_gift(session, last_year, scene.people[0], scene.others[0], status="delivered")
        candidate = candidate_for(session, scene.campaign, scene.gifts[0], AT.date())
        assert candidate.excluded_products == {"chess"}
        assert choice_of(scene.others[1]).family == "chess"


def test_a_swap_that_is_taken_back_brings_back_the_family(database: str) -> None:
    with transaction() as session:
        scene = colleagues(session)
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        undo_answer(session, scene.gifts[0], AT)
        session.flush()
        gift = session.get_one(RecipientGift, scene.gifts[0].id, populate_existing=True)
        assert (gift.product_id, gift.product_family) == (scene.products[0].id, scene.products[0].family)


def swap_to(gift_id: str, product_id: str) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            swap_gift(session, session.get_one(RecipientGift, gift_id), product_id, AT)

    return act


@pytest.mark.parametrize("guarded", [True, False])
def test_of_colleagues_who_take_different_versions_at_once_one_gets_theirs(
    any_database: str, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    with transaction() as session:
        scene = colleagues(session, people=THREADS, others=THREADS)
        if not guarded:
            session.execute(text("DROP INDEX uq_gift_account_family"))
    # Everybody has looked before anybody has taken: the index alone stands between them.
    monkeypatch.setattr(availability, "_rivals", lambda *_: {})
    pairs = zip(scene.gifts, scene.others, strict=True)
    won = all_at_once([swap_to(gift.id, product.id) for gift, product in pairs])
    if not guarded:
        # PostgreSQL keeps its tables from one test to the next.
        with transaction() as session:
            session.execute(text("UPDATE gift SET product_family = id"))
            (guard,) = (one for one in METADATA.tables["gift"].indexes if one.name == "uq_gift_account_family")
            guard.create(session.connection())
    assert won == (1 if guarded else THREADS)


def test_the_audit_finds_a_family_that_is_not_the_products(database: str) -> None:
    with transaction() as session:
        scene = colleagues(session)
        scene.gifts[0].product_family = "elsewhere"
        session.flush()
        books = open_books(session, scene.campaign)
        found = [
            defect.sentence
            for gift in scene.gifts
            for defect in compare_gift(scene.campaign, gift, replay(books.events[gift.id]), books)
            if "family" in defect.sentence
        ]
    assert len(found) == 1
    assert scene.gifts[0].id in found[0]
    assert "elsewhere" in found[0]
