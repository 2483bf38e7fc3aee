"""What came of what a reader told us: what happened to their gift, and why, line by line. Every line is a fact of the product's or
of theirs; none is a promise that the next look could break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup

from renderers.context import GiftFacts, Money, SafetyFacts, ValueStep
from renderers.language import vocabulary
from renderers.language.phrases import about_diet
from renderers.language.translations import Worded, marked, text
from renderers.microsite.framed import framed
from renderers.microsite.own.privacy import KnownFact, value_words
from renderers.microsite.telling.tell import Surroundings
from renderers.product.marks import warnings_of

Came = Literal[
    "choosing", "kept", "kept_yes", "kept_offers", "chosen", "nothing", "stopped", "stopped_nothing", "waiting", "asked",
    "late", "left", "noted",
]  # fmt: skip
"""Kept: before a yes, after it, after it with another on offer. Chosen again before a yes, stopped after it, with another or
without. Waiting: none was chosen before. Late: it has left and is not safe; left: it has left and is. Noted: for later gifts."""
AGAIN_SECONDS: Final = 2
_STRICT: Final = frozenset({"diet", "allergen", "material"})
_SHOWS_GIFT: Final = frozenset({"kept", "kept_yes", "kept_offers", "chosen", "stopped", "late", "left", "asked"})
_ASKS_YES: Final = frozenset({"kept", "chosen", "stopped"})


@dataclass(frozen=True, slots=True)
class ToldPage:
    """`what`: told, fixed or taken_back; `noted`: the facts it was about. `rules`: every rule of the reader's, told before or now.
    `before`: the gift that is not theirs any more. `unmatched`: something they would rather not have, or have, is no kind of gift
    that we know. `unwanted`: it stays although they would rather not have it, since nothing else can be had. `can_undo`: a yes."""

    around: Surroundings
    came: Came
    what: Literal["told", "fixed", "taken_back"]
    noted: tuple[KnownFact, ...]
    rules: tuple[KnownFact, ...]
    before: GiftFacts | None
    step: ValueStep | None
    may_swap: bool
    unmatched: bool = False
    unwanted: bool = False
    can_undo: bool = False
    has_address: bool = False
    is_edible: bool = False
    gives: bool = False
    """Nothing is left for them, and a sum is set aside that they can have donated: `value`, None where the giver hides it."""
    value: Money | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the card; `icon` is its shape, which repeats what the words say."""

    icon: str
    words: Markup


def told_page(page: ToldPage) -> bytes:
    """The page as HTML, proofed. Raises ProofFailed like a drawing."""
    around, locale = page.around, page.around.person.locale
    gift = around.gift if page.came in _SHOWS_GIFT else None
    html = framed(
        "microsite/told.html",
        around,
        "told page",
        around=around,
        page=page,
        gift=gift,
        noted=vocabulary.listed(locale, [_named(locale, fact) for fact in page.noted]) if page.noted else None,
        is_rule=page.what != "taken_back" and any(fact.kind in _STRICT for fact in page.noted),
        lines=tuple(_lines(page, gift)),
        asks_yes=page.came in _ASKS_YES,
        again=AGAIN_SECONDS if page.came == "choosing" and not around.is_still else None,
        harm=_harm(gift, page),
    )
    return html.encode()


def _named(locale: str, fact: KnownFact) -> str:
    """A fact's value as it is named behind a colon."""
    if fact.kind == "diet" and fact.value in vocabulary.diet_keys():
        return about_diet(locale, "named", fact.value)
    return value_words(locale, fact)


def _harm(gift: GiftFacts | None, page: ToldPage) -> str:
    """What is not to be done with what has left: eat, skin or use."""
    if page.is_edible:
        return "eat"
    return "skin" if gift is not None and gift.safety.is_consumable else "use"


def _lines(page: ToldPage, gift: GiftFacts | None) -> Iterator[Line]:
    locale = page.around.person.locale
    if page.before is not None and page.came != "late":
        yield Line("no", marked(locale, "tell.line.stopped", gift=Worded(page.before.name, page.before.locale)))
        yield from (Line("no", Markup("{}").format(words)) for words in _against(locale, page.noted, page.before))
    if gift is None:
        return
    if page.came in ("late", "asked"):
        if page.came == "late":
            yield from (Line("no", Markup("{}").format(words)) for words in _against(locale, page.rules, gift))
        return
    yield from _good(locale, page.rules, gift)
    if page.unwanted:
        yield Line("asked", marked(locale, "tell.line.nothing_else"))
    if page.unmatched:
        yield Line("unknown", marked(locale, "tell.line.unmatched"))
    kinds = {fact.kind for fact in page.noted} if page.what != "taken_back" else set()
    for kind in ("away", "size"):
        if kind in kinds:
            yield Line("asked", marked(locale, f"tell.line.{kind}"))
    yield Line("free", marked(locale, "tell.line.checked"))
    for kind, words in warnings_of(locale, gift.safety):
        shape = "may" if kind == "may_contain" else kind
        yield Line(shape, Markup("{}").format(text(locale, f"tell.line.still_{shape}", what=words)))


def _good(locale: str, rules: Sequence[KnownFact], gift: GiftFacts) -> Iterator[Line]:
    """What of the reader's rules the product's own marks answer. Nothing is said of what is not marked."""
    free = [vocabulary.allergen(locale, fact.value) for fact in rules if _is_free(fact, "allergen", gift.safety)]
    free += [vocabulary.material(locale, fact.value) for fact in rules if _is_free(fact, "material", gift.safety)]
    if free:
        yield Line("free", marked(locale, "tell.line.free", what=vocabulary.listed(locale, free)))
    for fact in rules:
        if fact.kind == "diet" and fact.value in gift.safety.suits:
            yield Line("free", Markup("{}").format(about_diet(locale, "suits", fact.value)))


def _is_free(fact: KnownFact, kind: str, safety: SafetyFacts) -> bool:
    if fact.kind != kind:
        return False
    return fact.value in (safety.free_of if kind == "allergen" else safety.materials.free_of)


def _against(locale: str, facts: Sequence[KnownFact], gift: GiftFacts) -> Iterator[str]:
    """Why a product is not for who told this: the product's marks on it, in words."""
    for fact in facts:
        if fact.kind == "diet" and gift.safety.is_consumable:
            if fact.value in gift.safety.does_not_suit:
                yield about_diet(locale, "unsuited", fact.value)
            elif fact.value in gift.safety.not_certified:
                yield about_diet(locale, "uncertified", fact.value)
        elif fact.kind in ("allergen", "material"):
            if (mark := _mark(fact, gift.safety)) is not None:
                yield text(locale, f"tell.why.{mark}", what=value_words(locale, fact))
        elif fact.kind in ("dislike", "has_already"):
            yield text(locale, f"tell.why.{fact.kind}", what=value_words(locale, fact))


def _mark(fact: KnownFact, safety: SafetyFacts) -> str | None:
    """contains, may or unknown: how the product is marked; None where it is free of it, or has no such marks."""
    marks = safety if fact.kind == "allergen" else safety.materials
    if fact.kind == "allergen" and not safety.is_consumable:
        return None
    for name, held in (("contains", marks.contains), ("may", marks.may_contain), ("unknown", marks.unknown)):
        if fact.value in held:
            return name
    return None
