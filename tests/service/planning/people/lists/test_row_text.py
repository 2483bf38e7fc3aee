"""A row as text and back."""

from __future__ import annotations

import json
from dataclasses import replace

from service.planning.people.lists.intake import read_upload
from service.planning.people.lists.mapping.row_text import row_of, row_text

HEADINGS = b"Company,Work email,Country,Customer stage,Account value,Enjoys most,Personal line\n"
LIST = HEADINGS + b"Vltava,jana@example.com,CZ,renewal,high,Calm,Until May.\n"


def test_a_row_comes_back_with_what_its_account_is_worth() -> None:
    (row,) = read_upload(LIST, "people.csv").rows
    assert row.person is not None
    assert row.person.account_value == "high"
    assert row_of(row.number, row_text(row)) == row


def test_a_row_that_was_kept_before_accounts_had_a_value_says_nothing_of_it() -> None:
    (row,) = read_upload(LIST, "people.csv").rows
    assert row.person is not None
    said = json.loads(row_text(row))
    for _ in ("words to compare", "a line", "what moves them", "the account's value"):
        said["person"].pop()
    assert row_of(row.number, json.dumps(said)).person == replace(
        row.person, account_value=None, motive=None, personal_line=None
    )
