from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from service.db.connect import reading, transaction
from service.fulfilment.statuses.read_statuses import read_lines
from service.fulfilment.statuses.record_statuses import Recorded, record_statuses
from service.gifting.models import GiftEvent, Incident, RecipientGift
from service.gifting.number import gift_number
from service.jobs.models import Job
from service.ops.audit.database import audit_database
from service.recipients.models import DeliveryAddress
from service.recipients.postal.carriage import carriage_of
from service.recipients.postal.erase_addresses import erase_due_addresses
from service.workspaces.actor import Actor
from service.workspaces.models import AuditEntry
from tests.service.fulfilment.test_packing import packer
from tests.service.gifting.scene import Scene, money
from tests.service.gifting.stopping import OVER, bring_to, looked_at, told

pytestmark = pytest.mark.usefixtures("database")


def given(rows: Sequence[str], actor: Actor) -> Recorded:
    """A file of these lines below its headings."""
    good, bad = read_lines("\n".join(("parcel,status,carrier,tracking", *rows)).encode(), "parcels.csv")
    return record_statuses(good, bad, actor, OVER)


def statuses(scene: Scene) -> list[str]:
    with reading() as session:
        return [session.get_one(RecipientGift, gift.id).status for gift in scene.gifts]


def events() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(GiftEvent)) or 0


def test_a_file_moves_every_parcel_by_number_or_id_and_the_same_file_twice_changes_nothing() -> None:
    scene = bring_to("ordered", people=4)
    actor = packer(scene.workspace_id)
    first, second, third, fourth = scene.gifts
    rows = [
        f"{gift_number(first)},Sent,UPS,1Z999AA10123456784",
        f"{second.id},delivered,,",
        f"{third.id},shipped,,",
        f"{third.id},returned,,",
        f"{fourth.id},lost,,",
    ]

    assert given(rows, actor) == Recorded(5, 0, [])
    assert statuses(scene) == ["shipped", "delivered", "returned", "failed"]
    with reading() as session:
        assert carriage_of(session, [first.id]) == {first.id: ("UPS", "1Z999AA10123456784")}
        # Ordered four times 44; of the parcels that came back or were lost the money did too.
        assert money(session, scene.campaign) == (0, 2 * 4400)
        kinds = session.scalars(select(Incident.kind).order_by(Incident.kind)).all()
        assert kinds == ["lost", "returned"]
    before = events()

    assert given(rows, actor) == Recorded(0, 5, [])
    assert (events(), statuses(scene)) == (before, ["shipped", "delivered", "returned", "failed"])
    with reading() as session:
        told_of = session.scalars(
            select(AuditEntry.body).where(AuditEntry.act == "parcel.statuses_read").order_by(AuditEntry.id)
        )
        assert told_of.all() == [
            {"lines": 5, "changed": 5, "refused": 0},
            {"lines": 5, "changed": 0, "refused": 0},
        ]
    assert audit_database() == []


def test_every_line_that_is_wrong_has_its_own_sentence_and_nothing_of_the_file_is_done() -> None:
    scene, other = bring_to("ordered", people=2), bring_to("ordered")
    actor = packer(scene.workspace_id)
    done, good = scene.gifts
    given([f"{done.id},delivered,,"], actor)
    before = events()

    found = given(
        [
            f"{good.id},shipped,UPS,1",
            ",shipped,,",
            f"{good.id},,,",
            f"{good.id},arrived somehow,,",
            "HP-2026-11-22-ZZZZ,shipped,,",
            f"{other.gifts[0].id},shipped,,",
            f"{done.id},returned,,",
            f"{good.id},shipped,,{'9' * 61}",
        ],
        actor,
    )

    assert (found.changed, found.already) == (0, 0)
    assert [(line.row, line.sentence) for line in found.bad] == [
        (3, "There’s no parcel in this row. Write its number, for example HP-2026-11-22-7KQ4, or its gift ID."),
        (4, f"{good.id}: there’s no status. Write shipped, delivered, returned or lost."),
        (5, f"{good.id}: “arrived somehow” isn’t a status. Write shipped, delivered, returned or lost."),
        (6, "HP-2026-11-22-ZZZZ: there’s no such parcel. Check the number against the pick list."),
        (7, f"{other.gifts[0].id}: there’s no such parcel. Check the number against the pick list."),
        (8, f"{done.id}: this gift is delivered, so its parcel can’t be returned. Take the row out."),
        (9, f"{good.id}: The parcel’s number has more than 60 characters."),
    ]
    assert (events(), statuses(scene)) == (before, ["delivered", "ordered"])


@pytest.mark.parametrize("is_looked_at", [False, True])
def test_a_shipment_that_is_reported_is_recorded_though_it_is_unsafe_with_an_incident_and_a_notice(
    is_looked_at: bool,
) -> None:
    scene = bring_to("ordered")
    actor, gift = packer(scene.workspace_id), scene.gifts[0]
    told(gift)
    if is_looked_at:
        looked_at(gift, OVER)

    assert given([f"{gift.id},shipped,,"], actor) == Recorded(1, 0, [])
    assert given([f"{gift.id},shipped,,"], actor) == Recorded(0, 1, [])

    with reading() as session:
        opened = session.scalars(select(Incident).where(Incident.kind == "shipped")).one()
        notice = session.scalars(select(Job.subject_id).where(Job.kind == "outreach.safety_notice")).all()
        assert (opened.product_id, notice) == (scene.products[0].id, [opened.id])
        assert statuses(scene) == ["opened" if is_looked_at else "shipped"]
    assert audit_database() == []


def test_carrier_and_number_are_encrypted_and_go_with_the_address() -> None:
    scene = bring_to("ordered")
    gift = scene.gifts[0]
    given([f"{gift.id},delivered,UPS,1Z999AA10123456784"], packer(scene.workspace_id))
    with transaction() as session:
        raw = session.connection().exec_driver_sql("SELECT tracking FROM delivery_address").scalar_one()
        assert b"1Z999" not in raw
        due = session.scalars(select(DeliveryAddress.erase_after)).one()
    assert due is not None
    assert erase_due_addresses(due) == 1
    with reading() as session:
        row = session.scalars(select(DeliveryAddress)).one()
        assert (row.body, row.carrier, row.tracking) == (None, None, None)
        assert carriage_of(session, [gift.id]) == {}
