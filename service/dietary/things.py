"""Words in a product's texts that speak of food, of drink, or of what goes on the skin.

A text about a thing names food without denying it ("Fig and cedar candle"), so `detect`, which reads what people write about
themselves, hears nothing in it. Here every such word counts: whether somebody might eat the thing is for a person to say. What is
only the same word in another language ("the", thé) is left out, and so are woods of fruit trees.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from service.config import ASSETS
from service.dietary.lexicon import Lexicon, fill_roles
from service.dietary.prose import Sense, find_words, without_addresses
from service.dietary.tokens import Words

THINGS: Final = ASSETS / "translations" / "dietary_things.json"
_NAMES: Final = Sense.FOOD | Sense.LIKED
_NOT_MEANT: Final = Sense.ELSEWHERE | Sense.SIMILAR | Sense.MISSPELT


def consumable_words(text: str) -> tuple[str, ...]:
    """The words of a product's text that name food, drink or what goes on the skin, as written, each once and in order."""
    words = Words(without_addresses(text))
    found: dict[int, int] = {}
    aside: set[int] = set()
    lexicon, place = _lexicon(), 0
    while place < len(words):
        known = lexicon.at(words.folded, place)
        length = known[0] if known is not None else 1
        if known is not None and "aside" in known[1].roles:
            aside.update(range(place, place + length))
        elif known is not None:
            found[place] = place + length
        place += length
    for one in find_words(words):
        if one.sense & _NAMES and not one.sense & _NOT_MEANT and one.first not in aside:
            found.setdefault(one.first, one.last)
    once: dict[str, str] = {}
    for first, last in sorted(found.items()):
        word = words.written(first, last)
        once.setdefault(word.casefold(), word)
    return tuple(once.values())


@cache
def _lexicon() -> Lexicon:
    lexicon = Lexicon()
    fill_roles(lexicon, THINGS)
    return lexicon
