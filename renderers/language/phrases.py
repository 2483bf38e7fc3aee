"""What is said about a diet, an allergen or an interest: one whole phrase for each use, in `<locale>.words.json`.

A label stands where it is a name: in a form, in a list, behind a colon. In a sentence most languages would bend it, so that each
sentence is written out for each key.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from renderers.language.translations import keys, text
from renderers.language.vocabulary import interest, listed

DietUse = Literal["suits", "unsuited", "uncertified", "eats", "gift", "named", "may_come"]
"""A gift suits who follows a diet, does not, or is not known to; the reader eats so; what the gift is called for it; what the diet
is called; what may come to a reader once it is forgotten."""
DIET_USES: Final[tuple[DietUse, ...]] = get_args(DietUse)


def about_diet(locale: str, use: DietUse, key: str) -> str:
    """What is said of a diet in one use. Raises TemplateError for a key without a phrase."""
    return text(locale, f"words.diet.{use}.{key}")


def suited_diets(locale: str, diets: tuple[str, ...]) -> str:
    """What a gift is called for the diets that it suits, as a line of its own: Vegan and gluten-free."""
    words = listed(locale, [about_diet(locale, "gift", key) for key in diets])
    return words[:1].upper() + words[1:]


def avoids(locale: str, allergen: str) -> str:
    """That the reader avoids an allergen. Raises TemplateError for a key without a phrase."""
    return text(locale, f"words.allergen.avoids.{allergen}")


def may_contain(locale: str, allergen: str) -> str:
    """That a gift with an allergen may come once it is forgotten. Raises TemplateError for a key without a phrase."""
    return text(locale, f"words.allergen.may_come.{allergen}")


def likes(locale: str, value: str) -> str:
    """That the reader likes something; an interest in their own words is named as it is."""
    key = f"words.interest.likes.{value}"
    if key in keys("words"):
        return text(locale, key)
    return text(locale, "microsite.reason.interest", value=interest(locale, value))
