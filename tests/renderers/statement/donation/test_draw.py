from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from renderers.context import Money
from renderers.errors import ProofFailed
from renderers.samples.stories import SAMPLE_STORIES
from renderers.statement.donation.draw import DonationStory, donation_note, note_key
from renderers.statement.pdf.read_back import words_of

NOTE = DonationStory(
    locale="en",
    number="HP-2026-11-22-7KQ4",
    sender=next(iter(SAMPLE_STORIES.values())).sender,
    charity="Šumava Owls",
    registration="CZ 123",
    price=Money(3790, "EUR"),
    reference="SEPA 2026-77",
    booked_at=datetime(2026, 11, 29, 10, 0, tzinfo=UTC),
)


@pytest.mark.parametrize(
    "locale", ["en", "cs", *(pytest.param(one, marks=pytest.mark.slow) for one in ("is", "ro", "ru", "ja", "ar"))]
)
def test_the_note_says_what_was_paid_to_whom_in_every_language(locale: str) -> None:
    drawn = donation_note(replace(NOTE, locale=locale))
    media, body = drawn.files["body"]

    assert (media, body[:5]) == ("application/pdf", b"%PDF-")
    for said in (NOTE.number, "Šumava Owls", "CZ 123", "SEPA 2026-77"):
        assert said in drawn.text
        assert locale == "ar" or "".join(said.split()) in "".join(words_of(body).split())


def test_a_hidden_price_is_not_on_it_and_a_number_nobody_wrote_is_not_missed() -> None:
    drawn = donation_note(replace(NOTE, price=None, registration=None))

    assert "37.90" not in drawn.text
    assert "Its full value" in drawn.text
    assert "Registration:" not in drawn.text.split("Given by")[0]


def test_a_name_that_holds_a_token_is_refused() -> None:
    with pytest.raises(ProofFailed):
        donation_note(replace(NOTE, charity="  "))


def test_the_same_note_has_the_same_key() -> None:
    assert note_key(NOTE) == note_key(replace(NOTE))
    assert note_key(NOTE) != note_key(replace(NOTE, reference="SEPA 2026-78"))
