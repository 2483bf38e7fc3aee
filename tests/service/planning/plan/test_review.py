"""The plan, person by person."""

from __future__ import annotations

import re

import pytest

from service.campaigns.models import Campaign
from service.db import page as pages
from service.db.connect import reading, transaction
from service.gifting.models import GiftAlternative
from service.planning.plan.review import Because, count_filters, plan_page
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_fact,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_workspace,
)
from tests.statements import sent

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def campaign() -> Campaign:
    """Three with gifts (chess player, tea drinker, somebody unknown), one who waits, two of one city office who get nothing."""
    with transaction() as session:
        made = make_campaign(session, make_workspace(session).id, status="planned")
        make_match_run(session, made)
        vltava = make_account(session, made.workspace_id, "Vltava Robotics")
        office = make_account(session, made.workspace_id, "Stadt Leipzig")
        chess = make_product(session, made.workspace_id, "Travel chess set", interests=["chess", "reading"])
        tea = make_product(session, made.workspace_id, "Mountain oolong", kind="edible", interests=["tea"])
        book = make_product(session, made.workspace_id, "Linen notebook", interests=[])
        people = [make_recipient(session, vltava, name) for name in ("Jana", "Amal", "Sam", "Petr")]
        people += [make_recipient(session, office, name) for name in ("Uwe", "Ines")]
        for number, person in enumerate(people, start=2):
            join(session, made, person, number)
        make_fact(session, people[0], "interest", "chess")
        make_fact(session, people[1], "interest", "tea", source="asked", kept_private=True)
        gifts = [
            make_gift(session, made, person, product, is_overridden=product is book)
            for person, product in zip(people, (chess, tea, book), strict=False)
        ]
        for rank, product in enumerate((chess, tea, book), start=1):
            session.add(
                GiftAlternative(gift_id=gifts[0].id, rank=rank, workspace_id=made.workspace_id, product_id=product.id)
            )
        make_gift(session, made, people[3], None, hold_reason="dietary_unknown")
        for person in people[4:]:
            make_gift(session, made, person, None, unmatched_reasons=["policy_blocked"])
    return made


def test_everybody_with_a_gift_stands_in_the_order_of_the_upload(campaign: Campaign) -> None:
    with reading() as session:
        page = plan_page(session, campaign, "all", None, AT.date())
    assert [(row.name, row.product.texts["en"]["name"]) for row in page.items] == [
        ("Jana Nováková", "Travel chess set"),
        ("Amal Nováková", "Mountain oolong"),
        ("Sam Nováková", "Linen notebook"),
    ]


def test_a_reason_says_where_it_comes_from_and_a_private_one_says_nothing(campaign: Campaign) -> None:
    with reading() as session:
        page = plan_page(session, campaign, "all", None, AT.date())
    assert [row.because for row in page.items] == [
        Because("Chess", "From your file, 22 November"),
        Because("A private reason", "They asked us to keep it private"),
        Because("Little known", "We know none of their interests, so our estimate, stock and price decided"),
    ]


def test_after_a_swap_the_present_gift_is_no_alternative_to_itself(campaign: Campaign) -> None:
    with reading() as session:
        page = plan_page(session, campaign, "all", None, AT.date())
    assert [row.swaps for row in page.items] == [2, 0, 0]


def test_filters_carry_their_counts(campaign: Campaign) -> None:
    with reading() as session:
        counts = count_filters(session, campaign)
        shown = {name: plan_page(session, campaign, name, None, AT.date()).total for name in counts}
    assert counts == {"all": 3, "little": 1, "food": 1, "changed": 1}
    assert shown == counts


@pytest.mark.parametrize(
    ("span", "source", "is_said"),
    [
        ("2026-11-20/9999-12-31", "imported", True),
        ("2026-11-20/2027-12-31", "imported", False),
        ("2026-11-23/9999-12-31", "imported", False),
        ("2026-11-20/9999-12-31", "asked", False),
    ],
)
def test_the_plan_says_who_is_away_with_no_known_end_where_the_list_said_so(
    campaign: Campaign, span: str, source: str, is_said: bool
) -> None:
    with transaction() as session:
        jana = plan_page(session, campaign, "all", None, AT.date()).items[0].recipient
        make_fact(session, jana, "away", span, source=source, valid_from=AT.date())
    with reading() as session:
        page = plan_page(session, campaign, "all", None, AT.date())
        assert [row.is_end_unknown for row in page.items] == [is_said, False, False]


def test_the_database_cuts_the_page_and_counts_the_filters(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SIZE", 2)
    with reading() as session, sent() as statements:
        counts = count_filters(session, campaign)
        page = plan_page(session, campaign, "all", "2", AT.date(), counts)
    assert ([row.name for row in page.items], page.total) == (["Sam Nováková"], 3)
    of_gifts = [statement for statement in statements if re.search(r"FROM gift\b", statement)]
    assert len(of_gifts) == 3
    assert all(any(word in statement for word in ("count(", "LIMIT", "gift.id IN (")) for statement in of_gifts)


def test_a_page_past_the_middle_is_the_same_page(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SIZE", 1)
    with reading() as session:
        found = [plan_page(session, campaign, "all", str(number), AT.date()).items[0].name for number in (1, 2, 3)]
    assert found == ["Jana Nováková", "Amal Nováková", "Sam Nováková"]
