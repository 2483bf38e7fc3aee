"""What a person is asked, and what they may answer: the one table of questions, motives and reasons for declining.

The codes are stored and sent by forms. What a page may offer is the renderers' side of the same table (`renderers/context`); the
words stand in the catalogs under the codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

QuestionKind = Literal[
    "diet", "interest", "allergens", "age", "away", "channel", "language", "taste", "for_whom", "size"
]
KINDS: Final[tuple[QuestionKind, ...]] = get_args(QuestionKind)
MOTIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "calm": ("tea", "yoga", "sauna", "houseplants", "gardening", "music", "reading", "fishing"),
    "focus": ("writing", "stationery", "coffee", "podcasts", "design", "reading", "chess"),
    "sport": ("running", "trail_running", "cycling", "hiking", "swimming", "skiing", "camping"),
    "curiosity": ("astronomy", "history", "languages", "puzzles", "travel", "photography", "birdwatching", "cinema"),
    "family": ("board_games", "baking", "cooking", "chocolate", "puzzles", "camping", "gardening"),
    "craft": ("knitting", "ceramics", "painting", "calligraphy", "woodwork", "vinyl", "design"),
}
"""What somebody may answer to "what would you enjoy more?", and the interests it speaks for."""
NONE_OF_THESE: Final = "none"
"""The answer of whoever finds nothing of theirs among the motives: kept as it was given, and it speaks for nothing."""
FORMER_MOTIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "taste": ("tea", "coffee", "chocolate", "cooking", "baking"),
    "outdoors": ("hiking", "running", "cycling", "gardening", "camping"),
    "make": ("knitting", "ceramics", "painting", "calligraphy", "woodwork"),
}
"""Answers that the question once offered. Who gave one keeps it: it is read, named and deleted as before and offered to nobody."""
TASTES: Final[Mapping[str, tuple[str, ...]]] = {
    "sweet": ("chocolate", "baking"),
    "savoury": ("cooking",),
    "both": ("chocolate", "baking", "cooking"),
    "neither": (),
}
"""What somebody may answer to "sweet or savoury?", and the interests it speaks for."""
SELF: Final = "self"
SOMEBODY: Final = "somebody"


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """One line of the table.

    `shares`: what the buttons send, without "rather not say", each with the share of people who are expected to press it, by hand
    until it is learned. `changes`: the kinds of facts that an answer may write down. `cost`: what it costs to be asked, in units of
    a score. `is_signal`: asked only where something that the person did or was said of them is ambiguous, never of our own accord.
    """

    shares: Mapping[str, float]
    changes: frozenset[str]
    cost: float
    is_signal: bool = False


EASY: Final = 0.01
"""One tap without a thought, about tastes."""
PERSONAL: Final = 0.03
"""About oneself: how one is reached, how old one is, what one wears, when one is away."""
INTIMATE: Final = 0.04
"""About the body."""
QUESTIONS: Final[Mapping[QuestionKind, QuestionEntry]] = {
    # Told: the diets, allergens and materials that were ticked are the answer.
    "diet": QuestionEntry({"everything": 0.6, "told": 0.4}, frozenset({"diet", "allergen", "material"}), INTIMATE),
    "interest": QuestionEntry(
        dict.fromkeys(MOTIVES, 0.9 / len(MOTIVES)) | {NONE_OF_THESE: 0.1}, frozenset({"motive"}), EASY
    ),
    "allergens": QuestionEntry(
        {"no_allergy": 0.9, "nuts": 0.02, "milk": 0.03, "gluten": 0.02, "eggs": 0.01, "told": 0.02},
        frozenset({"allergen"}),
        INTIMATE,
    ),
    "age": QuestionEntry({"yes": 0.98, "no": 0.02}, frozenset({"adult"}), PERSONAL),
    "away": QuestionEntry({"here": 0.85, "dates": 0.15}, frozenset({"away"}), PERSONAL),
    "channel": QuestionEntry({"mail": 0.9, "link": 0.1}, frozenset({"channel"}), PERSONAL),
    "language": QuestionEntry(
        dict.fromkeys(("en", "ru", "is", "cs", "ro", "ar", "ja"), 1 / 7), frozenset({"language"}), PERSONAL
    ),
    "taste": QuestionEntry({"sweet": 0.4, "savoury": 0.3, "both": 0.2, "neither": 0.1}, frozenset({"taste"}), EASY),
    "for_whom": QuestionEntry(
        {SELF: 0.5, SOMEBODY: 0.5}, frozenset({"for_whom", "interest"}), PERSONAL, is_signal=True
    ),
    "size": QuestionEntry(
        dict.fromkeys(("XS", "S", "M", "L", "XL", "XXL"), 1 / 6), frozenset({"size"}), PERSONAL, is_signal=True
    ),
}
"""Every question there is. What is asked of somebody is chosen by what it is worth (`decisions/asking`)."""
ANSWERS: Final[Mapping[QuestionKind, tuple[str, ...]]] = {
    kind: tuple(entry.shares) for kind, entry in QUESTIONS.items()
}
"""What the buttons of a question send, in their order."""
UNSAID: Final = "unsaid"
"""Rather not say: what the last button of every question sends."""
NEVER: Final[Mapping[str, tuple[str, ...]]] = {
    "wool": ("wool",),
    "leather": ("leather", "pigskin"),
    "silk_down": ("silk", "down"),
    "scents": ("scent", "fragrance_allergens"),
    "latex": ("latex",),
    "nickel": ("nickel",),
    "pollen": ("pollen",),
    "pet_toxic": ("pet_toxic",),
}
"""What the question offers under "Never send me" -> the materials it means. Whoever keeps away from leather keeps away from a
pig's, and whoever cannot be near a scent near none of its parts."""

DeclineReason = Literal[
    "gift_policy",
    "value_too_high",
    "dietary",
    "not_interested",
    "already_have",
    "wrong_person",
    "privacy",
    "other",
]
DECLINE_REASONS: Final[tuple[DeclineReason, ...]] = get_args(DeclineReason)
TEACHES_NOTHING: Final[tuple[DeclineReason, ...]] = ("dietary", "privacy")
"""Reasons for declining that are about food or privacy: such an answer is in no count that anything is learned from (rule 13)."""
"""In the order in which they are offered; none has to be given."""
AGAINST_PRODUCT: Final[frozenset[DeclineReason]] = frozenset({"not_interested", "already_have"})
"""Reasons that speak about the product, which is not given again, and not about gifts."""
TOO_MUCH: Final[DeclineReason] = "value_too_high"
"""The reason that speaks about what a gift is worth: the next one is worth less."""


def find_kind(code: str) -> QuestionKind | None:
    """The question that a form names, or None where it names none of ours."""
    return next((kind for kind in KINDS if kind == code), None)
