"""What a CRM gets back, exactly, and nothing that it may not have."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from service.api.external import keep_external_id
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.insights.crm.columns import delivered
from service.recipients.afterwards.models import MeetingAnswer, MeetingSlot
from service.recipients.models import Recipient
from service.workspaces.models import User, Workspace
from tests.console import Console
from tests.factories import AT, make_fact, make_user
from tests.service.gifting.scene import set_scene

pytestmark = pytest.mark.usefixtures("database")


def rows(body: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))


def ended(*, is_sandbox: bool = False) -> tuple[Console, str, list[str]]:
    """A campaign of five with one of each outcome. (browser, campaign, emails)"""
    with transaction() as session:
        scene = set_scene(session, 5, 0)
        session.get_one(Workspace, scene.workspace_id).is_sandbox = is_sandbox
        owner = make_user(session, scene.workspace_id, "manager")
        emails = []
        ends = (("delivered", False), ("accepted", True), ("donated", False), ("declined", False), ("notified", False))
        for number, (made, (status, swapped)) in enumerate(zip(scene.gifts, ends, strict=True)):
            gift = session.get_one(RecipientGift, made.id)
            gift.status, gift.is_swapped, gift.launched_at = status, swapped, AT
            gift.decline_reason = "dietary" if status == "declined" else None
            person = session.get_one(Recipient, gift.recipient_id)
            make_fact(session, person, "allergen", "nuts", source="asked")
            emails.append(str(person.email))
            if number == 0:
                for kind, amount in (("captured", 4400), ("refunded", 400)):
                    session.add(
                        MoneyEntry(
                            workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id, kind=kind,
                            amount_minor=amount, currency="EUR", at=AT,
                        )
                    )  # fmt: skip
                slot = MeetingSlot(
                    id="slt_1", workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, set_by=owner.id,
                    starts_at=AT + timedelta(days=3), minutes=30,
                )  # fmt: skip
                session.add(slot)
                session.flush()
                session.add(
                    MeetingAnswer(
                        gift_id=gift.id, workspace_id=gift.workspace_id, recipient_id=person.id, state="booked",
                        slot_id=slot.id, at=AT,
                    )
                )  # fmt: skip
                keep_external_id(session, gift.workspace_id, "recipient", "0035g00002", person.id, AT)
        return Console(session.get_one(User, owner.id)), scene.campaign.id, emails


def test_campaign_members_of_salesforce_say_what_became_of_each_gift_and_no_more() -> None:
    browser, campaign_id, emails = ended()
    answer = browser.get(f"/crm/campaigns/{campaign_id}/salesforce-people.csv")
    headings, *found = rows(answer.text)
    assert headings == list(delivered("salesforce", "people").values())
    by_email = {line[1]: line for line in found}
    told = [(by_email[email][4], by_email[email][5], by_email[email][6]) for email in emails]
    assert told == [
        ("Responded", "Kept", "40.00"),
        ("Responded", "Swapped and kept", "0.00"),
        ("Responded", "Donated", "0.00"),
        ("Responded", "Declined", "0.00"),
        ("Sent", "No answer", "0.00"),
    ]
    assert (by_email[emails[0]][0], by_email[emails[0]][9]) == ("0035g00002", "2026-11-25T09:00:00Z")
    assert [word for word in ("nuts", "dietary", "allergen") if word in answer.text] == []


def test_hubspot_gets_the_same_in_its_own_columns_and_companies_are_counted() -> None:
    browser, campaign_id, _ = ended()
    headings, *found = rows(browser.get(f"/crm/campaigns/{campaign_id}/hubspot-people.csv").text)
    assert (headings[0], headings[5], len(found)) == ("Record ID", "Gift outcome", 5)
    headings, *found = rows(browser.get(f"/crm/campaigns/{campaign_id}/hubspot-companies.csv").text)
    assert headings[:3] == ["Company name", "Gift campaign", "Gifts sent"]
    assert [sum(int(line[column]) for line in found) for column in range(2, 7)] == [5, 2, 1, 1, 1]


def test_files_of_a_sandbox_are_marked_as_invented() -> None:
    browser, campaign_id, _ = ended(is_sandbox=True)
    answer = browser.get(f"/crm/campaigns/{campaign_id}/salesforce-people.csv")
    headings, *found = rows(answer.text)
    assert (headings[-1], {line[-1] for line in found}) == ("Invented", {"yes"})
    assert f"filename=invented-salesforce-people-{campaign_id}.csv" in answer.headers["Content-Disposition"]
    assert browser.get(f"/crm/campaigns/{campaign_id}/people.vcf").text.count("CATEGORIES:Invented") == 5
    assert "SUMMARY:Invented: " in browser.get(f"/crm/campaigns/{campaign_id}/meetings.ics").text


def test_meetings_and_cards_leave_as_files_that_others_read() -> None:
    from icalendar import Calendar

    from service.planning.people.lists.vcards import make_list

    browser, campaign_id, emails = ended()
    (meeting,) = Calendar.from_ical(browser.get(f"/crm/campaigns/{campaign_id}/meetings.ics").data).walk("VEVENT")
    assert (meeting["DTSTART"].dt, meeting["DTEND"].dt - meeting["DTSTART"].dt) == (
        AT + timedelta(days=3), timedelta(minutes=30),
    )  # fmt: skip
    listed = rows(make_list(browser.get(f"/crm/campaigns/{campaign_id}/people.vcf").data).decode())
    assert {line[3] for line in listed[1:]} == set(emails)


def test_hostile_names_start_no_formula_and_no_second_card() -> None:
    browser, campaign_id, _ = ended()
    with transaction() as session:
        person = session.query(Recipient).order_by(Recipient.id).first()
        assert person is not None
        person.given_name, person.email = "Jana\r\nEND:VCARD", "=cmd@example.com"
    assert "\r\n=cmd" not in browser.get(f"/crm/campaigns/{campaign_id}/salesforce-people.csv").text.replace(
        ",=", "\r\n="
    )
    assert browser.get(f"/crm/campaigns/{campaign_id}/people.vcf").text.count("END:VCARD\r\n") == 5


def test_the_page_leads_to_the_files_and_takes_a_calendar() -> None:
    browser, campaign_id, _ = ended()
    page = browser.get("/crm").text
    assert [f"/crm/campaigns/{campaign_id}/{name}" in page for name in ("salesforce-people.csv", "people.vcf")] == [
        True
    ] * 2
    wrong = browser.post("/crm/calendars", account="acc_none", url="https://calendar.example.com/a.ics")
    assert (wrong.status_code, "There’s no such company." in wrong.text) == (422, True)
