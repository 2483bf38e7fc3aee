"""What a row says about food: its dietary columns joined, and every other text in which dietary words stand.

A word outside the dietary columns is never a fact: the person is asked, and until they answer the stricter reading holds. What a
seller types instead of a cell can add to what the file said and can take nothing of it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple, cast

from service.dietary.detect import Detection, detect, detect_plain
from service.dietary.headings import cell_under, says_yes
from service.dietary.read_diet import DietReading, read_diet, read_diets
from service.dietary.vocabulary import Allergen, Diet, Material
from service.folding import fold
from service.sheets.refusals import CellError, Question
from service.sheets.text import REMEMBERED, clean, says_nothing

ASK: Final = "ask"
"""Stands in a diet cell for: put the question to the person before any food is chosen."""
_FIGURES: Final = re.compile(r"[\d\s.,:;/+()%-]*")
_SLIP: Final = 80
"""Characters of what may have slipped over a comma: a word or two, never a note."""
_ASKED: Final = "We ask the person on the gift page; until they answer, we stay on the safe side."


class Told(NamedTuple):
    """A text of a row with the heading of its column.

    `only_plain`: something else is named there. `follows_up`: the column only goes on with the dietary one before it ("Which?").
    """

    column: str
    text: str
    only_plain: bool = False
    follows_up: bool = False


@dataclass(frozen=True, slots=True)
class FoodReading:
    """What a row says about food. `text` is all of it as written, "" for nothing."""

    avoid: Allergen
    follow: Diet
    materials: Material
    known: bool
    ask: bool
    text: str
    questions: tuple[Question, ...] = ()


_NEVER: Final = object()


class FoodReader:
    """Reads the rows of one file; the same words are looked at once."""

    def __init__(self) -> None:
        self._heard: dict[str, Detection | None] = {}
        self._heard_plainly: dict[str, Detection | None] = {}
        self._answers: dict[tuple[Told, ...], tuple[FoodReading, tuple[Told, ...]]] = {}

    def find(self, text: str, *, only_plain: bool = False) -> Detection | None:
        """The dietary words of a text that is not a dietary cell. Figures and days are not looked at."""
        if not text or (not text[0].isalpha() and _FIGURES.fullmatch(text)):
            return None
        heard = self._heard_plainly if only_plain else self._heard
        found = heard.get(text, _NEVER)
        if found is _NEVER:
            if len(heard) >= REMEMBERED:
                heard.clear()
            found = heard[text] = detect_plain(text) if only_plain else detect(text)
        return cast("Detection | None", found)

    def telling(self, row: Sequence[str], places: Iterable[int], *, only_plain: bool = False) -> list[int]:
        """Those of a row's columns whose text has dietary words: in most rows none."""
        heard = self._heard_plainly if only_plain else self._heard
        return [
            place
            for place in places
            if (text := row[place])
            and heard.get(text, _NEVER) is not None
            and self.find(text, only_plain=only_plain) is not None
        ]

    def read(
        self, number: int, diets: Sequence[Told], others: Sequence[Told], correction: str | None, *, has_religion: bool
    ) -> FoodReading:
        """Row `number` as a whole. Raises CellError where a dietary cell holds a word that nobody taught us."""
        food, written = self._of_cells(tuple(diets)) if correction is None else _read_cells(diets, correction)
        questions = _doubts(number, written) if food.ask else []
        for told in others:
            found = self.find(told.text, only_plain=told.only_plain)
            if found is not None:
                questions.append(_outside(number, told, found))
                food = _joined(food, found, told.text.strip())
        if has_religion and not (food.known and (food.avoid or food.follow)):
            food = replace(food, known=False, ask=True)
        return replace(food, questions=tuple(questions)) if questions else food

    def _of_cells(self, diets: tuple[Told, ...]) -> tuple[FoodReading, tuple[Told, ...]]:
        """As `_read_cells` without a correction; what stands in many rows is read once."""
        if diets not in self._answers:
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            self._answers[diets] = _read_cells(diets, None)
        return self._answers[diets]

    def unreadable(self, diets: Sequence[Told]) -> FoodReading:
        """Dietary cells that could not be read as answers: all that they may mean, and a question."""
        reading = _strictest([told.text for told in diets])
        text = "\n".join(told.text.strip() for told in diets if told.text.strip())
        return FoodReading(reading.avoid, reading.follow, reading.materials, known=False, ask=bool(text), text=text)


def unsaid(things: Iterable[str], found: Detection | None) -> tuple[str, ...]:
    """Those of a text's things that say nothing about food: only they may become likes, dislikes or belongings."""
    if found is None:
        return tuple(things)
    words = {fold(word) for word in found.words}
    return tuple(thing for thing in things if not any(word in fold(thing) or fold(thing) in word for word in words))


def _read_cells(diets: Sequence[Told], correction: str | None) -> tuple[FoodReading, tuple[Told, ...]]:
    """What the dietary cells of a row say, and those of them that say anything. Raises CellError as `FoodReader.read`."""
    diets = _without_silent_follow_ups(diets)
    written = [told for told in diets if not _is_empty(told.text)]
    # An empty column is passed on too: "no" in its neighbour does not answer what it asked.
    reading = _dietary([_said(told) if told in written else "" for told in diets], correction)
    text = "\n".join([_as_written(told) for told in written] + _typed(correction))
    food = FoodReading(reading.avoid, reading.follow, reading.materials, reading.known, reading.ask, text)
    return food, tuple(written)


def _without_silent_follow_ups(diets: Sequence[Told]) -> list[Told]:
    """The dietary cells of a row less what needs no answer: "which?" after a "no", and the "yes" that its answer follows."""
    kept: list[Told] = []
    for told in diets:
        if told.follows_up:
            reading = read_diet(told.text)
            if _is_empty(told.text) or not (reading.restricted or reading.ask or reading.unknown_words):
                continue
            if kept and says_yes(kept[-1].text):
                kept.pop()
        kept.append(told)
    return kept


def _said(told: Told) -> str:
    """A dietary cell as an answer to its heading: "yes" under "Vegan?" is "vegan"."""
    return cell_under(told.column, told.text)


def _as_written(told: Told) -> str:
    """The cell, or its heading where it only says yes to it."""
    said = _said(told)
    return said if said == told.column.strip().rstrip("?？؟;:：") else told.text.strip()


@lru_cache(maxsize=REMEMBERED)
def is_only_food(text: str) -> bool:
    """Whether a cell is a diet or an allergen and nothing else: in a column of towns, one that slipped there over a comma."""
    if not text or len(text) > _SLIP:
        return False
    reading = read_diet(text)
    return reading.restricted and not reading.unknown_words and not says_nothing(text)


def _dietary(cells: Sequence[str], correction: str | None) -> DietReading:
    if correction is None:
        return _required(read_diets(cells))
    stricter = _strictest(cells)
    typed = read_diet(correction) if clean(correction).casefold() != ASK else None
    if typed is None or not typed.restricted:
        # Whatever the file said is not undone by an empty answer, or by "none".
        if typed is not None:
            _required(typed)
        return replace(stricter, known=False, ask=True, unknown_words=())
    _required(typed)
    says_more = (
        bool(stricter.avoid & ~typed.avoid)
        or bool(stricter.follow & ~typed.follow)
        or bool(stricter.materials & ~typed.materials)
    )
    return DietReading(
        typed.avoid | stricter.avoid,
        typed.follow | stricter.follow,
        known=typed.known and not says_more,
        ask=typed.ask or says_more,
        materials=typed.materials | stricter.materials,
    )


def _strictest(cells: Sequence[str]) -> DietReading:
    """All that the cells can mean, whether they can be read as answers or not."""
    reading = read_diets(cells)
    for cell in cells:
        found = detect(cell)
        if found is not None:
            reading = replace(
                reading,
                avoid=reading.avoid | found.avoid,
                follow=reading.follow | found.follow,
                materials=reading.materials | found.materials,
            )
    return reading


def _required(reading: DietReading) -> DietReading:
    """The reading itself. Raises CellError for words that nobody taught us."""
    if reading.unknown_words and not reading.ask:
        word = reading.unknown_words[0]
        raise CellError(
            f"We don’t know “{word}”, and we don’t guess about food. Enter a diet, an allergen, “none” or “unknown”.",
            ASK,
            code="diet_unknown_word",
        )
    return reading


def _is_empty(text: str) -> bool:
    """Whether a dietary cell says nothing: dashes, or an export's "(No value)". "None" and its like do say something there."""
    if any(letter.isalnum() or letter in "?？؟" for letter in text):
        return says_nothing(text) and bool(read_diet(text).unknown_words)
    if says_yes(text):
        return False  # a tick is an answer
    reading = read_diet(text)
    return not (reading.restricted or reading.ask)  # and so is a picture of nuts


def _doubts(number: int, written: Sequence[Told]) -> list[Question]:
    """A question for each cell that is doubtful by itself, else one for the cells that are so together."""
    alone = [told for told in written if read_diet(_said(told)).ask]
    return [_doubtful(number, told) for told in alone or written[:1]]


def _typed(correction: str | None) -> list[str]:
    return [correction.strip()] if correction and clean(correction).casefold() != ASK else []


def _joined(food: FoodReading, found: Detection, text: str) -> FoodReading:
    return FoodReading(
        food.avoid | found.avoid,
        food.follow | found.follow,
        food.materials | found.materials,
        known=False,
        ask=True,
        text="\n".join(filter(None, (food.text, text))),
    )


def _outside(number: int, told: Told, found: Detection) -> Question:
    words = ", ".join(f"“{word}”" for word in found.words)
    return Question(
        number,
        told.column,
        "dietary_words",
        f"{words} in “{told.column}” {'is' if len(found.words) == 1 else 'are'} about food. {_ASKED}",
        found.words,
        clean(told.text),
    )


def _doubtful(number: int, told: Told) -> Question:
    said = clean(told.text)
    return Question(
        number, told.column, "diet_doubtful", f"“{said}” can be read in more than one way. {_ASKED}", (said,), said
    )
