"""The console's pages of offers, events, segments, insights and causes: what is wrong is named, and nothing is half done."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from sqlalchemy import delete, select
from werkzeug.datastructures import FileStorage

from service.brain.events.models import PersonEvent
from service.brain.offers.mailed import note_mailed
from service.brain.offers.models import Offer
from service.brain.offers.read_sheet import COLUMNS
from service.brain.register.models import CampaignProblem, Insight
from service.brain.segments.models import Segment
from service.contact.models import Contact
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.planning.offers.lines import OfferLine, list_offers
from service.security.ids import new_id
from tests.console import Console, sales_person
from tests.factories import make_account, make_campaign, make_gift, make_recipient, owner_of
from tests.service.brain.offering import fields

pytestmark = pytest.mark.usefixtures("database")


def manager() -> Console:
    with transaction() as session:
        browser = Console(user := sales_person(session))
        browser.workspace_id = user.workspace_id  # type: ignore[attr-defined]
        return browser


def a_file(text: str, name: str = "sheet.csv") -> FileStorage:
    return FileStorage(io.BytesIO(text.encode()), name)


def sheet(*rows: dict[str, str]) -> FileStorage:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return a_file(text.getvalue())


def rows(table: Any) -> list[Any]:
    with reading() as session:
        return list(session.scalars(select(table)))


def test_an_offer_is_made_on_the_page_and_withdrawn_there() -> None:
    browser = manager()
    assert browser.post("/offers", **fields()).location == "/offers?done=made"
    page = browser.get("/offers").text
    assert ("Two months on us" in page, "€120.00" in page, "fewer than 4" in page) == (True, True, True)
    assert browser.post(f"/offers/{rows(Offer)[0].id}/withdraw").location == "/offers?done=withdrawn"
    assert "No offers yet" in browser.get("/offers").text


def test_who_got_an_offer_by_mail_is_counted_in_fours_once_it_left() -> None:
    """Seven reminders with it were written, six of them left: four or more. What was only written counts nobody."""
    browser = manager()
    browser.post("/offers", **fields())
    offer = rows(Offer)[0]
    mailed(offer, 3, left=True)
    assert listed(offer).mailed is None
    mailed(offer, 3, left=True)
    mailed(offer, 1, left=False)
    assert listed(offer).mailed == 4
    assert "4 or more" in browser.get("/offers").text
    with transaction() as session:
        session.execute(delete(Contact))
    assert listed(offer).mailed is None


def mailed(offer: Offer, people: int, *, left: bool) -> None:
    with transaction() as session:
        account = make_account(session, offer.workspace_id, new_id("company"))
        campaign = make_campaign(session, offer.workspace_id, name=new_id("campaign"))
        for _ in range(people):
            person = make_recipient(session, account)
            message_id = new_id("msg")
            note_mailed(session, person, offer.id, message_id, utc_now())
            if left:
                gift = make_gift(session, campaign, person, None)
                session.add(Contact(workspace_id=offer.workspace_id, recipient_id=person.id, gift_id=gift.id,
                                    message_id=message_id, purpose="reminder", at=utc_now()))  # fmt: skip


def listed(offer: Offer) -> OfferLine:
    with reading() as session:
        return list_offers(session, owner_of(offer.workspace_id), utc_now().date())[0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title_ja": ""}, "“title_ja” is empty."),
        ({"line_en": "Hello {first_name}, for you."}, "“line_en”: There is"),
        ({"line_en": "A letter in no font: \U00013000"}, "“line_en”:"),
        ({"segment": "Nobody saved this"}, "No segment is called"),
    ],
)
def test_what_would_not_pass_the_proof_is_not_kept_and_stays_typed(change: dict[str, str], sentence: str) -> None:
    browser = manager()
    answer = browser.post("/offers", **fields(**change))
    assert (answer.status_code, sentence in answer.text, rows(Offer)) == (422, True, [])
    assert 'value="renewal"' in answer.text


def test_a_sheet_of_offers_is_kept_whole_or_not_at_all() -> None:
    browser = manager()
    bad = browser.post("/offers/sheet", file=sheet(fields(), fields(code="b", line_cs="Ahoj {{ jmeno }}")))
    assert (bad.status_code, "Row 3: “line_cs”" in bad.text, rows(Offer)) == (422, True, [])
    good = browser.post("/offers/sheet", file=sheet(fields(), fields(code="b")))
    assert (good.status_code, "2 offers made, 0 replaced, 0 as they were." in good.text) == (200, True)
    assert browser.get("/offers/sheet.csv").text.strip("\ufeff\r\n").split(",") == list(COLUMNS)


def test_a_sheet_of_events_is_kept_whole_or_not_at_all() -> None:
    browser = manager()
    with transaction() as session:
        account = make_account(session, browser.workspace_id)  # type: ignore[attr-defined]
        make_recipient(session, account, email="jana@vltava.example")
    head = "event_id,email,event,about,amount,currency,at\n"
    line = f"a1,jana@vltava.example,purchase,pro,12.50,EUR,{utc_now().isoformat()}\n"
    bad = browser.post("/events", file=a_file(head + line + line.replace("a1", "a2").replace("12.50", "NaN")))
    assert (bad.status_code, "Row 3: Write the amount" in bad.text, rows(PersonEvent)) == (422, True, [])
    unknown = browser.post("/events", file=a_file(head + line.replace("jana", "petr")))
    assert (unknown.status_code, "Row 2: We know nobody" in unknown.text) == (422, True)
    good = browser.post("/events", file=a_file(head + line + line))
    assert "1 event saved. 1 row said what we knew already." in good.text
    assert [row.amount_minor for row in rows(PersonEvent)] == [1250]
    assert browser.post("/events").status_code == 422


def test_a_segment_is_counted_saved_changed_and_deleted() -> None:
    browser = manager()
    with transaction() as session:
        account = make_account(session, browser.workspace_id)  # type: ignore[attr-defined]
        for _ in range(5):
            make_recipient(session, account)
    counted = browser.post("/segments", name="Czechs", country="CZ", act="count")
    assert ("5 people match" in counted.text, rows(Segment)) == (True, [])
    assert browser.post("/segments", name="Czechs", country="CZ").location == "/segments?done=saved"
    segment = rows(Segment)[0]
    assert 'value="CZ"' in browser.get(f"/segments/{segment.id}").text
    assert browser.post("/segments", name="Few", country="IS").status_code == 303
    page = browser.get("/segments").text
    assert ("fewer than 4" in page, "Country: CZ" in page) == (True, True)
    refused = browser.post("/segments", name="Vegans", told="diet:vegan")
    assert (refused.status_code, "can’t be asked" in refused.text) == (422, True)
    assert browser.post(f"/segments/{segment.id}/delete").location == "/segments?done=deleted"
    assert [row.name for row in rows(Segment)] == ["Few"]


def test_an_insight_is_added_settled_and_downloaded_without_formulas() -> None:
    browser = manager()
    said = {"sentence": "=1+1 is what we believe", "because": "A theory", "way": "deductive", "source": "Nora",
            "learned_on": "2026-01-01", "expires_on": "2999-01-01"}  # fmt: skip
    assert browser.post("/insights", **said).location == "/insights?done=added"
    assert "1 insight counts" in browser.get("/insights").text
    row = rows(Insight)[0]
    assert browser.post(f"/insights/{row.id}", outcome="no_difference", note="Under 10").status_code == 422
    done = browser.post(f"/insights/{row.id}", outcome="no_difference", note="Under 10", test="A or B")
    assert done.location == "/insights?done=settled"
    assert "0 insights count, 1 doesn’t" in browser.get("/insights").text
    lines = list(csv.reader(io.StringIO(browser.get("/insights/register.csv").text.lstrip("\ufeff"))))
    assert (lines[1][0], lines[1][-1]) == ("'=1+1 is what we believe", "no")


def test_a_problem_is_stated_on_the_screen_of_four_causes() -> None:
    browser = manager()
    with transaction() as session:
        campaign = make_campaign(session, browser.workspace_id)  # type: ignore[attr-defined]
    page = f"/campaigns/{campaign.id}/causes"
    assert "2 causes of failure are open" in browser.get(page).text
    said = {"problem": "They go quiet.", "measured_by": "Met", "good_enough": "25", "stop_below": "30"}
    assert browser.post(page, **said).location == f"{page}?done=stated"
    assert "one cause of failure is open" in browser.get(page).text
    assert (browser.post(page, **said | {"good_enough": "0"}).status_code, len(rows(CampaignProblem))) == (422, 1)
    assert "Spring thank-you" in browser.get("/results/causes").text
