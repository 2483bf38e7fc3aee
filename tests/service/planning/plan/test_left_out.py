from __future__ import annotations

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.decisions.explaining.remedies import PlanRemedy, as_document
from service.decisions.rules.lifts import Remedy
from service.gifting.models import RecipientGift
from service.planning.labels import UNMATCHED
from service.planning.plan.change import Looked, open_drawer
from service.planning.plan.left_out import NAMES_SHOWN, describe_remedies, people_without
from service.recipients.models import Account
from tests.factories import (
    AT,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_workspace,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def campaign() -> Campaign:
    """One who waits for an answer; seven of one city office whose policy forbids gifts."""
    with transaction() as session:
        made = make_campaign(session, make_workspace(session).id, status="planned")
        vltava = make_account(session, made.workspace_id, "Vltava Robotics")
        office = make_account(session, made.workspace_id, "Stadt Leipzig")
        make_gift(session, made, make_recipient(session, vltava, "Petr"), None, hold_reason="dietary_unknown")
        for number in range(NAMES_SHOWN + 2):
            person = make_recipient(session, office, f"Uwe {number}", locale="de")
            make_gift(session, made, person, None, unmatched_reasons=["policy_blocked"])
    return made


def test_who_gets_nothing_is_told_by_account_and_reason_those_an_answer_helps_first(campaign: Campaign) -> None:
    with reading() as session:
        waiting, office = people_without(session, campaign).items
        gift = session.get_one(RecipientGift, waiting.shown[0][0])
    assert (waiting.company, waiting.people, waiting.is_held, waiting.reason) == (
        "Vltava Robotics", 1, True, "dietary_unknown",
    )  # fmt: skip
    assert (waiting.shown[0][1], gift.hold_reason) == ("Petr Nováková", "dietary_unknown")
    assert (office.company, office.people, office.is_held, office.reason) == (
        "Stadt Leipzig", 7, False, "policy_blocked",
    )  # fmt: skip
    assert [locale for _, _, locale in office.shown] == ["de"] * NAMES_SHOWN


def test_who_wants_no_gifts_or_was_erased_is_not_put_down_to_their_companys_policy(campaign: Campaign) -> None:
    with transaction() as session:
        office = session.scalars(select(Account).where(Account.name == "Stadt Leipzig")).one()
        for name in ("unsubscribed_at", "erased_at"):
            person = make_recipient(session, office, "Ada", **{name: AT})
            make_gift(session, campaign, person, None, unmatched_reasons=["policy_blocked"])
        rows = people_without(session, campaign).items
        gift = session.get_one(RecipientGift, next(row for row in rows if row.reason == "unsubscribed").shown[0][0])
        drawer = open_drawer(session, session.merge(campaign), gift, Looked(), AT)

    assert {(row.company, row.reason, row.people) for row in rows if not row.is_held} == {
        ("Stadt Leipzig", "policy_blocked", 7), ("Stadt Leipzig", "unsubscribed", 1), ("Stadt Leipzig", "erased", 1),
    }  # fmt: skip
    assert UNMATCHED["unsubscribed"][0] == "They want no gifts"
    assert (drawer.story, drawer.blocked, drawer.excluded) == (UNMATCHED["unsubscribed"], (), ())


def test_what_would_match_them_is_told_in_sentences_with_names_and_money(campaign: Campaign) -> None:
    with transaction() as session:
        tea = make_product(session, campaign.workspace_id, "Mountain oolong")
        found = [
            PlanRemedy(Remedy.ASK_DIET, 18),
            PlanRemedy(Remedy.ADD_STOCK, 3, product_id=tea.id, pieces=3),
            PlanRemedy(Remedy.RAISE_BUDGET, 1, amount_minor=4000),
        ]
        make_match_run(session, session.merge(campaign), openings=[as_document(one) for one in found])
    with reading() as session:
        assert describe_remedies(session, session.get_one(Campaign, campaign.id)) == (
            "Wait for 18 people to answer about diet; only they can.",
            "Add 3 of Mountain oolong: gifts for 3 people.",
            "Raise the budget by €40.00: gifts for 1 person.",
        )


def test_before_the_first_plan_there_is_nothing_to_open(campaign: Campaign) -> None:
    with reading() as session:
        assert describe_remedies(session, campaign) == ()
