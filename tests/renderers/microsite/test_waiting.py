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


def test_a_film_that_could_not_be_made_is_not_looked_for_again() -> None:
    html = waiting_page("en", "/gift/gft_1", "refused").decode()
    assert "refresh" not in html
    assert "We couldn’t make this film." in html
    assert 'href="/gift/gft_1#film"' in html
