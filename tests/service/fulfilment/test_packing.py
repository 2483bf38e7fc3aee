from __future__ import annotations

import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, Unsafe
from service.fulfilment.packing import pack, pack_some, read_batch
from service.fulfilment.pick_list import pick_list
from service.gifting.models import Parcel, RecipientGift
from service.gifting.packed import packed_as
from service.jobs.models import Job
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry
from tests.factories import make_user
from tests.service.gifting.stopping import OVER, bring_to, looked_at, told

pytestmark = pytest.mark.usefixtures("database")


def packer(workspace_id: str) -> Actor:
    with transaction() as session:
        return actor_of(make_user(session, workspace_id, "ops"))


@pytest.mark.parametrize(
    ("typed", "batch"),
    [("L-2041/7", "L-2041/7"), ("  4 711\t", "4 711"), ("партия 12", "партия 12"), ("-", None), ("", None)],
)
def test_a_batch_is_kept_as_it_stands_on_the_product(typed: str, batch: str | None) -> None:
    assert read_batch(typed, is_needed=False) == batch


@pytest.mark.parametrize("typed", ["=1+1", "@SUM(A1)", "x" * 41, "L\u202e7", "<b>"])
def test_what_is_no_batch_number_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(InvalidInput, match="batch number"):
        read_batch(typed, is_needed=False)


def test_some_of_an_order_are_packed_and_the_rest_stay_each_with_its_sentence() -> None:
    scene = bring_to("ordered", people=3)
    told(scene.gifts[1])
    actor = packer(scene.workspace_id)
    gifts = [gift.id for gift in scene.gifts]

    packed, refused = pack_some({gifts[0]: "L1", gifts[1]: "L2", gifts[2]: " "}, actor, OVER)

    assert packed == 1
    assert [sentence.split(": ", 1)[1] for sentence in refused] == [
        "Keep this parcel here: another gift is being chosen.",
        "Type the batch number: this is eaten or put on skin.",
    ]
    with reading() as session:
        assert [(row.gift_id, row.batch) for row in session.scalars(select(Parcel))] == [(gifts[0], "L1")]
        rows = {
            row.gift_id: (row.is_packed, row.batch) for row in pick_list(session, scene.workspace_id, OVER).page.items
        }
        assert rows == {gifts[0]: (True, "L1"), gifts[1]: (False, None), gifts[2]: (False, None)}
        written = session.execute(select(AuditEntry.act, AuditEntry.subject_id, AuditEntry.body)).all()
        assert [tuple(line) for line in written] == [("gift.packed", gifts[0], {"has_batch": True})]
        looks = select(Job.subject_id).where(Job.kind == "gifting.redecide", Job.state == "pending")
        assert session.scalars(looks).all() == [gifts[1]]


def test_what_is_neither_eaten_nor_for_the_skin_needs_no_batch() -> None:
    scene = bring_to("ordered")
    with transaction() as session:
        session.get_one(Product, scene.products[0].id).kind = "neither"
    assert pack_some({scene.gifts[0].id: ""}, packer(scene.workspace_id), OVER) == (1, [])


def test_a_parcel_packed_before_its_gift_was_stopped_stands_for_nothing_afterwards() -> None:
    scene = bring_to("ordered")
    pack_some({scene.gifts[0].id: "L1"}, packer(scene.workspace_id), OVER)
    told(scene.gifts[0])
    looked_at(scene.gifts[0], OVER)
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert gift.status == "opened"
        assert packed_as(session, {gift.id: gift}) == {}


@pytest.mark.parametrize("status", ["accepted", "shipped"])
def test_only_what_is_ordered_is_packed(status: str) -> None:
    scene = bring_to(status)
    actor = packer(scene.workspace_id)
    with transaction() as session, pytest.raises(Conflict):
        pack(session, session.get_one(RecipientGift, scene.gifts[0].id), "L1", actor, OVER)
    with reading() as session:
        assert session.scalars(select(Parcel)).all() == []


def test_an_unsafe_parcel_is_not_packed() -> None:
    scene = bring_to("ordered")
    told(scene.gifts[0])
    actor = packer(scene.workspace_id)
    with transaction() as session, pytest.raises(Unsafe):
        pack(session, session.get_one(RecipientGift, scene.gifts[0].id), "L1", actor, OVER)


def test_parcels_of_another_workspace_are_not_there() -> None:
    scene, other = bring_to("ordered"), bring_to("ordered")
    packed, refused = pack_some({scene.gifts[0].id: "L1"}, packer(other.workspace_id), OVER)
    assert (packed, len(refused)) == (0, 1)
