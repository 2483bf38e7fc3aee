"""Facts from notes on the check page: kept, dropped, all at once; what is dropped is never saved."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.recipients.models import ProfileFact, Recipient
from tests.console import Console, sales_person
from tests.factories import make_campaign
from tests.uploads import send, states, waiting

HEAD = "Company,First name,Email,Country,Diet,Notes"
LIST = f"""{HEAD}
Vltava,Jana,jana@v.example,CZ,none,"trail running, loves dark chocolate"
Vltava,Radek,radek@v.example,CZ,,has two teapots already; already has: mug
Vltava,Petr,petr@v.example,CZ,none,gluten free?
Vltava,Eva,eva@v.example,CZ,,loves chess since her divorce
"""


@pytest.fixture
def step(database: str) -> tuple[Console, str, str]:
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id)
    browser, base = Console(user), f"/campaigns/{campaign.id}/people"
    assert send(browser, base, LIST).status_code == 303
    return browser, base, f"{base}/{waiting(campaign.id)}"


def saved() -> set[tuple[str, str, str]]:
    """(person, kind, value) of every fact."""
    with reading() as session:
        rows = session.execute(
            select(Recipient, ProfileFact).join(ProfileFact, ProfileFact.recipient_id == Recipient.id)
        )
        return {(person.given_name or "", fact.kind, fact.value) for person, fact in rows}


def test_each_fact_stands_with_its_person_and_its_words_and_is_kept_unless_it_is_dropped(
    step: tuple[Console, str, str],
) -> None:
    browser, base, one = step
    page = browser.get(base).text
    assert "4 facts about 2 people" in page
    for said in (
        "Likes trail running",
        "Likes chocolate",
        "Already has: teapot",
        "Already has: mug",
        "“loves dark chocolate”",
    ):
        assert said in page
    assert "divorce" not in page
    assert browser.post(f"{one}/facts", **{"fact-2-1": "drop", "fact-3-0": "drop"}).status_code == 303
    assert 'name="fact-2-1" value="drop" checked' in browser.get(base).text
    assert browser.post(f"{one}/save").status_code == 303
    assert saved() == {
        ("Jana", "interest", "trail_running"), ("Jana", "diet", "none"), ("Radek", "has_already", "teapot"),
        ("Petr", "diet", "ask"), ("Petr", "diet", "gluten_free"),
    }  # fmt: skip


def test_all_are_dropped_and_kept_again_at_once(step: tuple[Console, str, str]) -> None:
    browser, base, one = step
    assert browser.post(f"{one}/facts", all="drop").status_code == 303
    assert browser.get(base).text.count('value="drop" checked') == 4
    assert browser.post(f"{one}/facts", all="keep").status_code == 303
    assert browser.get(base).text.count('value="keep" checked') == 4
    assert browser.post(f"{one}/facts", all="drop").status_code == 303
    browser.post(f"{one}/save")
    assert {kind for _, kind, _ in saved()} == {"diet"}


def test_a_word_about_food_in_a_note_stops_none_and_cannot_be_dropped(step: tuple[Console, str, str]) -> None:
    browser, _, one = step
    assert browser.post(f"{one}/facts", all="drop").status_code == 303
    assert browser.post(f"{one}/facts", **{"fact-4-0": "drop"}).status_code == 303
    assert browser.post(f"{one}/save").status_code == 303
    assert {(kind, value) for person, kind, value in saved() if person == "Petr"} == {
        ("diet", "ask"), ("diet", "gluten_free"),
    }  # fmt: skip


def test_a_note_that_says_not_to_contact_somebody_stops_their_row_until_it_is_left_out_or_changed(
    step: tuple[Console, str, str],
) -> None:
    browser, base, one = step
    assert browser.post(f"{one}/drop").status_code == 303
    rows = "Vltava,Jana,jana@v.example,CZ,,Do not contact\nVltava,Petr,petr@v.example,CZ,,\n"
    assert send(browser, base, f"{HEAD}\n{rows}").status_code == 303
    upload_id = waiting(base.split("/")[2])
    assert states(upload_id) == {2: "bad", 3: "fine"}
    page = browser.get(base).text
    assert "The note says not to contact them." in page
    assert 'name="cell-2-notes" value="__out__" checked' in page
    assert browser.post(f"{base}/{upload_id}/cells", **{"cell-2-notes": "__out__"}).status_code == 303
    assert states(upload_id) == {2: "out", 3: "fine"}
