"""Somebody is taken out, or one gift is cancelled; and that is taken back. Money, shelf and what the person reads follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import Conflict, GiftWithdrawn, HandpickedError, InvalidInput, OutOfStock, Unsafe
from service.gifting.accept import accept_gift
from service.gifting.cancel import BACK_FOR, TOLD_AFTER, back_until, bring_back, cancel_gift
from service.gifting.decline import decline_gift
from service.gifting.live import page_state
from service.gifting.models import RecipientGift
from service.gifting.reserve import launch_gifts
from service.gifting.settle import settle_decided
from service.gifting.undo import undo_answer
from service.jobs.models import Job
from service.ops.audit.database import audit_database
from service.recipients.models import DeliveryAddress
from service.workspaces.models import AuditEntry
from tests.factories import AT, make_fact, owner_of
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, kinds, ledger, money, set_scene, stock

SOON = AT + timedelta(minutes=1)


def books(scene: Scene, number: int = 0) -> tuple[tuple[int, int], int, str]:
    """((reserved, captured), pieces on the shelf, status)."""
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[number].id)
        return money(session, scene.campaign), stock(session, scene.products[number]), gift.status


def test_taking_somebody_out_releases_the_money_and_shelves_the_piece_and_mails_nobody(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        cancel_gift(session, scene.gifts[0], "left_company", owner_of(scene.workspace_id), AT)

    assert books(scene) == ((0, 0), 5, "canceled")
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert ledger(session, gift) == [("reserved", 4400), ("released", 4400)]
        assert (gift.status_before, gift.canceled_at, gift.cancel_reason) == ("created", AT, None)
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "gift.canceled")).one()
        assert line.body == {"why": "left_company", "reason": None, "released_minor": 4400}
        assert session.scalars(select(Job.id).where(Job.kind == "outreach.tell_withdrawn")).all() == []
        with pytest.raises(GiftWithdrawn) as closed:
            page_state(session, gift, SOON)
        assert closed.value.param is None
    assert audit_database() == []


def test_after_a_yes_it_needs_a_reason_that_the_person_reads_and_mails_them_in_ten_minutes(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        accept_gift(session, scene.gifts[0], AT)
    for reason, refused in ((None, InvalidInput), ("we changed our mind", InvalidInput)):
        with pytest.raises(refused), transaction() as session:
            gift = session.get_one(RecipientGift, scene.gifts[0].id)
            cancel_gift(session, gift, "budget", owner_of(scene.workspace_id), SOON, reason=reason)
    assert books(scene) == ((4400, 0), 4, "accepted")

    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        cancel_gift(session, gift, "budget", owner_of(scene.workspace_id), SOON, reason="ended")

    assert books(scene) == ((0, 0), 5, "canceled")
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        job = session.scalars(select(Job).where(Job.kind == "outreach.tell_withdrawn")).one()
        assert (job.subject_id, job.version, job.run_at) == (gift.id, 1, SOON + TOLD_AFTER)
        with pytest.raises(GiftWithdrawn) as closed:
            page_state(session, gift, SOON)
        assert closed.value.param == "ended"


def test_before_a_yes_there_is_nothing_to_tell(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        with pytest.raises(Conflict, match="haven’t said yes"):
            cancel_gift(session, scene.gifts[0], "budget", owner_of(scene.workspace_id), AT, reason="ended")
        with pytest.raises(InvalidInput, match="audit log"):
            cancel_gift(session, scene.gifts[0], "I do not like Jana", owner_of(scene.workspace_id), AT)


def test_what_was_ordered_or_declined_is_not_cancelled(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        decline_gift(session, scene.gifts[0], None, AT)
        accept_gift(session, scene.gifts[1], AT)
        session.execute(update(RecipientGift).where(RecipientGift.id == scene.gifts[1].id).values(status="ordered"))
        session.expire_all()
        for gift, why in zip(scene.gifts, ("said no", "Only a safety problem"), strict=True):
            with pytest.raises(Conflict, match=why):
                cancel_gift(session, gift, "budget", owner_of(scene.workspace_id), SOON, reason="ended")


@pytest.mark.parametrize("before", ["draft", "created", "opened", "accepted"])
def test_a_cancellation_is_taken_back_to_where_the_gift_was(database: str, before: str) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=before != "draft")
        if before == "opened":
            accept_gift(session, scene.gifts[0], AT)
            undo_answer(session, scene.gifts[0], AT)
        if before == "accepted":
            accept_gift(session, scene.gifts[0], AT)
    was = books(scene)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        cancel_gift(
            session,
            gift,
            "mistake",
            owner_of(scene.workspace_id),
            AT,
            reason="mistake" if before == "accepted" else None,
        )
    assert books(scene) == ((0, 0), 5, "canceled")
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        bring_back(session, gift, owner_of(scene.workspace_id), SOON)
        assert kinds(session, gift)[-1] == f"gift.brought_back_{'planned' if before == 'draft' else before}"
        assert (gift.canceled_at, gift.cancel_reason) == (None, None)
    assert books(scene) == was
    assert audit_database() == []


def test_a_yes_that_came_back_is_ordered_as_if_nothing_had_been(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        accept_gift(session, scene.gifts[0], AT)
        row = DeliveryAddress(
            id="adr_1", workspace_id=scene.workspace_id, recipient_id=scene.people[0].id, gift_id=scene.gifts[0].id,
            body="{}", created_at=AT,
        )  # fmt: skip
        session.add(row)
        session.flush()
        cancel_gift(session, scene.gifts[0], "mistake", owner_of(scene.workspace_id), AT, reason="mistake")
        session.refresh(row)
        assert row.erase_after is not None
        bring_back(session, scene.gifts[0], owner_of(scene.workspace_id), SOON)
        session.refresh(row)
        assert row.erase_after is None
    settle_decided(AT + timedelta(hours=25))
    assert books(scene) == ((0, 4400), 4, "ordered")


def test_it_cannot_be_taken_back_after_a_day_nor_once_they_were_told(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        accept_gift(session, scene.gifts[1], AT)
        owner = owner_of(scene.workspace_id)
        cancel_gift(session, scene.gifts[0], "budget", owner, AT)
        cancel_gift(session, scene.gifts[1], "budget", owner, AT, reason="ended")
        assert [back_until(gift) for gift in scene.gifts] == [AT + BACK_FOR, AT + TOLD_AFTER]
        with pytest.raises(Conflict, match="too late"):
            bring_back(session, scene.gifts[0], owner, AT + BACK_FOR)
        with pytest.raises(Conflict, match="told by email"):
            bring_back(session, scene.gifts[1], owner, AT + TOLD_AFTER)


def test_it_cannot_be_taken_back_where_the_piece_is_gone_or_not_theirs_any_more(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        for gift in scene.gifts:
            cancel_gift(session, gift, "budget", owner_of(scene.workspace_id), AT)
        session.execute(update(Product).where(Product.id == scene.products[0].id).values(stock=0))
        session.execute(
            update(Product)
            .where(Product.id == scene.products[1].id)
            .values(kind="edible", allergens={"milk": "contains"})
        )
        make_fact(session, scene.people[1], "allergen", "milk")
    for gift, refused in zip(scene.gifts, (OutOfStock, Unsafe), strict=True):
        with pytest.raises(refused), transaction() as session:
            bring_back(session, session.get_one(RecipientGift, gift.id), owner_of(scene.workspace_id), SOON)
    assert [books(scene, number)[2] for number in (0, 1)] == ["canceled", "canceled"]


def test_nobody_leaves_a_closed_campaign(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        session.execute(update(Campaign).where(Campaign.id == scene.campaign.id).values(status="closed"))
    with pytest.raises(Conflict, match="While this campaign is closed"), transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        cancel_gift(session, gift, "budget", owner_of(scene.workspace_id), SOON)
    assert books(scene) == ((4400, 0), 4, "created")


def pressing(scene: Scene, act: Callable[..., None], *arguments: object, **named: object) -> Callable[[], None]:
    """An act on the scene's first gift, in a transaction of its own."""

    def press() -> None:
        with transaction() as session:
            act(session, session.get_one(RecipientGift, scene.gifts[0].id), *arguments, **named)

    return press


def test_a_yes_and_a_cancellation_at_one_moment_end_in_one_of_the_two(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
    out = pressing(scene, cancel_gift, "budget", owner_of(scene.workspace_id), SOON)

    assert all_at_once([pressing(scene, accept_gift, SOON), out, out, out]) == 1

    assert books(scene) in [((4400, 0), 4, "accepted"), ((0, 0), 5, "canceled")]
    assert audit_database() == []


def test_without_the_guard_a_yes_is_lost_without_a_reason(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
    looked, answered = Barrier(2), Barrier(2)

    def cancel_unguarded() -> None:
        with reading() as session:
            status = session.get_one(RecipientGift, scene.gifts[0].id).status
        looked.wait()
        answered.wait()
        assert status == "created"
        with transaction() as session:
            session.execute(
                update(RecipientGift).where(RecipientGift.id == scene.gifts[0].id).values(status="canceled")
            )

    def say_yes() -> None:
        looked.wait()
        pressing(scene, accept_gift, SOON)()
        answered.wait()

    assert all_at_once([cancel_unguarded, say_yes]) == 2
    assert books(scene) == ((4400, 0), 4, "canceled")
    assert audit_database() != []


def test_a_launch_and_a_cancellation_at_one_moment_leave_nothing_set_aside_for_nobody(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)

    def launch() -> None:
        with transaction() as session:
            if not launch_gifts(
                session, session.get_one(Campaign, scene.campaign.id), [scene.gifts[0].id], 1, SOON
            ).launched:
                raise HandpickedError("taken out before")

    all_at_once([launch, pressing(scene, cancel_gift, "asked", owner_of(scene.workspace_id), SOON)])

    assert books(scene) == ((0, 0), 5, "canceled")
    assert audit_database() == []


def test_two_who_take_it_back_at_one_moment_take_one_piece(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        cancel_gift(session, scene.gifts[0], "mistake", owner_of(scene.workspace_id), AT)

    assert all_at_once([pressing(scene, bring_back, owner_of(scene.workspace_id), SOON)] * 4) == 1

    assert books(scene) == ((4400, 0), 4, "created")
    assert audit_database() == []
