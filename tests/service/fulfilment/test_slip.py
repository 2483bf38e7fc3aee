from __future__ import annotations

import pytest
from sqlalchemy import select

from renderers.statement.pdf.read_back import words_of
from renderers.statement.slip import Slip, print_slips
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import Conflict, Unsafe
from service.fulfilment import slip as slips
from service.fulfilment.packing import pack_some
from service.fulfilment.slip import packing_slips
from service.gifting.number import gift_number
from service.workspaces.models import AuditEntry
from tests.service.fulfilment.test_packing import packer
from tests.service.gifting.stopping import OVER, bring_to, told

pytestmark = pytest.mark.usefixtures("database")


def printed() -> list[str]:
    with reading() as session:
        return [
            str(one)
            for one in session.scalars(select(AuditEntry.subject_id).where(AuditEntry.act == "packing_slip.printed"))
        ]


def test_slip_and_card_say_allergens_materials_and_batch_of_one_record(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = bring_to("ordered")
    gift, actor = scene.gifts[0], packer(scene.workspace_id)
    with transaction() as session:
        product = session.get_one(Product, scene.products[0].id)
        product.materials = {**product.materials, "beeswax": "contains"}
    pack_some({gift.id: "L-2041/7"}, actor, OVER)
    drawn: list[Slip] = []

    def draw(given: list[Slip]) -> bytes:
        drawn.extend(given)
        return print_slips(given)

    monkeypatch.setattr(slips, "draw_slips", draw)
    words = " ".join(words_of(packing_slips([gift.id], actor, OVER)).split())

    assert drawn[0].marks_packing[0] == ("contains", "Nuts and beeswax")
    assert drawn[0].marks[0] == ("contains", "Skořápkové plody a\xa0včelí vosk")
    sheet, card = words.split("Dárek od firmy", 1)
    for part in (gift_number(gift), "L-2041/7", "Contains Nuts and beeswax", "Na Příkopě 1", "110 00 Praha", "CZECHIA"):
        assert part in sheet
    for part in (gift_number(gift), "L-2041/7", "Obsahuje Skořápkové plody a včelí vosk"):
        assert part in card
    for part in ("Jana", "Příkopě", "44"):
        assert part not in card.replace(gift_number(gift), "")
    assert printed() == [gift.id]


def test_what_was_learned_while_a_slip_was_drawn_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = bring_to("ordered")
    gift, actor = scene.gifts[0], packer(scene.workspace_id)
    pack_some({gift.id: "L1"}, actor, OVER)

    def draw(_: list[Slip]) -> bytes:
        told(gift)
        return b"%PDF"

    monkeypatch.setattr(slips, "draw_slips", draw)
    with pytest.raises(Unsafe, match="Keep this parcel here"):
        packing_slips([gift.id], actor, OVER)
    assert printed() == []


def test_there_is_no_slip_before_the_batch_is_typed_nor_one_of_an_older_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = bring_to("ordered")
    gift, actor = scene.gifts[0], packer(scene.workspace_id)
    with pytest.raises(Conflict, match="Pack this parcel first"):
        packing_slips([gift.id], actor, OVER)
    pack_some({gift.id: "L1"}, actor, OVER)

    def draw(_: list[Slip]) -> bytes:
        pack_some({gift.id: "L2"}, actor, OVER)
        return b"%PDF"

    monkeypatch.setattr(slips, "draw_slips", draw)
    with pytest.raises(Conflict, match="Print it again"):
        packing_slips([gift.id], actor, OVER)
