from __future__ import annotations

import pytest

from renderers.language.translations import LOCALES, text
from renderers.microsite.waiting import NotYet, waiting_page


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("state", "sentence"), [("making", "wait"), ("late", "wait_long")])
def test_it_looks_again_by_itself_and_leads_back_to_the_gift(locale: str, state: NotYet, sentence: str) -> None:
    html = waiting_page(locale, "/gift/gft_1", state).decode()
    assert '<meta http-equiv="refresh" content="3">' in html
    assert 'href="/gift/gft_1#film"' in html
    assert text(locale, f"microsite.film.{sentence}").split(" ", maxsplit=1)[0] in html


@pytest.mark.parametrize("locale", LOCALES)
def test_its_reader_can_stop_it_and_let_it_go_on(locale: str) -> None:
    moving = waiting_page(locale, "/gift/gft_1", "making").decode()
    still = waiting_page(locale, "/gift/gft_1", "making", is_still=True).decode()
    assert ('href="?refresh=off"' in moving, 'href="?refresh=on"' in moving) == (True, False)
    assert ('href="?refresh=off"' in still, 'href="?refresh=on"' in still, "http-equiv" in still) == (
        False,
        True,
        False,
    )
    assert text(locale, "microsite.film.wait") not in still


def test_a_film_that_could_not_be_made_is_not_looked_for_again() -> None:
    html = waiting_page("en", "/gift/gft_1", "refused").decode()
    assert ("http-equiv" in html, "?refresh" in html) == (False, False)
    assert "We couldn’t make this film." in html
    assert 'href="/gift/gft_1#film"' in html
