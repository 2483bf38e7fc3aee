"""A company's gift policy in the console: read, set with a reason, in the audit log, and the plans that have to be made anew."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.planning.launch.waves import request_launch
from service.planning.plan.approve import approve_plan, outdated_by
from service.recipients.models import Account
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import (
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

pytestmark = pytest.mark.usefixtures("database")
FORM = {"currency": "EUR", "cap": "50.00", "yearly_cap": "", "no_alcohol": "yes", "reason": "mistyped"}


@pytest.fixture
def account(sales: User) -> Account:
    """A list once said: no gifts, at most five cents."""
    with transaction() as session:
        policy = {"no_gifts": True, "cap_minor": 5, "yearly_cap_minor": None, "currency": "EUR"}
        return make_account(session, sales.workspace_id, "Vltava Robotics", gift_policy=policy)


def save(sales: User, account: Account, **fields: str) -> tuple[int, str]:
    browser = Console(sales)
    page = browser.get(f"/accounts/{account.id}/policy").text
    stamp = re.findall(r'name="stamp" value="([^"]*)"', page)[0]
    answer = browser.post(f"/accounts/{account.id}/policy", **{"stamp": stamp, **FORM, **fields})
    return answer.status_code, answer.text


def policy(account: Account) -> dict[str, object]:
    with reading() as session:
        return session.get_one(Account, account.id).gift_policy


def test_a_mistyped_rule_is_relaxed_and_the_log_keeps_who_when_why_before_and_after(
    sales: User, account: Account
) -> None:
    assert save(sales, account)[0] == 303
    assert policy(account) == {
        "no_gifts": False, "no_food": False, "no_alcohol": True, "consumables_only": False, "public_sector": False,
        "cap_minor": 5000, "yearly_cap_minor": None, "currency": "EUR",
    }  # fmt: skip
    with reading() as session:
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "account.policy_changed")).one()
    caps = [{"cap_minor": cap, "yearly_cap_minor": None, "currency": "EUR"} for cap in (5, 5000)]
    assert (line.user_id, line.subject_id) == (sales.id, account.id)
    assert line.body == {
        "reason": "mistyped",
        "rules": {"no_gifts": [True, False], "no_alcohol": [False, True], "limits": caps},
    }
    page = Console(sales).get(f"/accounts/{account.id}/policy").text
    for words in ("A list was wrong", "Accepts no gifts: yes, now no", "Value limits: €0.05 a gift, now €50 a gift"):
        assert words in page, words
    assert sales.name in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "Say why you’re changing the rules."),
        ({"reason": "because Jana is vegan"}, "Say why you’re changing the rules."),
        ({"cap": "plenty"}, "Enter an amount such as 9,000.00"),
        ({"cap": "-5"}, "Enter an amount such as 9,000.00"),
        ({"currency": "XXX"}, "Choose one of these currencies: EUR"),
        ({"cap": "50", "yearly_cap": "20"}, "The yearly limit can’t be lower than the limit for one gift."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    sales: User, account: Account, fields: dict[str, str], sentence: str
) -> None:
    before = policy(account)
    status, page = save(sales, account, **fields)
    assert (status, sentence in page) == (422, True)
    assert policy(account) == before
    with reading() as session:
        assert session.scalars(select(AuditEntry)).all() == []


def test_rules_that_changed_since_they_were_looked_at_are_not_overwritten(sales: User, account: Account) -> None:
    assert save(sales, account)[0] == 303
    status, page = save(sales, account, stamp="", cap="1.00")
    assert (status, "has just changed this company’s rules" in page) == (409, True)
    assert policy(account)["cap_minor"] == 5000


def test_the_ethics_office_looks_and_does_not_set(account: Account) -> None:
    with transaction() as session:
        ethics = make_user(session, account.workspace_id, "ethics")
    page = Console(ethics).get(f"/accounts/{account.id}/policy")
    assert (page.status_code, "Save the rules" in page.text) == (200, False)
    assert Console(ethics).post(f"/accounts/{account.id}/policy", **FORM).status_code == 403


def test_plans_made_before_have_to_be_made_anew_and_what_is_launched_stays(sales: User, account: Account) -> None:
    with transaction() as session:
        campaign = make_campaign(session, sales.workspace_id, status="planned", expires_at=utc_now().replace(year=2999))
        run = make_match_run(session, campaign)
        people = [make_recipient(session, account, name) for name in ("Jana", "Jan")]
        for row, person in enumerate(people, start=2):
            join(session, campaign, person, row)
        product, other = (make_product(session, sales.workspace_id, name) for name in ("Chess", "Flask"))
        launched = make_gift(session, campaign, people[0], product, status="opened", is_reserved=True)
        make_gift(session, campaign, people[1], other)
    save(sales, account)
    with transaction() as session:
        found = session.get_one(Campaign, campaign.id)
        assert outdated_by(session, found) == ["Vltava Robotics"]
        with pytest.raises(Conflict, match="The gift policy of Vltava Robotics has changed since this plan was made"):
            approve_plan(session, found, run.id, actor_of(sales), utc_now())
        found.status, found.approved_match_run_id, found.approved_at = "running", run.id, utc_now()
        with pytest.raises(Conflict, match="The gift policy of Vltava Robotics has changed"):
            request_launch(session, found, None, actor_of(sales), utc_now())
        gift = session.get_one(RecipientGift, launched.id)
        assert (gift.status, gift.product_id, gift.looks) == ("opened", product.id, 0)
    browser = Console(sales)
    for path, words in (("plan", "Press “Choose again”"), ("launch", "Make a new plan before")):
        assert words in browser.get(f"/campaigns/{campaign.id}/{path}").text
    with transaction() as session:
        newer = make_match_run(session, session.get_one(Campaign, campaign.id), created_at=utc_now())
        assert outdated_by(session, session.get_one(Campaign, campaign.id)) == []
        assert newer.id != run.id


def test_a_company_of_another_workspace_is_not_there(account: Account) -> None:
    with transaction() as session:
        other = make_user(session, make_workspace(session).id, "owner")
    assert Console(other).get(f"/accounts/{account.id}/policy").status_code == 404
