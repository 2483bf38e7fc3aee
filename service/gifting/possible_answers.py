"""What people may answer to a question, and what each answer shows the person to be: by hand, until answers have been counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from service.decisions.ages import ADULT
from service.decisions.next_action.value_of_asking import PossibleAnswer
from service.decisions.values import Candidate
from service.dietary.vocabulary import Allergen, Diet
from service.recipients.questions import MOTIVES, QUESTIONS, TASTES, QuestionKind

AS_LOUD: Final = 0.5
"""What an interest weighs for which only a motive or a taste speaks, as `candidate` has it."""
AT_THE_DOOR: Final = 0.7
"""The chance that a parcel finds somebody who is away while nobody knows it."""
BY_MAIL: Final = 0.5
"""The chance that a mail is read by somebody who would rather have had a link."""
IN_ANOTHER_LANGUAGE: Final = 0.8
"""The chance that a page is understood that is not in its reader's language."""
_DIETS_TOLD: Final[Mapping[str, float]] = {
    "vegetarian": 0.4, "vegan": 0.15, "nuts": 0.15, "gluten": 0.15, "milk": 0.15
}  # fmt: skip
"""What those have told who have told anything, as shares of them."""
_SPEAKS_OWN: Final = 0.97
"""The share of people whose list has their language right."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person before they are asked: their language (BCP 47), and who decisions take them for."""

    locale: str
    candidate: Candidate


def possible_answers(kind: QuestionKind, known: Known) -> tuple[PossibleAnswer, ...]:
    """All that may be answered to a question; the shares add up to 1. Empty for a question that is asked because of a sign alone:
    what it is worth does not lie in the next choice."""
    return tuple(_MAKE[kind](known)) if kind in _MAKE else ()


def _diet(known: Known) -> list[PossibleAnswer]:
    open_to_all = replace(known.candidate, diet_known=True, diet_pending=False)
    shares = QUESTIONS["diet"].shares
    told = [PossibleAnswer(shares["told"] * share, _restricted(open_to_all, key)) for key, share in _DIETS_TOLD.items()]
    return [PossibleAnswer(shares["everything"], open_to_all), *told]


def _allergens(known: Known) -> list[PossibleAnswer]:
    # Whoever tells something else is taken for somebody with an allergy that few foods are marked free of.
    said = {"no_allergy": None, "told": "sesame"}
    return [
        PossibleAnswer(share, known.candidate if key is None else _restricted(known.candidate, key))
        for answer, share in QUESTIONS["allergens"].shares.items()
        for key in [said.get(answer, answer)]
    ]


def _restricted(candidate: Candidate, key: str) -> Candidate:
    if key.upper() in Diet.__members__:
        return replace(candidate, follow=candidate.follow | Diet[key.upper()])
    return replace(candidate, avoid=candidate.avoid | Allergen[key.upper()])


def _liking(kind: QuestionKind, meanings: Mapping[str, tuple[str, ...]]) -> Callable[[Known], list[PossibleAnswer]]:
    def make(known: Known) -> list[PossibleAnswer]:
        candidate = known.candidate
        return [
            PossibleAnswer(
                share,
                replace(
                    candidate, interests={**dict.fromkeys(meanings.get(answer, ()), AS_LOUD), **candidate.interests}
                ),
            )
            for answer, share in QUESTIONS[kind].shares.items()
        ]

    return make


def _age(known: Known) -> list[PossibleAnswer]:
    shares = QUESTIONS["age"].shares
    grown = max(ADULT, known.candidate.age_from or ADULT)
    return [
        PossibleAnswer(shares["yes"], replace(known.candidate, age_from=grown)),
        PossibleAnswer(shares["no"], replace(known.candidate, age_below=ADULT)),
    ]


def _reach(kind: QuestionKind, reached: Mapping[str, float]) -> Callable[[Known], list[PossibleAnswer]]:
    """Answers that change not what is chosen but whether it arrives."""

    def make(known: Known) -> list[PossibleAnswer]:
        return [
            PossibleAnswer(share, known.candidate, reached.get(answer, 1.0))
            for answer, share in QUESTIONS[kind].shares.items()
        ]

    return make


def _language(known: Known) -> list[PossibleAnswer]:
    ours, own = QUESTIONS["language"].shares, known.locale.partition("-")[0]
    if own not in ours:
        return [
            PossibleAnswer(share, known.candidate, IN_ANOTHER_LANGUAGE if answer != "en" else 1.0)
            for answer, share in ours.items()
        ]
    rest = (1 - _SPEAKS_OWN) / (len(ours) - 1)
    return [
        PossibleAnswer(_SPEAKS_OWN, known.candidate)
        if answer == own
        else PossibleAnswer(rest, known.candidate, IN_ANOTHER_LANGUAGE)
        for answer in ours
    ]


_MAKE: Final[Mapping[QuestionKind, Callable[[Known], list[PossibleAnswer]]]] = {
    "diet": _diet,
    "interest": _liking("interest", MOTIVES),
    "allergens": _allergens,
    "age": _age,
    "away": _reach("away", {"dates": AT_THE_DOOR}),
    "channel": _reach("channel", {"link": BY_MAIL}),
    "language": _language,
    "taste": _liking("taste", TASTES),
}
