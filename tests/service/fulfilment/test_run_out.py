from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Conflict
from service.fulfilment.run_out import run_out
from service.gifting.accept import accept_gift
from service.gifting.events import EventKind, last_time
from service.gifting.incidents import settle_piece
from service.gifting.models import Incident, RecipientGift
from service.gifting.stop import has_run_out
from service.jobs.models import Job
from service.ops.audit.database import audit_database
from service.recipients.postal.addresses import address_of
from service.workspaces.models import AuditEntry
from tests.service.fulfilment.test_packing import packer
from tests.service.gifting.scene import Scene, money, stock
from tests.service.gifting.stopping import OVER, bring_to, looked_at

pytestmark = pytest.mark.usefixtures("database")


def ran_out() -> Scene:
    scene = bring_to("ordered")
    actor = packer(scene.workspace_id)
    with transaction() as session:
        run_out(session, session.get_one(RecipientGift, scene.gifts[0].id), actor, OVER)
    return scene


def test_without_a_piece_to_pack_the_person_chooses_again_and_their_address_stays() -> None:
    scene = ran_out()
    first = scene.products[0]
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.product_id, has_run_out(session, gift)) == ("opened", None, True)
        assert stock(session, first) == 0
        assert money(session, scene.campaign) == (0, 4400)
        looks = select(Job.subject_id).where(Job.kind == "gifting.redecide", Job.state == "pending")
        assert session.scalars(looks).all() == [gift.id]
        acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
        assert acts == ["product.restocked", "gift.ran_out"]
    looked_at(scene.gifts[0], OVER)

    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert gift.product_id in {product.id for product in scene.others}
        address = address_of(session, gift.id)
        assert address is not None and address.street == "Na Příkopě 1"
        mailed = select(Job.subject_id).where(Job.kind == "outreach.chosen_again")
        assert session.scalars(mailed).all() == [gift.id]
        accept_gift(session, gift, OVER)
        assert (gift.status, has_run_out(session, gift)) == ("accepted", False)
    assert audit_database() == []


@pytest.mark.parametrize(
    ("outcome", "spent", "pieces"), [("written_off", 4400, 0), ("supplier", 0, 0), ("shelf", 0, 1)]
)
def test_what_was_paid_for_the_piece_follows_what_became_of_it(outcome: str, spent: int, pieces: int) -> None:
    scene = ran_out()
    actor = packer(scene.workspace_id)
    with transaction() as session:
        incident = session.scalars(select(Incident)).one()
        assert (incident.kind, incident.price_minor) == ("stopped", 4400)
        settle_piece(session, incident, outcome, actor, OVER)  # type: ignore[arg-type]
        assert (money(session, scene.campaign), stock(session, scene.products[0])) == ((0, spent), pieces)
    assert audit_database() == []


@pytest.mark.parametrize("status", ["accepted", "shipped"])
def test_only_what_is_to_be_packed_runs_out(status: str) -> None:
    scene = bring_to(status)
    actor = packer(scene.workspace_id)
    with transaction() as session, pytest.raises(Conflict, match="only what is still to be packed"):
        run_out(session, session.get_one(RecipientGift, scene.gifts[0].id), actor, OVER)
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, last_time(session, gift, EventKind.RAN_OUT)) == (status, None)
