"""What cannot have happened is a typed error, and never an event."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.brain.events.happened import FromTheFuture, Happened, NoAmount, read_happened
from service.brain.events.read_sheet import read_lines
from service.errors import InvalidInput
from service.sheets.refusals import ListRefused
from tests.factories import AT

WHOLE = {
    "event_id": "crm/77",
    "email": "jana@vltava.example",
    "event": "Purchase",
    "about": "Plan Pro",
    "amount": "1250.00",
    "currency": "eur",
    "at": "2026-11-20T12:05:00+01:00",
}


def test_a_whole_event_is_read() -> None:
    moment = AT.replace(day=20, hour=11, minute=5)
    assert read_happened(WHOLE, AT) == Happened(
        "crm/77", "jana@vltava.example", "purchase", "plan-pro", 125_000, "EUR", moment
    )


@pytest.mark.parametrize(
    ("change", "error", "param"),
    [
        ({"amount": "NaN"}, NoAmount, "amount"),
        ({"amount": "inf"}, NoAmount, "amount"),
        ({"amount": "-1"}, NoAmount, "amount"),
        ({"amount": "1.005"}, NoAmount, "amount"),
        ({"amount": "1e300"}, NoAmount, "amount"),
        ({"amount": "many"}, NoAmount, "amount"),
        ({"currency": ""}, InvalidInput, "currency"),
        ({"at": (AT + timedelta(minutes=6)).isoformat()}, FromTheFuture, "at"),
        ({"at": "2019-01-01T00:00:00Z"}, InvalidInput, "at"),
        ({"at": "yesterday"}, InvalidInput, "at"),
        ({"event_id": ""}, InvalidInput, "event_id"),
        ({"event_id": "hp:0123"}, InvalidInput, "event_id"),
        ({"event_id": "jana@vltava.example"}, InvalidInput, "event_id"),
        ({"event": "page_look"}, InvalidInput, "event"),
        ({"about": "jana@vltava.example"}, InvalidInput, "about"),
        ({"about": ""}, InvalidInput, "about"),
        ({"email": "Jana"}, InvalidInput, "email"),
        ({"event": "site_look"}, InvalidInput, "amount"),
    ],
)
def test_what_cannot_have_happened_is_refused_with_its_field(
    change: dict[str, str], error: type[InvalidInput], param: str
) -> None:
    with pytest.raises(error) as refused:
        read_happened(WHOLE | change, AT)
    assert (type(refused.value), refused.value.param) == (error, param)


def test_a_sheet_names_each_line_that_is_wrong_by_its_row() -> None:
    sheet = (
        "Event ID;Email;Event;About;Amount;Currency;At\n"
        "a1;jana@vltava.example;site_look;prices;;;2026-11-22T08:00:00Z\n"
        "a2;jana@vltava.example;purchase;pro;NaN;EUR;2026-11-22T08:00:00Z\n"
        "a3;jana@vltava.example;site_look;prices;;;2099-01-01T00:00:00Z\n"
    )
    good, bad = read_lines(sheet.encode(), "events.csv", AT)
    assert [(row, one.external_id) for row, one in good] == [(2, "a1")]
    assert [(one.row, one.sentence.split(",")[0]) for one in bad] == [
        (3, "Write the amount as 1250.00"),
        (4, "It’s dated in the future"),
    ]


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        ("event_id,email,event,about\n", "There’s no column “at”"),
        ("event_id,email,event,about,at,email\n1,,,,,\n", "Two columns say “email”"),
        ("event_id,email,event,about,at\n", "headings and no rows"),
    ],
)
def test_a_sheet_that_is_none_is_refused_as_a_whole(sheet: str, sentence: str) -> None:
    with pytest.raises(ListRefused, match=sentence):
        read_lines(sheet.encode(), "events.csv", AT)
