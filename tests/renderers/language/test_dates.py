"""Days and hours as readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from renderers.language.dates import day, full_day, span, until, weekday

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


def test_the_day_of_a_moment_is_that_of_utc() -> None:
    prague = datetime(2027, 5, 15, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert day("en", prague) == "14 May"


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en", "Friday 14 May"),
        ("cs", "pátku 14.\u00a0května"),
        ("is", "föstudagsins 14.\u00a0maí"),
        ("ro", "14\u00a0mai (vineri)"),
    ],
)
def test_a_day_takes_the_case_that_until_wants(locale: str, written: str) -> None:
    assert until(locale, MOMENT) == written


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en", ("3–20 July 2027", "29 July – 3 August 2027", "29 December 2027 – 3 January 2028")),
        ("is", ("3.–20. júlí 2027", "29. júlí – 3. ágúst 2027", "29. desember 2027 – 3. janúar 2028")),
        ("ja", ("2027年7月3日〜20日", "2027年7月29日〜8月3日", "2027年12月29日〜2028年1月3日")),
    ],
)
def test_days_from_one_to_another_share_what_they_can(locale: str, written: tuple[str, str, str]) -> None:
    spans = ((2027, 7, 3), (2027, 7, 20)), ((2027, 7, 29), (2027, 8, 3)), ((2027, 12, 29), (2028, 1, 3))
    said = tuple(span(locale, date(*first), date(*last)).replace("\u00a0", " ") for first, last in spans)
    assert said == written
