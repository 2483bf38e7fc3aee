"""The upload page's answers."""

from __future__ import annotations

import pytest

from service.db import page
from service.db.connect import reading, transaction
from service.errors import Conflict, NotFound
from service.planning.people.lists.intake import read_upload
from service.planning.people.step import (
    OTHER,
    OUT,
    Answered,
    PeopleCount,
    bad_rows,
    count_people,
    find_pending,
    read_answers,
    require_changeable,
    taking_part,
)
from service.planning.people.uploads.kept import keep_upload
from service.recipients.facts.doubt import open_doubt
from service.recipients.models import Recipient
from service.workspaces.actor import system
from tests.factories import AT, join, make_account, make_campaign, make_fact, make_recipient, make_workspace
from tests.statements import loaded

LIST = b"Company,First name,Last name,Email,Country,Diet\nNordlys,Kari,Haugen,kari(at)example.com,NO,vegna\n"


def test_answers_name_row_and_field() -> None:
    form = {
        "csrf": "x",
        "cell-14-diet": "ask",
        "cell-46-country": OTHER,
        "cell-46-country-text": " GB ",
        "cell-52-email-text": "left alone",
        "cell-7-shoe_size": "44",
        "cell-x-diet": "vegan",
    }
    said = read_answers(form | {"cell-9-email": OUT, "cell-9-diet": "vegan", "cell-10-row": OUT, "cell-11-row": ""})
    assert said == Answered({(14, "diet"): "ask", (46, "country"): "GB"}, frozenset({9, 10}))


def test_a_bad_row_is_shown_with_its_name_and_cells() -> None:
    [fault] = bad_rows(read_upload(LIST, "list.csv").bad_rows)
    assert (fault.row.number, fault.name) == (2, "Kari Haugen")
    assert sorted(name for name, cell in fault.cells.items() if cell.error) == ["diet", "email"]


@pytest.mark.parametrize("status", ["planning", "approved", "running", "paused", "closed"])
@pytest.mark.usefixtures("database")
def test_nobody_joins_after_approval(status: str) -> None:
    with transaction() as session, pytest.raises(Conflict):
        require_changeable(make_campaign(session, make_workspace(session).id, status=status))


@pytest.mark.usefixtures("database")
def test_a_file_belongs_to_its_campaign() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        mine, other = make_campaign(session, workspace.id), make_campaign(session, workspace.id)
        pending = keep_upload(session, workspace.id, mine.id, LIST, "list.csv", AT)
        assert find_pending(session, mine, pending.id) is pending
        with pytest.raises(NotFound):
            find_pending(session, other, pending.id)


@pytest.mark.usefixtures("database")
def test_people_and_what_is_known_of_them_are_counted() -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        account = make_account(session, campaign.workspace_id)
        people = [make_recipient(session, account) for _ in range(3)]
        for person in people:
            join(session, campaign, person)
        make_fact(session, people[0], "diet", "vegan")
        make_fact(session, people[0], "allergen", "nuts")
        make_fact(session, people[1], "interest", "chess", withdrawn_at=AT)
        # Whoever has to be asked is not somebody whose diet is known, whatever else a list says of them.
        open_doubt(session, people[1], "imported", AT)
        make_fact(session, people[1], "allergen", "nuts")
        make_fact(session, people[2], "diet", "vegan", source="inferred")
    with reading() as session:
        assert count_people(session, campaign) == PeopleCount(people=3, accounts=1, with_diet=1, with_interests=0)


@pytest.mark.usefixtures("database")
def test_of_those_who_take_part_only_the_page_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "SIZE", 2)
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        company = make_account(session, campaign.workspace_id)
        for _ in range(5):
            join(session, campaign, make_recipient(session, company))
    with reading() as session, loaded(Recipient) as people:
        shown = taking_part(session, campaign, "9", system(campaign.workspace_id))
    assert (len(shown.items), shown.number, shown.total, len(people)) == (1, 3, 5, 1)
