"""What a person is asked, and what they may answer: the one table of questions, motives and reasons for declining.

The codes are stored and sent by forms. What a page may offer is the renderers' side of the same table (`renderers/context`); the
words stand in the catalogs under the codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

QuestionKind = Literal["diet", "interest"]
KINDS: Final[tuple[QuestionKind, ...]] = get_args(QuestionKind)
MOTIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "taste": ("tea", "coffee", "chocolate", "cooking", "baking"),
    "outdoors": ("hiking", "running", "cycling", "gardening", "camping"),
    "make": ("knitting", "ceramics", "painting", "calligraphy", "woodwork"),
}
"""What somebody may answer to "what would you enjoy more?", and the interests it speaks for."""
ANSWERS: Final[Mapping[QuestionKind, tuple[str, ...]]] = {"diet": ("everything", "told"), "interest": tuple(MOTIVES)}
"""What the buttons of a question send. Told: the diets, allergens and materials that were ticked are the answer."""
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
