"""The names of countries, languages and months by which lists are read are those that Babel has."""

from __future__ import annotations

from service.sheets.vocabulary import CLDR_NAMES
from workshop.names import written


def test_what_lists_are_read_by_is_what_babel_knows() -> None:
    assert CLDR_NAMES.read_text("utf-8") == written()
