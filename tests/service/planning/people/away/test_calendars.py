"""A calendar's whole days keep its company's people from being written to, and nothing but the calendar takes them back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.jobs.models import Job
from service.jobs.run import run_job
from service.planning.people.away.calendars import add_calendar, read_calendars, remove_calendar
from service.planning.people.away.models import AwayCalendar
from service.planning.people.away.read_calendar import spans_of
from service.recipients.models import ProfileFact
from tests.factories import make_account, make_fact, make_recipient, make_workspace, owner_of
from tests.https_server import Server, receiver  # noqa: F401 (a fixture)

TODAY = date(2026, 11, 30)


def calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN"]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}", "DTSTAMP:20261101T000000Z", *event.split("|"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


@pytest.mark.parametrize(
    ("event", "spans"),
    [
        ("DTSTART;VALUE=DATE:20261223|DTEND;VALUE=DATE:20270104", ["2026-12-23/2027-01-03"]),
        ("DTSTART;VALUE=DATE:20261206", ["2026-12-06/2026-12-06"]),
        ("DTSTART;VALUE=DATE:20261201|DURATION:P3D", ["2026-12-01/2026-12-03"]),
        ("DTSTART:20261201T080000Z|DTEND:20261201T170000Z", []),
        ("DTSTART:20261201T080000Z|DTEND:20261204T170000Z", ["2026-12-02/2026-12-03"]),
        ("DTSTART;VALUE=DATE:20200501|DTEND;VALUE=DATE:20200502", []),
        ("STATUS:CANCELLED|DTSTART;VALUE=DATE:20261206", []),
        ("DTSTART;VALUE=DATE:20200501|RRULE:FREQ=YEARLY", ["2027-05-01/2027-05-01", "2028-05-01/2028-05-01"]),
        ("DTSTART;VALUE=DATE:20200501|RRULE:FREQ=YEARLY;UNTIL=20270601", ["2027-05-01/2027-05-01"]),
        ("DTSTART;VALUE=DATE:20200501|RRULE:FREQ=YEARLY|EXDATE;VALUE=DATE:20270501", ["2028-05-01/2028-05-01"]),
    ],
)
def test_whole_days_are_read_and_nothing_else(event: str, spans: list[str]) -> None:
    assert spans_of(calendar(event), TODAY) == spans


def test_times_that_touch_are_one() -> None:
    two = calendar(
        "DTSTART;VALUE=DATE:20261224|DTEND;VALUE=DATE:20261227", "DTSTART;VALUE=DATE:20261227|DTEND;VALUE=DATE:20270102"
    )
    assert spans_of(two, TODAY) == ["2026-12-24/2027-01-01"]


@pytest.mark.parametrize("data", [b"", b"Company,Email\r\n", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"\xff" * 100])
def test_what_is_no_calendar_is_refused_or_says_nothing(data: bytes) -> None:
    try:
        assert spans_of(data, TODAY) == []
    except InvalidInput as refused:
        assert refused.param == "file"


def test_an_event_that_comes_every_second_for_ever_ends() -> None:
    assert len(spans_of(calendar("DTSTART;VALUE=DATE:20260101|RRULE:FREQ=SECONDLY"), TODAY)) <= 200


def ours(days: int = 5) -> bytes:
    first = utc_now().date() + timedelta(days=days)
    return calendar(f"SUMMARY:Kari’s operation|DTSTART;VALUE=DATE:{first:%Y%m%d}")


@pytest.mark.usefixtures("database")
def test_a_file_says_when_everybody_of_a_company_is_away_and_takes_it_back_with_it() -> None:
    with transaction() as session:
        account = make_account(session, make_workspace(session).id)
        people = [make_recipient(session, account) for _ in range(2)]
        make_fact(session, people[0], "away", "2027-01-01/2027-01-09")
        made = add_calendar(session, owner_of(account.workspace_id), account.id, utc_now(), data=ours())
        calendar_id, workspace_id = made.id, account.workspace_id
    with reading() as session:
        facts = session.scalars(select(ProfileFact).where(ProfileFact.calendar_id == calendar_id)).all()
        assert {fact.recipient_id for fact in facts} == {person.id for person in people}
        assert {(fact.kind, fact.source) for fact in facts} == {("away", "imported")}
        assert "operation" not in str([(fact.value, fact.kind) for fact in facts])
    with transaction() as session:
        remove_calendar(session, owner_of(workspace_id), calendar_id, utc_now())
    with reading() as session:
        stands = session.scalars(select(ProfileFact).where(ProfileFact.withdrawn_at.is_(None))).all()
        assert [fact.value for fact in stands] == ["2027-01-01/2027-01-09"]


@pytest.mark.usefixtures("database")
def test_an_address_is_read_at_once_and_every_day_and_a_failure_takes_nothing_away(receiver: Server) -> None:  # noqa: F811
    receiver.body = ours()
    with transaction() as session:
        account = make_account(session, make_workspace(session).id)
        make_recipient(session, account)
        url = receiver.url.replace("https://", "webcal://")
        add_calendar(session, owner_of(account.workspace_id), account.id, utc_now(), url=url)
    assert _work() == ["done"]
    receiver.status = 500
    assert read_calendars(utc_now()) == 0
    assert read_calendars(utc_now() + timedelta(days=1)) == 1
    assert _work() == ["done"]
    with reading() as session:
        kept = session.scalars(select(AwayCalendar)).one()
        assert (len(kept.spans), kept.error_code) == (1, "not_there")
        assert len(session.scalars(select(ProfileFact).where(ProfileFact.withdrawn_at.is_(None))).all()) == 1


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("url", ["https://10.0.0.5/a.ics", "http://calendar.example.com/a.ics", ""])
def test_an_address_inside_a_private_network_is_refused(url: str) -> None:
    with transaction() as session:
        account = make_account(session, make_workspace(session).id)
        with pytest.raises(InvalidInput):
            add_calendar(session, owner_of(account.workspace_id), account.id, utc_now(), url=url)


@pytest.mark.usefixtures("database")
def test_a_sandbox_calls_no_address() -> None:
    with transaction() as session:
        account = make_account(session, make_workspace(session, is_sandbox=True).id)
        with pytest.raises(InvalidInput, match="A sandbox calls no address"):
            add_calendar(
                session, owner_of(account.workspace_id), account.id, utc_now(), url="https://a.example.com/b.ics"
            )


def _work() -> list[str]:
    with reading() as session:
        jobs = session.scalars(select(Job.id).where(Job.kind == "planning.read_calendar", Job.state == "pending")).all()
    return [run_job(job_id, "a worker") for job_id in jobs]
