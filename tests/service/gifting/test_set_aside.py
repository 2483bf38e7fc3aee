"""What is kept for somebody who is asked: promised by the plan, reserved at launch, free once they are decided for or it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.decisions.asking.aside import Aside
from service.gifting.answer_question import answer_diet, skip_question
from service.gifting.availability import availability_of
from service.gifting.cancel import cancel_gift
from service.gifting.models import RecipientGift
from service.gifting.set_aside import AsideSums, Short, aside_sums, free_ended, promise
from service.ops.audit.database import audit_books
from service.planning.launch.set_out import ask_waiting, launch_wave
from service.planning.plan.redecide import redecide_gift
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_workspace,
    owner_of,
)

pytestmark = pytest.mark.usefixtures("database")
PRICE = 3000


@dataclass(frozen=True)
class Scene:
    """A running campaign with money for one gift: Wanda is asked, and two foods are promised to her; Jan could have them too."""

    campaign: str
    asked: str
    other: str
    pieces: tuple[str, str]


@pytest.fixture
def scene() -> Scene:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id, status="running", budget_minor=PRICE)
        account = make_account(session, campaign.workspace_id, gift_policy={"consumables_only": True})
        foods = [
            make_product(
                session, campaign.workspace_id, f"Food {n}", kind="edible", category=f"food {n}", stock=1, price_minor=PRICE,
                diets={"vegan": "suited" if n else "not", "vegetarian": "suited"}, sku=f"HP-{n}",
            )
            for n in range(2)
        ]  # fmt: skip
        people = [make_recipient(session, account, name) for name in ("Wanda", "Jan")]
        for row, one in enumerate(people, start=2):
            join(session, campaign, one, row)
        gifts = [make_gift(session, campaign, one, None, hold_reason="dietary_unknown") for one in people]
        aside = Aside(people[0].id, tuple(food.id for food in foods), PRICE)
        of = {"id": gifts[0].id, "workspace_id": campaign.workspace_id}
        promise(session, campaign.id, {people[0].id: of}, [aside])
        return Scene(campaign.id, gifts[0].id, gifts[1].id, (foods[0].id, foods[1].id))


def launch(scene: Scene) -> None:
    launch_wave(transaction, scene.campaign, 1, AT)
    with transaction() as session:
        ask_waiting(session, scene.campaign, 1)


def stands(scene: Scene) -> tuple[list[int], int, AsideSums]:
    """(pieces on the shelf, money set aside, what is kept); the audit finds nothing wrong."""
    with reading() as session:
        assert [defect.sentence for defect in audit_books(session)] == []
        stock = [session.get_one(Product, piece).stock for piece in scene.pieces]
        return stock, session.get_one(Campaign, scene.campaign).reserved_minor, aside_sums(session, scene.campaign)


NOTHING = AsideSums()
RESERVED = ([0, 0], PRICE, AsideSums(1, 2, PRICE, PRICE, 0, 0))
FREE = ([1, 1], 0, NOTHING)


def test_a_plan_only_promises(scene: Scene) -> None:
    assert stands(scene) == ([1, 1], 0, AsideSums(1, 2, PRICE, 0, 0, 0))


def test_what_is_promised_is_nobody_elses_before_the_launch_either(scene: Scene) -> None:
    with reading() as session:
        free = availability_of(session, session.get_one(RecipientGift, scene.other))

    assert (free.left_minor, set(free.rivals), dict(free.promised)) == (
        0,
        set(scene.pieces),
        dict.fromkeys(scene.pieces, 1),
    )


def test_the_launch_that_asks_takes_the_pieces_and_the_money(scene: Scene) -> None:
    launch(scene)

    assert stands(scene) == RESERVED


def test_launched_again_nothing_is_set_aside_twice(scene: Scene) -> None:
    launch(scene)
    launch(scene)

    assert stands(scene) == RESERVED


def test_what_is_kept_is_theirs_and_nobody_elses(scene: Scene) -> None:
    launch(scene)
    with reading() as session:
        own, other = (
            availability_of(session, session.get_one(RecipientGift, one)) for one in (scene.asked, scene.other)
        )

    assert (own.affordable_minor, set(own.own)) == (PRICE, set(scene.pieces))
    assert (other.affordable_minor, set(other.rivals)) == (0, set(scene.pieces))


@pytest.mark.parametrize(("diets", "got"), [((), {0, 1}), (("vegan",), {1}), (("vegetarian",), {0, 1})])
def test_an_answer_gives_one_piece_and_frees_the_other(scene: Scene, diets: tuple[str, ...], got: set[int]) -> None:
    launch(scene)
    with transaction() as session:
        answer_diet(session, session.get_one(RecipientGift, scene.asked), diets, (), AT)
    with transaction() as session:
        redecide_gift(session, scene.asked, AT)

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.asked)
        assert (gift.status, gift.is_reserved, gift.hold_reason) == ("created", True, None)
        assert gift.product_id in {scene.pieces[place] for place in got}
    stock, reserved, kept = stands(scene)
    assert (sum(stock), reserved, kept) == (1, PRICE, NOTHING)


def test_somebody_who_answers_first_does_not_get_what_is_kept_for_another(scene: Scene) -> None:
    launch(scene)
    with transaction() as session:
        answer_diet(session, session.get_one(RecipientGift, scene.other), (), (), AT)
    with transaction() as session:
        redecide_gift(session, scene.other, AT)

    assert stands(scene) == RESERVED


def test_an_answer_that_nothing_suits_frees_the_pieces_and_keeps_the_sum_for_a_donation(scene: Scene) -> None:
    launch(scene)
    with transaction() as session:
        answer_diet(session, session.get_one(RecipientGift, scene.asked), ("kosher",), (), AT)
    with transaction() as session:
        redecide_gift(session, scene.asked, AT)

    assert stands(scene) == ([1, 1], PRICE, NOTHING)
    assert free_ended(AT + timedelta(days=22)) == 1
    assert stands(scene) == FREE


def test_a_look_without_an_answer_keeps_it(scene: Scene) -> None:
    launch(scene)
    with transaction() as session:
        redecide_gift(session, scene.asked, AT)

    assert stands(scene) == RESERVED


def test_whoever_is_taken_out_has_nothing_kept(scene: Scene) -> None:
    launch(scene)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.asked)
        cancel_gift(session, gift, "mistake", owner_of(gift.workspace_id), AT)

    assert stands(scene) == FREE


def test_nothing_is_kept_after_the_campaign_is_closed(scene: Scene) -> None:
    launch(scene)
    assert free_ended(AT) == 0
    with transaction() as session:
        session.get_one(Campaign, scene.campaign).status = "closed"

    assert free_ended(AT) == 1
    assert stands(scene) == FREE


def test_nothing_is_kept_after_the_campaigns_last_day(scene: Scene) -> None:
    launch(scene)

    assert free_ended(AT + timedelta(days=22)) == 1
    assert stands(scene) == FREE


def test_a_piece_that_has_gone_since_the_plan_is_left_out(scene: Scene) -> None:
    with transaction() as session:
        session.get_one(Product, scene.pieces[0]).stock = 0
        session.get_one(Product, scene.pieces[0]).opening_stock = 0
    launch(scene)

    assert stands(scene) == ([0, 0], PRICE, AsideSums(1, 1, PRICE, PRICE, 0, 0))


def test_without_the_money_nothing_is_taken_from_the_shelf(scene: Scene) -> None:
    with transaction() as session:
        session.get_one(Campaign, scene.campaign).budget_minor = PRICE - 1
    launch(scene)

    with reading() as session:
        person = session.get_one(RecipientGift, scene.asked).recipient_id
    short = (Short(person, is_empty=True, why=None),)
    assert stands(scene) == ([1, 1], 0, AsideSums(1, 0, 0, 0, 1, 0, short))


def test_after_a_skip_that_leads_to_a_no_it_is_kept_since_they_can_answer_after_all(scene: Scene) -> None:
    launch(scene)
    with transaction() as session:
        skip_question(session, session.get_one(RecipientGift, scene.asked), "diet", AT)
    with transaction() as session:
        redecide_gift(session, scene.asked, AT)

    assert stands(scene) == RESERVED
