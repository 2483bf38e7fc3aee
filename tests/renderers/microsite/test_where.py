from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from renderers.context import LanguageNote
from renderers.errors import ContextError
from renderers.language.translations import LOCALES
from renderers.microsite.where import Whereabouts, WherePage, where_page
from renderers.samples.stories import SAMPLE_STORIES

STORY = next(iter(SAMPLE_STORIES.values()))
AT = datetime(2026, 4, 21, 9, tzinfo=UTC)
DAYS = (AT, AT + timedelta(days=1), AT + timedelta(days=2), AT + timedelta(days=7))
REACHED: dict[Whereabouts, int] = {"accepted": 1, "ordered": 2, "shipped": 3, "delivered": 4, "ran_out": 0}


def page(now: Whereabouts, locale: str = "en", **values: object) -> WherePage:
    made = WherePage(
        person=replace(STORY.person, locale=locale), brand=STORY.brand, reader="greeted", base_path="/gift/gft_1", nonce="n",
        help="https://help.example/", now=now, gift=STORY.gift, days=DAYS[: REACHED[now]],
    )  # fmt: skip
    return replace(made, **values)  # type: ignore[arg-type]


def stops(html: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<li(?: class="(\w+)")?(?: aria-current="step")?><b>([^<]+)</b><span>([^<]+)</span></li>', html)


def test_the_route_has_four_stops_with_their_days_and_says_what_is_expected() -> None:
    html = where_page(page("shipped", expected=AT + timedelta(days=7))).decode()
    assert stops(html) == [
        ("done", "Accepted", "Tuesday 21 April"),
        ("done", "Ordered", "Wednesday 22 April"),
        ("now", "Sent", "Thursday 23 April"),
        ("", "Delivered", "Expected: Tuesday 28 April"),
    ]
    assert html.count('aria-current="step"') == 1


def test_a_stop_that_was_not_reached_has_no_day() -> None:
    assert [note for *_, note in stops(where_page(page("ordered")).decode())] == [
        "Tuesday 21 April", "Wednesday 22 April", "Not yet", "Not yet",
    ]  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("now", list(REACHED))
def test_every_state_is_told_in_every_language(now: Whereabouts, locale: str) -> None:
    html = where_page(
        page(
            now, locale, carrier="UPS", tracking="1Z", address=("Jana", "Long 1"), address_until=AT, address_known=True
        )
    ).decode()
    assert f'lang="{locale}"' in html
    assert len(stops(html)) == (0 if now == "ran_out" else 4)


def test_only_an_https_address_is_linked() -> None:
    said = {"carrier": "UPS", "tracking": "1Z"}
    assert (
        'href="https://www.ups.com/x" rel="noopener noreferrer"'
        in where_page(page("shipped", **said, tracking_page="https://www.ups.com/x")).decode()
    )
    assert "Follow it" not in where_page(page("shipped", **said)).decode()
    for address in ("http://www.ups.com/x", "javascript:alert(1)"):
        with pytest.raises(ContextError):
            where_page(page("shipped", **said, tracking_page=address))


def test_what_somebody_typed_is_text_and_no_tag() -> None:
    html = where_page(page("shipped", carrier="<b>UPS</b>", tracking='"><script>1</script>')).decode()
    assert "<b>UPS" not in html
    assert "<script>1" not in html


def test_a_carrier_is_told_only_of_what_has_left() -> None:
    assert "UPS" not in where_page(page("ordered", carrier="UPS", tracking="1Z")).decode()


def test_read_in_another_language_it_says_so_and_offers_to_stay_in_it() -> None:
    html = where_page(page("ordered", language=LanguageNote("reading", "cs"))).decode()
    assert 'action="/gift/gft_1/language"' in html
    assert 'name="nonce" value="n"' in html


def test_what_ran_out_says_what_follows() -> None:
    html = where_page(page("ran_out", address_known=True)).decode()
    assert "There’s none left of the gift you said yes to." in html
    assert f"We chose another gift for you: {STORY.gift.name}." in html
    assert "We still have your address" in html
    waiting = where_page(page("ran_out", gift=None)).decode()
    assert "We’re looking for another gift for you." in waiting
    assert "We still have your address" not in waiting
