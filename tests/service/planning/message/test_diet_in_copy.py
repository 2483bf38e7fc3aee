from __future__ import annotations

import pytest

from service.errors import InvalidInput
from service.planning.message.diet_in_copy import require_no_diet


@pytest.mark.parametrize(
    ("name", "locale", "text", "word"),
    [
        ("message", "en", "We know that you are vegan, and chose with care.", "vegan"),
        ("message", "cs", "Bez ořechů, jak víme od {given_name}.", "ořechů"),
        ("occasion", "ru", "у вас аллергия на молоко", "аллергия"),
    ],
)
def test_a_diet_in_a_message_to_everybody_is_refused_by_its_words(name: str, locale: str, text: str, word: str) -> None:
    with pytest.raises(InvalidInput, match=word) as refusal:
        require_no_diet({name: {"en": "A year together", locale: text}})
    assert refusal.value.param == f"{name}.{locale}"


def test_other_words_are_nobodys_diet() -> None:
    require_no_diet(
        {
            "message": {"en": "Thank you, {given_name}. Enjoy the coffee with {company}.", "cs": "Děkujeme za rok."},
            "occasion": {"en": "a tough nut, cracked together"},
        }
    )
