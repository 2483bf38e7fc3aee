"""What a person can say of a gift that has arrived, from their own link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting import shelf
from service.gifting.events import EventKind, write_event
from service.gifting.fulfil import mark_shipped
from service.gifting.incidents import close_incident, count_open
from service.gifting.models import Incident, Parcel, RecipientGift
from service.gifting.settle import settle_decided
from service.ops.audit.database import audit
from service.ops.verdict import reach_verdict
from service.recipients.letters.models import Letter
from service.recipients.models import DeliveryAddress
from service.workspaces.actor import system
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import make_user
from tests.line_ends import loose
from tests.service.content.reading import everything
from tests.service.safety.problems.hands import in_their_hands, ledger, pieces, reader, reports, say
from tests.service.safety.recalled import Hands, gift, in_hands

pytestmark = pytest.mark.usefixtures("database")
PRICE = 4400


def browser(hands: Hands, role: str) -> Console:
    with transaction() as session:
        return Console(make_user(session, hands.workspace_id, role))


def sound() -> list[str]:
    with reading() as session:
        return [str(defect) for defect in audit(session)]


def test_each_press_says_before_it_what_follows_and_looking_changes_nothing() -> None:
    hands = in_their_hands()
    client, before = reader(hands), everything()
    page = loose(client.get(f"/gift/{hands.gifts['delivered']}/problem").text)
    assert everything() == before
    for words in (
        "We send you another one, exactly the same, to the same address. It costs you nothing, and Fjord &amp; Loom AS doesn’t",
        "If you don’t get another one, the money goes back to Fjord &amp; Loom AS, and your gift has ended.",
        "nobody has checked whether it’s safe for you",
        "We stop this gift for everyone at once, and a person checks it.",
    ):
        assert words in page
    assert page.count("<form") - page.count("/language") == 4


def test_what_arrived_broken_is_sent_again_for_the_money_of_the_first() -> None:
    hands = in_their_hands("delivered")
    with transaction() as session:
        session.add(
            DeliveryAddress(
                id="adr_1", workspace_id=hands.workspace_id, gift_id=hands.gifts["delivered"], body="{}",
                recipient_id=gift(hands, "delivered").recipient_id, erase_after=utc_now() + timedelta(days=30),
                tracking="1Z", carrier="PPL", created_at=utc_now(),
            )
        )  # fmt: skip
        row = session.get_one(RecipientGift, hands.gifts["delivered"])
        write_event(session, row, EventKind.ADDRESS_CONFIRMED, {}, utc_now())
    left = pieces(hands)
    assert say(hands, "another").status_code == 303

    row = gift(hands, "delivered")
    assert (row.status, row.product_id, row.price_minor, row.hold_reason) == ("ordered", hands.product_id, PRICE, None)
    assert ledger(row.id)[-3:] == [("refunded", PRICE), ("reserved", PRICE), ("captured", PRICE)]
    assert (pieces(hands), reports()) == (left - 1, [("broken", "none", "L 2041", "replaced")])
    with reading() as session:
        assert session.get(Parcel, row.id) is None
        address = session.scalars(select(DeliveryAddress)).one()
        assert (address.erase_after, address.carrier, address.tracking) == (None, None, None)
        assert count_open(session, hands.workspace_id).reported == 1
    assert sound() == []
    page = reader(hands).get(f"/gift/{row.id}/problem").text
    assert "Another one is on its way to being packed" in page
    assert 'value="another"' not in page


def test_without_an_address_the_next_one_waits_for_it() -> None:
    hands = in_their_hands()
    say(hands, "another")
    row = gift(hands, "delivered")
    assert (row.status, row.hold_reason) == ("accepted", "address_unconfirmed")
    assert ledger(row.id)[-2:] == [("refunded", PRICE), ("reserved", PRICE)]
    assert sound() == []


def test_who_holds_it_knows_better_than_the_carrier_that_it_came() -> None:
    hands = in_their_hands("shipped")
    say(hands, "none", "shipped")
    assert gift(hands, "shipped").status == "returned"
    assert reports() == [("broken", "none", "L 2041", "refunded")]


def test_or_the_money_goes_back_and_the_gift_has_ended() -> None:
    hands = in_their_hands()
    client = reader(hands)
    assert say(hands, "none", client=client).status_code == 303
    row = gift(hands, "delivered")
    assert (row.status, ledger(row.id)[-1]) == ("returned", ("refunded", PRICE))
    assert "The money has gone back to Fjord" in loose(client.get(f"/gift/{row.id}/problem").text)
    closed = client.get(f"/gift/{row.id}")
    assert (closed.status_code, "wasn’t what you had agreed to" in loose(closed.text)) == (410, True)
    assert sound() == []


def test_only_one_more_is_sent_and_none_where_none_is_left() -> None:
    hands = in_their_hands()
    client = reader(hands)
    page = client.get(f"/gift/{hands.gifts['delivered']}/problem").text
    with transaction() as session:
        shelf.take(session, hands.product_id, pieces(hands))
    before = everything()
    answer = say(hands, "another", client=client)
    assert (answer.status_code, "<strong>Nothing was done.</strong> We can’t send you" in loose(answer.text)) == (
        409,
        True,
    )
    assert everything() == before
    assert 'value="another"' in page
    assert 'value="another"' not in answer.text


def test_what_is_not_what_they_agreed_to_goes_back_and_the_giver_hears_of_it() -> None:
    hands = in_their_hands()
    client = reader(hands)
    say(hands, "wrong", client=client)
    assert (gift(hands, "delivered").status, reports()) == ("delivered", [("wrong", "none", "L 2041", None)])
    with reading() as session:
        letters = session.scalars(select(Letter)).all()
        assert [str(letter.body) for letter in letters] == [
            "What arrived isn’t the gift I agreed to. How can I send it back?"
        ]
    assert loose(say(hands, "none", client=client).text).count("Noted already.") == 1

    ops = browser(hands, "ops")
    with reading() as session:
        incident = session.scalars(select(Incident)).one()
        with pytest.raises(Conflict, match="First say where the item is"):
            close_incident(session, incident, system(hands.workspace_id), utc_now())
    left = pieces(hands)
    assert "Asked how to send it back" in ops.get("/ops/incidents").text
    assert ops.post(f"/ops/incidents/{incident.id}/piece", piece="shelf").status_code == 303
    row = gift(hands, "delivered")
    assert (row.status, ledger(row.id)[-1], pieces(hands)) == ("returned", ("refunded", PRICE), left + 1)
    assert reports() == [("wrong", "shelf", "L 2041", "returned")]
    assert ops.post(f"/ops/incidents/{incident.id}/piece", piece="shelf").status_code == 409
    assert sound() == []


def test_what_made_somebody_ill_stops_for_everybody_until_ops_have_looked() -> None:
    hands = in_their_hands("open", "accepted", "ordered", "delivered")
    assert say(hands, "ill").status_code == 303
    with transaction() as session:
        assert not shelf.take(session, hands.product_id)
        ordered = session.get_one(RecipientGift, hands.gifts["ordered"])
        with pytest.raises(Conflict, match="stopped for everyone until someone has checked it"):
            mark_shipped(session, ordered, system(hands.workspace_id), utc_now())
    settle_decided(utc_now() + timedelta(days=2))
    accepted = gift(hands, "accepted")
    assert (accepted.status, accepted.hold_reason) == ("accepted", "product_halted")
    assert {state: gift(hands, state).product_id for state in hands.gifts} == dict.fromkeys(
        hands.gifts, hands.product_id
    )

    ops = browser(hands, "ops")
    assert "stopped for everyone until someone in Ops" in ops.get("/ops").text
    page = ops.get("/ops/incidents").text
    path = page[page.index("/ops/incidents/ill/") :].partition('"')[0]
    look = loose(ops.get(path).text)
    assert "1 person says that it made them ill. HP-0003, batch L 2041." in look
    assert "1 person has it or will soon; 3 people wait." in look
    assert ops.post(f"{path}/go-on", looked="nothing", seen="1").status_code == 303
    assert "Say how you found out" in loose(ops.get(path).text)
    ops.post(f"{path}/go-on", looked="maker", seen="0")
    with reading() as session:
        assert session.get_one(Product, hands.product_id).halted_at is not None
    ops.post(f"{path}/go-on", looked="maker", seen="1")
    settle_decided(utc_now() + timedelta(days=3))
    accepted = gift(hands, "accepted")
    assert (accepted.status, accepted.hold_reason) == ("ordered", None)
    assert reports() == [("ill", "none", "L 2041", "cleared")]
    assert sound() == []


def test_who_was_ill_is_seen_by_nobody_who_could_tell_who_it_is() -> None:
    hands = in_their_hands()
    say(hands, "ill")
    number = gift(hands, "delivered").id[-4:].upper()
    for role in ("owner", "manager", "seller", "read_only"):
        console = browser(hands, role)
        pages = [console.get(path) for path in ("/ops", "/ops/incidents", "/ops/log", f"/gifts/{hands.product_id}")]
        told = " ".join(page.text for page in pages if page.status_code == 200)
        assert " ill" not in told
        with reading() as session:
            incident = session.scalars(select(Incident)).one()
        assert console.get(f"/ops/incidents/ill/{incident.id}").status_code == 403
    with reading() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.act.in_(("product.halted", "incident.reported"))))
        assert {line.subject_id for line in lines} == {hands.product_id, incident.id}
    assert number not in browser(hands, "ops").get(f"/ops/incidents/{incident.id}").text


def test_the_worst_of_all_is_told_first() -> None:
    hands = in_their_hands("shipped", "delivered")
    say(hands, "ill")
    with reading() as session:
        counts = count_open(session, hands.workspace_id)
    assert (counts.ill, counts.parcels, counts.reported) == (1, 0, 0)
    assert reach_verdict([], [], True, 3, counts).sentence == (
        "A gift is stopped for everyone until someone in Ops has looked into it."
    )


def test_about_a_gift_that_was_not_sent_there_is_nothing_to_say() -> None:
    hands = in_hands("ordered", locale="en")
    client, path = reader(hands, "ordered"), f"/gift/{hands.gifts['ordered']}/problem"
    assert "hasn’t been sent yet, so there’s nothing to report" in loose(client.get(path).text)
    before = everything()
    answer = client.post(path, data={"nonce": "x", "act": "ill"})
    assert (answer.status_code, everything() == before) == (409, True)


def test_a_gift_of_somebody_else_is_told_as_that() -> None:
    hands = in_their_hands("shipped", "delivered")
    client, before = reader(hands, "delivered"), everything()
    for answer in (
        client.get(f"/gift/{hands.gifts['shipped']}/problem"),
        client.post(f"/gift/{hands.gifts['shipped']}/problem", data={"act": "ill"}),
    ):
        assert answer.status_code == 410
        assert "Only the person whose link it is can see this page" in loose(answer.text)
        assert "Date and sour cherry" not in answer.text
    assert everything() == before
