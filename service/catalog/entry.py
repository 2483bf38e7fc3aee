"""One product as a catalog file or a sheet of gifts says it, checked whole before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from service.catalog.landed.reckon import Delivered
from service.catalog.versions import Variant
from service.dietary.things import consumable_words
from service.dietary.vocabulary import (
    ALLERGENS,
    ANIMAL,
    DIETS,
    MATERIALS,
    Allergen,
    AllergenMark,
    Diet,
    DietMark,
    Material,
    MaterialMark,
)
from service.dietary.vocabulary import key as key_of
from service.written import is_currency

LANGUAGES: Final = ("en", "ru", "is", "cs", "ro", "ar", "ja")
ENGLISH: Final = "en"
Kind = Literal["edible", "skin", "neither"]
SourceKind = Literal["label", "sheet", "certificate"]
InscriptionKind = Literal["initials", "line"]
GROUPS: Final[Mapping[str, Mapping[str, Allergen | Diet | Material]]] = {
    "allergens": ALLERGENS,
    "diets": DIETS,
    "materials": MATERIALS,
}
CLEAR: Final = frozenset({"absent", "suited"})
"""Marks that make a product safe for somebody, so that they need a source."""
CERTIFIED: Final = frozenset({"diets.halal", "diets.kosher"})
"""Nobody but a certifier can say these."""
LONGEST_VARIANT: Final = 60
NOT_MAILED: Final = "only what nobody eats or puts on the skin, and what keeps, can come by email as a code or a link"
CONTRADICTED: Final[Mapping[str, tuple[str, ...]]] = {
    "diets.vegan": (
        "allergens.milk", "allergens.eggs", "allergens.fish", "allergens.crustaceans", "allergens.molluscs",
        *(f"materials.{key_of(bit)}" for bit in ANIMAL),
    ),
    "diets.vegetarian": ("allergens.fish", "allergens.crustaceans", "allergens.molluscs", "materials.pigskin"),
    "diets.gluten_free": ("allergens.gluten",),
    "diets.dairy_free": ("allergens.milk",),
    "diets.halal": ("materials.pigskin",),
    "diets.kosher": ("allergens.crustaceans", "allergens.molluscs", "materials.pigskin"),
}  # fmt: skip
"""Diet -> what a product can't contain and suit it all the same. Traces are the maker's business."""
SOBER: Final = ("diets.no_alcohol", "diets.halal")
"""What nothing with alcohol suits."""
_KEY: Final = r"^[A-Za-z0-9._-]+$"


class ProductText(BaseModel):
    """A product in one language: its name, a line, and what is inside; and, where its maker says so, how to use and to keep it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=120)
    line: str = Field(min_length=1, max_length=300)
    inside: str = Field(min_length=1, max_length=1000)
    use: str | None = Field(default=None, min_length=1, max_length=200)
    keep: str | None = Field(default=None, min_length=1, max_length=200)

    def as_document(self) -> dict[str, str]:
        """The text as a row keeps it; a line that is not there has no key."""
        document: dict[str, str] = self.model_dump(exclude_none=True)
        return document


class Picture(BaseModel):
    """How the product is painted: the archetype, and whatever that one asks for."""

    model_config = ConfigDict(extra="allow")

    archetype: str
    image: str | None = None
    """A picture that is there already, below assets/images; None: one of the product's own code."""


class Source(BaseModel):
    """Where a mark comes from: the kind of document, its day, and the id of the user who said so (None: not yet said who)."""

    model_config = ConfigDict(extra="forbid")

    source: SourceKind
    on: date
    by: str | None = None

    @property
    def is_certificate(self) -> bool:
        """Whether a certifier says so."""
        return bool(self.model_dump()["source"] == "certificate")


class Settled(BaseModel):
    """Somebody has said that nobody eats a product or puts it on the skin, although its texts hold these words."""

    model_config = ConfigDict(extra="forbid")

    words: list[str]
    by: str
    on: date


class ProductEntry(BaseModel):
    """One product of a catalog file. Prices in minor units, retail and with tax.

    `sources`: "allergens.milk" -> where that mark comes from. `family` is the key that versions of one product share (None: its own
    sku), `variant` what tells this one from the others, `inscription_letters` how much can be written on it (None: nothing), in
    `inscription_kinds` (None: of either). `origin` is the country where its pieces lie, `delivered` what its price
    covers, `tariff` the kind of goods. `words` are those of food or skin in its texts (None: not looked for).
    """

    model_config = ConfigDict(extra="forbid")

    sku: str = Field(min_length=1, max_length=40, pattern=_KEY)
    kind: Kind
    category: str = Field(min_length=1, max_length=40)
    price_minor: int = Field(ge=0, le=100_000_000)
    currency: str = Field(pattern="^[A-Z]{3}$")
    regions: list[str] = Field(min_length=1)
    stock: int = Field(ge=0, le=10_000_000)
    origin: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    tariff: str | None = Field(default=None, max_length=40)
    delivered: Delivered = "included"
    restock_on: date | None = None
    lead_days: int = Field(ge=0, le=365)
    perishable: bool = False
    alcohol: bool = False
    min_age: int | None = Field(default=None, ge=0, le=30)
    allergens: dict[str, AllergenMark] = {}
    diets: dict[str, DietMark] = {}
    materials: dict[str, MaterialMark] = {}
    sources: dict[str, Source] = {}
    interests: list[str] = []
    texts: dict[str, ProductText]
    picture: Picture
    family: str | None = Field(default=None, min_length=1, max_length=40, pattern=_KEY)
    variant: Variant | None = None
    inscription_letters: int | None = Field(default=None, ge=1, le=60)
    inscription_kinds: list[InscriptionKind] | None = None
    words: list[str] | None = None
    settled: Settled | None = None

    @field_validator("currency")
    @classmethod
    def _can_be_paid_in(cls, code: str) -> str:
        if not is_currency(code):
            raise ValueError(f"{code} isn’t a currency")
        return code

    @model_validator(mode="after")
    def _complete(self) -> ProductEntry:
        if self.delivered == "email" and (self.kind != "neither" or self.perishable):
            raise ValueError(NOT_MAILED)
        if self.kind != "neither":
            if set(self.allergens) != set(ALLERGENS):
                raise ValueError(
                    f"an edible or skin product says of all {len(ALLERGENS)} allergens whether it contains them"
                )
            if set(self.diets) != set(DIETS):
                raise ValueError(f"an edible or skin product says of all {len(DIETS)} diets whether it suits them")
        for trait, words in (self.variant or {}).items():
            if ENGLISH not in words or not all(0 < len(said.strip()) <= LONGEST_VARIANT for said in words.values()):
                raise ValueError(
                    f"the {trait} of a version is said in English at least, in up to {LONGEST_VARIANT} letters"
                )
            if unknown := set(words) - set(LANGUAGES):
                raise ValueError(f"{', '.join(sorted(unknown))} is not a language we know")
        if strange := set(self.materials) - set(MATERIALS):
            raise ValueError(f"{', '.join(sorted(strange))} is not a material we know")
        if ENGLISH not in self.texts:
            raise ValueError("the English texts are missing")
        if strange := set(self.texts) - set(LANGUAGES):
            raise ValueError(f"texts in {', '.join(sorted(strange))} are not shown anywhere")
        return self

    def marks(self) -> dict[str, str]:
        """Every mark that the product states: "allergens.milk" -> contains, may_contain, absent, unknown, suited or not."""
        return marks_of(self.kind, {"allergens": self.allergens, "diets": self.diets, "materials": self.materials})


def stated_keys(kind: str) -> tuple[str, ...]:
    """The marks that a product of this kind has to state, as "group.key"."""
    groups = ("materials",) if kind == "neither" else tuple(GROUPS)
    return tuple(f"{group}.{key}" for group in groups for key in GROUPS[group])


def marks_of(kind: str, marks: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The same as one mapping; what is missing is unknown."""
    found = {}
    for name in stated_keys(kind):
        group, _, key = name.partition(".")
        found[name] = marks[group].get(key, "unknown")
    return found


def own_entry(entry: ProductEntry) -> ProductEntry:
    """The entry as a workspace's own catalog may hold it: a mark that makes it safe for somebody and has no source is unknown, and
    halal and kosher need a certificate, and what it contains denies a diet. Its texts are searched for words of food and skin."""
    marks: dict[str, dict[str, str]] = {
        "allergens": dict(entry.allergens),
        "diets": dict(entry.diets),
        "materials": dict(entry.materials),
    }
    sources = {}
    denied = contradicted(entry.marks(), alcohol=entry.alcohol)
    for name, mark in entry.marks().items():
        if mark not in CLEAR:
            continue
        group, _, key = name.partition(".")
        if name in denied or (source := _source_of(entry, name)) is None:
            marks[group][key] = "unknown"
        else:
            sources[name] = source
    changed: dict[str, Any] = {
        **marks,
        "sources": sources,
        "words": list(words_in(entry.kind, entry.texts, entry.variant)),
    }
    return entry.model_copy(update=changed)


def contradicted(marks: Mapping[str, str], *, alcohol: bool) -> dict[str, str]:
    """Diet that is called suited -> the mark that denies it: milk is in it, so that it can't suit a vegan."""
    found = {}
    for diet, things in CONTRADICTED.items():
        against = [name for name in things if marks.get(name) == "contains"]
        if diet in SOBER and alcohol:
            against.append("alcohol")
        if marks.get(diet) == "suited" and against:
            found[diet] = against[0]
    if alcohol and marks.get("diets.no_alcohol") == "suited":
        found["diets.no_alcohol"] = "alcohol"
    return found


def _source_of(entry: ProductEntry, name: str) -> Source | None:
    source = entry.sources.get(name)
    if source is None or (name in CERTIFIED and not source.is_certificate):
        return None
    return source


def words_in(kind: str, texts: Mapping[str, ProductText], variant: Variant | None = None) -> tuple[str, ...]:
    """The words of food or skin in the texts of a product that is neither, and in what its version is called, each once; of other
    kinds none need settling."""
    if kind != "neither":
        return ()
    once: dict[str, str] = {}
    said = ["\n".join(text.as_document().values()) for text in texts.values()]
    said += [words for called in (variant or {}).values() for words in called.values()]
    for text in said:
        for word in consumable_words(text):
            once.setdefault(word.casefold(), word)
    return tuple(once.values())
