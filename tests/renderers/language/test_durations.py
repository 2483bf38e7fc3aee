"""How long something still lasts is said as a duration, in every language, with the right plural; no recipient is told an hour."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from renderers.language.durations import remaining, whole_minutes
from renderers.language.translations import CATALOGS, LOCALES

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en",
            (
                "You can undo this for 24 more hours.",
                "You can undo this for 1 more hour.",
                "You can undo this for 40 more minutes.",
                "You can undo this for less than a minute.",
            ),
        ),
        (
            "cs",
            (
                "Odpověď můžete vzít zpět ještě 24 hodin.",
                "Odpověď můžete vzít zpět ještě 1 hodinu.",
                "Odpověď můžete vzít zpět ještě 40 minut.",
                "Odpověď můžete vzít zpět už jen necelou minutu.",
            ),
        ),
        (
            "ro",
            (
                "Mai puteți anula răspunsul timp de 24 de ore.",
                "Mai puteți anula răspunsul timp de 1 oră.",
                "Mai puteți anula răspunsul timp de 40 de minute.",
                "Mai puteți anula răspunsul timp de mai puțin de un minut.",
            ),
        ),
        (
            "is",
            (
                "Þú getur dregið svarið til baka í 24 klukkustundir í viðbót.",
                "Þú getur dregið svarið til baka í 1 klukkustund í viðbót.",
                "Þú getur dregið svarið til baka í 40 mínútur í viðbót.",
                "Þú getur dregið svarið til baka í tæpa mínútu í viðbót.",
            ),
        ),
        (
            "ru",
            (
                "Отменить можно ещё 24 часа.",
                "Отменить можно ещё 1 час.",
                "Отменить можно ещё 40 минут.",
                "Отменить можно ещё меньше минуты.",
            ),
        ),
        (
            "ja",
            (
                "あと24時間は取り消せます。",
                "あと1時間は取り消せます。",
                "あと40分間は取り消せます。",
                "取り消せる時間は、残り1分足らずです。",
            ),
        ),
        (
            "ar",
            (
                "يمكن التراجع خلال 24 ساعة.",
                "يمكن التراجع خلال ساعة واحدة.",
                "يمكن التراجع خلال 40 دقيقة.",
                "يمكن التراجع خلال أقلّ من دقيقة.",
            ),
        ),
    ],
)
def test_the_time_to_undo_is_told_at_a_day_an_hour_and_less(locale: str, said: tuple[str, ...]) -> None:
    spans = (DAY, HOUR, 40 * MINUTE, timedelta(seconds=30))
    assert tuple(remaining(locale, "microsite.undo", left).replace("\xa0", " ") for left in spans) == said


@pytest.mark.parametrize(
    ("locale", "count", "unit"),
    [("is", 21, "21 klukkustund "), ("is", 31, "31 klukkustund "), ("ru", 21, "21 час."), ("cs", 2, "2 hodiny."),
     ("ro", 19, "19 ore."), ("ro", 20, "20 de ore."), ("ar", 2, "ساعتين."), ("ar", 3, "3 ساعات.")],
)  # fmt: skip
def test_the_count_takes_the_plural_of_its_language(locale: str, count: int, unit: str) -> None:
    said = remaining(locale, "microsite.undo", count * HOUR).replace("\xa0", " ")
    assert unit in f"{said} "


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (DAY - timedelta(seconds=1), "24 more hours"),
        (DAY - 2 * MINUTE, "23 more hours"),
        (2 * DAY, "2 more days"),
        (3 * DAY - HOUR, "2 more days"),
        (HOUR - 2 * MINUTE, "58 more minutes"),
        (MINUTE, "1 more minute."),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(0), "less than a minute"),
    ],
)
def test_a_duration_is_rounded_down_but_for_the_minute_a_page_takes(left: timedelta, said: str) -> None:
    assert said in remaining("en", "microsite.undo", left)


def test_what_remains_of_a_minute_is_not_counted() -> None:
    assert [whole_minutes(timedelta(seconds=seconds)) for seconds in (899, 60, 59, -5)] == [14, 1, 0, 0]


def test_no_sentence_for_recipients_tells_an_hour_of_the_clock() -> None:
    told = {path.name: path.read_text("utf-8") for locale in LOCALES for path in CATALOGS.glob(f"{locale}*.json")}
    assert len(told) == 7 * 32
    assert [name for name, words in told.items() if re.search(r"\{hour\}|\{moment\}.*UTC|\bUTC\b|\bGMT\b", words)] == []
    assert "hours" in json.loads(told["en.json"])["microsite"]["undo"]
