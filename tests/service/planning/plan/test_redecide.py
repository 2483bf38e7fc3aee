"""One person decided for again: alone, and with many others at the same moment, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import TemporaryError
from service.gifting.decline import decline_gift
from service.gifting.models import DecisionRecord, GiftAlternative, RecipientGift
from service.gifting.reserve import launch_gifts
from service.gifting.swap import swap_gift
from service.gifting.transitions import apply
from service.planning.plan import redecide
from service.planning.plan.redecide import redecide_gift
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
from tests.races import all_at_once

WAITING, SWAPPING, DECLINING = 16, 8, 8
PRICE, BUDGET = 4000, 24 * 4000
"""Money for a gift of every second person who waits, once those who decline have gone."""


@dataclass(frozen=True)
class Crowd:
    """A running campaign: people of its wave who wait for their answer, people with a gift they would rather swap or decline."""

    campaign_id: str
    waiting: list[str]
    swapping: list[str]
    declining: list[str]
    scarce: list[str]


def gather(session: Session) -> Crowd:
    """Two colleagues an account; four products of three pieces each that everybody wants, two that nobody asks for."""
    workspace = make_workspace(session)
    campaign = make_campaign(
        session, workspace.id, status="running", expires_at=AT.replace(year=2027), budget_minor=BUDGET
    )
    plain = [
        make_product(
            session, workspace.id, f"Plain {n}", price_minor=PRICE, stock=8, category=f"plain {n}", interests=[]
        )
        for n in range(2)
    ]
    scarce = [
        make_product(session, workspace.id, f"Scarce {n}", price_minor=PRICE, stock=3, category=f"scarce {n}")
        for n in range(4)
    ]
    gifts: list[RecipientGift] = []
    for number in range((WAITING + SWAPPING + DECLINING) // 2):
        account = make_account(session, workspace.id, f"Company {number}")
        for place in range(2):
            person = make_recipient(session, account)
            make_fact(session, person, "interest", "chess")
            join(session, campaign, person, len(gifts) + 2)
            held = len(gifts) < WAITING
            gifts.append(
                make_gift(session, campaign, person, None, hold_reason="dietary_unknown", wave=1)
                if held
                else make_gift(session, campaign, person, plain[place])
            )
    ids = [gift.id for gift in gifts]
    assert launch_gifts(session, campaign, ids[WAITING:], 1, AT).missing == ()
    return Crowd(
        campaign.id,
        ids[:WAITING],
        ids[WAITING : WAITING + SWAPPING],
        ids[WAITING + SWAPPING :],
        [product.id for product in scarce],
    )


def act(gift_id: str, what: Callable[[Session, RecipientGift], None]) -> Callable[[], None]:
    def run() -> None:
        with transaction() as session:
            what(session, session.get_one(RecipientGift, gift_id))

    return run


def decline_for_good(session: Session, gift: RecipientGift) -> None:
    decline_gift(session, gift, "not_interested", AT)
    apply(session, gift, "settle_decline", AT)


def assert_nothing_is_given_twice(session: Session, crowd: Crowd) -> int:
    """Shelf, money and colleagues agree with the gifts; answers how many gifts stand."""
    campaign = session.get_one(Campaign, crowd.campaign_id)
    gifts = list(session.scalars(select(RecipientGift).where(RecipientGift.campaign_id == crowd.campaign_id)))
    standing = [gift for gift in gifts if gift.is_reserved]
    held = Counter(gift.product_id for gift in standing)
    for product in session.scalars(select(Product).where(Product.workspace_id == campaign.workspace_id)):
        assert product.stock == product.opening_stock - held[product.id] >= 0
    assert campaign.reserved_minor == sum(gift.price_minor for gift in standing) <= BUDGET
    assert max(Counter((gift.account_id, gift.product_id) for gift in standing).values()) == 1
    return len(standing)


def test_thirty_two_events_at_once_never_oversell_overspend_or_give_colleagues_the_same(any_database: str) -> None:
    with transaction() as session:
        crowd = gather(session)

    all_at_once(
        [
            *(act(gift, lambda session, gift: redecide_gift(session, gift.id, AT)) for gift in crowd.waiting),
            *(
                act(gift, lambda session, gift, wanted=crowd.scarce[n % 4]: swap_gift(session, gift, wanted, AT))
                for n, gift in enumerate(crowd.swapping)
            ),
            *(act(gift, decline_for_good) for gift in crowd.declining),
        ]
    )

    for gift_id in crowd.waiting:  # whoever lost the race three times is tried again, as the job ledger does
        with transaction() as session:
            gift = session.get_one(RecipientGift, gift_id)
            if gift.product_id is None:
                redecide_gift(session, gift_id, AT)

    with reading() as session:
        standing = assert_nothing_is_given_twice(session, crowd)
        given = [session.get_one(RecipientGift, gift).status for gift in crowd.waiting].count("created")
        declined = [session.get_one(RecipientGift, gift).status for gift in crowd.declining].count("declined")
    assert declined == DECLINING
    assert standing == given + SWAPPING
    assert given >= 8


def test_without_the_guards_the_same_events_give_more_than_there_is(any_database: str) -> None:
    """The same decisions, carried out by what each had seen: read, wait for all the others, write."""
    with transaction() as session:
        crowd = gather(session)
    looked = Barrier(8)

    def carry_out_unguarded(gift_id: str) -> Callable[[], None]:
        def run() -> None:
            with reading() as session:
                gift = session.get_one(RecipientGift, gift_id)
                campaign = session.get_one(Campaign, crowd.campaign_id)
                found = redecide._decide(session, campaign, gift, AT).found.product_id
                assert found is not None
                seen, spent = session.get_one(Product, found).stock, campaign.reserved_minor
            looked.wait()
            with transaction() as session:
                gift = session.get_one(RecipientGift, gift_id)
                gift.price_minor, gift.is_reserved, gift.product_id = PRICE, True, found
                # Of the two last guards, the unique index and the CHECKs, nothing is left either.
                gift.unique_within = gift_id
                session.execute(Product.__table__.update().where(Product.id == found).values(stock=seen - 1))
                session.execute(
                    Campaign.__table__.update()
                    .where(Campaign.id == crowd.campaign_id)
                    .values(reserved_minor=spent + PRICE)
                )

        return run

    all_at_once([carry_out_unguarded(gift) for gift in crowd.waiting[:8]])

    with reading() as session, pytest.raises(AssertionError):
        assert_nothing_is_given_twice(session, crowd)


@pytest.mark.usefixtures("database")
def test_who_waited_sets_out_with_alternatives_and_a_record_of_the_choice() -> None:
    with transaction() as session:
        crowd = gather(session)
        redecide_gift(session, crowd.waiting[0], AT)
    with reading() as session:
        gift = session.get_one(RecipientGift, crowd.waiting[0])
        record = session.scalars(select(DecisionRecord).where(DecisionRecord.gift_id == gift.id)).one()
        others = session.scalars(select(GiftAlternative.product_id).where(GiftAlternative.gift_id == gift.id)).all()
    assert (gift.status, gift.is_reserved, gift.hold_reason) == ("created", True, None)
    assert gift.product_id in crowd.scarce
    assert (record.kind, record.body["product_id"], record.body["considered"]) == ("answer", gift.product_id, 6)
    assert record.body["alternatives"] == list(others)
    assert {*others, gift.product_id} == set(crowd.scarce)


@pytest.mark.usefixtures("database")
def test_who_is_outrun_goes_for_the_next_best() -> None:
    """The shop was seen before the piece went: the first choice is refused, and the second try sees the shelf as it is."""
    with transaction() as session:
        crowd = gather(session)
        gift = session.get_one(RecipientGift, crowd.waiting[0])
        campaign = session.get_one(Campaign, crowd.campaign_id)
        before = redecide._decide(session, campaign, gift, AT)
        session.get_one(Product, str(before.found.product_id)).stock = 0
        session.get_one(Product, str(before.found.product_id)).opening_stock = 0
        session.flush()

        assert redecide._carry_out(session, campaign, gift, before, "answer", AT) is False
        assert (gift.product_id, gift.hold_reason, gift.status) == (None, "dietary_unknown", "draft")
        redecide_gift(session, gift.id, AT)
        assert gift.product_id not in {None, before.found.product_id}
        assert_nothing_is_given_twice(session, crowd)


@pytest.mark.usefixtures("database")
def test_who_is_outrun_every_time_is_looked_at_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction() as session:
        crowd = gather(session)
    tries: list[str] = []
    monkeypatch.setattr(redecide, "_carry_out", lambda *_: tries.append("lost") or False)
    with pytest.raises(TemporaryError), transaction() as session:
        redecide_gift(session, crowd.waiting[0], AT)
    assert len(tries) == redecide.TRIES


@pytest.mark.usefixtures("database")
def test_nobody_gets_what_the_money_does_not_reach_for_and_is_told_so() -> None:
    with transaction() as session:
        crowd = gather(session)
        session.get_one(Campaign, crowd.campaign_id).budget_minor = 16 * PRICE
        redecide_gift(session, crowd.waiting[0], AT)
        gift = session.get_one(RecipientGift, crowd.waiting[0])
        assert (gift.product_id, gift.hold_reason, gift.unmatched_reasons) == (
            None,
            None,
            ["insufficient_funds", "out_of_stock"],
        )
