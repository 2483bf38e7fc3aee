"""A meeting: offered after a yes only, once, to nobody who is bound by a rule, and each time to one person."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from service.conversation.afterwards.calendar_file import calendar_file
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.recipients.afterwards.models import MeetingAnswer, MeetingSlot
from service.recipients.models import Account
from service.security.ids import new_id
from tests.service.conversation.afterwards.after import bring_to, page, press
from tests.service.conversation.talk import Talk, letters

AT = datetime(2027, 5, 4, 8, 0, tzinfo=UTC)


@pytest.fixture
def slots(talk: Talk) -> list[str]:
    """Five times of Nora's; the first begins too soon."""
    ids = []
    with transaction() as session:
        for number in range(5):
            starts = utc_now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=12 + 24 * number)
            ids.append(new_id("slt"))
            session.add(
                MeetingSlot(
                    id=ids[-1],
                    workspace_id=talk.scene.workspace_id,
                    campaign_id=talk.scene.campaign.id,
                    set_by=talk.nora.id,
                    starts_at=starts,
                    minutes=20,
                )
            )
    return ids


def shown(talk: Talk) -> list[str]:
    return re.findall(r'name="slot" value="([^"]+)"', page(talk, "after"))


def answers() -> list[tuple[str, str | None, int]]:
    with reading() as session:
        return [(row.state, row.slot_id, row.changes) for row in session.scalars(select(MeetingAnswer))]


def test_before_a_yes_nothing_is_offered_and_nothing_taken(talk: Talk, slots: list[str]) -> None:
    assert shown(talk) == []
    assert press(talk, "after", "meet", slot=slots[1]).status_code == 409
    assert answers() == []


def test_three_times_are_offered_after_it_and_one_is_taken(talk: Talk, slots: list[str]) -> None:
    bring_to(talk, "accepted")
    assert shown(talk) == slots[1:4]
    assert (
        press(talk, "after", "meet", slot=slots[2]).location == f"/gift/{talk.gift.id}/after?notice=meeting_booked#done"
    )
    assert (answers(), shown(talk)) == ([("booked", slots[2], 0)], [])
    (letter,) = letters()
    assert (letter.handed_over_at is not None, letter.body.startswith("I’d like to meet at this time: ")) == (
        True,
        True,
    )
    file = talk.browser.get(f"/gift/{talk.gift.id}/meeting.ics")
    assert (file.status_code, file.mimetype) == (200, "text/calendar")
    assert "SUMMARY:Meeting: Nora Whitfield\\, Fjord & Loom" in file.text.replace("\r\n ", "")
    assert re.search(r"TEL|ATTENDEE|ORGANIZER|mailto|\+\d", file.text) is None


def test_a_time_is_one_persons(talk: Talk, slots: list[str]) -> None:
    bring_to(talk, "accepted")
    press(talk, "after", "meet", slot=slots[1])
    again = press(talk, "after", "meet", slot=slots[1])
    assert (again.status_code, "Not booked." in again.text) == (409, True)


def test_cancelled_it_is_free_again_and_is_not_offered_anew(talk: Talk, slots: list[str]) -> None:
    bring_to(talk, "accepted")
    press(talk, "after", "meet", slot=slots[1])
    assert press(talk, "after", "cancel_meeting").status_code == 303
    assert (answers(), shown(talk)) == ([("canceled", None, 1)], [])
    booked, canceled = letters()
    assert canceled.body == booked.body.replace("I’d like to meet", "I need to cancel our meeting")
    assert talk.browser.get(f"/gift/{talk.gift.id}/meeting.ics").status_code == 410


def test_whoever_wants_no_meeting_is_not_asked_again(talk: Talk, slots: list[str]) -> None:
    bring_to(talk, "accepted")
    press(talk, "after", "refuse_meetings")
    assert (answers(), shown(talk), len(slots)) == ([("refused", None, 0)], [], 5)


@pytest.mark.parametrize(
    "rule", [{"no_alcohol": True}, {"cap_minor": 5000, "currency": "EUR"}, {"public_sector": True}]
)
@pytest.mark.usefixtures("slots")
def test_nobody_bound_by_a_rule_is_offered_one(talk: Talk, rule: dict[str, object]) -> None:
    bring_to(talk, "accepted")
    with transaction() as session:
        session.get_one(Account, talk.gift.account_id).gift_policy = rule
    assert shown(talk) == []


def test_the_file_is_an_event_in_utc() -> None:
    lines = calendar_file("gft_1", "Meeting: Nora; Jones, Sons", AT, 20, 1, AT).decode().split("\r\n")
    assert lines[6:12] == [
        "UID:gft_1@handpicked",
        "SEQUENCE:1",
        "DTSTAMP:20270504T080000Z",
        "DTSTART:20270504T080000Z",
        "DTEND:20270504T082000Z",
        "SUMMARY:Meeting: Nora\\; Jones\\, Sons",
    ]


@given(title=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_no_line_is_longer_than_it_may_be_and_none_is_lost(title: str) -> None:
    body = calendar_file("gft_1", title, AT, 20, 0, AT)
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    whole = body.decode().replace("\r\n ", "").split("\r\n")
    said = next(line for line in whole if line.startswith("SUMMARY:")).removeprefix("SUMMARY:")
    assert re.sub(r"\\([\\;,])", r"\1", said) == title
