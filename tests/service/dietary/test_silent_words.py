"""Texts are passed over by their words alone where no word may tell; nothing that tells is passed over so."""

from __future__ import annotations

import random

import pytest

from service.dietary import detect as reading
from service.dietary.detect import detect
from service.dietary.lexicon import prose_lexicon

TEXTS = 500
BETWEEN = (" ", " ", ", ", ". ", " not ", " no ", "? ", " met ", " in hall 3, ", "; ", " (", ") ", "/")


def texts() -> list[str]:
    """What may be said with the words of every language we know, and with others between."""
    chance, phrases = random.Random(11), [" ".join(words) for words in prose_lexicon().phrases]
    return [
        "".join(chance.choice(phrases) + chance.choice(BETWEEN) for _ in range(chance.randrange(1, 4)))
        for _ in range(TEXTS)
    ]


def test_no_text_that_tells_of_food_is_passed_over_by_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    said = texts()
    found = [detect(text) for text in said]
    monkeypatch.setattr(reading, "may_tell", lambda _word: True)
    assert found == [detect(text) for text in said]
    assert TEXTS // 5 < sum(one is not None for one in found) < TEXTS


def test_a_usual_note_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "find_words", lambda _words: pytest.fail("looked at"))
    assert detect("spoke with Jana at our stand, call 9") is None
