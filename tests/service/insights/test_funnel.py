"""How far people came, from their gifts."""

from __future__ import annotations

import pytest

from service.campaigns.models import Campaign
from service.db import page as pages
from service.db.connect import reading, transaction
from service.decisions.forecasting.confidence import Share
from service.insights.funnel import count_by_account, count_funnels, funnel_of, page_by_account
from tests.factories import AT, make_account, make_campaign, make_gift, make_product, make_recipient, make_workspace
from tests.statements import sent

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def campaign() -> Campaign:
    """Nine launched people at two accounts, one called back, one only planned."""
    statuses = [
        ("created", {}),
        ("opened", {"opened_at": AT}),
        ("accepted", {"opened_at": AT, "is_swapped": True, "is_reserved": True}),
        ("delivered", {"opened_at": AT}),
        ("donated", {"opened_at": AT}),
        ("declined", {"opened_at": AT, "is_reserved": True}),
        ("declined", {"opened_at": AT}),
        ("expired", {"delivery_status": "undeliverable"}),
        ("notified", {"delivery_status": "delivered"}),
        ("canceled", {}),
    ]
    with transaction() as session:
        made = make_campaign(session, make_workspace(session).id, status="running")
        accounts = [make_account(session, made.workspace_id, name) for name in ("Vltava Robotics", "Carpat Logistics")]
        for number, (status, values) in enumerate([*statuses, ("draft", {})]):
            product = make_product(session, made.workspace_id, price_minor=1000)
            launched = None if status == "draft" else AT
            recipient = make_recipient(session, accounts[number % 2])
            make_gift(session, made, recipient, product, status=status, launched_at=launched, **values)
    return made


def test_every_stage_counts_who_came_so_far(campaign: Campaign) -> None:
    with reading() as session:
        funnel = funnel_of(session, campaign)
    assert (funnel.launched, funnel.reached, funnel.opened, funnel.decided) == (9, 7, 6, 5)
    assert (funnel.kept, funnel.donated, funnel.declined, funnel.expired, funnel.open) == (2, 1, 2, 1, 3)
    assert funnel.swapped == 1


def test_the_share_leaves_out_who_can_still_answer(campaign: Campaign) -> None:
    with reading() as session:
        funnel = funnel_of(session, campaign)
    assert funnel.glad == Share(3, 6)


def test_money_has_come_back_only_once_it_is_free_again(campaign: Campaign) -> None:
    with reading() as session:
        funnel = funnel_of(session, campaign)
    assert (funnel.spared, funnel.returned_minor) == (2, 2000)


def test_all_campaigns_are_counted_as_each_by_one_statement(campaign: Campaign) -> None:
    with transaction() as session:
        make_campaign(session, campaign.workspace_id, name="Nobody launched")
        other = make_campaign(session, campaign.workspace_id, status="running")
        person = make_recipient(session, make_account(session, campaign.workspace_id, "Sava"))
        make_gift(
            session, other, person, make_product(session, campaign.workspace_id), launched_at=AT, status="donated"
        )
    with reading() as session:
        with sent() as statements:
            funnels = count_funnels(session, campaign.workspace_id, [campaign.id, other.id])
        for one in (campaign, other):
            alone = funnel_of(session, one)
            assert funnels.pop(one.id) == alone
    assert (len([one for one in statements if "FROM gift" in one]), funnels) == (1, {}), statements


def test_accounts_are_counted_apart_and_add_up(campaign: Campaign) -> None:
    with reading() as session:
        lines = count_by_account(session, campaign)
    assert [(line.name, line.funnel.launched) for line in lines] == [("Carpat Logistics", 4), ("Vltava Robotics", 5)]


def test_a_page_of_accounts_is_counted_for_them_alone_and_asks_no_more_for_more(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SIZE", 2)

    def look(number: str) -> tuple[int, list[tuple[str, int]]]:
        with reading() as session, sent() as statements:
            page = page_by_account(session, campaign, number)
        return len(statements), [(line.name, line.funnel.launched) for line in page.items]

    asked, lines = look("1")
    assert lines == [("Carpat Logistics", 4), ("Vltava Robotics", 5)]
    with transaction() as session:
        for name in ("Sava", "Tisza", "Wisła"):
            person = make_recipient(session, make_account(session, campaign.workspace_id, name))
            product = make_product(session, campaign.workspace_id)
            make_gift(session, campaign, person, product, launched_at=AT, status="opened")
    assert look("1") == (asked, [("Carpat Logistics", 4), ("Sava", 1)])
    assert look("3") == (asked, [("Wisła", 1)])


def test_another_workspace_sees_no_gift_of_ours(campaign: Campaign) -> None:
    with transaction() as session:
        other = make_workspace(session, "Cedar Freight")
        assert count_funnels(session, other.id, [campaign.id]) == {}
