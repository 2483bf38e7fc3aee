"""Business cards become a list with our headings."""

from __future__ import annotations

import csv
import io

import pytest

from service.errors import InvalidInput
from service.planning.people.lists.vcards import is_cards, make_list

CARDS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Nováková;Jana;;;\r\nFN:Jana Nováková\r\nORG:Vltava Robotics\\, s.r.o.;Research\r\n"
    "item1.EMAIL;TYPE=WORK:jana@vltava.example\r\nEMAIL;TYPE=HOME:jana@home.example\r\nTITLE:Head of\r\n  Research\r\n"
    "ADR;TYPE=WORK:;;Na Příkopě 1;Praha;;110 00;Czech Republic\r\nNOTE:vegan\r\nBDAY:1980-01-01\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\r\n"
    "ORG:Elbe Optik\r\nEMAIL:joerg@elbe.example\r\nEND:VCARD\r\n"
).encode()


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(make_list(data).decode("utf-8-sig"))))


def test_each_card_is_a_row_and_what_a_list_has_no_field_for_is_left_out() -> None:
    headings, *rows = read(CARDS)
    assert len(headings) == 7
    assert rows == [
        [
            "Vltava Robotics, s.r.o.",
            "Jana",
            "Nováková",
            "jana@vltava.example",
            "Czech Republic",
            "Praha",
            "Head of Research",
        ],
        ["Elbe Optik", "Jörg", "Müller", "joerg@elbe.example", "", "", ""],
    ]


def test_a_file_of_cards_is_known_by_its_first_line() -> None:
    assert [is_cards(one) for one in (CARDS, b"\xef\xbb\xbfbegin:vcard", b"Company,Email", b"")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_file_without_a_card_is_refused() -> None:
    with pytest.raises(InvalidInput):
        make_list(b"BEGIN:VCARD\r\nFN:Nobody")
