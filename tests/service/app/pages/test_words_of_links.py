"""What somebody reads of a link that leads nowhere is said in the same words wherever it is said."""

from __future__ import annotations

import pytest

from renderers.language.translations import text
from service.app.pages.error_pages import TITLES
from service.errors import GiftLapsed, GiftUndelivered, GiftWithdrawn, LinkClosed


@pytest.mark.parametrize(
    ("error", "key"),
    [(LinkClosed, "title"), (GiftLapsed, "lapsed"), (GiftUndelivered, "undelivered"), (GiftWithdrawn, "withdrawn")],
)
def test_an_error_says_what_the_readers_page_says(error: type[LinkClosed], key: str) -> None:
    assert error().sentence == text("en", f"microsite.closed.{key}")
    assert (error().status, error().code) == (410, "link_closed")


def test_the_consoles_title_is_the_same() -> None:
    assert f"{TITLES[410]}." == LinkClosed().sentence
