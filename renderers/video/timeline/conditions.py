"""What a storyboard may ask of a story. Every question has its few answers written down, so a typo is found.

A condition only chooses scenes. None looks at what a person eats or avoids: what is asked about safety is the gift's own fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from renderers.context import Story
from renderers.errors import TemplateError
from renderers.language.names import masthead_name
from renderers.language.translations import LOCALES, resolve
from renderers.relation import Daypart, Lifecycle, Motive, Relationship, Stage

When = Mapping[str, frozenset[str]]
"""Question -> the answers with which it holds. All questions must hold; with none of them it always does."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something a story answers with one of `answers`."""

    answers: tuple[str, ...]
    ask: Callable[[Story], str]


def _safety(story: Story) -> str:
    facts = story.gift.safety
    if not facts.is_consumable:
        return "not_consumable"
    return "open" if facts.unknown else "known"


def _earlier_swap(story: Story) -> str:
    return "made" if story.remembered is not None and story.remembered.was_swapped else "not_made"


def _motive(story: Story) -> str:
    return story.motive or "unknown"


QUESTIONS: Final[Mapping[str, Question]] = {
    "language": Question(tuple(LOCALES), lambda story: resolve(story.person.locale)),
    "name": Question(("known", "unknown"), lambda story: "known" if masthead_name(story.person) else "unknown"),
    "reason": Question(
        ("told", "looked"),
        lambda story: (
            "told" if story.motive or any(_is_tellable(one.code, one.source) for one in story.reasons) else "looked"
        ),
    ),
    "safety": Question(("known", "open", "not_consumable"), _safety),
    "motive": Question((*get_args(Motive), "unknown"), _motive),
    "stage": Question((*get_args(Stage), "unknown"), lambda story: story.stage or "unknown"),
    "relationship": Question((*get_args(Relationship), "unknown"), lambda story: story.relationship or "unknown"),
    "lifecycle": Question((*get_args(Lifecycle), "unknown"), lambda story: story.lifecycle or "unknown"),
    "gift": Question(("first", "repeat"), lambda story: "repeat" if story.past_gifts or story.remembered else "first"),
    "earlier_swap": Question(("made", "not_made"), _earlier_swap),
    "opened": Question((*get_args(Daypart), "unknown"), lambda story: story.daypart or "unknown"),
    "swap": Question(("made", "not_made"), lambda story: "made" if story.is_swapped else "not_made"),
    "alternatives": Question(("some", "none"), lambda story: "some" if story.alternatives else "none"),
}


def holds(when: When, story: Story) -> bool:
    """True where the story gives an allowed answer to every question."""
    return all(QUESTIONS[question].ask(story) in answers for question, answers in when.items())


def read_when(entry: object, where: str) -> When:
    """Conditions as a designer wrote them: question -> answer or list of answers. Raises TemplateError that names the question."""
    if entry is None:
        return {}
    if not isinstance(entry, dict):
        raise TemplateError('Conditions are written as {"question": "answer"}.', where=where)
    return {str(question): _answers(str(question), given, where) for question, given in entry.items()}


def _answers(question: str, given: object, where: str) -> frozenset[str]:
    if question not in QUESTIONS:
        raise TemplateError(f"There is no question {question!r}; there are {', '.join(QUESTIONS)}.", where=where)
    allowed = QUESTIONS[question].answers
    answers = given if isinstance(given, list) else [given]
    wrong = next((answer for answer in answers if answer not in allowed), None)
    if wrong is not None or not answers:
        raise TemplateError(
            f"{wrong!r} is no answer to {question!r}; there are {', '.join(allowed)}.", where=f"{where}: when"
        )
    return frozenset(map(str, answers))


def _is_tellable(code: str, source: str) -> bool:
    """The film names only interests that were asked or imported."""
    return code == "interest" and source in ("asked", "imported")
