"""How the console writes figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from service.app.pages.formats import (
    clock,
    counted,
    country,
    day,
    hour,
    iso,
    language,
    money,
    people,
    percent,
    share,
    span,
)

NOON = datetime(2027, 3, 18, 12, 30, 7, tzinfo=timezone(timedelta(hours=2)))


def test_money_is_written_with_its_currency_and_its_own_digits() -> None:
    assert money(791_840, "EUR") == "€7,918.40"
    assert money(1500, "JPY") == "JP¥1,500"


def test_moments_are_written_in_utc() -> None:
    assert clock(NOON) == "Thu 18 Mar, 10:30 UTC"
    assert hour(NOON) == "10:30:07 UTC"
    assert iso(NOON) == "2027-03-18T10:30:07+00:00"
    assert day(date(2027, 3, 18)) == "Thu 18 Mar 2027"
    assert day(datetime(2027, 3, 18, tzinfo=UTC)) == "Thu 18 Mar 2027"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "none"), (0.06, "0.06 s"), (4.21, "4.2 s"), (660, "11 min"), (7200, "2.0 h"), (200_000, "2 days")],
)
def test_spans_are_written_in_the_unit_that_fits(seconds: float | None, words: str) -> None:
    assert span(seconds) == words


def test_counts_agree_with_their_noun() -> None:
    assert (people(1), people(1000)) == ("1 person", "1,000 people")
    assert (counted(1, "cell"), counted(3, "cell"), counted(2, "country", "countries")) == (
        "1 cell",
        "3 cells",
        "2 countries",
    )


def test_a_share_of_nobody_is_not_a_number() -> None:
    assert (share(2, 3), share(0, 0), percent(0.0018, 3)) == ("67%", "none yet", "0.180%")


def test_a_language_is_named() -> None:
    assert (language("is"), language("pt-BR"), language("xx")) == ("Icelandic", "Portuguese", "xx")


def test_a_country_is_named_beside_its_code() -> None:
    assert (country("IS"), country("Czechland")) == ("Iceland (IS)", "Czechland")
