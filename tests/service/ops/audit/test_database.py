from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from service.app.command_line import handpicked
from service.db.connect import dispose_engines, engine, reading, transaction
from service.gifting.incidents import Outcome, settle_piece
from service.gifting.models import Incident
from service.ops.audit.database import audit, audit_database
from service.workspaces.actor import system
from tests.service.gifting.stopping import OVER, bring_to, looked_at, told
from tests.service.ops.campaign import Played, play


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Played]]:
    """Where the first test of this module leaves the campaign it played, so that the others need not play it again."""
    return tmp_path_factory.mktemp("played") / "handpicked.sqlite3", []


@pytest.fixture
def played(database: str, kept: tuple[Path, list[Played]]) -> Played:
    file, scenes = kept
    stored = Path(database.removeprefix("sqlite:///"))
    if not scenes:
        scenes.append(play())
        with engine().connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        dispose_engines()
        shutil.copy(stored, file)
    shutil.copy(file, stored)
    return scenes[0]


def plant(played: Played, statement: str) -> None:
    """One statement behind the acts' back. `:part` stands for the id of that part's gift, `:part_product` for its product's."""
    ids = {part.replace(" ", "_"): gift_id for part, gift_id in played.gifts.items()}
    ids |= {f"{part.replace(' ', '_')}_product": product_id for part, product_id in played.products.items()}
    ids |= {"campaign": played.campaign, "spare": played.spare}
    with transaction() as session:
        assert session.execute(text(statement), ids).rowcount == 1


def test_a_campaign_with_every_kind_of_ending_adds_up(any_database: str) -> None:
    play()

    assert audit_database() == []


def test_an_audit_inside_somebodys_transaction_sees_what_it_has_done(played: Played) -> None:
    with transaction() as session:
        session.execute(text("UPDATE product SET stock = stock + 1 WHERE id = :id"), {"id": played.spare})

        assert len(audit(session)) == 1
        session.rollback()
    with reading() as session:
        assert audit(session) == []


def stop_orders() -> list[str]:
    """Four orders that were stopped: one piece on the shelf again, one with the supplier, one written off, one not found yet.

    The incidents' ids, in the order of their gifts.
    """
    scene = bring_to("ordered", people=4)
    for gift in scene.gifts:
        told(gift)
        looked_at(gift, OVER)
    ids = []
    outcomes: tuple[Outcome | None, ...] = ("shelf", "supplier", "written_off", None)
    for gift, outcome in zip(scene.gifts, outcomes, strict=True):
        with transaction() as session:
            incident = session.scalars(select(Incident).where(Incident.gift_id == gift.id)).one()
            ids.append(incident.id)
            if outcome is not None:
                settle_piece(session, incident, outcome, system(scene.workspace_id), OVER)
    return ids


def test_orders_that_were_stopped_add_up_whatever_became_of_their_pieces(any_database: str) -> None:
    stop_orders()

    assert audit_database() == []


PIECES = (
    (
        "UPDATE incident SET piece = 'shelf' WHERE id = :open",
        r"Gift .*: its stopped piece inc_.* is shelf \(prd_.*, 4400\); by its history it should be open .*",
    ),
    (
        "UPDATE incident SET price_minor = 1 WHERE id = :written_off",
        r"Gift .*: its stopped piece inc_.* is written_off \(prd_.*, 1\); by its history it should be written_off .*",
    ),
    ("DELETE FROM incident WHERE id = :open", "Gift .*: its stopped piece inc_.* is nowhere; by its history .*"),
    (
        "UPDATE gift SET stopped_at = NULL WHERE id = (SELECT gift_id FROM incident WHERE id = :open)",
        "Gift .*: its time of being stopped is None; by its history it should be .*",
    ),
    (
        "DELETE FROM money_entry WHERE kind = 'refunded' AND gift_id = "
        "(SELECT gift_id FROM incident WHERE id = :supplier)",
        "Gift .*: the ledger has .*; by its history it should have .*refunded 4400.",
    ),
    (
        "INSERT INTO gift_event (workspace_id, campaign_id, gift_id, kind, body, at) SELECT workspace_id, campaign_id, "
        "gift_id, kind, body, at FROM gift_event WHERE kind = 'gift.piece_shelved'",
        "Gift .*: its history says piece_shelved of a piece that was not stopped so, or settled before.",
    ),
)


def test_damage_to_what_became_of_a_stopped_piece_is_found_and_named(database: str) -> None:
    ids = dict(zip(("shelf", "supplier", "written_off", "open"), stop_orders(), strict=True))
    for statement, sentence in PIECES:
        with transaction() as session:
            assert session.execute(text(statement), ids).rowcount == 1
            found = [defect.sentence for defect in audit(session)]
            session.rollback()
        assert any(re.fullmatch(sentence, one) for one in found), (sentence, found)


HISTORY = "Gift .*: its history"
DEFECTS = {
    "a piece too many on the shelf": (
        "UPDATE product SET stock = stock + 1 WHERE id = :spare",
        "Product .*: 5 on the shelf; by the history it should be 4.",
    ),
    "a piece too few on the shelf": (
        "UPDATE product SET stock = stock - 1 WHERE id = :spare",
        "Product .*: 3 on the shelf; by the history it should be 4.",
    ),
    "a delivery nobody counted": (
        "UPDATE product SET opening_stock = opening_stock + 3 WHERE id = :spare",
        "Product .*: 4 on the shelf; by the history it should be 7.",
    ),
    "money set aside for nobody": (
        "UPDATE campaign SET reserved_minor = reserved_minor + 4400 WHERE id = :campaign",
        "Campaign .*: 35200 are set aside .*; by the ledger it should be 30800.",
    ),
    "money spent that is not told": (
        "UPDATE campaign SET captured_minor = 0 WHERE id = :campaign",
        "Campaign .*: 0 are spent .*; by the ledger it should be 8400.",
    ),
    "a status that never was": (
        "UPDATE gift SET status = 'accepted' WHERE id = :undone",
        "Gift .*: its status is accepted; by its history it should be opened.",
    ),
    "a planned gift marked as sent": (
        "UPDATE gift SET status = 'created' WHERE id = :planned",
        "Gift .*: its status is created; by its history it should be draft.",
    ),
    "another product on a launched gift": (
        "UPDATE gift SET product_id = :spare WHERE id = :looked",
        "Gift .*: its product is prd_.*; by its history it should be prd_.*",
    ),
    "another product in the plan": (
        "UPDATE gift SET product_id = :unmatched_product WHERE id = :planned",
        "Gift .*: prd_.* is planned, but the last decision was for prd_.*",
    ),
    "a gift for somebody who was left out": (
        "UPDATE gift SET product_id = :spare WHERE id = :unmatched",
        "Gift .*: prd_.* is planned, but the last decision was for None.",
    ),
    "a price that was changed": (
        "UPDATE gift SET price_minor = 1 WHERE id = :delivered",
        "Gift .*: its price is 1; by its history it should be 4400.",
    ),
    "a reservation that was forgotten": (
        "UPDATE gift SET is_reserved = false WHERE id = :undone",
        "Gift .*: its mark of being set aside is False; by its history it should be True.",
    ),
    "a hold that was lifted by nobody": (
        "UPDATE gift SET hold_reason = NULL WHERE id = :without_address",
        "Gift .*: its hold is None; by its history it should be address_unconfirmed.",
    ),
    "a reason for declining that nobody gave": (
        "UPDATE gift SET decline_reason = 'privacy' WHERE id = :declined",
        "Gift .*: its reason for declining is privacy; by its history it should be already_have.",
    ),
    "an answer that was moved in time": (
        "UPDATE gift SET decided_at = created_at, opened_at = NULL WHERE id = :donated",
        "Gift .*: its time of opening is None; by its history it should be 2026-11-22 09:00:00.00:00.",
    ),
    "a gift unique in another circle": (
        "UPDATE gift SET unique_within = 'acc_other' WHERE id = :planned",
        "Gift .*: its circle in which it is unique is acc_other; by its history it should be acc_.*",
    ),
    "an event that was lost in the middle": (
        "DELETE FROM gift_event WHERE gift_id = :swapped_back AND kind = 'gift.created'",
        f"{HISTORY} goes from draft to opened by opened, which is not allowed.",
    ),
    "the last event lost": (
        "DELETE FROM gift_event WHERE gift_id = :declined AND kind = 'gift.decline_settled'",
        "Gift .*: its mark of being set aside is False; by its history it should be True.",
    ),
    "an event that says another product left the shelf": (
        "UPDATE gift_event SET body = json_set(body, '$.stock', json('{\"prd_x\": -1}')) "
        "WHERE gift_id = :erased AND kind = 'gift.created'",
        f"{HISTORY} is wrong about the pieces that created moved.",
    ),
    "an event that says another status": (
        "UPDATE gift_event SET body = json_set(body, '$.status', 'shipped') "
        "WHERE gift_id = :delivered AND kind = 'gift.ordered'",
        f"{HISTORY} says shipped after ordered.",
    ),
    "an event that changes the price in passing": (
        "UPDATE gift_event SET body = json_set(body, '$.price_minor', 4500) "
        "WHERE gift_id = :delivered AND kind = 'gift.shipped'",
        f"{HISTORY} changes product or price by shipped.",
    ),
    "an event with half its body": (
        "UPDATE gift_event SET body = json_remove(body, '$.stock') WHERE gift_id = :returned AND kind = 'gift.ordered'",
        f"{HISTORY} holds gift.ordered without stock.",
    ),
    "an event of another kind": (
        "UPDATE gift_event SET kind = 'gift.vanished' WHERE gift_id = :delivered AND kind = 'gift.delivered'",
        f"{HISTORY} holds gift.vanished, which no act writes.",
    ),
    "a second acceptance": (
        "INSERT INTO gift_event (workspace_id, campaign_id, gift_id, kind, body, at) "
        "SELECT workspace_id, campaign_id, gift_id, kind, body, at FROM gift_event "
        "WHERE gift_id = :delivered AND kind = 'gift.accepted'",
        f"{HISTORY} goes from delivered to accepted by accepted, which is not allowed.",
    ),
    "an event moved to another campaign": (
        "UPDATE gift_event SET campaign_id = (SELECT id FROM campaign WHERE id <> :campaign) "
        "WHERE gift_id = :looking AND kind = 'gift.opened'",
        "Gift .*: part of its history belongs to another campaign or workspace.",
    ),
    "a ledger entry lost": (
        "DELETE FROM money_entry WHERE gift_id = :declined AND kind = 'released'",
        "Gift .*: the ledger has reserved 4400; by its history it should have reserved 4400, released 4400.",
    ),
    "a ledger entry of another amount": (
        "UPDATE money_entry SET amount_minor = 440 WHERE gift_id = :delivered AND kind = 'captured'",
        "Gift .*: the ledger has reserved 4400, captured 440; by its history .* captured 4400.",
    ),
    "money released where it was spent": (
        "UPDATE money_entry SET kind = 'released' WHERE gift_id = :donated AND kind = 'captured'",
        "Campaign .*: 8400 are spent .*; by the ledger it should be 4400.",
    ),
    "money captured twice": (
        "INSERT INTO money_entry (workspace_id, campaign_id, gift_id, kind, amount_minor, currency, at) "
        "SELECT workspace_id, campaign_id, gift_id, kind, amount_minor, currency, at FROM money_entry "
        "WHERE gift_id = :delivered AND kind = 'captured'",
        "Gift .*: the ledger has reserved 4400, captured 4400, captured 4400; by its history .*",
    ),
    "money booked for somebody else": (
        "UPDATE money_entry SET gift_id = :unmatched WHERE gift_id = :erased AND kind = 'released'",
        "Gift .*: the ledger has released 4400; by its history it should have nothing.",
    ),
    "money in another currency": (
        "UPDATE money_entry SET currency = 'USD' WHERE gift_id = :looked",
        "Gift .*: not all of its money is in EUR.",
    ),
    "an offer that nobody held": (
        "INSERT INTO soft_hold (gift_id, product_id, workspace_id, until) "
        "SELECT id, :spare, workspace_id, created_at FROM gift WHERE id = :undone",
        "Gift .*: its offers held are prd_[a-z0-9]+; by its history they should be nothing.",
    ),
    "an offer that was let go without putting it back": (
        "DELETE FROM soft_hold WHERE gift_id = :looking AND product_id = :spare",
        "Gift .*: its offers held are (prd_[a-z0-9]+(, )?){2}; by its history they should be (prd_[a-z0-9]+(, )?){3}.",
    ),
    "offers put back twice": (
        "INSERT INTO gift_event (workspace_id, campaign_id, gift_id, kind, body, at) "
        "SELECT workspace_id, campaign_id, gift_id, kind, body, at FROM gift_event "
        "WHERE gift_id = :looked AND kind = 'gift.offers_released'",
        f"{HISTORY} is wrong about the pieces that offers_released moved.",
    ),
    "a gift of no plan": (
        "UPDATE gift SET match_run_id = NULL WHERE id = :undone",
        "Gift .*: its plan is None; by its decision records, run_.*",
    ),
    "a gift of a plan of another campaign": (
        "UPDATE gift SET match_run_id = (SELECT id FROM match_run WHERE campaign_id <> :campaign) WHERE id = :planned",
        "Gift .*: its plan belongs to another campaign.",
    ),
    "a plan whose gap says that nothing better was possible": (
        "UPDATE match_run SET upper_bound = upper_bound + 10 WHERE campaign_id = :campaign",
        "Plan .*: its value 7.0 and its limit 17.0 .gap 0.0. don’t match.",
    ),
    "a price for somebody without a gift": (
        "UPDATE gift SET price_minor = 100 WHERE id = :unmatched",
        "Gift .*: its price is 100; it was planned for 0.",
    ),
    "a charity on a gift that never set out": (
        "UPDATE gift SET charity = 'rivers' WHERE id = :planned",
        "Gift .*: its charity is rivers; by its history it should be None.",
    ),
    "an answer to a gift that never set out": (
        "UPDATE gift SET decided_at = created_at WHERE id = :planned",
        "Gift .*: its time of the answer is 2026.*; by its history it should be None.",
    ),
    "an address whose confirmation was lost": (
        "DELETE FROM gift_event WHERE gift_id = :delivered AND kind = 'gift.address_confirmed'",
        "Gift .*: it has an address that its history doesn’t mention.",
    ),
    "an address of somebody else": (
        "UPDATE delivery_address SET recipient_id = (SELECT recipient_id FROM gift WHERE id = :looked) "
        "WHERE gift_id = :delivered",
        "Gift .*: its address belongs to someone else.",
    ),
    "an erased person who counts as not erased": (
        "UPDATE recipient SET erased_at = NULL WHERE id = (SELECT recipient_id FROM gift WHERE id = :erased)",
        "Person .*: not erased, but without an email address.",
    ),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_planted_defect_is_found_and_named(name: str, played: Played) -> None:
    """Of the same campaign undamaged the audit says nothing; the command's test below asks it."""
    statement, sentence = DEFECTS[name]
    plant(played, statement)

    found = [defect.sentence for defect in audit_database()]
    assert any(re.fullmatch(sentence, one) for one in found), found


def test_no_sentence_names_a_person(played: Played) -> None:
    with transaction() as session:
        session.execute(text("UPDATE gift SET status = 'failed'"))
    sentences = " ".join(defect.sentence for defect in audit_database())

    assert "Nováková" not in sentences
    assert "@" not in sentences


def test_the_command_says_what_does_not_add_up_and_fails(played: Played) -> None:
    good = CliRunner().invoke(handpicked, ["audit"])
    plant(played, "UPDATE product SET stock = stock + 1 WHERE id = :spare")
    bad = CliRunner().invoke(handpicked, ["audit"])

    assert (good.exit_code, good.stdout) == (0, "Everything adds up.\n")
    assert bad.exit_code == 1
    assert bad.stdout.splitlines()[0].endswith("5 on the shelf; by the history it should be 4.")
    assert bad.stdout.splitlines()[1:] == ["1 thing does not add up."]
