"""What people were given against the giver's limit: who is warned of before, and the list for the return."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.tax.limits import TABLE, Span, set_home
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.planning.tax.csv_file import HEADINGS
from service.planning.tax.values import flat_tax, given_in, warning_for
from service.recipients.models import Recipient
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import (
    AT,
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
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
GERMANY = TABLE["DE"]


@dataclass
class World:
    owner: User
    campaign: Campaign
    people: list[Recipient]
    vase: Product

    def gift(self, session: Session, person: Recipient, status: str, minor: int, **values: object) -> None:
        """In a campaign of its own: nobody has two gifts in one."""
        currency = str(values.pop("currency", "EUR"))
        campaign = make_campaign(session, self.owner.workspace_id, currency=currency)
        make_gift(
            session, campaign, person, self.vase, status=status, price_minor=minor, **({"decided_at": AT} | values)
        )


def world(session: Session, *, people: int = 2, home: str | None = "DE") -> World:
    """A company taxed in Germany whose year is the calendar's, and a plan of 44 euros for everybody."""
    owner = make_user(session, make_workspace(session).id, "owner")
    if home is not None:
        set_home(session, home, 1, actor_of(owner), AT)
    campaign = make_campaign(session, owner.workspace_id, status="planned", deliver_on=date(2026, 12, 15))
    account = make_account(session, owner.workspace_id, "Nordlys", country="NO")
    persons = [make_recipient(session, account, name, family_name=None) for name in ("Kari", "Ola")[:people]]
    shelf = [make_product(session, owner.workspace_id, name, price_minor=4400) for name in ("Vase", "Bowl")]
    make_match_run(session, campaign, chosen=people, spend_minor=people * 4400)
    for person, product in zip(persons, shelf, strict=False):
        join(session, campaign, person)
        make_gift(session, campaign, person, product)
    return World(owner, campaign, persons, shelf[0])


def test_given_is_what_somebody_said_yes_to_in_the_year_and_neither_donated_nor_sent_back() -> None:
    with transaction() as session:
        made = world(session)
        kari, ola = made.people
        for status, minor in (("accepted", 100), ("ordered", 20), ("shipped", 3), ("delivered", 4000)):
            made.gift(session, kari, status, minor)
        for status in ("donated", "declined", "returned", "failed", "expired", "canceled", "notified"):
            made.gift(session, kari, status, 9_000)
        made.gift(session, ola, "delivered", 700, decided_at=AT.replace(year=2025))
        made.gift(session, ola, "delivered", 500, currency="CZK")
    with reading() as session:
        told = {one.name: one for one in given_in(session, made.owner.workspace_id, GERMANY, YEAR)}
        assert set(told) == {"Kari", "Ola"}
        assert (told["Kari"].gifts, told["Kari"].given_minor, dict(told["Kari"].others)) == (4, 4123, {})
        assert (told["Ola"].gifts, told["Ola"].given_minor, dict(told["Ola"].others)) == (1, 0, {"CZK": 500})
        earlier = given_in(session, made.owner.workspace_id, GERMANY, Span(date(2025, 1, 1), date(2025, 12, 31)))
        assert [(one.name, one.given_minor) for one in earlier] == [("Ola", 700)]


@pytest.mark.parametrize(("before", "is_warned"), [(600, False), (601, True)])
def test_a_plan_is_warned_of_where_it_takes_somebody_above_the_limit_and_not_at_it(
    before: int, is_warned: bool
) -> None:
    with transaction() as session:
        made = world(session)
        made.gift(session, made.people[0], "delivered", before)
    with reading() as session:
        found = warning_for(session, made.campaign)
        assert (found is not None) is is_warned
        if found is not None:
            assert [(one.name, one.total_minor) for one in found.over] == [("Kari", 5001)]


def test_what_still_waits_in_another_campaign_counts_and_what_lies_in_another_year_does_not() -> None:
    with transaction() as session:
        made = world(session)
        made.gift(session, made.people[0], "notified", 700, decided_at=None)
        made.gift(session, made.people[1], "delivered", 700, decided_at=AT.replace(year=2025))
    with reading() as session:
        found = warning_for(session, made.campaign)
        assert found is not None
        assert [(one.name, one.given_minor, one.waiting_minor) for one in found.over] == [("Kari", 0, 5100)]
        assert found.span == YEAR


def test_without_a_rate_nobody_knows_and_without_a_home_nobody_is_checked() -> None:
    with transaction() as session:
        made, homeless = world(session, people=1), world(session, people=1, home=None)
        made.gift(session, made.people[0], "delivered", 100, currency="CZK")
        homeless.gift(session, homeless.people[0], "delivered", 99_000)
    with reading() as session:
        found = warning_for(session, made.campaign)
        assert found is not None
        assert (list(found.over), [dict(one.others) for one in found.unknown]) == ([], [{"CZK": 100}])
        assert warning_for(session, homeless.campaign) is None


@pytest.mark.parametrize(("minor", "tax"), [(0, 0), (1, 0), (2, 1), (5000, 1500), (4999, 1500)])
def test_the_flat_tax_is_rounded_half_up(minor: int, tax: int) -> None:
    assert flat_tax(minor, GERMANY) == tax
    assert flat_tax(minor, TABLE["GB"]) is None


def test_the_plan_and_the_approval_say_who_would_go_above_and_the_list_is_a_page_and_a_file() -> None:
    now = utc_now()
    with transaction() as session:
        made = world(session)
        made.campaign.deliver_on = now.date()
        made.gift(session, made.people[0], "delivered", 6000, decided_at=now)
        made.gift(session, made.people[1], "delivered", 500, decided_at=now)
        erased = made.people[1]
        erased.erased_at, erased.given_name = now, None
    console = Console(made.owner)
    page = " ".join(console.get(f"/campaigns/{made.campaign.id}/plan").text.split())
    assert (
        "<strong>1 person would go above the tax limit</strong> of €50.00 a person in your business year (Germany)"
        in page
    )
    assert "Kari (Nordlys)." in page

    listed = " ".join(console.get("/tax").text.split())
    assert "<h1>2 people were given something</h1>" in listed
    for words in ("Above the limit", "€10.00 more", "€18.00", "Deleted person", "Within"):
        assert words in listed
    answer = console.post("/tax.csv", until="")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    first, last = f"{now:%Y}-01-01", f"{now:%Y}-12-31"
    assert rows == [
        list(HEADINGS),
        [first, last, "Kari", "Nordlys", "NO", "1", "EUR", "6000", "5000", "yes", "1800", ""],
        [first, last, "erased", "Nordlys", "NO", "1", "EUR", "500", "5000", "no", "150", ""],
    ]
    with reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "tax_list.downloaded")).one()
        assert entry.body == {"people": 2, "from": first, "until": last}


def test_limits_are_set_on_their_page_and_what_is_wrong_is_said_beside_the_field() -> None:
    with transaction() as session:
        made = world(session, people=1, home=None)
    console = Console(made.owner)
    assert "we need to know where your company is taxed" in console.get("/tax").text
    assert console.post("/rules/tax/home", home="Atlantis", first_month="4").status_code == 422
    assert console.post("/rules/tax/home", home="Austria", first_month="13").status_code == 422
    assert console.post("/rules/tax/home", home="Austria", first_month="4").status_code == 303
    whole = {"country": "AT", "amount": "100", "currency": "EUR", "period": "business_year", "flat": "20,5%"}
    whole |= {"source": "Our adviser", "source_on": "2026-01-05"}
    refused = console.post("/rules/tax", **(whole | {"flat": "a third"}))
    assert refused.status_code == 422
    assert "Enter the flat tax in percent, such as 30, or leave it empty." in refused.text
    assert 'value="Our adviser"' in refused.text
    assert console.post("/rules/tax", **(whole | {"amount": "0"})).status_code == 422
    assert console.post("/rules/tax", **whole).status_code == 303
    page = " ".join(console.get("/rules/tax").text.split())
    assert "Austria. The business year begins in April." in page
    assert "€100.00" in page
    assert "20.5%" in page
    with transaction() as session:
        seller = make_user(session, made.owner.workspace_id, "seller")
    assert Console(seller).get("/tax").status_code in {403, 404}
    assert Console(seller).post("/rules/tax", **whole).status_code in {403, 404}


def test_a_list_of_an_earlier_year_is_one_press_away() -> None:
    now = utc_now()
    with transaction() as session:
        made = world(session, people=1)
        made.gift(session, made.people[0], "delivered", 900, decided_at=now - timedelta(days=366))
    console = Console(made.owner)
    assert "Nobody was given anything in this time." in console.get("/tax").text
    assert "1 person was given something" in console.get(f"/tax?until={now.year - 1}-12-31").text
    assert "Nobody was given anything in this time." in console.get("/tax?until=nonsense").text
