from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.errors import BudgetExceeded, Conflict, NotFound, OutOfStock, Unsafe
from service.gifting.live import offers_of
from service.gifting.models import DecisionRecord, RecipientGift
from service.gifting.show_others import show_others
from service.gifting.swap import swap_gift
from service.jobs.models import Job
from tests.factories import AT, make_account, make_gift, make_product, make_recipient, make_workspace
from tests.service.gifting.scene import Scene, kinds, ledger, money, set_scene, stock


def test_one_piece_goes_back_and_another_is_set_aside(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        gift, other = scene.gifts[0], scene.others[0]
        swap_gift(session, gift, other.id, AT)

        assert (gift.status, gift.product_id, gift.price_minor) == ("opened", other.id, 4000)
        assert (gift.is_swapped, gift.original_product_id) == (True, scene.products[0].id)
        assert (stock(session, scene.products[0]), stock(session, other)) == (5, 4)
        assert money(session, scene.campaign) == (4000, 0)
        assert ledger(session, gift) == [("reserved", 4400), ("released", 4400), ("reserved", 4000)]
        assert kinds(session, gift) == ["gift.created", "gift.opened", "gift.swapped"]


def test_everything_that_shows_the_gift_is_drawn_again_but_not_a_mail_that_went_out(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        scene.gifts[0].status = "notified"
        session.flush()
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)

        again = session.scalars(select(Job.kind).where(Job.version == 2).order_by(Job.kind)).all()
        assert scene.gifts[0].content_version == 2
        assert list(again) == ["content.microsite", "content.poster", "content.statement", "content.video"]


def test_the_swap_is_a_decision_that_can_be_looked_up(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)

        record = session.scalars(select(DecisionRecord).where(DecisionRecord.kind == "swap")).one()
        assert record.body == {
            "product_id": scene.others[0].id,
            "price_minor": 4000,
            "instead_of": scene.products[0].id,
        }


def test_a_piece_that_is_held_for_the_person_can_be_had_although_the_shelf_is_empty(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, other_stock=1)
        show_others(session, scene.gifts[0], AT)
        assert stock(session, scene.others[0]) == 0
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)

        assert [stock(session, product) for product in (*scene.products, *scene.others)] == [5, 0, 1]


def test_the_last_piece_that_went_is_told_and_nothing_changes(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, other_stock=0)
    with pytest.raises(OutOfStock), transaction() as session:
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), scene.others[0].id, AT)

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.product_id, money(session, scene.campaign)) == (
            "created",
            scene.products[0].id,
            (4400, 0),
        )


def test_an_unsafe_product_is_refused(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        unsafe = make_product(session, scene.workspace_id, "Wine", kind="edible", alcohol=True, min_age=18)
        with pytest.raises(Unsafe) as refusal:
            swap_gift(session, scene.gifts[0], unsafe.id, AT)

        assert refusal.value.param == "dietary_unknown,age_check_required"


def test_a_product_of_somebody_elses_catalog_is_not_there(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        foreign = make_product(session, make_workspace(session, "Other").id)
        with pytest.raises(NotFound):
            swap_gift(session, scene.gifts[0], foreign.id, AT)


def test_a_colleagues_gift_cannot_be_had(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, uniqueness="campaign")
        for gift in scene.gifts:
            gift.unique_within = scene.campaign.id
        session.flush()
        with pytest.raises(Conflict):
            swap_gift(session, scene.gifts[0], scene.products[1].id, AT)


def test_a_dearer_product_needs_money_in_the_budget(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, budget_minor=4500)
        dearer = make_product(session, scene.workspace_id, "Lamp", price_minor=4600)
    with pytest.raises(BudgetExceeded), transaction() as session:
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), dearer.id, AT)

    with reading() as session:
        assert (stock(session, dearer), money(session, scene.campaign)) == (10, (4400, 0))


def test_a_piece_planned_for_somebody_of_a_later_wave_is_not_there_to_swap_to(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, other_stock=1)
        plan_for_later(session, scene)
    with pytest.raises(OutOfStock), transaction() as session:
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), scene.others[0].id, AT)

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.product_id, stock(session, scene.others[0])) == (scene.products[0].id, 1)
        assert [offer.product.id for offer in offers_of(session, scene.campaign, gift, AT)] == [scene.others[1].id]


def test_a_piece_that_is_held_can_be_had_whatever_is_planned_afterwards(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, other_stock=1)
        show_others(session, scene.gifts[0], AT)
        plan_for_later(session, scene)
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)

        assert scene.gifts[0].product_id == scene.others[0].id


def test_money_planned_for_a_later_wave_is_not_spent_on_a_dearer_gift(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, budget_minor=4400 + 4000 + 199)
        dearer = make_product(session, scene.workspace_id, "Lamp", category="light", price_minor=4600)
        plan_for_later(session, scene)
        offered = [offer.product.id for offer in offers_of(session, scene.campaign, scene.gifts[0], AT)]
        assert dearer.id not in offered
    with pytest.raises(BudgetExceeded), transaction() as session:
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), dearer.id, AT)

    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).budget_minor += 1
        session.flush()
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), dearer.id, AT)
        assert money(session, scene.campaign) == (4600, 0)


def plan_for_later(session: Session, scene: Scene) -> None:
    """Somebody of another company has the first of the others in the plan and is not launched yet."""
    account = make_account(session, scene.workspace_id, "Later")
    make_gift(session, scene.campaign, make_recipient(session, account, "Nora"), scene.others[0])
