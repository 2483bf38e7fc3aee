from __future__ import annotations

import pytest

from service.campaigns.wording import in_language

TEXTS = {"en": "Thank you", "cs": "Děkujeme", "ro": ""}


@pytest.mark.parametrize(
    ("locale", "words"), [("cs", "Děkujeme"), ("cs-CZ", "Děkujeme"), ("ro", "Thank you"), ("ja", "Thank you")]
)
def test_the_readers_language_first_then_english(locale: str, words: str) -> None:
    assert in_language(TEXTS, locale) == words
