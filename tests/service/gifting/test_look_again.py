from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.catalog.own.retire import retire_product
from service.db.connect import reading, transaction
from service.gifting.decline import decline_gift
from service.gifting.look_again import TOLD_FOR, look_at, look_at_person, look_at_product
from service.gifting.models import GiftAlternative, RecipientGift, SoftHold
from service.gifting.show_others import show_others
from service.gifting.undo import undo_answer
from service.jobs.models import Job
from service.ops.audit.database import audit_database
from service.planning.plan.redecide import redecide_gift
from tests.factories import AT, join, make_campaign, make_fact, make_gift, make_product, owner_of
from tests.service.gifting.scene import set_scene, stock
from tests.service.gifting.stopping import LONG_AGO, OVER, SWEET, bring_to, jobs

pytestmark = pytest.mark.usefixtures("database")


def test_every_gift_of_a_person_that_has_not_been_forgotten_is_looked_at_in_all_campaigns() -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        gifts = {}
        for status in (
            "draft", "scheduled", "opened", "accepted", "ordered", "shipped", "donated", "declined", "returned", "canceled",
        ):  # fmt: skip
            campaign = make_campaign(session, scene.workspace_id, name=status)
            join(session, campaign, scene.people[0])
            gifts[status] = make_gift(session, campaign, scene.people[0], scene.products[0], status=status).id
        gifts["created"] = scene.gifts[0].id
        held = make_campaign(session, scene.workspace_id, name="held")
        gifts["held"] = make_gift(session, held, scene.people[0], None, hold_reason="dietary_unknown").id
        look_at_person(session, scene.people[0].id, AT)

    with reading() as session:
        looked = {subject for subject, _, _ in jobs(session, "gifting.redecide")}
    assert {name for name, gift_id in gifts.items() if gift_id in looked} == {
        "draft", "scheduled", "created", "held", "opened", "accepted", "ordered", "shipped",
    }  # fmt: skip
    assert scene.gifts[1].id not in looked


@pytest.mark.parametrize(("after", "looks"), [(TOLD_FOR - timedelta(seconds=1), 1), (TOLD_FOR, 0)])
def test_what_was_delivered_is_looked_at_for_a_month(after: timedelta, looks: int) -> None:
    scene = bring_to("delivered")
    with transaction() as session:
        look_at_person(session, scene.people[0].id, OVER + after)
        look_at_product(session, scene.products[0].id, OVER + after)
        assert session.get_one(RecipientGift, scene.gifts[0].id, populate_existing=True).looks == 2 * looks


def test_a_thousand_presses_leave_one_look_that_waits() -> None:
    with transaction() as session:
        scene = set_scene(session)
    for _ in range(20):
        with transaction() as session:
            look_at(session, session.get_one(RecipientGift, scene.gifts[0].id))

    with reading() as session:
        found = jobs(session, "gifting.redecide")
    assert [version for _, version, _ in found] == list(range(1, 21))
    assert [state for _, _, state in found] == ["canceled"] * 19 + ["pending"]


def test_a_look_that_has_begun_is_left_to_finish_beside_the_new_one() -> None:
    with transaction() as session:
        scene = set_scene(session)
        look_at(session, scene.gifts[0])
        session.scalars(select(Job).where(Job.kind == "gifting.redecide")).one().state = "running"
        session.flush()
        look_at(session, scene.gifts[0])
        assert [state for *_, state in jobs(session, "gifting.redecide")] == ["running", "pending"]


def test_a_product_that_changed_has_its_gifts_looked_at_and_leaves_the_hands_of_whom_it_would_harm() -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, others=1)
        sweet = make_product(session, scene.workspace_id, "Nut bar", kind="edible", category="sweet", stock=5)
        for person in scene.people:
            make_fact(session, person, "diet", "none", valid_from=LONG_AGO)
        make_fact(session, scene.people[0], "allergen", "nuts", valid_from=LONG_AGO)
        planned = make_campaign(session, scene.workspace_id)
        waiting = make_gift(session, planned, scene.people[1], sweet)
        for gift in scene.gifts:
            show_others(session, gift, AT)
        assert stock(session, sweet) == 3
    with transaction() as session:
        session.get_one(Product, sweet.id).allergens = SWEET
        session.flush()
        look_at_product(session, sweet.id, AT)

    with reading() as session:
        assert [subject for subject, *_ in jobs(session, "gifting.redecide")] == [waiting.id]
        holding = session.scalars(select(SoftHold.gift_id).where(SoftHold.product_id == sweet.id)).all()
        assert (list(holding), stock(session, sweet)) == ([scene.gifts[1].id], 4)
    assert [one for one in audit_database() if one.kind == "shelf"] == []


def test_an_answer_that_is_taken_back_has_the_gift_looked_at() -> None:
    with transaction() as session:
        scene = set_scene(session)
        decline_gift(session, scene.gifts[0], None, AT)
        assert jobs(session, "gifting.redecide") == []
        undo_answer(session, scene.gifts[0], AT)
        assert len(jobs(session, "gifting.redecide")) == 1


@pytest.mark.parametrize(
    ("status", "is_looked_at"),
    [("created", True), ("opened", True), ("draft", False), ("accepted", False), ("declined", False)],
)
def test_a_product_is_looked_for_among_the_other_choices_of_whoever_has_not_answered(
    status: str, is_looked_at: bool
) -> None:
    with transaction() as session:
        scene = set_scene(session)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        other = scene.others[0].id
        session.add(GiftAlternative(gift_id=gift.id, rank=1, workspace_id=scene.workspace_id, product_id=other))
        gift.status = status
        session.flush()
        look_at_product(session, other, AT)
    with reading() as session:
        assert [subject for subject, _, _ in jobs(session, "gifting.redecide")] == [gift.id] * is_looked_at


def test_a_film_is_made_again_without_what_was_retired_and_once_only() -> None:
    with transaction() as session:
        scene = set_scene(session)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        for rank, other in enumerate(scene.others, start=1):
            session.add(
                GiftAlternative(gift_id=gift.id, rank=rank, workspace_id=scene.workspace_id, product_id=other.id)
            )
        session.flush()
        drawn = gift.content_version
        retire_product(session, session.get_one(Product, scene.others[0].id), owner_of(scene.workspace_id), AT)
        [look] = session.scalars(select(Job).where(Job.kind == "gifting.look_at_product")).all()
        assert look.subject_id == scene.others[0].id
        for _ in range(2):
            redecide_gift(session, gift.id, AT)
        session.refresh(gift)
        left = session.scalars(select(GiftAlternative.product_id).where(GiftAlternative.gift_id == gift.id)).all()
    assert (left, gift.content_version, gift.product_id) == ([scene.others[1].id], drawn + 1, scene.products[0].id)
