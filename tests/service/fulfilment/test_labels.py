from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, Unsafe
from service.fulfilment.labels import HEADINGS, labels
from service.fulfilment.packing import pack_some
from service.gifting.number import gift_number
from service.recipients.postal.addresses import Address, save_address
from service.workspaces.models import AuditEntry
from tests.factories import AT
from tests.service.fulfilment.test_packing import packer
from tests.service.gifting.stopping import OVER, bring_to, told

pytestmark = pytest.mark.usefixtures("database")


def test_a_label_holds_the_address_in_the_form_of_its_country_and_no_cell_is_a_formula() -> None:
    scene = bring_to("ordered")
    gift, actor = scene.gifts[0], packer(scene.workspace_id)
    where = Address(
        "=Jana Nováková", "Dlouhá 12", "11000", "Praha", "CZ", "+420 555 010 020", AT.date(),
        "office", "Jones & Sons", "=ring twice",
    )  # fmt: skip
    with transaction() as session:
        save_address(
            session,
            workspace_id=gift.workspace_id,
            recipient_id=gift.recipient_id,
            gift_id=gift.id,
            address=where,
            at=AT,
        )
    pack_some({gift.id: "L1"}, actor, OVER)

    head, row = csv.reader(io.StringIO(labels([gift.id], actor, OVER).decode("utf-8-sig")))
    with reading() as session:
        sku = session.get_one(Product, scene.products[0].id).sku
    assert head == list(HEADINGS)
    assert row == [
        gift.id, gift_number(gift), "'=Jana Nováková", "Jones & Sons",
        "Dlouhá 12", "110 00 Praha", "CZECHIA", "", "'=Jana Nováková",
        "Dlouhá 12", "11000", "Praha", "CZ", "Czechia", "'+420 555 010 020", "2026-11-22", sku, "L1",
        "Office", "Jones & Sons", "'=ring twice",
    ]  # fmt: skip


def test_each_download_is_written_down_without_a_value() -> None:
    scene = bring_to("ordered", people=2)
    actor = packer(scene.workspace_id)
    ids = [gift.id for gift in scene.gifts]
    pack_some(dict.fromkeys(ids, "L1"), actor, OVER)
    labels(ids, actor, OVER)
    labels(ids[:1], actor, OVER)
    with reading() as session:
        lines = select(AuditEntry.body).where(AuditEntry.act == "parcel.labels_downloaded").order_by(AuditEntry.id)
        assert session.scalars(lines).all() == [{"parcels": 2}, {"parcels": 1}]


def test_there_is_no_label_for_what_is_not_packed_not_safe_or_somebody_elses() -> None:
    scene, other = bring_to("ordered", people=2), bring_to("ordered")
    actor = packer(scene.workspace_id)
    packed, unpacked = (gift.id for gift in scene.gifts)
    pack_some({packed: "L1"}, actor, OVER)
    with pytest.raises(Conflict, match="isn’t packed"):
        labels([packed, unpacked], actor, OVER)
    told(scene.gifts[0])
    with pytest.raises(Unsafe, match="Keep this parcel here"):
        labels([packed], actor, OVER)
    with pytest.raises(InvalidInput):
        labels([], actor, OVER)
    with pytest.raises(Exception, match="no such"):
        labels([other.gifts[0].id], actor, OVER)
    with reading() as session:
        assert session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("parcel.%"))).all() == []
