"""Two campaigns set out for the same person at one moment, on SQLite and PostgreSQL; beside it the same without the lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.gifting import swap
from service.gifting.accept import accept_gift
from service.gifting.decline import decline_gift
from service.gifting.models import RecipientGift
from service.gifting.swap import swap_gift
from service.gifting.undo import undo_answer
from service.planning.launch import set_out
from service.planning.launch.set_out import launch_wave
from service.planning.plan import redecide
from service.recipients.models import Recipient
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_workspace,
)
from tests.races import Meeting, all_at_once, through_or_waiting
from tests.service.gifting.scene import set_scene
from tests.service.gifting.stopping import set_sweet_scene, tell


@dataclass(frozen=True)
class Two:
    """Two running campaigns and the gift each has planned for one and the same person."""

    campaigns: tuple[Campaign, Campaign]
    gifts: tuple[RecipientGift, RecipientGift]


def plan_two(prices: tuple[int, int] = (6000, 6000), *, same: bool = False, **campaign: Any) -> Two:
    """Of another product each, or of the `same`, of which there are plenty; nothing else is on the shelf."""
    with transaction() as session:
        workspace = make_workspace(session)
        person = make_recipient(session, make_account(session, workspace.id))
        products = [
            make_product(session, workspace.id, f"Gift {number}", price_minor=price, category=f"kind {number}")
            for number, price in enumerate(prices)
        ]
        campaigns, gifts = [], []
        for number in range(2):
            row = make_campaign(session, workspace.id, name=f"Campaign {number}", status="running", **campaign)
            join(session, row, person)
            campaigns.append(row)
            gifts.append(make_gift(session, row, person, products[0 if same else number], wave=1))
    return Two((campaigns[0], campaigns[1]), (gifts[0], gifts[1]))


def launch_both(two: Two, monkeypatch: pytest.MonkeyPatch) -> int:
    """Each looks at the history before the other reserves, where nothing keeps it from that. How many were not thrown out."""
    looked, judge = Meeting(), set_out._barred

    def judged(*arguments: Any) -> dict[str, str]:
        found = judge(*arguments)
        looked.come()
        return found

    monkeypatch.setattr(set_out, "_barred", judged)

    def act(campaign: Campaign) -> None:
        launch_wave(transaction, campaign.id, 1, AT)

    return all_at_once([lambda campaign=campaign: act(campaign) for campaign in two.campaigns])


def gifts_now() -> list[tuple[str, str | None, bool, int]]:
    with reading() as session:
        rows = session.scalars(select(RecipientGift)).all()
        return sorted(
            (gift.status, gift.hold_reason, gift.is_reserved, gift.price_minor * gift.is_reserved) for gift in rows
        )


def test_two_launches_at_once_keep_the_yearly_limit(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    two = plan_two(yearly_cap_minor=10_000)

    assert launch_both(two, monkeypatch) == 2
    assert gifts_now() == [("created", None, True, 6000), ("draft", "recipient_spend_limit", False, 0)]


def test_two_launches_at_once_give_nobody_the_same_thing_twice(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = plan_two(same=True)

    assert launch_both(two, monkeypatch) == 2
    with reading() as session:
        rows = [session.get_one(RecipientGift, gift.id) for gift in two.gifts]
        assert sorted(gift.status for gift in rows) == ["created", "created"]
        assert len({gift.product_id for gift in rows}) == 2


def unlocked(session: Session, recipient_ids: Iterable[str]) -> dict[str, Recipient]:
    """The people, looked at without their locks."""
    people = session.scalars(select(Recipient).where(Recipient.id.in_(list(recipient_ids))))
    return {person.id: person for person in people}


@pytest.mark.parametrize("same", [False, True])
def test_with_the_person_not_locked_both_rules_are_broken(
    any_database: str, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    two = plan_two(same=same, yearly_cap_minor=None if same else 10_000)
    monkeypatch.setattr(set_out, "lock_people", unlocked)

    launch_both(two, monkeypatch)

    # On SQLite the database's own lock stands in: the whole file is held by whoever writes.
    is_broken = any_database.startswith("postgresql")
    given = [gift for gift in gifts_now() if gift[2]]
    assert sum(price for *_, price in given) == (12_000 if is_broken or same else 6000)
    if same:
        with reading() as session:
            products = {session.get_one(RecipientGift, gift.id).product_id for gift in two.gifts}
            assert (len(products) == 1) is is_broken


@pytest.mark.parametrize(("own", "today", "status"), [(6000, 4000, "draft"), (4000, 5900, "created")])
def test_a_limit_is_measured_by_what_the_gift_costs_and_not_by_todays_price(
    database: str, own: int, today: int, status: str
) -> None:
    two = plan_two((own, 6000), yearly_cap_minor=5000)
    with transaction() as session:
        session.get_one(Product, two.gifts[0].product_id).price_minor = today
        session.get_one(Product, two.gifts[1].product_id).stock = 0
    launch_wave(transaction, two.campaigns[0].id, 1, AT)

    with reading() as session:
        gift, campaign = (session.get_one(type(one), one.id) for one in (two.gifts[0], two.campaigns[0]))
        assert (gift.status, campaign.reserved_minor) == (status, own if status == "created" else 0)


def in_portions(campaign_id: str) -> None:
    launch_wave(transaction, campaign_id, 2, AT)


def in_one_transaction(campaign_id: str) -> None:
    with transaction() as session:
        launch_wave(lambda: nullcontext(session), campaign_id, 2, AT)


def launch_beside_a_swap(launching: Callable[[str], None] = in_portions) -> tuple[list[str], int]:
    """A wave sets out in which one person's gift has gone and is decided again; at that moment somebody of the same campaign swaps
    to what would come instead. The statuses in the end, and how many of the two were thrown out by the database."""
    with transaction() as session:
        scene = set_scene(session, people=3, others=1, other_stock=5)
        late, gone = scene.gifts[1:]
        for gift in (late, gone):
            row = session.get_one(RecipientGift, gift.id)
            row.status, row.is_reserved, row.wave = "draft", False, 2
        # What is left for the second to be decided again is on a shelf that the swap holds.
        session.get_one(Product, late.product_id).stock = 1
        session.get_one(Product, gone.product_id).stock = 0
    thrown: list[str] = []

    def guarded(act: Callable[[Session], None]) -> None:
        try:
            with transaction() as session:
                act(session)
        except OperationalError as error:
            thrown.append(str(error))

    swapping = Thread(
        target=guarded,
        args=(
            lambda session: swap_gift(
                session, session.get_one(RecipientGift, scene.gifts[0].id), scene.others[0].id, AT
            ),
        ),
    )
    decide = set_out.replace_missing

    def decided_beside(session: Session, gift_id: str, at: datetime) -> bool:
        swapping.start()
        through_or_waiting(lambda: not swapping.is_alive())
        return decide(session, gift_id, at)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(set_out, "replace_missing", decided_beside)
        try:
            launching(scene.campaign.id)
        except OperationalError as error:
            thrown.append(str(error))
    swapping.join()
    with reading() as session:
        return [session.get_one(RecipientGift, gift.id).status for gift in scene.gifts], len(thrown)


def test_a_launch_that_decides_again_and_a_swap_never_wait_for_each_other_in_a_circle(any_database: str) -> None:
    assert launch_beside_a_swap() == (["opened", "created", "created"], 0)


def test_with_the_money_locked_while_somebody_is_decided_again_they_do(any_database: str) -> None:
    # SQLite has one writer at a time, so that nobody can hold what the other wants.
    assert launch_beside_a_swap(in_one_transaction)[1] == any_database.startswith("postgresql")


def stop_beside_a_swap() -> tuple[int, int]:
    """A gift is stopped after its yes and chosen again; in between somebody of the same campaign swaps to what comes instead.

    How many have that in the end, and how many of the two were thrown out by the database.
    """
    with transaction() as session:
        scene = set_sweet_scene(session, people=2, others=1)
        for product in scene.products:
            session.get_one(Product, product.id).stock = 0
        accept_gift(session, scene.gifts[0], AT)
        tell(session, scene.gifts[0])
    thrown: list[str] = []

    def guarded(act: Callable[[Session], None]) -> None:
        try:
            with transaction() as session:
                act(session)
        except OperationalError as error:
            thrown.append(str(error))

    def swap_other(session: Session) -> None:
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[1].id), scene.others[0].id, AT)

    swapping, choose = Thread(target=guarded, args=(swap_other,)), redecide._choose

    def chosen_beside(*arguments: Any) -> None:
        swapping.start()
        through_or_waiting(lambda: not swapping.is_alive())
        choose(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(redecide, "_choose", chosen_beside)
        guarded(lambda session: redecide.redecide_gift(session, scene.gifts[0].id, AT))
    swapping.join()
    with reading() as session:
        rows = [session.get_one(RecipientGift, gift.id) for gift in scene.gifts]
        return [row.product_id or "" for row in rows].count(scene.others[0].id), len(thrown)


def test_a_gift_chosen_again_and_a_swap_never_wait_for_each_other_in_a_circle(any_database: str) -> None:
    assert stop_beside_a_swap() == (2, 0)


def test_with_the_shelves_not_locked_before_the_money_they_do(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redecide, "_lock_shelves", lambda *_: None)

    assert stop_beside_a_swap()[1] == any_database.startswith("postgresql")


def swap_both_to_the_same(monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """One person swaps two gifts of two campaigns to one product at one moment. How many swaps were made, and how many of the
    two gifts are that product now."""
    two = plan_two()
    with transaction() as session:
        wanted = make_product(session, two.gifts[0].workspace_id, "Wanted by both", category="other", price_minor=5500)
    for campaign in two.campaigns:
        launch_wave(transaction, campaign.id, 1, AT)
    with reading() as session:
        assert {session.get_one(RecipientGift, gift.id).status for gift in two.gifts} == {"created"}
    looked, judge = Meeting(), swap.require_eligible

    def judged(*arguments: Any, **rest: Any) -> None:
        judge(*arguments, **rest)
        looked.come()

    monkeypatch.setattr(swap, "require_eligible", judged)

    def act(gift: RecipientGift) -> None:
        with transaction() as session:
            swap_gift(session, session.get_one(RecipientGift, gift.id), wanted.id, AT)

    swapped = all_at_once([lambda gift=gift: act(gift) for gift in two.gifts])
    with reading() as session:
        return swapped, sum(session.get_one(RecipientGift, gift.id).product_id == wanted.id for gift in two.gifts)


def test_two_swaps_at_once_give_nobody_the_same_thing_twice(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert swap_both_to_the_same(monkeypatch) == (1, 1)


def test_with_the_person_not_locked_two_swaps_do(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked(session: Session, gift: RecipientGift) -> Recipient:
        session.refresh(gift)
        return session.get_one(Recipient, gift.recipient_id)

    monkeypatch.setattr(swap, "lock_gift", unlocked)

    doubled = 2 if any_database.startswith("postgresql") else 1
    assert swap_both_to_the_same(monkeypatch) == (doubled, doubled)


def correct_beside_a_launch(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None, bool, int]]:
    """In one campaign a correction sends somebody out who waited, while the other campaign launches its gift for them."""
    two = plan_two(yearly_cap_minor=10_000)
    with transaction() as session:
        waiting = session.get_one(RecipientGift, two.gifts[1].id)
        waiting.hold_reason, waiting.product_id, waiting.price_minor = "dietary_unknown", None, 0
    looked, give, judge = Meeting(), redecide.choose_product, set_out._barred

    def meet(act: Callable[..., Any]) -> Callable[..., Any]:
        def met(*arguments: Any, **named: Any) -> Any:
            found = act(*arguments, **named)
            looked.come()
            return found

        return met

    monkeypatch.setattr(redecide, "choose_product", meet(give))
    monkeypatch.setattr(set_out, "_barred", meet(judge))

    def correct() -> None:
        with transaction() as session:
            redecide.redecide_gift(session, two.gifts[1].id, AT)

    def launch() -> None:
        launch_wave(transaction, two.campaigns[0].id, 1, AT)

    assert all_at_once([correct, launch]) == 2
    return gifts_now()


def test_a_correction_that_launches_beside_a_launch_keeps_the_yearly_limit(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserved = [price for *_, is_reserved, price in correct_beside_a_launch(monkeypatch) if is_reserved]

    assert reserved == [6000]


def test_with_the_person_not_locked_a_correction_beside_a_launch_breaks_it(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redecide, "lock_gift", lambda session, gift: session.refresh(gift))
    monkeypatch.setattr(set_out, "lock_people", unlocked)

    reserved = [price for *_, is_reserved, price in correct_beside_a_launch(monkeypatch) if is_reserved]
    assert reserved == [6000] * (2 if any_database.startswith("postgresql") else 1)


def test_a_declined_gift_counts_for_the_year_as_long_as_its_no_can_be_taken_back(database: str) -> None:
    two = plan_two(yearly_cap_minor=10_000)
    launch_wave(transaction, two.campaigns[0].id, 1, AT)
    with transaction() as session:
        first = session.get_one(RecipientGift, two.gifts[0].id)
        decline_gift(session, first, None, AT)
    launch_wave(transaction, two.campaigns[1].id, 1, AT)
    with transaction() as session:
        undo_answer(session, session.get_one(RecipientGift, two.gifts[0].id), AT)

    assert gifts_now() == [("draft", "recipient_spend_limit", False, 0), ("opened", None, True, 6000)]
