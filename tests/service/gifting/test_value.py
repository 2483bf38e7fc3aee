"""Where nothing is right for somebody, the sum that was set aside for them stays, and goes to a charity if they want it so: it is
set aside once, captured once, and the books agree at every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from service.campaigns.charities.models import Charity
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.decisions.asking.aside import Aside
from service.errors import Conflict, InvalidInput, LinkClosed
from service.gifting.answer_question import answer_diet, skip_question
from service.gifting.donate import donate_gift, donate_to_named, refuse_named
from service.gifting.expire import expire_gifts
from service.gifting.live import live_gift
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.set_aside import free_ended, promise
from service.gifting.settle import settle_decided
from service.gifting.undo import undo_answer
from service.gifting.value import value_kept
from service.ops.audit.database import audit_books
from service.planning.launch.set_out import ask_waiting, launch_wave
from service.planning.plan.redecide import redecide_gift
from service.recipients.charities.models import NamedCharity
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_fact,
    make_gift,
    make_product,
    make_recipient,
    make_workspace,
)
from tests.service.gifting.scene import kinds, ledger, money, set_scene

pytestmark = pytest.mark.parametrize(
    "any_database", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True
)
PRICE = 3000
UNDO = timedelta(hours=24)
OVER = timedelta(days=22)


@dataclass(frozen=True)
class Asked:
    """Wanda was asked by the launch; one food that is not kosher is kept for her, and all of the campaign's money."""

    workspace: str
    campaign: str
    gift: str
    food: str


@pytest.fixture
def asked(any_database: str) -> Asked:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id, status="running", budget_minor=PRICE)
        account = make_account(session, campaign.workspace_id, gift_policy={"consumables_only": True})
        food = make_product(
            session, campaign.workspace_id, "Food", kind="edible", stock=1, price_minor=PRICE,
            diets={"vegetarian": "suited"},
        )  # fmt: skip
        person = make_recipient(session, account, "Wanda")
        join(session, campaign, person, 2)
        gift = make_gift(session, campaign, person, None, hold_reason="dietary_unknown")
        of = {"id": gift.id, "workspace_id": campaign.workspace_id}
        promise(session, campaign.id, {person.id: of}, [Aside(person.id, (food.id,), PRICE)])
        scene = Asked(campaign.workspace_id, campaign.id, gift.id, food.id)
    launch_wave(transaction, scene.campaign, 1, AT)
    with transaction() as session:
        ask_waiting(session, scene.campaign, 1)
    return scene


def answer(scene: Asked, *, skips: bool = False, at: datetime = AT) -> None:
    """They answer so that nothing suits them, or skip, and are decided for."""
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gift)
        if skips:
            skip_question(session, gift, "diet", at)
        else:
            answer_diet(session, gift, ("kosher",), (), at)
    look(scene, at)


def look(scene: Asked, at: datetime = AT) -> None:
    with transaction() as session:
        redecide_gift(session, scene.gift, at)


def donate(scene: Asked, charity: str = "rivers", at: datetime = AT) -> None:
    with transaction() as session:
        donate_gift(session, session.get_one(RecipientGift, scene.gift), charity, at)


def stands(scene: Asked) -> tuple[str, int, tuple[int, int], int, int]:
    """(status, price, (set aside, spent), pieces on the shelf, sum kept for a donation); the audit finds nothing wrong."""
    with reading() as session:
        assert [defect.sentence for defect in audit_books(session)] == []
        gift, campaign = session.get_one(RecipientGift, scene.gift), session.get_one(Campaign, scene.campaign)
        return (
            gift.status, gift.price_minor, money(session, campaign), session.get_one(Product, scene.food).stock,
            value_kept(session, gift),
        )  # fmt: skip


def moved(scene: Asked) -> list[tuple[str, int]]:
    with reading() as session:
        return ledger(session, session.get_one(RecipientGift, scene.gift))


KEPT = ("draft", 0, (PRICE, 0), 1, PRICE)
DONATED = ("donated", PRICE, (PRICE, 0), 1, 0)
FREE = 0, 0


def test_where_nothing_is_right_the_piece_is_free_and_the_sum_stays(asked: Asked) -> None:
    answer(asked)

    assert stands(asked) == KEPT
    with reading() as session:
        live = live_gift(session, session.get_one(RecipientGift, asked.gift), AT)
    assert (live.state, live.waits, live.value_minor) == ("held", "choosing", 0)


def test_the_value_goes_to_the_charity_they_chose_and_is_captured_once(asked: Asked) -> None:
    answer(asked)
    donate(asked)
    assert stands(asked) == DONATED
    assert settle_decided(AT + UNDO - timedelta(seconds=1)) == 0
    assert (settle_decided(AT + UNDO), settle_decided(AT + UNDO)) == (1, 0)

    assert stands(asked) == ("donated", PRICE, (0, PRICE), 1, 0)
    assert moved(asked) == [("reserved", PRICE), ("released", PRICE), ("reserved", PRICE), ("captured", PRICE)]


def test_it_can_be_undone_and_donated_elsewhere_and_no_money_moves_meanwhile(asked: Asked) -> None:
    answer(asked)
    donate(asked)
    before = moved(asked)
    with transaction() as session:
        undo_answer(session, session.get_one(RecipientGift, asked.gift), AT)
    assert stands(asked) == ("opened", 0, (PRICE, 0), 1, PRICE)
    look(asked)
    donate(asked, at=AT + timedelta(hours=1))

    assert (stands(asked), moved(asked)) == (DONATED, before)
    with reading() as session:
        gift = session.get_one(RecipientGift, asked.gift)
        assert kinds(session, gift)[-3:] == ["gift.value_donated", "gift.value_returned", "gift.value_donated"]
        assert (gift.charity, gift.undo_until) == ("rivers", AT + timedelta(hours=25))


def test_after_the_window_it_can_not_be_undone(asked: Asked) -> None:
    answer(asked)
    donate(asked)
    with pytest.raises(Conflict, match="no longer be undone"), transaction() as session:
        undo_answer(session, session.get_one(RecipientGift, asked.gift), AT + UNDO)

    assert stands(asked) == DONATED


def test_pressed_twice_it_is_donated_once(asked: Asked) -> None:
    answer(asked)
    donate(asked)
    with pytest.raises(Conflict):
        donate(asked)

    assert stands(asked) == DONATED


def test_whoever_skipped_donates_what_was_kept_for_their_answer(asked: Asked) -> None:
    answer(asked, skips=True)
    assert stands(asked) == ("draft", 0, (PRICE, 0), 0, PRICE)
    donate(asked)

    assert stands(asked) == DONATED


@pytest.mark.parametrize("charity", ["", "nobody", "other"])
def test_a_charity_that_is_not_offered_changes_nothing(asked: Asked, charity: str) -> None:
    answer(asked)
    with pytest.raises(InvalidInput):
        donate(asked, charity)

    assert stands(asked) == KEPT


def test_a_charity_of_another_workspace_or_country_is_not_offered(asked: Asked) -> None:
    answer(asked)
    with transaction() as session:
        elsewhere = make_workspace(session, "Elsewhere").id
        rows = {
            "theirs": Charity(
                id="chy_theirs", workspace_id=elsewhere, country="IS", name="A", line={"en": "x"}, registration="1",
                created_at=AT,
            ),
            "abroad": Charity(
                id="chy_abroad", workspace_id=asked.workspace, country="JP", name="B", line={"en": "x"},
                registration="2", created_at=AT,
            ),
        }  # fmt: skip
        session.add_all(rows.values())
    for charity in ("chy_theirs", "chy_abroad"):
        with pytest.raises(InvalidInput):
            donate(asked, charity)

    assert stands(asked) == KEPT


def name(scene: Asked) -> NamedCharity:
    with transaction() as session:
        donate_to_named(session, session.get_one(RecipientGift, scene.gift), "Harbour Kitchen", AT)
        return session.query(NamedCharity).one()


def test_a_charity_they_name_waits_for_a_yes_without_losing_its_value(asked: Asked) -> None:
    answer(asked)
    row = name(asked)
    assert settle_decided(AT + UNDO) == 0
    assert stands(asked) == DONATED
    with transaction() as session:
        gift = session.get_one(RecipientGift, asked.gift)
        lock_gift(session, gift)
        lock_person(session, gift.recipient_id)
        refuse_named(session, gift, session.get_one(NamedCharity, row.id), None, AT)

    assert stands(asked) == ("opened", 0, (PRICE, 0), 1, PRICE)
    donate(asked)
    assert stands(asked) == DONATED


def test_a_named_charity_that_nobody_confirms_gives_the_sum_back_at_the_end(asked: Asked) -> None:
    answer(asked)
    name(asked)

    assert expire_gifts(AT + OVER) == 1
    assert stands(asked) == ("expired", 0, FREE, 1, 0)


def test_undone_and_left_it_goes_back_when_the_campaign_ends(asked: Asked) -> None:
    answer(asked)
    donate(asked)
    with transaction() as session:
        undo_answer(session, session.get_one(RecipientGift, asked.gift), AT)
    assert free_ended(AT) == 0

    assert expire_gifts(AT + OVER) == 1
    assert stands(asked) == ("expired", 0, FREE, 1, 0)


@pytest.mark.parametrize("end", ["its last day", "closed"])
def test_left_alone_it_goes_back_when_the_campaign_ends(asked: Asked, end: str) -> None:
    answer(asked)
    assert free_ended(AT) == 0
    if end == "closed":
        with transaction() as session:
            session.get_one(Campaign, asked.campaign).status = "closed"

    assert free_ended(AT if end == "closed" else AT + OVER) == 1
    assert stands(asked) == ("draft", 0, FREE, 1, 0)
    with pytest.raises(LinkClosed):
        donate(asked, at=AT if end == "closed" else AT + OVER)


def test_something_that_suits_them_after_all_is_paid_from_the_same_sum(asked: Asked) -> None:
    answer(asked)
    with transaction() as session:
        make_product(
            session, asked.workspace, "Kosher food", kind="edible", price_minor=PRICE - 500, stock=1,
            diets={"kosher": "suited", "vegetarian": "suited"},
        )  # fmt: skip
    look(asked)

    assert stands(asked) == ("created", PRICE - 500, (PRICE - 500, 0), 1, 0)


def test_after_an_undo_too_something_that_suits_them_takes_the_place_of_the_sum(asked: Asked) -> None:
    answer(asked)
    donate(asked)
    with transaction() as session:
        undo_answer(session, session.get_one(RecipientGift, asked.gift), AT)
        make_product(
            session, asked.workspace, "Kosher food", kind="edible", price_minor=PRICE, stock=1,
            diets={"kosher": "suited", "vegetarian": "suited"},
        )  # fmt: skip
    look(asked)

    assert stands(asked) == ("opened", PRICE, (PRICE, 0), 1, 0)


def test_while_it_is_donated_no_look_touches_it(asked: Asked) -> None:
    answer(asked)
    donate(asked)
    look(asked)

    assert stands(asked) == DONATED


def test_a_gift_stopped_before_a_yes_leaves_its_value_where_nothing_else_is_right(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, others=0)
        session.get_one(Product, scene.products[0].id).materials = {"nickel": "contains"}
    with transaction() as session:
        make_fact(session, session.get_one(Recipient, scene.people[0].id), "material", "nickel", source="asked")
        redecide_gift(session, scene.gifts[0].id, AT)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        live = live_gift(session, gift, AT)
        assert (gift.product_id, live.waits, live.value_minor) == (None, "nothing", 4400)
        donate_gift(session, gift, "rivers", AT)
    assert settle_decided(AT + UNDO) == 1

    with reading() as session:
        assert [defect.sentence for defect in audit_books(session)] == []
        assert money(session, session.get_one(Campaign, scene.campaign.id)) == (0, 4400)


@pytest.mark.parametrize("spoil", [
    lambda gift: setattr(gift, "price_minor", gift.price_minor - 1),
    lambda gift: setattr(gift, "charity", "another"),
    lambda gift: setattr(gift, "is_reserved", False),
])  # fmt: skip
def test_the_audit_finds_a_donated_value_that_was_tampered_with(
    asked: Asked, spoil: Callable[[RecipientGift], None]
) -> None:
    answer(asked)
    donate(asked)
    with transaction() as session:
        spoil(session.get_one(RecipientGift, asked.gift))

    with reading() as session:
        assert audit_books(session) != []
