from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.content.erase import erase_person
from service.db.connect import reading, transaction
from service.errors import Conflict, Unsafe
from service.gifting.fulfil import mark_delivered, mark_failed, mark_shipped, record_shipment
from service.gifting.incidents import close_incident, count_open
from service.gifting.models import Incident, RecipientGift
from service.ops.audit.database import audit_database
from service.recipients.models import DeliveryAddress, Recipient
from service.recipients.postal.erase_addresses import erase_due_addresses
from service.workspaces.actor import actor_of, system
from tests.factories import make_user
from tests.service.gifting.scene import Scene, money
from tests.service.gifting.stopping import bring_to, jobs, looked_at, told
from tests.service.gifting.test_settle import OVER


def test_the_address_is_erased_after_delivery_and_the_stated_days(database: str) -> None:
    ordered = bring_to("ordered")
    with transaction() as session:
        gift = session.get_one(RecipientGift, ordered.gifts[0].id)
        mark_shipped(session, gift, system(ordered.workspace_id), OVER)
        mark_delivered(session, gift, system(ordered.workspace_id), OVER)
    due = OVER + timedelta(days=30)

    assert (erase_due_addresses(due - timedelta(seconds=1)), erase_due_addresses(due)) == (0, 1)
    with reading() as session:
        row = session.scalars(select(DeliveryAddress)).one()
        assert (row.body, row.erased_at) == (None, due)


def test_what_was_not_shipped_is_not_delivered(database: str) -> None:
    ordered = bring_to("ordered")
    with transaction() as session:
        gift = session.get_one(RecipientGift, ordered.gifts[0].id)
        with pytest.raises(Conflict):
            mark_delivered(session, gift, system(ordered.workspace_id), OVER)

        assert session.scalars(select(DeliveryAddress.erase_after)).one() is None


def incidents(session: Session) -> list[tuple[str, str, str]]:
    rows = session.execute(select(Incident.kind, Incident.piece, Incident.product_id).order_by(Incident.opened_at))
    return [(kind, piece, product) for kind, piece, product in rows]


def notices(session: Session) -> int:
    found = [subject for subject, *_ in jobs(session, "outreach.safety_notice")]
    assert set(found) <= set(session.scalars(select(Incident.id)))
    return len(found)


def gift_of(session: Session, scene: Scene) -> RecipientGift:
    return session.get_one(RecipientGift, scene.gifts[0].id)


def test_a_parcel_that_is_not_safe_now_does_not_leave(database: str) -> None:
    scene = bring_to("ordered", people=2)
    told(scene.gifts[0])

    with pytest.raises(Unsafe, match="another gift is being chosen"), transaction() as session:
        mark_shipped(session, gift_of(session, scene), system(scene.workspace_id), OVER)
    with transaction() as session:
        assert gift_of(session, scene).status == "ordered"
        mark_shipped(session, session.get_one(RecipientGift, scene.gifts[1].id), system(scene.workspace_id), OVER)


def test_a_parcel_waits_for_its_persons_answer_and_is_not_stopped_for_a_doubt(database: str) -> None:
    scene = bring_to("ordered")
    told(scene.gifts[0], "diet", "ask")
    looked_at(scene.gifts[0], OVER)

    with pytest.raises(Unsafe), transaction() as session:
        mark_shipped(session, gift_of(session, scene), system(scene.workspace_id), OVER)
    with transaction() as session:
        assert (gift_of(session, scene).status, incidents(session)) == ("ordered", [])


def test_a_shipment_that_a_carrier_reports_is_recorded_though_it_is_not_safe_and_its_person_is_told(
    database: str,
) -> None:
    scene = bring_to("ordered")
    told(scene.gifts[0])
    with transaction() as session:
        record_shipment(session, gift_of(session, scene), OVER)

        assert gift_of(session, scene).status == "shipped"
        assert incidents(session) == [("shipped", "none", scene.products[0].id)]
        assert notices(session) == 1
    with transaction() as session:
        mark_delivered(session, gift_of(session, scene), system(scene.workspace_id), OVER)
        looks = (incidents(session), notices(session), gift_of(session, scene).status)
    assert looks == ([("shipped", "none", scene.products[0].id)], 1, "delivered")
    assert audit_database() == []


def test_a_shipment_that_is_safe_opens_nothing(database: str) -> None:
    scene = bring_to("ordered")
    with transaction() as session:
        record_shipment(session, gift_of(session, scene), OVER)
        mark_delivered(session, gift_of(session, scene), system(scene.workspace_id), OVER)
        assert (gift_of(session, scene).status, incidents(session)) == ("delivered", [])


def test_a_stopped_piece_that_leaves_all_the_same_is_recorded_written_off_and_told(database: str) -> None:
    scene = bring_to("ordered")
    told(scene.gifts[0])
    looked_at(scene.gifts[0], OVER)
    with transaction() as session:
        record_shipment(session, gift_of(session, scene), OVER)

        assert sorted(incidents(session)) == [
            ("shipped", "none", scene.products[0].id),
            ("stopped", "written_off", scene.products[0].id),
        ]
        assert (gift_of(session, scene).status, notices(session)) == ("opened", 1)
        assert money(session, scene.campaign) == (4000, 4400)
    with pytest.raises(Conflict), transaction() as session:
        record_shipment(session, gift_of(session, scene), OVER)
    assert audit_database() == []


@pytest.mark.parametrize("status", ["shipped", "delivered"])
def test_what_is_told_after_the_parcel_left_opens_one_incident_and_stops_nothing(database: str, status: str) -> None:
    scene = bring_to(status)
    for value in ("nuts", "milk"):
        told(scene.gifts[0], "allergen", value, OVER)
        looked_at(scene.gifts[0], OVER)

    with reading() as session:
        assert incidents(session) == [(status, "none", scene.products[0].id)]
        assert (gift_of(session, scene).status, notices(session)) == (status, 1)
        assert count_open(session, scene.workspace_id).parcels == 1
    with transaction() as session:
        close_incident(
            session, session.scalars(select(Incident)).one(), actor_of(make_user(session, scene.workspace_id)), OVER
        )
        assert count_open(session, scene.workspace_id).parcels == 0


@pytest.mark.parametrize("status", ["shipped", "delivered"])
def test_a_parcel_of_somebody_who_was_erased_opens_nothing_for_want_of_facts(database: str, status: str) -> None:
    """Nothing is known of what they eat any more, which is no news about the chocolate that is on its way."""
    scene = bring_to("shipped")
    with transaction() as session:
        assert erase_person(session, session.get_one(Recipient, scene.people[0].id), OVER)
    if status == "delivered":
        with transaction() as session:
            mark_delivered(session, session.get_one(RecipientGift, scene.gifts[0].id), system(scene.workspace_id), OVER)
    looked_at(scene.gifts[0], OVER)

    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).status == status
        assert session.scalars(select(Incident)).all() == []


def test_an_order_that_failed_and_leaves_all_the_same_is_recorded_and_its_money_stays_spent(database: str) -> None:
    scene = bring_to("ordered")
    with transaction() as session:
        mark_failed(session, gift_of(session, scene), system(scene.workspace_id), OVER)
        record_shipment(session, gift_of(session, scene), OVER)

        assert incidents(session) == [("failed", "written_off", scene.products[0].id)]
        assert (notices(session), money(session, scene.campaign)) == (0, (0, 4400))
        with pytest.raises(Conflict):
            record_shipment(session, gift_of(session, scene), OVER)
    assert audit_database() == []


def test_an_order_that_failed_and_was_not_safe_is_told_when_it_leaves_all_the_same(database: str) -> None:
    scene = bring_to("ordered")
    with transaction() as session:
        mark_failed(session, gift_of(session, scene), system(scene.workspace_id), OVER)
    told(scene.gifts[0])
    with transaction() as session:
        record_shipment(session, gift_of(session, scene), OVER)

        assert sorted(incidents(session)) == [
            ("failed", "written_off", scene.products[0].id),
            ("shipped", "none", scene.products[0].id),
        ]
        assert notices(session) == 1
