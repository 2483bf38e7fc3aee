"""What the sender may read about a person."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import NotFound
from service.planning.workspace.person import read_person
from service.recipients.special.models import SpecialRead
from tests.console import Console, sales_person
from tests.factories import AT, make_account, make_fact, make_recipient, make_workspace, owner_of

pytestmark = pytest.mark.usefixtures("database")


def test_the_sender_reads_what_it_brought_and_never_what_a_person_told_us_about_food() -> None:
    with transaction() as session:
        user = sales_person(session)
        person = make_recipient(session, make_account(session, user.workspace_id))
        make_fact(session, person, "diet", "vegan")
        make_fact(session, person, "diet", "halal", source="asked")
        make_fact(session, person, "allergen", "nuts", source="asked")
        make_fact(session, person, "interest", "chess", source="asked")
        make_fact(session, person, "interest", "sauna", source="asked", kept_private=True)
    with reading() as session:
        page = read_person(session, owner_of(user.workspace_id), person.id, AT.date())
    assert [(fact.title, fact.value, fact.source) for fact in page.facts] == [
        ("Likes", "chess", "told us"),
        ("Diet", "vegan", "from your file"),
    ]
    shown = Console(user).get(f"/people/{person.id}").text
    assert [word for word in ("halal", "nuts", "sauna") if word in shown.lower()] == []


def test_each_look_at_what_a_list_says_of_somebodys_food_is_written_down_with_who_and_at_which_fact() -> None:
    with transaction() as session:
        user = sales_person(session)
        account = make_account(session, user.workspace_id)
        person, other = make_recipient(session, account), make_recipient(session, account)
        listed = make_fact(session, person, "diet", "vegan").id
        make_fact(session, person, "allergen", "nuts", source="asked")
        make_fact(session, other, "interest", "chess")
    browser = Console(user)
    for looked_at in (person, person, other):
        assert browser.get(f"/people/{looked_at.id}").status_code == 200

    with reading() as session:
        rows = session.scalars(select(SpecialRead)).all()
        assert [(row.recipient_id, row.read_by, row.fact_ids, row.place) for row in rows] == [
            (person.id, user.id, [listed], "person"),
        ] * 2


def test_the_page_is_the_same_whether_or_not_the_person_told_us_something_for_ourselves() -> None:
    with transaction() as session:
        user = sales_person(session)
        person = make_recipient(session, make_account(session, user.workspace_id))
        make_fact(session, person, "diet", "vegan")
    browser = Console(user)

    def page() -> str:
        # How much of the session is left is another second later.
        return re.sub(r'data-ends-in="\d+"', "", browser.get(f"/people/{person.id}").text)

    before = page()
    with transaction() as session:
        make_fact(session, person, "diet", "ask", source="asked")
        make_fact(session, person, "allergen", "nuts", source="asked")

    assert page() == before
    assert "We don’t show whether this person told us anything, either." in before


def test_a_person_of_another_workspace_is_not_found() -> None:
    with transaction() as session:
        person = make_recipient(session, make_account(session, make_workspace(session, "Cedar Freight").id))
        other = make_workspace(session)
        with pytest.raises(NotFound):
            read_person(session, owner_of(other.id), person.id, AT.date())
