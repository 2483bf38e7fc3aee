"""The step "People" while others are at work too."""

from __future__ import annotations

import io
from unittest.mock import Mock

import pytest
from sqlalchemy import select

from service.campaigns.models import CampaignRecipient
from service.db.connect import reading, transaction
from service.planning.people import pending_upload
from service.planning.people.lists import intake
from service.planning.people.lists.intake import Upload
from service.planning.people.models import PendingUpload
from service.workspaces.models import Workspace
from tests.console import Console, sales_person
from tests.factories import make_campaign, make_workspace

LIST = b"Company,First name,Email,Country\nVltava,Jana,jana@example.com,CZ\nVltava,J.,jana@example.com,CZ\n"


def test_while_a_file_is_read_everybody_else_can_write(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads it inside a transaction waits here for themselves, until the database gives up."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id)
    browser, base = Console(user), f"/campaigns/{campaign.id}/people"
    others: list[str] = []

    def read_beside_others(*given: object) -> Upload:
        with transaction() as session:
            others.append(make_workspace(session, "Cedar Freight").id)
        return intake.read_upload(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(pending_upload, "read_list", read_beside_others)
    assert browser.post(base, file=(io.BytesIO(LIST), "list.csv")).status_code == 303
    with reading() as session:
        upload_id = session.scalars(select(PendingUpload.id)).one()
    assert browser.post(f"{base}/{upload_id}/skip").status_code == 303
    assert browser.post(f"{base}/{upload_id}/save").status_code == 303
    with reading() as session:
        assert len(session.scalars(select(CampaignRecipient.id)).all()) == 1
        assert len(session.scalars(select(Workspace.id).where(Workspace.id.in_(others))).all()) == len(others) == 3


def step(database: str) -> tuple[Console, str]:
    """Somebody of sales at the step People of a new campaign."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id)
    return Console(user), f"/campaigns/{campaign.id}/people"


def send(browser: Console, base: str, text: str, name: str = "list.csv") -> int:
    return browser.post(base, file=(io.BytesIO(text.encode()), name)).status_code


def test_no_request_reads_a_file_twice(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, base = step(database)
    reader = Mock(wraps=intake.read_upload)
    monkeypatch.setattr(pending_upload, "read_list", reader)
    reads = []

    def pressed(status: int) -> None:
        assert status in {200, 303}
        reads.append(reader.call_count)
        reader.reset_mock()

    pressed(send(browser, base, LIST.decode()))
    pressed(browser.get(base).status_code)
    with reading() as session:
        one = f"{base}/{session.scalars(select(PendingUpload.id)).one()}"
    pressed(browser.post(f"{one}/cells", **{"cell-2-company": "Sava"}).status_code)
    pressed(browser.post(f"{one}/skip").status_code)
    pressed(browser.post(f"{one}/save").status_code)
    assert reads == [1, 1, 0, 1, 1]


def test_a_refused_file_shows_its_refusal_and_that_the_earlier_one_is_kept(database: str) -> None:
    browser, base = step(database)
    assert send(browser, base, LIST.decode().replace("\nVltava,J.,jana@example.com,CZ", ""), "1-good.csv") == 303
    answer = browser.post(base, file=(io.BytesIO(b"Name;Mail adress\nx;y\n"), "2-refused.csv"))
    page = answer.text
    assert answer.status_code == 422
    assert "“2-refused.csv” wasn’t read" in page
    assert "Missing column: Company and Country." in page
    assert "The file below, “1-good.csv”, is still waiting to be saved." in page
    assert page.index("wasn’t read") < page.index("All 1 row can be read")


def test_a_press_without_a_file_keeps_the_earlier_one_too(database: str) -> None:
    browser, base = step(database)
    assert send(browser, base, LIST.decode(), "1-good.csv") == 303
    page = browser.post(base).text
    assert "No file was read" in page
    assert "Choose a file first." in page


def test_words_about_food_are_shown_cell_by_cell_and_cannot_be_dropped(database: str) -> None:
    browser, base = step(database)
    text = "Company,Email,Country,Diet,Notes,Tags\nLumen,a@l.example,DE,none,Met in May. No nuts please,VIP\n"
    assert send(browser, base, text) == 303
    page = browser.get(base).text
    assert "Met in May. No <mark>nuts</mark> please" in page
    assert "1 cell. We ask the person about each one; you can’t remove any here." in page
    assert "1 person will be asked about food on their page." in page
    assert "1 column not imported: Tags. We looked for words about food in Tags." in page


def test_an_unknown_word_about_food_cannot_be_left_empty(database: str) -> None:
    browser, base = step(database)
    assert send(browser, base, "Company,Email,Country,Diet,City\nLumen,a@l.example,DE,flubberfree,Brno\n") == 303
    page = browser.get(base).text
    assert "Ask them; until they answer, only gifts that are safe whatever they eat" in page
    assert "Leave it empty" not in page
    assert "What the file says about food stays, whatever you enter here. You can only add to it." in page


def test_a_row_wider_than_its_header_is_told_and_can_only_be_mended_in_the_file(database: str) -> None:
    browser, base = step(database)
    assert send(browser, base, "Company,Email,Country,Diet\nLumen,a@l.example,DE,vegan,nuts\n") == 303
    page = browser.get(base).text
    assert "This row has 5 cells, the header 4: “nuts” is beyond it." in page
    assert 'type="radio"' not in page
    assert "Save and choose the gifts" not in page


def test_the_page_says_how_columns_were_read_and_what_concerns_the_whole_file(database: str) -> None:
    browser, base = step(database)
    text = "Company,Email,Country,Allergies,Dietary needs,Religion\nMÃ¼ller,a@l.example,DE,nuts,vegan,x\n"
    assert send(browser, base, text) == 303
    page = browser.get(base).text
    assert "<div>Allergies, Dietary needs<small>both are read and joined</small></div>" in page
    assert "5 of 6 columns imported" in page
    assert "“MÃ¼ller” is read as “Müller”" in page
    assert "We don’t read “Religion”: we never read, keep or guess anyone’s religion." in page
