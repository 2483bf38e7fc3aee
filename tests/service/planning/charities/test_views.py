"""The workspace's charities in the console."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.campaigns.charities.models import Charity
from service.db.connect import reading, transaction
from service.gifting.donate import donate_to_named
from service.gifting.models import RecipientGift
from service.recipients.charities.models import NamedCharity
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import AT, make_user
from tests.service.gifting.scene import set_scene

pytestmark = pytest.mark.usefixtures("database")
FORM = {"name": "Lantern Books", "registration": "CZ 123", "country": "cz", "line": "Brings libraries to schools."}


@pytest.fixture
def named() -> tuple[Console, RecipientGift]:
    """A person has named a charity; a manager looks."""
    with transaction() as session:
        scene = set_scene(session)
        donate_to_named(session, scene.gifts[0], "Šumava Owls", AT)
        return Console(make_user(session, scene.workspace_id, "manager")), scene.gifts[0]


def acts() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_one_is_added_listed_and_retired_with_a_line_in_the_log_each(sales: User) -> None:
    console = Console(sales)
    assert console.post("/charities", **FORM).location == "/charities?done=added"
    again = console.post("/charities", **FORM)
    with reading() as session:
        charity = session.scalars(select(Charity)).one()
    assert (charity.country, charity.line, again.status_code) == ("CZ", {"en": FORM["line"]}, 409)
    assert "kept for this country already" in again.text
    assert "Lantern Books" in console.get("/charities").text
    console.post(f"/charities/{charity.id}/retire")

    assert "Lantern Books" not in console.get("/charities").text
    assert acts() == ["charity.added", "charity.retired"]


def test_a_charity_without_its_number_comes_back_with_what_was_typed(sales: User) -> None:
    page = Console(sales).post("/charities", **FORM | {"registration": ""})

    assert (page.status_code, "Write the number" in page.text, 'value="Lantern Books"' in page.text) == (
        422,
        True,
        True,
    )


def test_a_named_one_is_listed_without_who_named_it_and_said_yes_to(named: tuple[Console, RecipientGift]) -> None:
    console, gift = named
    page = console.get("/charities").text
    assert "Šumava Owls" in page
    assert "€44" in page
    assert "Jana" not in page
    assert console.post(f"/charities/named/{gift.charity}/yes", **FORM).location == "/charities?done=accepted"

    with reading() as session:
        row = session.scalars(select(NamedCharity)).one()
        assert (row.state, row.name, row.charity_id is None) == ("accepted", None, False)
    assert acts() == ["charity.added", "charity.named_accepted"]


def test_a_no_opens_the_gift_and_a_yes_without_a_form_changes_nothing(named: tuple[Console, RecipientGift]) -> None:
    console, gift = named
    assert console.post(f"/charities/named/{gift.charity}/yes").status_code == 422
    assert acts() == []
    assert console.post(f"/charities/named/{gift.charity}/no").location == "/charities?done=refused"

    with reading() as session:
        assert session.get_one(RecipientGift, gift.id).status == "opened"
    assert acts() == ["charity.named_refused"]
    assert console.post(f"/charities/named/{gift.charity}/no").status_code == 409
