"""The pages of a gift, its recall and the incidents."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.incidents import open_parcel
from service.gifting.models import Incident, RecipientGift
from service.outreach.models import MailMessage, Recall
from service.safety.recalls.dry_count import count_affected
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import make_user
from tests.service.gifting.scene import money, stock
from tests.service.safety.recalled import Hands, drafted, in_hands, notices, press_send, recalled, work

FIELDS: dict[str, Any] = {
    "hazard": "allergen",
    "allergen": "milk",
    "details": "Batch 0321 was filled on a line for milk chocolate.",
    "brand": "Månefjell",
    "batch": "",
    "contact": "+47 800 12 345",
    "remedy": ["refund", "replacement"],
}


def browser(hands: Hands, role: str = "ops") -> Console:
    with transaction() as session:
        return Console(make_user(session, hands.workspace_id, role))


def stamp(hands: Hands) -> str:
    with reading() as session:
        return count_affected(session, hands.product_id).stamp


def acts() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_a_gift_s_page_says_every_mark_and_unknown_is_a_word(database: str) -> None:
    hands = in_hands("open", materials={"wool": "contains"})
    page = browser(hands, "ops").get(f"/gifts/{hands.product_id}").text
    assert page.count("absent</span>") == 14
    assert page.count("suited</span>") == 10
    assert page.count("unknown</span>") == 15
    assert page.count("contains</span>") == 1
    assert "Recall this gift…" in page


def test_whoever_may_state_marks_sees_each_as_a_choice_and_a_bare_one_chosen_by_nobody(database: str) -> None:
    hands = in_hands("open", materials={"wool": "contains", "silk": "unknown"})
    page = browser(hands, "manager").get(f"/gifts/{hands.product_id}").text
    chosen = re.findall(r'name="([a-z_.]+)" value="([a-z_]+)" checked', page)
    assert ("materials.wool", "contains") in chosen
    assert ("materials.silk", "unknown") in chosen
    assert [name for name, _ in chosen if name.startswith("allergens.")] == []
    assert "absent, without a source" in page


def test_the_count_stands_before_the_press_and_only_ops_owners_and_managers_can_press(database: str) -> None:
    hands = in_hands("open", "accepted", "delivered")
    assert "Recall it: stop 2 gifts, draft 1 notice" in browser(hands).get(f"/gifts/{hands.product_id}/recall").text
    assert "Recall it" in browser(hands, "manager").get(f"/gifts/{hands.product_id}/recall").text
    assert browser(hands, "seller").get(f"/gifts/{hands.product_id}/recall").status_code == 403
    assert "/recall" not in browser(hands, "seller").get(f"/gifts/{hands.product_id}").text
    assert browser(hands, "seller").post(f"/gifts/{hands.product_id}/recall", **FIELDS).status_code == 403


def test_a_form_that_is_not_right_recalls_nothing_and_keeps_what_was_typed(database: str) -> None:
    hands = in_hands("open")
    wrong = FIELDS | {"details": "A voluntary recall.", "seen": stamp(hands)}
    answer = browser(hands).post(f"/gifts/{hands.product_id}/recall", **wrong)
    assert answer.status_code == 422
    assert "“voluntary” plays down the danger" in answer.text
    assert ">A voluntary recall.</textarea>" in answer.text
    assert 'value="refund" checked' in answer.text
    with reading() as session:
        assert session.get_one(Product, hands.product_id).recalled_at is None


def test_other_figures_than_those_seen_ask_again(database: str) -> None:
    hands = in_hands("open")
    answer = browser(hands).post(f"/gifts/{hands.product_id}/recall", **FIELDS, seen="0.9.0.0.0.0.1.0")
    assert answer.status_code == 409
    assert "Nothing was recalled: the figures have changed" in answer.text
    assert f'name="seen" value="{stamp(hands)}"' in answer.text


def test_one_press_recalls_and_the_notices_go_by_another(database: str) -> None:
    hands = in_hands("open", "delivered")
    console, base = browser(hands), f"/gifts/{hands.product_id}/recall"
    assert console.post(base, **FIELDS, seen=stamp(hands)).headers["Location"] == base
    # Before the job that drafts has come to it, nobody is told that nobody has it.
    page = console.get(base).text
    assert "1 person has it; the notice is being drafted." in page
    assert "Nobody has it." not in page
    assert "Drafts. Read them" not in page
    work()
    page = console.get(base).text
    assert "1 person has it and hasn’t been told yet." in page
    assert "Send to 1 person" in page
    assert console.post(f"{base}/send").status_code == 303
    work()
    page = console.get(base).text
    assert "Confirmed by 0 of 1 person." in page
    assert "In the outbox only" in page
    assert acts()[-2:] == ["product.recalled", "recall.sent"]
    assert "Recalled" in console.get("/gifts").text


def test_the_words_are_saved_and_shown_in_the_draft(database: str) -> None:
    hands = drafted("delivered")
    base = f"/gifts/{hands.product_id}/recall"
    console = browser(hands)
    assert "what is wrong is in English" in console.get(base).text
    wrong = console.post(f"{base}/words", text_en="Milk got in.", text_cs="Dobrovolně.")
    assert (wrong.status_code, "“Dobrovolně”" in wrong.text) == (422, True)
    assert console.post(f"{base}/words", text_en="Milk got in.", text_cs="Je v nich mléko.").status_code == 303
    page = console.get(base).text
    assert "what is wrong is in English" not in page
    assert page.count("Je v nich mléko.") == 2
    with reading() as session:
        assert session.scalars(select(Recall.texts)).one() == {"en": "Milk got in.", "cs": "Je v nich mléko."}


def test_what_came_back_is_marked(database: str) -> None:
    hands = drafted("delivered")
    press_send(hands)
    base = f"/gifts/{hands.product_id}/recall"
    assert browser(hands).post(f"{base}/returned/{notices()[0].id}").status_code == 303
    assert "Returned" in browser(hands).get(base).text
    assert notices()[0].returned_at is not None


def test_closing_a_recall_takes_it_off_the_incidents_page(database: str) -> None:
    hands = drafted("delivered")
    press_send(hands)
    console = browser(hands)
    assert "Date and sour cherry truffles" in console.get("/ops/incidents").text
    assert console.post(f"/gifts/{hands.product_id}/recall/close").status_code == 303
    assert "Date and sour cherry truffles" not in console.get("/ops/incidents").text
    assert acts()[-1] == "recall.closed"


@pytest.mark.parametrize(("piece", "back", "spent"), [("shelf", 1, 0), ("supplier", 0, 0), ("written_off", 0, 4400)])
def test_where_a_stopped_piece_is_moves_stock_and_money(database: str, piece: str, back: int, spent: int) -> None:
    hands = recalled("ordered")
    console = browser(hands)
    with reading() as session:
        incident = session.scalars(select(Incident.id)).one()
        product = session.get_one(Product, hands.product_id)
        before = stock(session, product)
    assert "Stopped items not yet accounted for" in console.get("/ops").text
    page = console.get("/ops/incidents").text
    assert ("1 incident open" in page, "Where is the item?" in page) == (True, True)
    assert console.post(f"/ops/incidents/{incident}/piece", piece="moon").status_code == 422
    assert console.post(f"/ops/incidents/{incident}/piece", piece=piece).status_code == 303
    with reading() as session:
        assert stock(session, session.get_one(Product, hands.product_id)) - before == back
        assert money(session, session.get_one(Campaign, hands.campaign_id))[1] == spent
    assert "0 incidents open" in console.get("/ops/incidents").text
    assert console.post(f"/ops/incidents/{incident}/piece", piece=piece).status_code == 409
    assert acts()[-1] == "incident.piece"


def test_an_incident_that_was_told_is_closed_by_a_press(database: str) -> None:
    hands = in_hands("shipped")
    with transaction() as session:
        row = session.get_one(RecipientGift, hands.gifts["shipped"])
        incident = open_parcel(session, row, "shipped", utc_now())
        assert incident is not None
        incident_id = incident.id
    console = browser(hands)
    assert "Being told" in console.get("/ops/incidents").text
    work()
    page = console.get("/ops/incidents").text
    assert "Told" in page
    for hidden in ("Jana", "Nováková", "Company 0", "example.com"):
        assert hidden not in page
    assert console.post(f"/ops/incidents/{incident_id}/close").status_code == 303
    assert "0 incidents open" in console.get("/ops/incidents").text
    assert acts()[-1] == "incident.closed"
    with reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert session.get_one(Incident, incident_id).closed_by == entry.user_id
        assert session.scalars(select(MailMessage.kind)).all() == ["safety_notice"]
