"""Two people press at one moment, on SQLite and PostgreSQL; beside it the same with the guard off."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.fulfilment import packing
from service.fulfilment.packing import pack
from service.fulfilment.run_out import run_out
from service.fulfilment.statuses.read_statuses import read_lines
from service.fulfilment.statuses.record_statuses import record_statuses
from service.gifting.fulfil import mark_shipped
from service.gifting.models import GiftEvent, RecipientGift
from service.ops.audit.database import audit_database
from service.workspaces.actor import Actor
from tests.races import all_at_once, through_or_waiting
from tests.service.fulfilment.test_packing import packer
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import OVER, bring_to, told


def test_a_parcel_either_leaves_or_has_no_piece(any_database: str) -> None:
    scene = bring_to("ordered")
    actor = packer(scene.workspace_id)

    def press(act: object) -> None:
        with transaction() as session:
            act(session, session.get_one(RecipientGift, scene.gifts[0].id), actor, OVER)  # type: ignore[operator]

    assert all_at_once([lambda: press(run_out), lambda: press(mark_shipped)]) == 1
    with reading() as session:
        ends = select(GiftEvent.kind).where(GiftEvent.kind.in_(("gift.shipped", "gift.ran_out")))
        assert len(session.scalars(ends).all()) == 1
    assert audit_database() == []


def test_the_same_file_given_by_two_people_at_once_is_done_once(any_database: str) -> None:
    scene = bring_to("ordered")
    actor = packer(scene.workspace_id)
    good, bad = read_lines(
        "\n".join(("parcel,status", *(f"{gift.id},delivered" for gift in scene.gifts))).encode(), "parcels.csv"
    )
    all_at_once([lambda: record_statuses(good, bad, actor, OVER) and None for _ in range(3)])
    with reading() as session:
        moved = session.scalars(select(GiftEvent.kind).where(GiftEvent.kind.in_(("gift.shipped", "gift.delivered"))))
        assert sorted(moved) == ["gift.delivered", "gift.shipped"]
    assert audit_database() == []


def told_before_the_box_is_closed(scene: Scene, actor: Actor) -> bool:
    """Whether something can be told between the question if a gift is safe and the commit that says it is packed."""
    heard = Event()

    def tell() -> None:
        told(scene.gifts[0])
        heard.set()

    teller = Thread(target=tell)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        packing.require_may_leave(session, gift, OVER)
        teller.start()
        came_between = through_or_waiting(heard.is_set)
        if not came_between:
            pack(session, gift, "L1", actor, OVER)
    teller.join()
    return came_between


def test_nothing_is_told_between_the_question_and_the_box(any_database: str) -> None:
    scene = bring_to("ordered")
    assert not told_before_the_box_is_closed(scene, packer(scene.workspace_id))


@pytest.mark.usefixtures("postgres_database")
def test_without_the_lock_something_is(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = bring_to("ordered")
    monkeypatch.setattr(packing, "lock_gift", lambda *_: None)
    assert told_before_the_box_is_closed(scene, packer(scene.workspace_id))
