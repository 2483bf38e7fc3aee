"""A country at the end of an address is called as its reader calls it; everything else stays as the sender wrote it."""

from __future__ import annotations

import pytest

from renderers.language.places import place


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("en", "0551 Oslo, Norway"),
        ("cs", "0551 Oslo, Norsko"),
        ("ro", "0551 Oslo, Norvegia"),
        ("is", "0551 Oslo, Noregur"),
        ("ru", "0551 Oslo, Норвегия"),
        ("ja", "0551 Oslo、ノルウェー"),
        ("ar", "\u20660551 Oslo\u2069، النرويج"),
    ],
)
def test_a_country_is_called_by_its_reader_s_name(locale: str, told: str) -> None:
    assert place(locale, "0551 Oslo, Norway") == told


def test_a_country_is_known_in_every_language_we_ship() -> None:
    assert [place("en", f"110 00 Praha, {name}") for name in ("Česko", "Чехия", "チェコ", "Tékkland")] == [
        "110 00 Praha, Czechia"
    ] * 4


@pytest.mark.parametrize("words", ["0551 Oslo", "Norway", "Springfield, Ohio", "Georgia Street 4, Unit B", "–"])
def test_what_names_no_country_stays(words: str) -> None:
    assert place("cs", words) == words
