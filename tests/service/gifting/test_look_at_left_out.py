"""The catalog changes, and whoever had nothing is looked at: on both databases, in portions, and no mail beyond what they allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog import offer_changed as asking
from service.catalog import restock
from service.catalog.edit_product import edit_product, read_edit
from service.catalog.models import Product
from service.catalog.offer_changed import LOOK_AT_LEFT_OUT, offer_changed
from service.catalog.own.add_gift import add_gift, read_new_gift
from service.catalog.own.retire import bring_back
from service.catalog.restock import change_shelf
from service.catalog.state_marks import state_marks
from service.contact.caps import note_contact
from service.contact.may_write import may_write_at
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting import look_at_left_out
from service.gifting.look_again import KIND
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.jobs.run import run_job
from service.recipients.models import Recipient
from service.workspaces.actor import Actor
from tests.factories import (
    join,
    make_account,
    make_campaign,
    make_fact,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)
from tests.races import all_at_once

ABSENT = dict.fromkeys(("gluten", "crustaceans", "eggs", "fish", "peanuts", "soya", "milk", "nuts", "celery", "mustard",
                        "sesame", "sulphites", "lupin", "molluscs"), "absent")  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A running campaign whose people were asked, answered that they eat no nuts, and got nothing: the one food is not safe, the
    one thing has gone and another was retired."""

    actor: Actor
    gifts: list[str]
    food: str
    gone: str
    retired: str


def wait(people: int = 1) -> Waiting:
    now = utc_now()
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id)
        campaign = make_campaign(session, workspace.id, status="running", expires_at=now + timedelta(days=30),
                                 deliver_on=(now + timedelta(days=20)).date(), band_max_minor=5000)  # fmt: skip
        food = make_product(session, workspace.id, "Biscuits", kind="edible", stock=people,
                            allergens={**ABSENT, "nuts": "unknown"}, is_sample=False)  # fmt: skip
        gone = make_product(session, workspace.id, "Lamp", category="lamp", archetype="lamp", stock=0)
        retired = make_product(session, workspace.id, "Kite", category="kite", archetype="kite", stock=people,
                               retired_at=now)  # fmt: skip
        gifts = []
        for number in range(people):
            person = make_recipient(session, make_account(session, workspace.id, f"Company {number}"))
            make_fact(session, person, "allergen", "nuts", source="asked")
            join(session, campaign, person, number + 2)
            gifts.append(make_gift(session, campaign, person, None, wave=1, status="scheduled").id)
        return Waiting(Actor(workspace.id, user.id, "owner"), gifts, food.id, gone.id, retired.id)


def run_looks() -> None:
    """What waits takes place, as a worker has it: at those without a gift, and then at each gift."""
    for kind in (LOOK_AT_LEFT_OUT, KIND):
        with reading() as session:
            waiting = session.scalars(select(Job.id).where(Job.kind == kind, Job.state == "pending")).all()
        for job_id in waiting:
            run_job(job_id, "worker")


def chosen(scene: Waiting) -> list[str | None]:
    with reading() as session:
        return [session.get_one(RecipientGift, gift_id).product_id for gift_id in scene.gifts]


def looks(kind: str = LOOK_AT_LEFT_OUT) -> int:
    with reading() as session:
        return len(session.scalars(select(Job.id).where(Job.kind == kind)).all())


def form(product: Product | None = None, **values: str) -> dict[str, str]:
    name = "Lamp" if product is None else product.texts["en"]["name"]
    return {"name_en": name, "line_en": "For a desk.", "inside_en": "Steel.", "price": "40.00", "currency": "EUR",
            "countries": "CZ, DE", "lead_days": "3"} | values  # fmt: skip


def _restock(session: Session, scene: Waiting) -> str:
    change_shelf(session, scene.gone, 1, "delivery", scene.actor, utc_now())
    return scene.gone


def _mark(session: Session, scene: Waiting) -> str:
    product = session.get_one(Product, scene.food, with_for_update=True)
    state_marks(session, product, {"allergens.nuts": "absent"}, "label", "2026-01-02", scene.actor, utc_now())
    return scene.food


def _back(session: Session, scene: Waiting) -> str:
    bring_back(session, session.get_one(Product, scene.retired, with_for_update=True), scene.actor, utc_now())
    return scene.retired


def _price(session: Session, scene: Waiting) -> str:
    product = session.get_one(Product, scene.gone, with_for_update=True)
    product.stock, product.opening_stock, product.price_minor = 1, 1, 9000
    session.flush()
    edit_product(session, product, read_edit(form(product)), scene.actor, utc_now())
    return scene.gone


def _new(session: Session, scene: Waiting) -> str:
    product = add_gift(session, read_new_gift({**form(name_en="Chess set"), "kind": "neither", "category": "game"}),
                       scene.actor, utc_now())  # fmt: skip
    change_shelf(session, product.id, 1, "delivery", scene.actor, utc_now())
    return product.id


@pytest.mark.parametrize("change", [_restock, _mark, _back, _price, _new])
def test_whoever_had_nothing_gets_what_the_change_brings(
    database: str, change: Callable[[Session, Waiting], str]
) -> None:
    scene = wait()
    with transaction() as session:
        product_id = change(session, scene)
    run_looks()

    assert chosen(scene) == [product_id]
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0])
        # They set out at once; the mail follows when their page is drawn.
        assert (gift.status, gift.is_reserved) == ("created", True)


def test_a_change_that_helps_nobody_asks_for_no_look_of_anybody(database: str) -> None:
    scene = wait()
    with transaction() as session:
        product = session.get_one(Product, scene.food, with_for_update=True)
        state_marks(session, product, {"allergens.milk": "contains"}, "label", "2026-01-02", scene.actor, utc_now())
    run_looks()

    assert (looks(), looks(KIND), chosen(scene)) == (1, 0, [None])


def test_pieces_that_are_written_off_are_no_event(database: str) -> None:
    scene = wait()
    with transaction() as session:
        change_shelf(session, scene.food, -1, "damaged", scene.actor, utc_now())

    assert looks() == 0


@pytest.mark.parametrize("any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
def test_a_job_goes_through_all_in_portions_and_twice_changes_nothing(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look_at_left_out, "PORTION", 2)
    scene = wait(people=3)
    with transaction() as session:
        change_shelf(session, scene.gone, 3, "delivery", scene.actor, utc_now())
    run_looks()
    once = chosen(scene)
    with transaction() as session:
        offer_changed(session, [session.get_one(Product, scene.food)])
    run_looks()

    assert once == [scene.gone] * 3
    assert (chosen(scene), looks(KIND)) == (once, 3)


@pytest.mark.parametrize("status", ["closed", "approved"])
def test_a_campaign_that_is_not_under_way_gives_nobody_anything(database: str, status: str) -> None:
    scene = wait()
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0])
        session.get_one(Campaign, gift.campaign_id).status = status
        _restock(session, scene)
    run_looks()

    assert chosen(scene) == [None]


def test_who_was_written_to_today_is_not_written_to_again_because_of_it(database: str) -> None:
    scene = wait()
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0])
        note_contact(session, gift, "msg_question", "question", utc_now())
        _restock(session, scene)
    run_looks()

    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0])
        person = session.get_one(Recipient, gift.recipient_id)
        answer = may_write_at(session, person, utc_now(), "invitation", gift)
    assert (answer.never, answer.later) == (None, "message_cap")


THREADS = 4


def _deliver(scene: Waiting) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            _restock(session, scene)

    return act


def test_of_many_deliveries_at_once_each_is_followed_by_a_look(any_database: str) -> None:
    scene = wait(people=THREADS)
    assert all_at_once([_deliver(scene)] * THREADS) == THREADS
    run_looks()

    assert (looks(), chosen(scene)) == (THREADS, [scene.gone] * THREADS)


def test_with_numbers_that_are_not_told_apart_looks_are_lost(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the number taken under the product's lock one look stands for all, also for what came after it."""
    monkeypatch.setattr(asking, "next_version", lambda *_: 1)
    scene = wait(people=THREADS)
    _deliver(scene)()
    run_looks()
    for _ in range(THREADS - 1):
        _deliver(scene)()
    run_looks()

    assert looks() == 1
    assert chosen(scene).count(None) == THREADS - 1


def test_a_look_that_is_asked_for_before_the_change_is_there_sees_nothing(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the job belongs into the transaction of the change."""
    scene = wait()
    with transaction() as session:
        offer_changed(session, [session.get_one(Product, scene.gone)])
    run_looks()
    nothing: Any = Mock()
    monkeypatch.setattr(restock, "offer_changed", nothing)
    _deliver(scene)()
    run_looks()

    assert (nothing.call_count, chosen(scene)) == (1, [None])
