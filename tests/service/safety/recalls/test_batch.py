"""A recall of one batch: who may have it, what goes on, and how everybody is reached."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.fulfilment.packing import pack
from service.gifting import shelf
from service.gifting.fulfil import mark_shipped, record_shipment
from service.gifting.models import Incident, Parcel, RecipientGift
from service.outreach.models import Recall, RecallNotice
from service.safety.recalls.dry_count import count_affected
from service.safety.recalls.notices import Reach, list_notices
from service.safety.recalls.recall import CountsChanged, recall_product
from service.workspaces.actor import system
from tests.console import Console
from tests.factories import make_user
from tests.line_ends import loose
from tests.service.safety.problems.hands import in_their_hands, say
from tests.service.safety.recalled import FORM, Hands, gift, in_hands, press_recall, work

pytestmark = pytest.mark.usefixtures("database")
BATCH = replace(FORM, batch="l-2041", reach="batch")


def packed(hands: Hands, state: str, batch: str | None) -> None:
    """Its box, with the batch as somebody typed it."""
    with transaction() as session:
        row = session.get_one(RecipientGift, hands.gifts[state])
        known = session.get(Parcel, row.id) or Parcel(gift_id=row.id, workspace_id=row.workspace_id)
        known.product_id, known.batch, known.packed_at = hands.product_id, batch, utc_now()
        session.add(known)


def recall_batch(hands: Hands, seen: str | None = None) -> None:
    with transaction() as session:
        product = session.get_one(Product, hands.product_id)
        stamp = seen or count_affected(session, product.id, batch="L 2041").stamp
        recall_product(session, product, BATCH, stamp, hands.ops, utc_now())
    work()


def told() -> set[str]:
    with reading() as session:
        return set(session.scalars(select(RecallNotice.gift_id)))


def in_two_batches() -> Hands:
    """Three have it: of the batch, of another, of none that is known; one box is packed with it and one with another."""
    hands = in_hands(locale="en")
    for state, batch in (("ordered", "L2041"), ("shipped", "L 2041"), ("delivered", "L 2042")):
        packed(hands, state, batch)
    return hands


def test_only_who_may_have_it_is_counted_and_told() -> None:
    hands = in_two_batches()
    with reading() as session:
        count = count_affected(session, hands.product_id, batch="L 2041")
        assert {line.group: line.gifts for line in count.lines if line.gifts} == {"ordered": 1, "shipped": 1}
        assert (count.to_stop, count.have_it) == (1, 1)
    recall_batch(hands)
    assert told() == {hands.gifts["shipped"]}
    packed(hands, "delivered", None)
    with reading() as session:
        assert count_affected(session, hands.product_id, batch="L 2041").have_it == 2


def test_no_batch_known_is_never_another_batch() -> None:
    hands = in_two_batches()
    packed(hands, "delivered", None)
    recall_batch(hands)
    assert told() == {hands.gifts["shipped"], hands.gifts["delivered"]}


def test_who_had_it_before_another_was_sent_is_told_as_well() -> None:
    hands = in_their_hands("delivered")
    say(hands, "ill")
    packed(hands, "delivered", "L 2042")
    recall_batch(hands)
    assert told() == {hands.gifts["delivered"]}


def test_the_rest_goes_on_and_boxes_that_hold_it_are_opened() -> None:
    hands = in_two_batches()
    recall_batch(hands)
    with transaction() as session:
        product = session.get_one(Product, hands.product_id)
        assert (product.recalled_at, product.recalled_batches) == (None, ["l2041"])
        ordered = session.get_one(RecipientGift, hands.gifts["ordered"])
        assert (ordered.status, session.get(Parcel, ordered.id)) == ("ordered", None)
        assert gift(hands, "open").product_id == gift(hands, "accepted").product_id == hands.product_id
        assert shelf.take(session, hands.product_id)
        with pytest.raises(Conflict, match="Batch l 2041 was recalled"):
            pack(session, ordered, "l 2041", hands.ops, utc_now())
        with pytest.raises(Conflict, match="type the batch number"):
            mark_shipped(session, ordered, hands.ops, utc_now())
        pack(session, ordered, "L 2043", hands.ops, utc_now())
        mark_shipped(session, ordered, hands.ops, utc_now())
    assert gift(hands, "ordered").status == "shipped"


def test_what_a_carrier_took_all_the_same_is_told_to_its_person() -> None:
    hands = in_two_batches()
    recall_batch(hands)
    packed(hands, "ordered", "L 2041")
    with transaction() as session:
        record_shipment(session, session.get_one(RecipientGift, hands.gifts["ordered"]), utc_now())
    work()
    with reading() as session:
        found = session.scalars(select(Incident).where(Incident.gift_id == hands.gifts["ordered"])).one()
        assert (found.kind, found.recall_id) == ("recalled", session.scalars(select(Recall.id)).one())
    assert told() == {hands.gifts["shipped"], hands.gifts["ordered"]}


def test_a_batch_is_recalled_once_under_the_figures_that_were_seen() -> None:
    hands = in_two_batches()
    with pytest.raises(CountsChanged):
        recall_batch(hands, "0.0.0.0.0.0.0.0")
    recall_batch(hands)
    with pytest.raises(Conflict, match="This batch was recalled before"):
        recall_batch(hands)
    with transaction() as session, pytest.raises(InvalidInput, match="A batch belongs to one version"):
        product = session.get_one(Product, hands.product_id)
        recall_product(session, product, BATCH, "", hands.ops, utc_now(), others=[product])
    press_recall(hands)
    work()
    assert told() == {hands.gifts["shipped"], hands.gifts["delivered"]}
    with reading() as session:
        assert len(session.scalars(select(Recall)).all()) == 2


def test_the_page_counts_who_was_reached_and_a_card_is_the_second_way() -> None:
    hands = in_two_batches()
    packed(hands, "delivered", None)
    recall_batch(hands)
    with transaction() as session:
        console = Console(make_user(session, hands.workspace_id, "ops"))
    page, base = f"/gifts/{hands.product_id}/recall", f"/gifts/{hands.product_id}/recall"
    assert "Batch l-2041 recalled" in console.get(page).text
    console.post(f"{base}/send")
    work()
    with transaction() as session:
        recall = session.scalars(select(Recall)).one()
        lines = list_notices(session, recall).told
        assert list_notices(session, recall).reach == Reach(0, 0, 0, 2, 2)
        first, second = lines
        session.get_one(RecallNotice, first.notice.id).confirmed_at = utc_now()
        second_id = second.notice.id
    printed = console.post(f"{base}/cards.pdf")
    assert (printed.status_code, printed.mimetype) == (200, "application/pdf")
    document = pypdfium2.PdfDocument(printed.data)
    words = loose(document[0].get_textpage().get_text_bounded())
    assert len(document) == 1
    assert "Product safety recall" in words
    assert "l-2041" in words
    assert console.post(f"{base}/card-left/{second_id}").status_code == 303
    assert console.post(f"{base}/card-left/{second_id}").status_code == 409
    with reading() as session:
        recall = session.scalars(select(Recall)).one()
        assert list_notices(session, recall).reach == Reach(1, 0, 1, 0, 2)
    assert console.post(f"{base}/cards.pdf").status_code == 303


def test_a_press_names_the_batch_that_was_counted() -> None:
    hands = in_two_batches()
    with transaction() as session:
        console = Console(make_user(session, hands.workspace_id, "ops"))
    page = console.get(f"/gifts/{hands.product_id}/recall?batch=L+2041").text
    assert "Recall it: open 1 box, draft 1 notice" in page
    seen = page[page.index('name="seen" value="') + 19 :].partition('"')[0]
    fields = {
        "hazard": "spoiled", "details": "It may be spoiled.", "brand": "Månefjell", "contact": "+47 800 12 345",
        "remedy": ["refund", "replacement"], "reach": "batch", "seen": seen,
    }  # fmt: skip
    refused = console.post(f"/gifts/{hands.product_id}/recall", batch=" ", **fields)
    assert (refused.status_code, "Type the batch number, as it was typed" in refused.text) == (422, True)
    assert console.post(f"/gifts/{hands.product_id}/recall", batch="L 2041", **fields).status_code == 303
    with reading() as session:
        assert session.get_one(Product, hands.product_id).recalled_batches == ["l2041"]


def test_an_illness_ends_with_the_recall_of_the_whole_gift_and_not_of_a_batch() -> None:
    hands = in_their_hands("delivered")
    say(hands, "ill")
    recall_batch(hands)
    with reading() as session:
        assert session.get_one(Product, hands.product_id).halted_at is not None
    press_recall(hands)
    with reading() as session:
        report = session.scalars(select(Incident).where(Incident.kind == "ill")).one()
        assert (report.remedy, report.closed_by) == ("recalled", hands.ops.user_id)
    assert system(hands.workspace_id).user_id is None
