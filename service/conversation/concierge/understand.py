"""What a letter asks, word by word: topics by their cues, marks by the dietary vocabulary, and what no cue explains.

Fail closed: a question of which some word is explained by nothing is not sure, and what is not sure is answered by a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast, get_args

from service.conversation.concierge.values import Guard, Topic, Understood
from service.conversation.concierge.vocabulary import cues
from service.dietary.prose import Found, Sense, find_words, without_addresses
from service.dietary.tokens import Words
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS

READ: Final = 4000
"""Characters of a letter that are read for a question; a longer one is a person's to read."""
_MOST_SENTENCES: Final = 8
_END: Final = re.compile(r"[.!?;|•\n\r。！？؟…]")
_ASKS: Final = re.compile(r"[?？؟]")
_TOPICS: Final = frozenset(get_args(Topic))
_GUARDS: Final = frozenset(get_args(Guard))
_KANJI: Final = re.compile("[\u3400-\u9fff\u30a1-\u30fa]")
_KANA: Final = re.compile("[\u3040-\u309f\u30fc\u3005]")
_LONGEST_SILENT: Final = 2
"""Letters of the longest word that needs no explanation."""
_KNOWN_BY: Final = 5
"""Letters by which a word of the gift's own texts is known again in another form."""
_UNKNOWN_IN_THANKS: Final = 1
"""Words that need no explanation where somebody thanks: "what a surprise"."""
_CHARACTERS_A_WORD: Final = 2
_WISHES: Final[frozenset[Topic]] = frozenset({"unsubscribe", "erase", "swap", "donate", "decline", "undo"})
"""Topics that are wished for as often as asked about; of all others a statement tells something that a person has to read."""
_SHADOWS: Final[Mapping[Topic, frozenset[Topic]]] = {
    "source": frozenset({"address", "data", "giver", "delivery", "reason"}),
    "data": frozenset({"address", "value", "keep", "swap", "delivery", "giver"}),
    "erase": frozenset({"data", "address", "keep", "unsubscribe", "decline"}),
    "unsubscribe": frozenset({"delivery", "decline", "swap", "undo", "address"}),
    "undo": frozenset({"decline", "swap", "deadline", "donate", "obligation"}),
    "statement": frozenset({"value", "source", "obligation", "giver", "age", "address"}),
    "giver": frozenset({"value", "delivery", "obligation"}),
    "reason": frozenset({"delivery", "swap", "giver", "value"}),
    "obligation": frozenset({"value", "decline", "use", "undo", "giver", "swap"}),
    "deadline": frozenset({"decline", "swap", "donate", "obligation"}),
    "donate": frozenset({"value", "decline", "swap"}),
    "swap": frozenset({"decline", "delivery"}),
    "keep": frozenset({"use", "deadline"}),
    "address": frozenset({"delivery"}),
    "automatic": frozenset({"giver"}),
}
"""Where both are found in one sentence, the first is what is asked."""


@dataclass(slots=True)
class _Sentence:
    roles: set[str]
    marks: list[Found]
    unknown: int
    is_asked: bool

    @property
    def is_question(self) -> bool:
        return self.is_asked or (bool(self.roles & {"ask", "request"}) and not self.is_kind)

    @property
    def is_kind(self) -> bool:
        """Whether it only greets or thanks."""
        says_thanks = "thanks" in self.roles and "request" not in self.roles
        return says_thanks and self.unknown <= _UNKNOWN_IN_THANKS and not self.is_asked


def understand(text: str, own_words: frozenset[str]) -> Understood:
    """What a letter asks. `own_words`: folded words of the gift's own texts. The work grows with the length of the text only."""
    sentences = _sentences(Words(without_addresses(text[:READ])), own_words)
    guards = frozenset(
        cast("Guard", role[1:])
        for one in sentences
        for role in one.roles
        if role.startswith("!") and role[1:] in _GUARDS
    )
    marks = [mark for one in sentences for mark in one.marks if _is_meant(mark, one.roles)]
    topics: dict[Topic, None] = {}
    is_sure = len(text) <= READ and len(sentences) <= _MOST_SENTENCES
    for one in sentences:
        found = _topics(one)
        has_marks = any(_is_meant(mark, one.roles) for mark in one.marks) or "alcohol" in one.roles
        topics |= dict.fromkeys(found)
        is_answerable = bool(found) or has_marks
        if is_answerable:
            is_said = one.is_question or has_marks or bool(_WISHES & set(found))
            is_sure &= is_said and not one.unknown and len(found) <= 1
        elif one.is_question:
            is_sure = False
    follow = {key for key, bit in DIETS.items() if any(bit & mark.follow for mark in marks)}
    if any("alcohol" in one.roles for one in sentences):
        follow.add("no_alcohol")
    return Understood(
        topics=tuple(topics),
        guards=guards,
        avoid=_keys(ALLERGENS, (mark.avoid for mark in marks)),
        follow=tuple(key for key in DIETS if key in follow),
        materials=_keys(MATERIALS, (mark.materials for mark in marks)),
        asks_for_others=any("swap" in one.roles and "without" in one.roles for one in sentences),
        is_sure=is_sure,
        is_thanks=bool(sentences) and all(one.is_kind for one in sentences),
    )


def _sentences(words: Words, own_words: frozenset[str]) -> list[_Sentence]:
    """The text's sentences with what was found in each."""
    place_of, asked = _places(words)
    hits, marks = cues().find(words.folded), list(find_words(words))
    explained = {index for hit in hits for index in range(hit.first, hit.last)}
    explained |= {index for mark in marks for index in range(mark.first, mark.last)}
    own = frozenset(word[:_KNOWN_BY] for word in own_words if len(word) >= _KNOWN_BY)
    found: dict[int, _Sentence] = {
        number: _Sentence(set(), [], 0, number in asked) for number in dict.fromkeys(place_of)
    }
    for hit in hits:
        found[place_of[hit.first]].roles.add(hit.role)
    for mark in marks:
        found[place_of[mark.first]].marks.append(mark)
    characters: dict[int, int] = dict.fromkeys(found, 0)
    for index, word in enumerate(words.folded):
        if index in explained or word in own_words or word[:_KNOWN_BY] in own:
            continue
        if _KANJI.fullmatch(word):
            characters[place_of[index]] += 1
        elif not _KANA.fullmatch(word) and (len(word) > _LONGEST_SILENT or any(map(str.isdigit, word))):
            found[place_of[index]].unknown += 1
    for number, count in characters.items():
        found[number].unknown += -(-count // _CHARACTERS_A_WORD)
    return list(found.values())


def _places(words: Words) -> tuple[list[int], set[int]]:
    """The sentence of every word, and which sentences end with a question mark."""
    number, place_of = 0, []
    asked: set[int] = set()
    for index in range(len(words)):
        place_of.append(number)
        end = words.spans[index][1]
        after = words.spans[index + 1][0] if index + 1 < len(words) else len(words.text)
        gap = words.text[end:after]
        if _ASKS.search(gap):
            asked.add(number)
        if _END.search(gap):
            number += 1
    return place_of, asked


def _topics(sentence: _Sentence) -> tuple[Topic, ...]:
    """The topics of one sentence. A word for what is in something is one only where nothing else is asked."""
    found = {cast("Topic", role) for role in sentence.roles & _TOPICS}
    shadowed = {other for topic in found for other in _SHADOWS.get(topic, frozenset())}
    left = found - shadowed or found
    if len(left) > 1:
        left -= {"contents"}
    return tuple(sorted(left))


def _is_meant(mark: Found, roles: Iterable[str]) -> bool:
    """Whether a word stands for a food, a diet or a material here. One that means something else in ordinary text does only where
    contents are spoken of."""
    if not (mark.avoid or mark.follow or mark.materials) or mark.sense & Sense.MISSPELT:
        return False
    return not mark.sense & Sense.ELSEWHERE or bool({"contents", "without", "!advice"} & set(roles))


def _keys(bits: Mapping[str, int], found: Iterable[int]) -> tuple[str, ...]:
    every = 0
    for one in found:
        every |= int(one)
    return tuple(key for key, bit in bits.items() if int(bit) & every)


def own_words_of(texts: Sequence[str]) -> frozenset[str]:
    """The folded words of what the gift, its giver and the reader are called."""
    return frozenset(word for text in texts for word in Words(text).folded)
