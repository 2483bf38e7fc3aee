"""What somebody fills in to recall a product: every field says what is wrong with it; nothing is recalled until all are right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from renderers.errors import ProofFailed
from renderers.product.recall import Hazard, Remedy
from renderers.proof import require_copy
from service.dietary.vocabulary import ALLERGENS
from service.errors import InvalidInput
from service.folding import batch_key
from service.safety.soothing import soothing_words

HAZARDS: Final[Mapping[Hazard, str]] = {
    "allergen": "An allergen not on its ingredients list",
    "spoiled": "Spoiled or contaminated with germs",
    "foreign_body": "Contains pieces of glass, metal or plastic",
    "injury": "It breaks or has sharp edges",
    "fire": "It overheats or catches fire",
    "choking": "Small parts come off",
    "chemical": "Contains a harmful substance",
    "other": "Something else",
}
REMEDIES: Final[Mapping[Remedy, str]] = {
    "refund": "The value, paid to them",
    "replacement": "A safe gift instead",
    "repair": "A repair",
}
SHORT_MAX: Final = 120
TEXT_MAX: Final = 1_000
_REACHED_AT: Final = re.compile(r"(?:\+?\d[\d ()./-]{4,}\d)|\S+@\S+\.\S+|https?://\S+")


class RecallInvalid(InvalidInput):
    """A form that is not right yet. `errors`: field -> what to do."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("The recall form isn’t complete. Nothing was recalled.")
        self.errors = errors


@dataclass(frozen=True, slots=True)
class RecallForm:
    """A recall as somebody filled it in, checked. `details` is in English; `batch` None: every piece, whatever its batch."""

    hazard: Hazard
    allergen: str | None
    details: str
    brand: str
    batch: str | None
    remedies: tuple[Remedy, ...]
    contact: str
    reach: Literal["product", "batch"] = "product"
    """`batch`: the rest of the product goes on."""


def read_recall(fields: Mapping[str, str], remedies: Sequence[str]) -> RecallForm:
    """The form's fields and its ticked remedies. Raises RecallInvalid naming every field that is not right."""
    words = {
        name: " ".join(fields.get(name, "").split()) for name in ("hazard", "allergen", "brand", "batch", "contact")
    }
    details = fields.get("details", "").strip()
    offered = tuple(remedy for remedy in REMEDIES if remedy in remedies)
    errors = {
        **_wrong_hazard(words),
        **wrong_text("details", details),
        **_wrong_word("brand", words["brand"], "Enter the brand or maker, as shown on the product."),
        **_wrong_batch(words["batch"], is_needed=fields.get("reach") == "batch"),
        **_wrong_remedies(offered, is_only=fields.get("only_remedy") == "yes"),
        **_wrong_contact(words["contact"]),
    }
    if errors:
        raise RecallInvalid(errors)
    return RecallForm(
        hazard=cast(Hazard, words["hazard"]),
        allergen=words["allergen"] if words["hazard"] == "allergen" else None,
        details=details,
        brand=words["brand"],
        batch=words["batch"] or None,
        remedies=offered,
        contact=words["contact"],
        reach="batch" if fields.get("reach") == "batch" else "product",
    )


def wrong_text(name: str, text: str) -> dict[str, str]:
    """What is wrong with the recaller's own words in one language: nothing there, too long, a token, or words that soothe."""
    if not text:
        return {name: "Say in plain words what is wrong and what can happen."}
    if len(text) > TEXT_MAX:
        return {name: f"Use at most {TEXT_MAX} characters; this has {len(text)}."}
    if soothing := soothing_words(text):
        named = ", ".join(f"“{word}”" for word in soothing)
        return {
            name: f"{named} plays down the danger. Leave it out: the law requires you to state the danger as it is."
        }
    try:
        require_copy(text, (), "recall")
    except ProofFailed as fault:
        return {name: fault.sentence}
    return {}


def _wrong_hazard(words: Mapping[str, str]) -> dict[str, str]:
    if words["hazard"] not in get_args(Hazard):
        return {"hazard": "Choose the danger."}
    if words["hazard"] == "allergen" and words["allergen"] not in ALLERGENS:
        return {"allergen": "Choose the allergen."}
    return {}


def _wrong_word(name: str, word: str, missing: str) -> dict[str, str]:
    if not word:
        return {name: missing}
    if len(word) > SHORT_MAX:
        return {name: f"Use at most {SHORT_MAX} characters; this has {len(word)}."}
    try:
        require_copy(word, (), "recall")
    except ProofFailed as fault:
        return {name: fault.sentence}
    return {}


def _wrong_batch(batch: str, *, is_needed: bool) -> dict[str, str]:
    if is_needed and not batch_key(batch):
        return {"batch": "Type the batch number, as it was typed at packing."}
    return _wrong_word("batch", batch, "") if batch else {}


def _wrong_remedies(offered: Sequence[Remedy], *, is_only: bool) -> dict[str, str]:
    """Article 37: a choice of at least two, unless every other one is impossible or would cost out of all proportion."""
    if not offered:
        return {"remedies": "Choose what people get."}
    if len(offered) == 1 and not is_only:
        return {"remedies": "Offer at least two, or confirm below that the others are not possible."}
    return {}


def _wrong_contact(contact: str) -> dict[str, str]:
    if wrong := _wrong_word("contact", contact, "Say where people can ask, free of charge."):
        return wrong
    if not _REACHED_AT.search(contact):
        return {"contact": "Enter a phone number, an email address or a web page (https://…)."}
    return {}
