"""The step between the file and its rows: what the columns are, what must be decided, what is remembered."""

from __future__ import annotations

import io
import re
from html import unescape
from threading import Thread

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.planning.people import views
from service.planning.people.models import ListShape, PendingUpload
from service.planning.people.uploads.about import about_of, answers_of
from service.recipients.models import ProfileFact, Recipient
from tests.console import Console, sales_person
from tests.factories import make_campaign
from tests.races import through_or_waiting
from tests.service.planning.people.lists.workbooks import Tab, workbook
from tests.uploads import STATED, send, states, waiting

LIST = "Company,First name,Email,Country,Diet,Contact owner\nVltava,Jana,jana@v.example,CZ,vegan,Nora Whitfield\n"


@pytest.fixture
def step(database: str) -> tuple[Console, str, str]:
    """Somebody of sales, the step's address, and the campaign's id."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id)
    return Console(user), f"/campaigns/{campaign.id}/people", campaign.id


def upload(browser: Console, base: str, data: str | bytes, name: str = "list.csv") -> str:
    """Uploads without answering for the columns: the page that asks about them."""
    body = data.encode() if isinstance(data, str) else data
    assert browser.post(base, file=(io.BytesIO(body), name), **STATED).status_code == 303
    return browser.get(base).text


def test_each_column_is_shown_with_three_cells_and_our_guess(step: tuple[Console, str, str]) -> None:
    browser, base, _ = step
    rows = "".join(f"Vltava,P{n},p{n}@v.example,CZ,{n}\n" for n in range(5))
    page = upload(browser, base, f"Company,Vorname,Email,Country,Record ID\n{rows}")
    assert "<span>P0</span><span>P1</span><span>P2</span></span>" in page
    assert '<option value="given_name" selected>First name</option>' in page
    assert "5 of 5" in page
    assert "1 column we leave out" in page
    assert "Check 5 rows" in page


def test_a_column_about_food_is_asked_about_unless_somebody_says_that_they_told_us(
    step: tuple[Console, str, str],
) -> None:
    browser, base, campaign_id = step
    page = upload(browser, base, LIST)
    assert 'name="food-4" value="ask" checked' in page
    one = f"{base}/{waiting(campaign_id)}"
    assert browser.post(f"{one}/columns", **{"food-4": "ask"}).status_code == 303
    assert "1 person will be asked about food on their page." in browser.get(base).text
    assert browser.post(f"{one}/save").status_code == 303
    with reading() as session:
        facts = {(fact.kind, fact.value) for fact in session.scalars(select(ProfileFact))}
    assert facts == {("diet", "ask")}


def test_whoever_told_us_is_kept_as_they_said_it_and_their_owner_with_them(step: tuple[Console, str, str]) -> None:
    browser, base, campaign_id = step
    assert send(browser, base, LIST).status_code == 303
    assert browser.post(f"{base}/{waiting(campaign_id)}/save").status_code == 303
    with reading() as session:
        facts = {(fact.kind, fact.value) for fact in session.scalars(select(ProfileFact))}
        owners = session.scalars(select(Recipient.owner)).all()
    assert (facts, owners) == ({("diet", "vegan")}, ["Nora Whitfield"])


@pytest.mark.parametrize("first, days", [("day", "3 April, 4 May"), ("month", "4 March, 5 April")])
def test_dates_that_can_be_read_both_ways_have_to_be_answered_for(
    step: tuple[Console, str, str], first: str, days: str
) -> None:
    browser, base, campaign_id = step
    rows = "V,a@v.example,DE,03/04/2027\nV,b@v.example,DE,04/05/2027\n"
    page = upload(browser, base, f"Company,Email,Country,Away to\n{rows}")
    assert days in page
    assert 'name="order-3" value="day" required' in page
    one = f"{base}/{waiting(campaign_id)}"
    refused = browser.post(f"{one}/columns")
    assert (refused.status_code, "Say which comes first in these dates" in refused.text) == (422, True)
    assert browser.post(f"{one}/columns", **{"order-3": first}).status_code == 303
    browser.post(f"{one}/save")
    with reading() as session:
        away = sorted(fact.value for fact in session.scalars(select(ProfileFact).where(ProfileFact.kind == "away")))
    assert away[0].endswith({"day": "2027-04-03", "month": "2027-03-04"}[first])


def test_a_needed_column_that_nobody_knows_is_chosen_on_the_page(step: tuple[Console, str, str]) -> None:
    browser, base, campaign_id = step
    page = upload(browser, base, "Where they work,Reach,Home of\nVltava,?,?\nCedar,?,?\n")
    assert "We found no column for Company and Work email and Country. Choose them below." in page
    one = f"{base}/{waiting(campaign_id)}"
    assert browser.post(f"{one}/columns", **{"column-0": "company"}).status_code == 422
    chosen = {"column-0": "company", "column-1": "email", "column-2": "country"}
    assert browser.post(f"{one}/columns", **chosen).status_code == 303
    assert "2 rows need fixing before this file can be saved." in browser.get(base).text


def test_an_unknown_column_that_looks_like_food_a_name_or_an_address_has_to_be_decided(
    step: tuple[Console, str, str],
) -> None:
    browser, base, _ = step
    rows = "".join(f"V,p{n}@v.example,CZ,{food},Jan,Nad Vltavou\n" for n, food in enumerate(("vegan", "nuts", "halal")))
    page = upload(
        browser, base, f"Company,Email,Country,Event catering,What they are called,Postal address here\n{rows}"
    )
    assert "3 columns to decide, then we check" in page
    for looks in ("It looks like diets or allergies", "It looks like a name", "It looks like an address"):
        assert looks in page


def test_the_same_headings_are_not_asked_about_twice_until_they_are_forgotten(step: tuple[Console, str, str]) -> None:
    browser, base, campaign_id = step
    assert send(browser, base, LIST, **{"food-4": "ask"}).status_code == 303
    assert browser.post(f"{base}/{waiting(campaign_id)}/drop").status_code == 303
    again = upload(browser, base, LIST.replace("Jana,jana", "Petr,petr"))
    assert "All 1 row can be read: 1 person at 1 account." in again

    one = f"{base}/{waiting(campaign_id)}"
    assert browser.post(f"{one}/columns/again", forget="1").status_code == 303
    assert "Check 1 row" in browser.get(base).text
    with reading() as session:
        assert session.scalars(select(ListShape)).all() == []


def test_that_people_told_what_they_eat_is_never_remembered_for_the_next_list(step: tuple[Console, str, str]) -> None:
    browser, base, campaign_id = step
    assert send(browser, base, LIST).status_code == 303
    assert browser.post(f"{base}/{waiting(campaign_id)}/drop").status_code == 303
    again = upload(browser, base, LIST.replace("Jana,jana", "Petr,petr"))
    assert "You’ve uploaded a list with these headings before." in again
    assert 'name="food-4" value="ask" checked' in again


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({}, "Say of “Diet” whether they told you themselves and agreed, or should be asked."),
        ({"food-4": "told"}, "“Diet”: say how they told you what they eat."),
        ({"food-4": "told", "how-4": "form"}, "“Diet”: say on which day they told you."),
        (
            {"food-4": "told", "how-4": "form", "when-4": "2999-01-01"},
            "“Diet”: the day they told you can’t be in the future.",
        ),
    ],
)
def test_a_column_about_food_is_kept_only_with_how_and_when_its_people_told_it(
    step: tuple[Console, str, str], said: dict[str, str], sentence: str
) -> None:
    browser, base, campaign_id = step
    upload(browser, base, LIST)
    refused = browser.post(f"{base}/{waiting(campaign_id)}/columns", **said)
    assert (refused.status_code, sentence in refused.text) == (422, True)


def test_nobody_is_saved_before_it_is_said_why_they_may_be_written_to_and_where_the_list_is_from(
    step: tuple[Console, str, str],
) -> None:
    browser, base, campaign_id = step
    assert browser.post(base, file=(io.BytesIO(LIST.encode()), "list.csv")).status_code == 303
    one = f"{base}/{waiting(campaign_id)}"
    assert browser.post(f"{one}/columns", **{"food-4": "ask"}).status_code == 303
    refused = browser.post(f"{one}/save")
    assert (refused.status_code, "Say why you may write to these people." in refused.text) == (422, True)
    assert browser.post(f"{one}/basis", basis="agreed").status_code == 422
    assert browser.post(f"{one}/basis", **STATED).status_code == 303
    assert browser.post(f"{one}/save").status_code == 303
    with reading() as session:
        assert session.scalars(select(Recipient.basis)).all() == ["customer"]


def test_a_column_says_otherwise_for_one_person_and_who_opted_out_is_saved_and_never_written_to(
    step: tuple[Console, str, str],
) -> None:
    browser, base, campaign_id = step
    head = "Company,First name,Email,Country,Legal basis,Unsubscribed from all email"
    rows = (
        "V,Ute,u@v.example,DE,Legitimate interest,FALSE\nV,Mia,m@v.example,DE,Opted in,TRUE\nV,Uwe,w@v.example,DE,,\n"
    )
    assert send(browser, base, f"{head}\n{rows}").status_code == 303
    page = browser.get(base).text
    assert "In no wave until they agree: Ute (row 2)" in page
    assert "1 person opted out of email in your list. They’re saved, and never written to." in page
    assert browser.post(f"{base}/{waiting(campaign_id)}/save").status_code == 303
    with reading() as session:
        kept = session.execute(
            select(Recipient.given_name, Recipient.basis, Recipient.unsubscribed_at.is_not(None)).order_by(
                Recipient.email_hash
            )
        )
        assert {(name, basis, bool(is_out)) for name, basis, is_out in kept} == {
            ("Ute", "none", False), ("Mia", "agreed", True), ("Uwe", "customer", False),
        }  # fmt: skip


def test_answers_hold_in_their_own_workspace_only(step: tuple[Console, str, str]) -> None:
    browser, base, _ = step
    assert send(browser, base, LIST).status_code == 303
    with transaction() as session:
        stranger = sales_person(session)
        elsewhere = make_campaign(session, stranger.workspace_id).id
    assert "Check 1 row" in upload(Console(stranger), f"/campaigns/{elsewhere}/people", LIST)


def test_broken_letters_are_shown_repaired_and_can_be_kept(step: tuple[Console, str, str]) -> None:
    browser, base, campaign_id = step
    page = upload(browser, base, "Company,First name,Email,Country\nVltava,JosÃ©,j@v.example,ES\n")
    assert '<span class="fixed">JosÃ©</span><small>row 2</small>' in page
    assert "<strong>José</strong>" in page
    one = f"{base}/{waiting(campaign_id)}"
    assert browser.post(f"{one}/columns", **{"repair-0": "keep"}).status_code == 303
    browser.post(f"{one}/save")
    with reading() as session:
        assert session.scalars(select(Recipient.given_name)).all() == ["JosÃ©"]


def test_another_sheet_is_read_where_it_is_chosen_by_its_name(step: tuple[Console, str, str]) -> None:
    browser, base, campaign_id = step
    head = ("Company", "Email", "Country")
    book = workbook(
        Tab(name="Guests", rows=(head, ("Vltava", "a@v.example", "CZ"))),
        Tab(name="Old", rows=(head, ("Cedar", "b@c.example", "DE"), ("Cedar", "c@c.example", "DE"))),
    )
    page = upload(browser, base, book, "dinner.xlsx")
    assert "We read “Guests”. These sheets hold something:" in page
    one = f"{base}/{waiting(campaign_id)}"
    assert browser.post(f"{one}/sheet", sheet="Nowhere").status_code == 422
    assert browser.post(f"{one}/sheet", sheet="Old").status_code == 303
    assert "Check 2 rows" in browser.get(base).text
    with reading() as session:
        assert about_of(session.get_one(PendingUpload, waiting(campaign_id))).sheet == "Old"


def test_hidden_rows_count_only_where_somebody_says_so(step: tuple[Console, str, str]) -> None:
    browser, base, campaign_id = step
    rows = (("Company", "Email", "Country"), ("Vltava", "a@v.example", "CZ"), ("Vltava", "b@v.example", "CZ"))
    page = upload(browser, base, workbook(Tab(rows=rows, hidden=(3,))), "people.xlsx")
    assert "1 row is hidden in your file" in page
    one = f"{base}/{waiting(campaign_id)}"
    assert browser.post(f"{one}/columns", hidden="leave").status_code == 303
    assert "All 1 row can be read" in browser.get(base).text
    assert browser.post(f"{one}/columns/again").status_code == 303
    assert browser.post(f"{one}/columns", hidden="read").status_code == 303
    assert "All 2 rows can be read" in browser.get(base).text
    assert states(waiting(campaign_id)) == {2: "fine", 3: "fine"}


def test_the_marked_file_is_the_senders_own_with_what_to_fix_and_is_read_again(step: tuple[Console, str, str]) -> None:
    browser, base, campaign_id = step
    text = "Company,Email,Country,Phone,Notes\nVltava,a@v.example,Atlantis,+420 600 100,=1+1\n"
    assert send(browser, base, text).status_code == 303
    marked = browser.get(f"{base}/{waiting(campaign_id)}/marked.csv")
    assert marked.text == (
        "\ufeffCompany,Email,Country,Phone,Notes,Handpicked: what to fix\r\n"
        "Vltava,a@v.example,Atlantis,+420 600 100,'=1+1,Country: “Atlantis” is not a country we know.\r\n"
    )
    assert send(browser, base, marked.text.replace("Atlantis,", "CZ,")).status_code == 303
    assert "All 1 row can be read" in browser.get(base).text
    with reading() as session:
        pending = session.get_one(PendingUpload, waiting(campaign_id))
        assert answers_of(pending).is_said


@pytest.mark.parametrize(
    "act, said", [("sheet", {"sheet": "Guests"}), ("columns/again", {}), ("columns", {}), ("basis", STATED)]
)
def test_while_people_are_saved_nobody_changes_how_their_list_is_read(
    step: tuple[Console, str, str], act: str, said: dict[str, str]
) -> None:
    """A form of another window, opened before."""
    browser, base, campaign_id = step
    assert (
        send(
            browser,
            base,
            workbook(Tab(name="Guests", rows=tuple(tuple(line.split(",")) for line in LIST.split("\n")[:2]))),
            "a.xlsx",
        ).status_code
        == 303
    )
    with transaction() as session:
        pending = session.get_one(PendingUpload, waiting(campaign_id))
        pending.state = "saving"
        before = (pending.about, pending.answers, pending.basis, pending.source, pending.version)
    assert browser.post(f"{base}/{waiting(campaign_id)}/{act}", **said).status_code == 409
    with reading() as session:
        now = session.get_one(PendingUpload, waiting(campaign_id))
        assert (now.state, (now.about, now.answers, now.basis, now.source, now.version)) == ("saving", before)


@pytest.mark.parametrize("is_guarded", [True, False], ids=["locked", "not locked"])
def test_the_columns_are_asked_again_before_the_people_are_saved_or_not_at_all(
    any_database: str, monkeypatch: pytest.MonkeyPatch, *, is_guarded: bool
) -> None:
    """Two presses at one moment. Unlocked, the second takes the list from under the saving; SQLite has one writer at a time."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id)
    browser, base = Console(user), f"/campaigns/{campaign.id}/people"
    assert send(browser, base, LIST).status_code == 303
    if not is_guarded:
        monkeypatch.setattr(views, "lock_pending", views.find_pending)
    upload_id, answers = waiting(campaign.id), []
    with transaction() as session:
        saved = session.get_one(PendingUpload, upload_id, with_for_update=True)
        press = Thread(target=lambda: answers.append(browser.post(f"{base}/{upload_id}/columns/again").status_code))
        press.start()
        through_or_waiting(lambda: not press.is_alive())
        saved.state = "saving"
    press.join()
    with reading() as session:
        state = session.get_one(PendingUpload, upload_id).state
    is_lost = not is_guarded and any_database.startswith("postgresql")
    assert (answers, state) == (([303], "columns") if is_lost else ([409], "saving"))


SALESFORCE = (
    "Contact ID,First Name,Last Name,Email,Account Name,Mailing Country,Title,Stage\n"
    "003a,Jana,Nováková,jana@v.example,Vltava,Czech Republic,Head of IT,Customer\n"
    "003b,Petr,Malý,petr(at)v.example,Vltava,Czech Republic,,Customer\n"
    + "".join(f"003c{n},P,M,p{n}@v.example,Vltava,CZ,,\n" for n in range(6))
)
HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Company name,Country/Region\n1,Stefan,Pop,stefan@c.example,Carpat,Romania\n"
)
OWN = "Firma;E-Mail;Land;Wer\nElbe;katrin@e.example;DE;Katrin Vogel\n"


def tried(page: str) -> list[str]:
    """The text of each row that was tried."""
    found = page.partition('id="tried"')[2].partition("</section>")[0]
    rows = found.partition("<tbody")[2].split("<tr ")[1:]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]


def test_five_rows_are_tried_before_anything_is_saved_and_say_what_they_become_and_what_is_wrong(
    step: tuple[Console, str, str],
) -> None:
    browser, base, campaign_id = step
    upload(browser, base, SALESFORCE)
    one = f"{base}/{waiting(campaign_id)}"
    answer = browser.post(f"{one}/columns/try")
    rows = tried(answer.text)
    assert (answer.status_code, len(rows)) == (200, 5)
    for words in (
        "Name: Jana Nováková",
        "Work email: jana@v.example",
        "Company: Vltava",
        "Country: CZ",
        "Food: Unknown",
        "Fine",
    ):
        assert words in rows[0]
    assert "Nobody, until it’s fixed" in rows[1]
    assert "“petr(at)v.example”" in rows[1]
    with reading() as session:
        assert session.scalars(select(ListShape)).all() == []
        assert {one.state for one in session.scalars(select(PendingUpload))} == {"columns"}
        assert session.scalars(select(Recipient)).all() == []


def test_another_answer_for_a_column_shows_at_once_in_what_the_rows_become(step: tuple[Console, str, str]) -> None:
    browser, base, campaign_id = step
    upload(browser, base, OWN)
    one = f"{base}/{waiting(campaign_id)}"
    assert "Name: Katrin Vogel" not in tried(browser.post(f"{one}/columns/try").text)[0]
    answer = browser.post(f"{one}/columns/try", **{"column-3": "full_name"})
    assert "Name: Katrin Vogel" in tried(answer.text)[0]
    assert '<option value="full_name" selected>' in answer.text
    left = browser.post(f"{one}/columns/try", **{"column-1": ""})
    assert (left.status_code, tried(left.text), "Work email" in left.text) == (422, [], True)
    assert browser.post(f"{one}/columns/try", **{"column-3": "no such"}).status_code == 422


def test_an_export_of_hubspot_is_tried_as_it_is(step: tuple[Console, str, str]) -> None:
    browser, base, campaign_id = step
    upload(browser, base, HUBSPOT)
    [row] = tried(browser.post(f"{base}/{waiting(campaign_id)}/columns/try").text)
    assert "Name: Stefan Pop" in row
    assert "Company: Carpat" in row
    assert "Country: RO" in row
