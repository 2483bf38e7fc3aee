"""A rule that somebody at a company told us, in the console: confirmed or lifted with a line in the audit log, and nobody named."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.company_rule import KIND, propose_for_company
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.recipients.models import Account
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import make_account, make_campaign, make_gift, make_product, make_recipient

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def console(sales: User) -> Console:
    return Console(sales)


@pytest.fixture
def gift(sales: User) -> RecipientGift:
    with transaction() as session:
        account = make_account(session, sales.workspace_id)
        campaign = make_campaign(session, sales.workspace_id)
        made = make_gift(session, campaign, make_recipient(session, account), make_product(session, sales.workspace_id))
        propose_for_company(session, made, 2500, utc_now())
        return made


def account_of(gift: RecipientGift) -> Account:
    with reading() as session:
        return session.get_one(Account, gift.account_id)


def acts() -> list[tuple[str, object]]:
    with reading() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.act.like("account.rule%")).order_by(AuditEntry.id))
        return [(row.act, row.body["rule"]) for row in rows]


def test_the_page_lists_the_rule_with_its_day_and_names_nobody(console: Console, gift: RecipientGift) -> None:
    page = console.get("/rules").text

    assert "1 company told us a rule" in page
    assert "Value limits: €25 a gift" in page
    assert f"{utc_now().date().isoformat()}" in page
    assert "Jana" not in page
    assert gift.id not in page


@pytest.mark.parametrize(
    ("decision", "act", "cap", "jobs"),
    [("confirm", "account.rule_confirmed", 2500, 1), ("lift", "account.rule_lifted", None, 2)],
)
def test_it_is_confirmed_or_lifted_once_and_the_log_says_so(
    console: Console, gift: RecipientGift, decision: str, act: str, cap: int | None, jobs: int
) -> None:
    path = f"/accounts/{gift.account_id}/proposed-rule"
    first = console.post(path, rule="limits", decision=decision)
    again = console.post(path, rule="limits", decision=decision)

    assert (first.location, again.location) == (f"/rules?done={decision}", "/rules?done=nothing")
    account = account_of(gift)
    assert (account.proposed_policy, account.gift_policy["cap_minor"]) == ({}, cap)
    assert acts() == [(act, "limits")]
    with reading() as session:
        assert len(session.scalars(select(Job).where(Job.kind == KIND)).all()) == jobs


@pytest.mark.parametrize("fields", [{"rule": "limits", "decision": "keep"}, {"rule": "x", "decision": "lift"}, {}])
def test_a_press_that_is_none_changes_nothing(console: Console, gift: RecipientGift, fields: dict[str, str]) -> None:
    before = account_of(gift).proposed_policy

    assert console.post(f"/accounts/{gift.account_id}/proposed-rule", **fields).location == "/rules?done=nothing"
    assert (account_of(gift).proposed_policy, acts()) == (before, [])
