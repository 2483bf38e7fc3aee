"""What a closed campaign, and a wave that a person has not launched, keep from: nobody new sets out, nothing new is set aside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import Conflict, HandpickedError, LinkClosed
from service.gifting import money as money_room
from service.gifting.accept import accept_gift
from service.gifting.live import live_gift
from service.gifting.models import RecipientGift
from service.gifting.override import override_gift
from service.gifting.set_aside import free_ended
from service.gifting.swap import swap_gift
from service.ops.audit.database import audit_database
from service.planning.launch.set_out import ask_waiting, launch_wave
from service.planning.plan.redecide import redecide_gift
from service.recipients.answers import answer_diet
from service.recipients.models import Recipient
from service.workspaces.actor import actor_of
from tests.factories import AT, join, make_account, make_gift, make_product, make_recipient, make_user
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, ledger, money, set_scene, stock
from tests.service.gifting.stopping import OVER, bring_to, looked_at, set_sweet_scene, told


def close(scene: Scene) -> None:
    with transaction() as session:
        session.execute(update(Campaign).where(Campaign.id == scene.campaign.id).values(status="closed"))


def waiting(scene: Scene, wave: int | None) -> str:
    """Somebody who waits for their answer, as the plan left them. The gift's id."""
    with transaction() as session:
        person = make_recipient(session, make_account(session, scene.workspace_id, "Waits"))
        join(session, scene.campaign, person, 90)
        return make_gift(session, scene.campaign, person, None, hold_reason="dietary_unknown", wave=wave).id


def answered(gift_id: str) -> None:
    """The person tells what they eat, and the look that follows takes place."""
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        answer_diet(session, session.get_one(Recipient, gift.recipient_id), [], [], AT)
    with transaction() as session:
        redecide_gift(session, gift_id, AT)


def state(gift_id: str) -> tuple[str, bool, bool, int | None]:
    """(status, whether a product is chosen, whether it is set aside, wave)."""
    with reading() as session:
        gift = session.get_one(RecipientGift, gift_id)
        return gift.status, gift.product_id is not None, gift.is_reserved, gift.wave


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("status", "wave", "expected"),
    [
        ("running", 1, ("created", True, True, 1)),
        ("running", None, ("draft", True, False, None)),
        ("paused", 1, ("draft", True, False, None)),
        ("closed", 1, ("draft", False, False, 1)),
    ],
)
def test_an_answer_sends_out_whoever_was_launched_with_a_wave_and_nobody_else(
    status: str, wave: int | None, expected: tuple[str, bool, bool, int | None]
) -> None:
    with transaction() as session:
        scene = set_scene(session)
    gift_id = waiting(scene, wave)
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).status = status
    answered(gift_id)
    assert state(gift_id) == expected
    with reading() as session:
        assert money(session, scene.campaign) == (8800 if expected[2] else 4400, 0)


@pytest.mark.usefixtures("database")
def test_a_correction_sends_nobody_out_of_a_plan_that_nobody_has_approved() -> None:
    with transaction() as session:
        scene = set_scene(session)
    gift_id = waiting(scene, 1)
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign.id)
        campaign.approved_match_run_id, campaign.current_match_run_id = "run_approved", "run_newer"
    answered(gift_id)
    assert state(gift_id) == ("draft", True, False, None)


@pytest.mark.usefixtures("database")
def test_a_wave_makes_those_it_asks_its_own() -> None:
    with transaction() as session:
        scene = set_scene(session)
    gift_id = waiting(scene, None)
    launch_wave(transaction, scene.campaign.id, 2, AT)
    with transaction() as session:
        ask_waiting(session, scene.campaign.id, 2)
    assert state(gift_id) == ("draft", False, False, 2)
    answered(gift_id)
    assert state(gift_id) == ("created", True, True, 2)


def dear_and_cheap(scene: Scene, *prices: int) -> None:
    """The others cost this."""
    with transaction() as session:
        for other, price in zip(scene.others, prices, strict=True):
            session.get_one(Product, other.id).price_minor = price


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("prices", "reserved", "kept"),
    [((4400, 5900), 4400, True), ((4401, 5900), 0, False)],
)
def test_what_somebody_said_yes_to_is_exchanged_after_closing_for_what_costs_no_more_or_its_money_is_free(
    prices: tuple[int, int], reserved: int, kept: bool
) -> None:
    scene = bring_to("accepted")
    dear_and_cheap(scene, *prices)
    close(scene)
    told(scene.gifts[0])
    looked_at(scene.gifts[0])
    assert state(scene.gifts[0].id)[:3] == ("opened", kept, kept)
    with reading() as session:
        assert money(session, scene.campaign) == (reserved, 0)
        assert stock(session, scene.products[0]) == 5
    assert audit_database() == []


@pytest.mark.usefixtures("database")
def test_what_was_freed_before_closing_is_never_set_aside_again_by_a_look() -> None:
    """Nothing safe was there when the gift was stopped; later something is, but the campaign is closed."""
    scene = bring_to("accepted")
    dear_and_cheap(scene, 9000, 9000)
    told(scene.gifts[0])
    looked_at(scene.gifts[0])
    assert state(scene.gifts[0].id)[:3] == ("opened", False, False)
    close(scene)
    dear_and_cheap(scene, 1500, 1500)
    for _ in range(2):
        looked_at(scene.gifts[0], OVER)
    assert state(scene.gifts[0].id)[:3] == ("opened", False, False)
    with reading() as session:
        with pytest.raises(LinkClosed):
            live_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), OVER)
        assert money(session, scene.campaign) == (4400, 0)  # kept to be donated, and for nothing else
    free_ended(OVER)
    with reading() as session:
        assert money(session, scene.campaign) == (0, 0)
        assert ledger(session, scene.gifts[0])[-1] == ("released", 4400)


@pytest.mark.usefixtures("database")
def test_an_order_that_is_stopped_after_closing_takes_no_second_sum() -> None:
    scene = bring_to("ordered")
    close(scene)
    told(scene.gifts[0])
    looked_at(scene.gifts[0], OVER)
    with reading() as session:
        assert money(session, scene.campaign) == (0, 4400)
    assert state(scene.gifts[0].id)[:3] == ("opened", False, False)


@pytest.mark.usefixtures("database")
def test_in_a_closed_campaign_people_answer_what_they_were_promised_and_swaps_cost_no_more() -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
    dear_and_cheap(scene, 4000, 4900)
    close(scene)
    with transaction() as session:
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), AT)
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[1].id), scene.others[0].id, AT)
    with pytest.raises(HandpickedError), transaction() as session:
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[1].id), scene.others[1].id, AT)
    with reading() as session:
        assert money(session, scene.campaign) == (8400, 0)


@pytest.mark.usefixtures("database")
def test_nobody_puts_a_gift_in_by_hand_once_a_campaign_is_closed() -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        user = make_user(session, scene.workspace_id)
    close(scene)
    with (
        pytest.raises(Conflict, match="While this campaign is closed, you can’t change a planned gift"),
        transaction() as s,
    ):
        override_gift(s, s.get_one(RecipientGift, scene.gifts[0].id), scene.others[0].id, actor_of(user), AT)
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.product_id, gift.is_overridden) == (scene.products[0].id, False)


def _look_while_closing(scene: Scene) -> list[int]:
    """Everybody's look and the closing at one moment. What was set aside when the campaign was closed."""
    held: list[int] = []

    def look(gift_id: str) -> Callable[[], None]:
        def act() -> None:
            with transaction() as session:
                redecide_gift(session, gift_id, AT)

        return act

    def shut() -> None:
        with transaction() as session:
            campaign = session.get_one(Campaign, scene.campaign.id, with_for_update=True)
            campaign.status = "closed"
            held.append(campaign.reserved_minor)

    all_at_once([*(look(gift.id) for gift in scene.gifts), shut])
    return held


def _with_gifts_that_wait(people: int = 3) -> Scene:
    """Launched gifts that have lost their product: whatever is found for them is set aside anew."""
    with transaction() as session:
        scene = set_sweet_scene(session, people, others=2, other_stock=0)
    for gift in scene.gifts:
        told(gift)
        looked_at(gift)
    with transaction() as session:
        make_product(session, scene.workspace_id, "Safe", stock=50, category="safe", price_minor=4000)
        for gift in scene.gifts:
            session.get_one(RecipientGift, gift.id).stopped_at = AT
        assert session.scalar(select(func.count()).where(RecipientGift.is_reserved)) == 0
    return scene


def test_looks_that_meet_the_closing_set_nothing_aside_after_it(any_database: str) -> None:
    scene = _with_gifts_that_wait()
    held = _look_while_closing(scene)
    with reading() as session:
        after = money(session, scene.campaign)[0]
    assert after <= held[0]  # what is found for a sum that was kept may cost less, never more
    looked_at(scene.gifts[0], OVER)
    with reading() as session:
        assert money(session, scene.campaign)[0] <= after


def test_without_the_state_in_the_statement_a_closed_campaign_sets_money_aside(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard off: each look goes by what it read of the campaign before it was closed."""
    scene = _with_gifts_that_wait(1)
    monkeypatch.setattr(money_room, "_SHIFT_NEW", money_room._SHIFT)
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign.id)
        kept = campaign.reserved_minor
        assert campaign.status == "running"
        session.execute(
            update(Campaign)
            .where(Campaign.id == campaign.id)
            .values(status="closed")
            .execution_options(synchronize_session=False)
        )
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        found = session.scalars(select(Product).where(Product.category == "safe")).one()
        gift.product_id, gift.price_minor = found.id, found.price_minor
        money_room.reserve(session, gift, found.price_minor, AT)
    with reading() as session:
        assert money(session, scene.campaign)[0] - kept == 4000
