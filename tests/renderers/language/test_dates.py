"""Days and hours as readers write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from renderers.language.dates import day, full_day, span, weekday

MOMENT = datetime(2027, 5, 14, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en", ("Friday 14 May", "14 May", "14 May 2027")),
        ("cs", ("14.\u00a0května (pátek)", "14.\u00a0května", "14.\u00a0května 2027")),
        ("ru", ("14\u00a0мая (пт)", "14\u00a0мая", "14\u00a0мая 2027\u00a0г.")),
        ("is", ("14.\u00a0maí (fös.)", "14.\u00a0maí", "14.\u00a0maí 2027")),
        ("ro", ("14\u00a0mai (vineri)", "14\u00a0mai", "14\u00a0mai 2027")),
        ("ar", ("الجمعة 14 مايو", "14 مايو", "14 مايو 2027")),
        ("ja", ("5月14日（金）", "5月14日", "2027年5月14日")),
    ],
)
def test_a_day_is_written_in_its_language(locale: str, written: tuple[str, str, str]) -> None:
    assert (weekday(locale, MOMENT), day(locale, MOMENT), full_day(locale, MOMENT)) == written


@pytest.mark.parametrize(
    ("locale", "first", "last", "written"),
    [
        ("en", (2027, 7, 3), (2027, 7, 20), "3 July 2027 – 20 July 2027"),
        ("ja", (2027, 7, 3), (2027, 7, 20), "2027年7月3日〜2027年7月20日"),
        ("ru", (2027, 7, 3), (2027, 7, 20), "с 3 по 20 июля 2027 г."),
        ("ru", (2027, 7, 3), (2027, 8, 2), "с 3 июля по 2 августа 2027 г."),
        ("ru", (2027, 12, 24), (2028, 1, 2), "с 24 декабря 2027 г. по 2 января 2028 г."),
    ],
)
def test_a_span_of_days_is_written_in_its_language(
    locale: str, first: tuple[int, int, int], last: tuple[int, int, int], written: str
) -> None:
    days = [datetime(*first, tzinfo=UTC), datetime(*last, tzinfo=UTC)]
    assert span(locale, days).replace("\u00a0", " ") == written


def test_the_day_of_a_moment_is_that_of_utc() -> None:
    prague = datetime(2027, 5, 15, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert day("en", prague) == "14 May"
