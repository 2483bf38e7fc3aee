"""What was accepted or ordered and is no longer safe: stopped, chosen again, and its piece and money accounted for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.accept import accept_gift
from service.gifting.expire import expire_gifts
from service.gifting.find import AGAIN_FOR
from service.gifting.incidents import OUTCOMES, Outcome, close_incident, count_open, open_incidents, settle_piece
from service.gifting.live import live_gift
from service.gifting.look_again import look_at_person
from service.gifting.models import Incident, RecipientGift
from service.gifting.settle import settle_decided
from service.gifting.undo import undo_answer
from service.jobs import row_sweep
from service.ops.audit.database import audit_database
from service.planning.labels import describe_hold, hold_of
from service.planning.plan.left_out import people_without
from service.planning.plan.summary import plan_summary
from service.recipients.answers import answer_diet
from service.recipients.facts.heard import hear
from service.recipients.models import Account, DeliveryAddress, Recipient
from service.recipients.postal.addresses import has_address
from service.workspaces.actor import actor_of, system
from tests.factories import AT, make_fact, make_match_run, make_user
from tests.service.gifting.scene import Scene, kinds, ledger, money, stock
from tests.service.gifting.stopping import LONG_AGO, OVER, bring_to, jobs, looked_at, tell, told

pytestmark = pytest.mark.usefixtures("database")


def stopped_order(**campaign: object) -> Scene:
    scene = bring_to("ordered", **campaign)
    told(scene.gifts[0])
    looked_at(scene.gifts[0], OVER)
    return scene


def test_an_accepted_gift_that_became_unsafe_is_stopped_and_chosen_again_at_once() -> None:
    scene = bring_to("accepted")
    told(scene.gifts[0])
    looked_at(scene.gifts[0])

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.is_reserved, gift.is_chosen_again, gift.stopped_at) == ("opened", True, True, AT)
        assert gift.product_id in {product.id for product in scene.others}
        assert gift.original_product_id == gift.product_id
        assert (gift.undo_until, gift.decided_at, gift.hold_reason) == (None, None, None)
        assert kinds(session, gift)[-2:] == ["gift.acceptance_stopped", "gift.given"]
        assert stock(session, scene.products[0]) == 5
        assert money(session, scene.campaign) == (4000, 0)
        assert ledger(session, gift) == [("reserved", 4400), ("released", 4400), ("reserved", 4000)]
        assert jobs(session, "outreach.chosen_again") == [(gift.id, gift.content_version, "pending")]
        assert session.scalars(select(Incident)).all() == []
        assert has_address(session, gift.id)
    assert audit_database() == []


def test_its_person_says_yes_again_and_types_no_address_again() -> None:
    scene = bring_to("accepted")
    told(scene.gifts[0])
    looked_at(scene.gifts[0])
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        with pytest.raises(Conflict):
            undo_answer(session, gift, AT)
        accept_gift(session, gift, OVER)
        live = live_gift(session, gift, OVER)
        assert (live.state, live.address_known, live.is_chosen_again) == ("accepted", True, False)

    assert settle_decided(OVER + timedelta(hours=24)) == 1
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).status == "ordered"
        assert money(session, scene.campaign) == (0, 4000)
    assert audit_database() == []


def test_after_a_yes_nothing_but_safety_stops_a_gift() -> None:
    scene = bring_to("accepted", people=2)
    with transaction() as session:
        make_fact(session, scene.people[0], "dislike", "games", source="asked")
        session.get_one(Product, scene.products[1].id).price_minor = 60_000
        session.get_one(Product, scene.products[1].id).regions = ["JP"]
    for gift in scene.gifts:
        looked_at(gift)

    with reading() as session:
        statuses = [session.get_one(RecipientGift, gift.id).status for gift in scene.gifts]
    assert statuses == ["accepted", "accepted"]


def test_a_company_that_wants_no_alcohol_takes_no_bottle_back_after_a_yes_and_the_persons_own_word_does() -> None:
    scene = bring_to("accepted", people=2)
    with transaction() as session:
        for person, gift in zip(scene.people, scene.gifts, strict=True):
            make_fact(session, person, "adult", "yes")
            session.get_one(Account, gift.account_id).gift_policy = {"no_alcohol": True}
            session.get_one(Product, session.get_one(RecipientGift, gift.id).product_id).alcohol = True
        make_fact(session, scene.people[1], "diet", "no_alcohol", source="asked")
    for gift in scene.gifts:
        looked_at(gift)

    with reading() as session:
        statuses = [session.get_one(RecipientGift, gift.id).status for gift in scene.gifts]
    assert statuses == ["accepted", "opened"]


def test_an_order_that_is_stopped_leaves_its_piece_and_its_money_where_they_are_until_somebody_says() -> None:
    scene = stopped_order()

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        incident = session.scalars(select(Incident)).one()
        assert (gift.status, gift.is_chosen_again, gift.price_minor) == ("opened", True, 4000)
        assert (incident.kind, incident.piece, incident.product_id, incident.price_minor) == (
            "stopped", "open", scene.products[0].id, 4400,
        )  # fmt: skip
        assert stock(session, scene.products[0]) == 4
        assert money(session, scene.campaign) == (4000, 4400)
        assert count_open(session, scene.workspace_id).pieces == 1
        (line,) = open_incidents(session, scene.workspace_id)
        assert (line.incident.id, line.product) == (incident.id, "Gift 0")
        assert count_open(session, "wsp_of_somebody_else").pieces == 0
    assert audit_database() == []


@pytest.mark.parametrize(
    ("outcome", "on_the_shelf", "spent"), [("shelf", 5, 0), ("supplier", 4, 0), ("written_off", 4, 4400)]
)
def test_what_became_of_the_piece_is_booked_once_with_the_price_of_then(
    outcome: Outcome, on_the_shelf: int, spent: int
) -> None:
    """The gift has gone on meanwhile: another product was accepted and ordered."""
    scene = stopped_order()
    with transaction() as session:
        user = make_user(session, scene.workspace_id, "ops")
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), OVER)
    assert settle_decided(OVER + timedelta(hours=24)) == 1
    with transaction() as session:
        incident = session.scalars(select(Incident)).one()
        with pytest.raises(Conflict, match="First say where the item is"):
            close_incident(session, incident, actor_of(user), OVER)
        settle_piece(session, incident, outcome, actor_of(user), OVER)

        assert (incident.piece, incident.closed_at, incident.closed_by) == (outcome, OVER, user.id)
        assert stock(session, scene.products[0]) == on_the_shelf
        assert money(session, scene.campaign) == (0, 4000 + spent)
        assert session.get_one(RecipientGift, scene.gifts[0].id).status == "ordered"
    for again in OUTCOMES:
        with pytest.raises(Conflict, match="already"), transaction() as session:
            settle_piece(session, session.get_one(Incident, incident.id), again, actor_of(user), OVER)
    assert audit_database() == []


def test_a_second_order_that_is_stopped_has_an_incident_of_its_own() -> None:
    scene = stopped_order(others=1)
    with transaction() as session:
        other = session.get_one(Product, scene.others[0].id)
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), OVER)
    settle_decided(OVER + timedelta(hours=24))
    with transaction() as session:
        session.get_one(Product, other.id).materials = other.materials | {"leather": "contains"}
        tell(session, session.get_one(RecipientGift, scene.gifts[0].id), "material", "leather", OVER)
    looked_at(scene.gifts[0], OVER + timedelta(hours=25))

    with reading() as session:
        found = session.execute(select(Incident.product_id, Incident.piece, Incident.price_minor))
        assert {tuple(row) for row in found} == {
            (scene.products[0].id, "open", 4400),
            (other.id, "open", 4000),
        }
        assert money(session, scene.campaign) == (0, 8400)
    assert audit_database() == []


def test_the_price_of_a_stopped_piece_counts_for_its_company_until_it_comes_back() -> None:
    scene = stopped_order(account_budget_minor=8000)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.product_id, gift.hold_reason, gift.unmatched_reasons[:1]) == (None, None, ["insufficient_funds"])
        settle_piece(session, session.scalars(select(Incident)).one(), "supplier", system(scene.workspace_id), OVER)
    looked_at(scene.gifts[0], OVER)
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).product_id is not None


def test_where_nothing_else_fits_the_page_waits_kindly_and_the_sender_learns_no_reason() -> None:
    scene = bring_to("accepted", others=0)
    told(scene.gifts[0])
    with transaction() as session:
        make_match_run(session, session.get_one(Campaign, scene.campaign.id))
    looked_at(scene.gifts[0])

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        live = live_gift(session, gift, AT)
        assert (live.state, live.is_chosen_again) == ("held", True)
        campaign = session.get_one(Campaign, scene.campaign.id)
        summary = plan_summary(session, campaign)
        assert summary is not None
        assert dict(summary.held) == {"chosen_again": 1}
        assert [(row.reason, row.is_held) for row in people_without(session, campaign).items] == [
            ("chosen_again", True)
        ]
        assert describe_hold(gift) == ("Being chosen again", "They had said yes. You don’t need to do anything.")
        assert [state for *_, state in jobs(session, "outreach.chosen_again")] == ["pending"]


def test_whoever_was_stopped_has_a_week_to_look_and_then_the_gift_comes_to_rest() -> None:
    closing = AT + timedelta(hours=30)
    scene = bring_to("ordered", expires_at=closing)
    told(scene.gifts[0])
    looked_at(scene.gifts[0], OVER)
    ends = OVER + AGAIN_FOR

    assert expire_gifts(ends - timedelta(seconds=1)) == 0
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert live_gift(session, gift, ends - timedelta(seconds=1)).state == "open"
    assert expire_gifts(ends) == 1
    with reading() as session:
        address = session.scalars(select(DeliveryAddress)).one()
        assert session.get_one(RecipientGift, gift.id).status == "expired"
        assert money(session, scene.campaign) == (0, 4400)
        assert address.erase_after == ends + timedelta(days=30)
    with transaction() as session:
        settle_piece(session, session.scalars(select(Incident)).one(), "shelf", system(scene.workspace_id), ends)
        assert (stock(session, scene.products[0]), money(session, scene.campaign)) == (5, (0, 0))
    assert audit_database() == []


def test_a_doubt_after_the_yes_holds_the_gift_and_asks_and_the_answer_lets_it_go_on() -> None:
    scene = bring_to("accepted")
    told(scene.gifts[0], "diet", "ask")
    looked_at(scene.gifts[0])
    assert settle_decided(OVER) == 0

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.hold_reason, gift.product_id) == ("accepted", "dietary_unknown", scene.products[0].id)
        assert live_gift(session, gift, OVER).question == "diet"
        assert hold_of(gift) == "chosen_again"
        assert money(session, scene.campaign) == (4400, 0)
    with transaction() as session:
        answer_diet(session, scene.people[0], [], [], OVER)
    looked_at(scene.gifts[0], OVER)
    assert settle_decided(OVER) == 1
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.hold_reason) == ("ordered", None)
    assert audit_database() == []


def test_what_was_only_heard_in_a_sentence_holds_the_gift_until_its_person_says_what_they_meant() -> None:
    """ "Nuts" in a note may mean anything: the hold stops order and hand-over; only their own word stops the gift."""
    scene = bring_to("accepted", people=2)
    with transaction() as session:
        for person in scene.people:
            hear(session, session.get_one(Recipient, person.id), "I am allergic to nuts", "imported", AT)
            look_at_person(session, person.id, AT)
    for gift in scene.gifts:
        looked_at(gift)
    assert settle_decided(OVER) == 0
    with reading() as session:
        held = [session.get_one(RecipientGift, gift.id) for gift in scene.gifts]
        assert [(gift.status, gift.hold_reason) for gift in held] == [("accepted", "dietary_unknown")] * 2
    with transaction() as session:
        answer_diet(session, scene.people[0], [], ["nuts"], OVER)
        answer_diet(session, scene.people[1], [], [], OVER)
    for gift in scene.gifts:
        looked_at(gift, OVER + timedelta(hours=1))

    with reading() as session:
        after = [session.get_one(RecipientGift, gift.id) for gift in scene.gifts]
        assert [gift.status for gift in after] == ["opened", "accepted"]
        assert [gift.product_id == product.id for gift, product in zip(after, scene.products, strict=True)] == [
            False,
            True,
        ]
    assert settle_decided(OVER + timedelta(hours=1)) == 1


def test_what_does_not_keep_waits_while_its_person_is_away_and_is_ordered_when_they_are_back() -> None:
    scene = bring_to("accepted")
    with transaction() as session:
        session.get_one(Product, scene.products[0].id).perishable = True
        make_fact(session, scene.people[0], "away", "2026-11-20/2026-12-20", valid_from=LONG_AGO)

    assert (settle_decided(OVER), settle_decided(AT.replace(month=12, day=28))) == (0, 1)
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert kinds(session, gift)[-3:] == ["gift.held", "gift.hold_lifted", "gift.ordered"]


def test_those_who_wait_for_their_own_answer_keep_nobody_else_from_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = bring_to("accepted", people=3)
    for gift in scene.gifts[:2]:
        told(gift, "diet", "ask")
    monkeypatch.setattr(row_sweep, "FRESH", 2)

    assert settle_decided(OVER) + settle_decided(OVER) == 1


def test_an_order_whose_doubt_nobody_cleared_up_is_stopped_when_the_campaign_ends() -> None:
    scene = bring_to("ordered")
    told(scene.gifts[0], "diet", "ask")
    looked_at(scene.gifts[0], OVER)

    assert expire_gifts(scene.campaign.expires_at) == 1
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.product_id) == ("opened", None)
        assert session.scalars(select(Incident.kind)).all() == ["stopped"]


def test_money_is_never_captured_for_what_is_not_safe_even_where_no_look_took_place() -> None:
    scene = bring_to("accepted")
    told(scene.gifts[0])

    assert settle_decided(OVER) == 0
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.product_id, money(session, scene.campaign)) == ("opened", None, (0, 0))
        assert [state for *_, state in jobs(session, "gifting.redecide")] == ["canceled", "pending"]
    looked_at(scene.gifts[0], OVER)
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gifts[0].id).product_id is not None
        assert len(jobs(session, "outreach.chosen_again")) == 1
