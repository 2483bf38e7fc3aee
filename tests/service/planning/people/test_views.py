"""The step "People" while others are at work too."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import select

from service.campaigns.models import CampaignRecipient
from service.db.connect import reading, transaction
from service.planning.people.lists.mapping import stream
from service.sheets import within_limits
from service.workspaces.models import Workspace
from tests.console import Console, sales_person
from tests.factories import make_campaign, make_workspace
from tests.uploads import send, waiting

LIST = b"Company,First name,Email,Country\nVltava,Jana,jana@example.com,CZ\nVltava,J.,jana@example.com,CZ\n"


def test_while_a_list_is_read_everybody_else_can_write(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads it inside a transaction waits here for themselves, until the database gives up."""
    browser, base = step(database)
    others: list[str] = []

    def read_beside_others(*given: object) -> object:
        with transaction() as session:
            others.append(make_workspace(session, "Cedar Freight").id)
        return stream.read_plain(*given[1:])  # type: ignore[arg-type]

    monkeypatch.setattr(within_limits, "read_bounded", read_beside_others)
    assert send(browser, base, LIST).status_code == 303
    one = f"{base}/{waiting(base.split('/')[2])}"
    assert browser.post(f"{one}/skip").status_code == 303
    assert browser.post(f"{one}/save").status_code == 303
    with reading() as session:
        assert len(session.scalars(select(CampaignRecipient.id)).all()) == 1
        assert len(session.scalars(select(Workspace.id).where(Workspace.id.in_(others))).all()) == len(others) == 2


def step(database: str) -> tuple[Console, str]:
    """Somebody of sales at the step People of a new campaign."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id)
    return Console(user), f"/campaigns/{campaign.id}/people"


def test_a_file_is_parsed_once_whatever_is_pressed_afterwards(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, base = step(database)
    parser = Mock(wraps=within_limits.stream_bounded)
    monkeypatch.setattr(within_limits, "stream_bounded", parser)
    assert send(browser, base, LIST).status_code == 303
    one = f"{base}/{waiting(base.split('/')[2])}"
    assert browser.get(base).status_code == 200
    assert browser.post(f"{one}/cells", **{"cell-2-company": "Sava"}).status_code == 303
    assert browser.post(f"{one}/skip").status_code == 303
    assert browser.post(f"{one}/save").status_code == 303
    assert parser.call_count == 1


def test_a_cell_that_is_fixed_reads_its_own_row_and_no_other(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, base = step(database)
    rows = "".join(f"Vltava,P{n},p{n}@example.com,{'CZ' if n else 'Atlantis'}\n" for n in range(30))
    assert send(browser, base, f"Company,First name,Email,Country\n{rows}").status_code == 303
    read: list[int] = []

    def reading_rows(act: str, asking: object, rows: Sequence[tuple[Any, ...]]) -> object:
        read.extend(row[0] for row in rows)
        return stream.read_plain(asking, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(within_limits, "read_bounded", reading_rows)
    one = f"{base}/{waiting(base.split('/')[2])}"
    assert browser.post(f"{one}/cells", **{"cell-2-country": "DE"}).status_code == 303
    assert read == [2]
    assert "All 30 rows can be read: 30 people at 1 account." in browser.get(base).text


def test_a_refused_file_shows_its_refusal_and_that_the_earlier_one_is_kept(database: str) -> None:
    browser, base = step(database)
    assert (
        send(browser, base, LIST.decode().replace("\nVltava,J.,jana@example.com,CZ", ""), "1-good.csv").status_code
        == 303
    )
    answer = browser.post(base, file=(io.BytesIO(b'Company,Email\n"x,y\n'), "2-refused.csv"))
    page = answer.text
    assert answer.status_code == 422
    assert "“2-refused.csv” wasn’t read" in page
    assert "A quotation mark is probably missing" in page
    assert "The file below, “1-good.csv”, is still waiting to be saved." in page
    assert page.index("wasn’t read") < page.index("All 1 row can be read")


def test_a_press_without_a_file_keeps_the_earlier_one_too(database: str) -> None:
    browser, base = step(database)
    assert send(browser, base, LIST.decode(), "1-good.csv").status_code == 303
    page = browser.post(base).text
    assert "No file was read" in page
    assert "Choose a file first." in page


def test_words_about_food_are_shown_cell_by_cell_and_cannot_be_dropped(database: str) -> None:
    browser, base = step(database)
    text = "Company,Email,Country,Diet,Notes,Tags\nLumen,a@l.example,DE,none,Met in May. No nuts please,VIP\n"
    assert send(browser, base, text).status_code == 303
    page = browser.get(base).text
    assert "Met in May. No <mark>nuts</mark> please" in page
    assert "1 cell. We ask the person about each one; you can’t remove any here." in page
    assert "1 person will be asked about food on their page." in page
    assert "1 column not imported: Tags. We looked for words about food in Tags." in page


def test_an_unknown_word_about_food_cannot_be_left_empty(database: str) -> None:
    browser, base = step(database)
    assert (
        send(browser, base, "Company,Email,Country,Diet,City\nLumen,a@l.example,DE,flubberfree,Brno\n").status_code
        == 303
    )
    page = browser.get(base).text
    assert "Ask them; until they answer, only gifts that are safe whatever they eat" in page
    assert "Leave it empty" not in page
    assert "What the file says about food stays, whatever you enter here. You can only add to it." in page


def test_a_row_wider_than_its_header_is_told_and_can_only_be_mended_in_the_file(database: str) -> None:
    browser, base = step(database)
    assert send(browser, base, "Company,Email,Country,Diet\nLumen,a@l.example,DE,vegan,nuts\n").status_code == 303
    page = browser.get(base).text
    assert "This row has 5 cells, the header 4: “nuts” is beyond it." in page
    assert "Leave row 2 out" in page
    assert "Save and choose the gifts" not in page


def test_the_page_says_how_columns_were_read_and_what_concerns_the_whole_file(database: str) -> None:
    browser, base = step(database)
    text = "Company,Email,Country,Allergies,Dietary needs,Religion\nMÃ¼ller,a@l.example,DE,nuts,vegan,x\n"
    assert send(browser, base, text).status_code == 303
    page = browser.get(base).text
    assert "<div>Allergies, Dietary needs<small>both are read and joined</small></div>" in page
    assert "5 of 6 columns imported" in page
    assert "“MÃ¼ller” is read as “Müller”" in page
    assert "We don’t read “Religion”: we never read, keep or guess anyone’s religion." in page
