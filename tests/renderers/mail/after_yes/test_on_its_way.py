"""The mail that says that a gift has left, in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from renderers.errors import ContextError
from renderers.language.dates import weekday
from renderers.language.translations import LOCALES, text
from renderers.mail.after_yes.how_is_it import how_is_it_mail
from renderers.mail.after_yes.on_its_way import Parcel, on_its_way_mail
from renderers.samples.stories import SAMPLE_STORIES

JANA = SAMPLE_STORIES["jana"]
SENT, EXPECTED = datetime(2027, 4, 23, tzinfo=UTC), datetime(2027, 4, 28, tzinfo=UTC)
WHOLE = Parcel(SENT, EXPECTED, "GLS", "12345678901", "https://gls-group.com/track/12345678901")


@pytest.mark.parametrize("locale", LOCALES)
def test_it_says_when_by_whom_and_where_to_look_but_names_no_gift(locale: str) -> None:
    story = replace(JANA, person=replace(JANA.person, locale=locale))
    mail = on_its_way_mail(story, WHOLE)
    for part in ("text", "body"):
        words = mail.files[part][1].decode()
        for told in ("GLS", "12345678901", "https://gls-group.com/track/12345678901", f"{story.links.page}/where"):
            assert told in words
        assert JANA.gift.name not in words
    plain = mail.files["text"][1].decode()
    assert weekday(locale, SENT) in plain
    assert weekday(locale, EXPECTED) in plain
    assert mail.files["subject"][1].decode() == " ".join(text(locale, "arrival.mail.subject").split())


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_not_known_has_no_line(locale: str) -> None:
    story = replace(JANA, person=replace(JANA.person, locale=locale))
    plain = on_its_way_mail(story, Parcel(SENT)).files["text"][1].decode()
    for key in ("parcel.where.carrier", "parcel.where.number", "parcel.where.follow", "arrival.mail.expected"):
        assert text(locale, key) not in plain


def test_a_link_that_is_not_a_carriers_is_refused() -> None:
    with pytest.raises(ContextError, match="https address of its carrier"):
        on_its_way_mail(JANA, replace(WHOLE, follow="http://gls-group.com/"))


@pytest.mark.parametrize("locale", LOCALES)
def test_how_is_it_speaks_of_something_that_goes_with_it_only_where_there_is_something(locale: str) -> None:
    story = replace(JANA, person=replace(JANA.person, locale=locale))
    told = text(locale, "arrival.pair.mail")
    assert told in how_is_it_mail(story, has_pair=True).files["text"][1].decode()
    assert told not in how_is_it_mail(story).files["text"][1].decode()
