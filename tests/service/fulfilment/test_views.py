from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.gifting.models import Incident, RecipientGift
from service.jobs.models import Job
from service.ops.audit.database import audit_database
from service.recipients.postal.addresses import Address, save_address
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import (
    AT,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)
from tests.service.gifting.scene import money, stock
from tests.service.gifting.stopping import bring_to, told

pytestmark = pytest.mark.usefixtures("database")


def _user(role: str) -> User:
    with transaction() as session:
        return make_user(session, make_workspace(session).id, role)


@pytest.mark.parametrize(("role", "status"), [("manager", 403), ("owner", 403), ("ops", 200)])
def test_addresses_are_for_the_ops_role_alone(role: str, status: int) -> None:
    assert Console(_user(role)).get("/ops/pick-list").status_code == status


def test_a_parcel_is_packed_and_delivered_and_every_look_is_written_down() -> None:
    user = _user("ops")
    with transaction() as session:
        campaign = make_campaign(session, user.workspace_id, status="running")
        recipient = make_recipient(session, make_account(session, user.workspace_id))
        product = make_product(session, user.workspace_id, "Hand-dyed yarn")
        gift = make_gift(session, campaign, recipient, product, status="ordered", launched_at=AT)
        address = Address("Jana Nováková", "Dlouhá 12", "110 00", "Praha", "CZ", None, not_before=AT.date())
        save_address(
            session,
            workspace_id=gift.workspace_id,
            recipient_id=recipient.id,
            gift_id=gift.id,
            address=address,
            at=AT,
        )
    browser = Console(user)
    page = browser.get("/ops/pick-list").text
    assert "1 parcel to pack" in page
    assert "Dlouhá 12" in page
    assert "not before Sun 22 Nov 2026" in page
    assert "Hand-dyed yarn" in page
    for mark, status in [("shipped", "shipped"), ("delivered", "delivered")]:
        assert browser.post(f"/ops/pick-list/{gift.id}/{mark}").headers["Location"] == "/ops/pick-list"
        with reading() as session:
            assert session.get_one(RecipientGift, gift.id).status == status
    assert browser.post(f"/ops/pick-list/{gift.id}/shipped").status_code == 409
    with reading() as session:
        assert session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all() == [
            "pick_list.seen",
            "gift.shipped",
            "gift.delivered",
        ]


def test_a_parcel_that_is_not_safe_any_more_is_neither_to_pack_nor_handed_over_and_ops_learn_no_reason() -> None:
    scene = bring_to("ordered")
    told(scene.gifts[0])
    with transaction() as session:
        browser = Console(make_user(session, scene.workspace_id, "ops"))
    page = browser.get("/ops/pick-list").text
    assert "Nothing to pack" in page
    assert "another gift is being chosen" in page
    assert "Příkopě" not in page
    assert f"/ops/pick-list/{scene.gifts[0].id}/shipped" not in page

    assert browser.post(f"/ops/pick-list/{scene.gifts[0].id}/shipped").headers["Location"] == "/ops/pick-list"
    after = browser.get("/ops/pick-list").text
    assert "Keep this parcel here: another gift is being chosen." in after
    for html in (page, after):
        assert not re.search(r"\bnut|allerg|diet|safe", html.split("<main")[1], re.IGNORECASE)
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).status == "ordered"
        looks = session.scalars(select(Job.version).where(Job.kind == "gifting.redecide", Job.state == "pending")).all()
        assert looks == [2]


@pytest.mark.parametrize(("outcome", "pieces", "spent"), [("shelf", 5, 0), ("written_off", 4, 4400)])
def test_ops_end_an_order_that_cannot_be_sent_and_say_where_its_piece_is(outcome: str, pieces: int, spent: int) -> None:
    scene = bring_to("ordered")
    with transaction() as session:
        browser = Console(make_user(session, scene.workspace_id, "ops"))
    assert "the person gets nothing" in browser.get("/ops/pick-list").text
    assert browser.post(f"/ops/pick-list/{scene.gifts[0].id}/failed").headers["Location"] == "/ops/incidents"
    assert browser.post(f"/ops/pick-list/{scene.gifts[0].id}/failed").status_code == 409
    assert "Items from failed or returned orders" in browser.get("/ops").text
    page = browser.get("/ops/incidents").text
    assert "The order failed" in page
    assert "Na Příkopě" not in page
    with reading() as session:
        incident = session.scalars(select(Incident)).one()
        assert (money(session, scene.campaign), stock(session, scene.products[0])) == ((0, 4400), 4)

    assert browser.post(f"/ops/incidents/{incident.id}/piece", piece=outcome).status_code == 303
    assert browser.post(f"/ops/incidents/{incident.id}/piece", piece="shelf").status_code == 409
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).status == "failed"
        assert (money(session, scene.campaign), stock(session, scene.products[0])) == ((0, spent), pieces)
        written = session.execute(select(AuditEntry.act, AuditEntry.body).order_by(AuditEntry.id)).all()
        assert [(act, body) for act, body in written if act != "pick_list.seen"] == [
            ("gift.failed", {}),
            ("incident.piece", {"piece": outcome}),
        ]
    assert audit_database() == []
