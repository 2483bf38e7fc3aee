"""The search page: what is found, by whom, and what it says where nothing is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.planning.search.marked import marked
from service.planning.search.near import nearest
from service.recipients.models import Recipient
from service.workspaces.models import User
from tests.console import Console
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_fact,
    make_findable,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
    owner_of,
)
from tests.statements import loaded


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


@pytest.fixture
def tea(database: object) -> tuple[str, User]:
    with transaction() as session:
        workspace = make_workspace(session)
        owner = make_user(session, workspace.id)
        petr = make_user(session, workspace.id, "seller", name="Petr Dušek")
        teal = make_account(session, workspace.id, "Teal Street Partners", gift_policy={"no_gifts": True})
        jensen = make_recipient(session, teal, "Tea", family_name="Jensen", city="Aarhus", email="t1@example.com")
        antic = make_recipient(
            session, make_account(session, workspace.id), "Tea", family_name="Antić", email="t2@example.com"
        )
        make_fact(session, antic, "interest", "tea", source="asked")
        campaign = make_campaign(session, workspace.id, name="Tea tasting in May", seller_id=petr.id)
        join(session, campaign, jensen)
        make_product(session, workspace.id, "Cast iron teapot", stock=8)
        make_product(session, workspace.id, "Steam engine")
        other = make_workspace(session, "Other")
        make_product(session, other.id, "Other teapot")
        elsewhere = make_recipient(session, make_account(session, other.id, "Teapot Ltd"), "Tea")
        make_findable(session, jensen, antic, elsewhere)
        session.expunge_all()
    return workspace.id, owner


def test_everything_that_begins_so_is_found_in_its_group(tea: tuple[str, User]) -> None:
    page = Console(tea[1]).post("/search", q=" TEA ").text
    assert "<h1>5 things begin with “TEA”</h1>" in page
    words = _words(page)
    for said in (
        "All 5", "People 2", "Companies 1", "Gifts 1", "Campaigns 1",
        "Tea JensenTeal Street Partners, AarhusIn Tea tasting in May",
        "Tea AntićVltava Robotics, PrahaIn no campaign",
        "Teal Street Partners1 person, 1 rule",
        "Tea tasting in MayDraft by Petr Dušek, 1 person",
        "Cast iron teapot",
        "8 free",
    ):  # fmt: skip
        assert said in words, said
    assert "<mark>tea</mark>pot" in page
    assert not any(word in words for word in ("Steam", "Other teapot", "Teapot Ltd"))
    only = _words(Console(tea[1]).post("/search", q="tea", show="people").text)
    assert ("Tea Jensen" in only, "Cast iron" in only) == (True, False)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"retired_at": AT}, "retired"),
        ({"retired_at": AT, "recalled_at": AT}, "recalled"),
        ({"is_unsettled": True}, "not given until someone settles its kind"),
        ({"stock": 0}, "none free"),
    ],
)
def test_a_gift_that_nobody_can_be_given_says_why(tea: tuple[str, User], values: dict[str, object], said: str) -> None:
    with transaction() as session:
        pot = session.scalars(select(Product).where(Product.workspace_id == tea[0], Product.stock == 8)).one()
        for name, value in values.items():
            setattr(pot, name, value)
    words = _words(Console(tea[1]).post("/search", q="teapot").text)
    assert (said in words, "8 free" in words) == (True, False)


def test_what_is_over_and_who_wants_no_more_says_so_and_what_is_gone_is_not_found(tea: tuple[str, User]) -> None:
    with transaction() as session:
        campaign = session.scalars(select(Campaign)).one()
        campaign.status, campaign.expires_at = "running", AT
        people = session.scalars(select(Recipient).where(Recipient.workspace_id == tea[0])).all()
        jensen, antic = sorted(people, key=lambda one: one.family_name or "", reverse=True)
        jensen.unsubscribed_at, antic.erased_at = AT, AT
    words = _words(Console(tea[1]).post("/search", q="tea").text)
    assert f"by Petr Dušek, 1 person, ended {AT:%-d %B %Y}" in words
    assert "Tea JensenTeal Street Partners, AarhusWants no more gifts" in words
    assert "Antić" not in words
    assert "Antić" not in _words(Console(tea[1]).post("/search", q="andić").text)
    with transaction() as session:
        session.scalars(select(Campaign)).one().deleted_at = AT
    assert "Tea tasting" not in _words(Console(tea[1]).post("/search", q="tea").text)


def test_a_seller_finds_their_own_and_each_role_only_what_it_may_see(tea: tuple[str, User]) -> None:
    workspace_id, _ = tea
    with transaction() as session:
        users = {role: make_user(session, workspace_id, role) for role in ("seller", "ops", "ethics", "read_only")}
        petr = session.get_one(User, session.scalars(select(Campaign.seller_id)).one())
        session.expunge_all()
    heading = {
        role: re.search(r"<h1>(.*?)</h1>", Console(user).post("/search", q="tea").text)[1]  # type: ignore[index]
        for role, user in {**users, "petr": petr}.items()
    }
    assert heading == {
        "seller": "1 thing begins with “tea”",
        "ops": "1 thing begins with “tea”",
        "ethics": "1 thing begins with “tea”",
        "read_only": "1 thing begins with “tea”",
        "petr": "4 things begin with “tea”",
    }
    assert "Jensen" not in Console(users["seller"]).post("/search", q="jensen").text.split("<h1>")[1].split("</h1>")[1]
    assert "Petr Dušek" in Console(users["read_only"]).post("/search", q="tea").text
    assert "Cast iron" in _words(Console(users["ops"]).post("/search", q="tea").text)
    assert "Teal Street" in _words(Console(users["ethics"]).post("/search", q="tea").text)


def test_where_nothing_is_found_the_page_says_how_much_was_looked_at_and_what_is_near(tea: tuple[str, User]) -> None:
    words = _words(Console(tea[1]).post("/search", q="jenzen").text)
    assert "Nothing begins with “jenzen”" in words
    assert "2 people, 2 companies, 2 gifts and 1 campaign looked at" in words
    assert "Tea JensenTeal Street Partners, Aarhusbegins with “jensen”" in words
    assert "“t” is too short" in _words(Console(tea[1]).post("/search", q="t").text)
    assert "Find something" in _words(Console(tea[1]).get("/search").text)


@pytest.mark.usefixtures("database")
def test_nobody_is_read_who_is_not_on_the_page() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        company = make_account(session, workspace.id)
        everybody = [make_recipient(session, company, "Jana") for _ in range(60)]
        make_findable(session, *everybody)
        user = make_user(session, workspace.id)
        session.expunge_all()
    with loaded(Recipient) as people:
        few = Console(user).post("/search", q="jan").text
    assert (len(people), "60 things begin with" in few, "See all 60" in few) == (5, True, True)
    with loaded(Recipient) as people:
        second = Console(user).post("/search", q="jan", show="people", page="2").text
    assert (len(people), "51 to 60 of 60" in second) == (10, True)


@pytest.mark.usefixtures("database")
def test_near_is_heard_alike_or_begun_alike() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        make_findable(session, make_recipient(session, make_account(session, workspace.id)))
    with reading() as session:
        near = {
            asked: (found[0] if (found := nearest(session, owner_of(workspace.id), asked)) else None)
            for asked in ("nowak", "novka", "novat", "jana novax", "quist")
        }
    assert near == {"nowak": "novak", "novka": "novak", "novat": "nova", "jana novax": None, "quist": None}


def test_of_each_word_its_beginning_is_marked_as_it_is_written() -> None:
    assert marked("Jana Nováková", "novak ja") == [("Ja", True), ("na ", False), ("Novák", True), ("ová", False)]
    assert marked("Þórdís", "th") == [("Þ", True), ("órdís", False)]
    assert marked("Müller", "muel") == [("Mül", True), ("ler", False)]
    assert marked("Tea", "x1") == [("Tea", False)]
