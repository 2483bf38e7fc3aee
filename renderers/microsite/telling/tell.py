"""Where a reader tells something about themselves: one group for each kind of thing, one tap each, without a script.

The page's forms post to `<base_path>/tell` with the hidden `nonce` and a `group`:

    diet, allergen, never    `value`: a key of the vocabulary, of `slots.NEVER` for never; allergen also `words`
    dislike, has_already     `value` = this, the kind of thing that the gift is, or `words`
    away                     `from`, `until`: ISO days, both included
    place                    `value`: home, office or pickup
    size                     `clothes`, `shoes`: empty or one of the sizes offered
    language                 `value`: one of `translations.LOCALES`
    words                    `words`
    meant                    `words` as they were written, `value` = never, rather_not or only_asking (`unclear_page`)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from renderers.context import Brand, GiftFacts, LanguageNote, Person, Reader, Sender
from renderers.language import vocabulary
from renderers.language.translations import keys, text
from renderers.microsite.framed import framed
from renderers.microsite.own.privacy import KnownFact, value_words
from renderers.microsite.slots import NEVER
from renderers.parcel.terms import Place

Group = Literal["diet", "allergen", "never", "dislike", "has_already", "away", "size", "place", "language", "words"]
GROUPS: Final[tuple[Group, ...]] = get_args(Group)
OPEN_FIRST: Final[frozenset[str]] = frozenset({"diet", "allergen", "never"})
_SAID_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around each of these pages. `gift` None where none is chosen; `state`: whether what is told can still count for
    it (open, yes), or only for later ones (left, over)."""

    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    gift: GiftFacts | None
    state: Literal["open", "yes", "left", "over"]
    language: LanguageNote | None = None
    is_still: bool = False
    """Whether its reader stopped a page that waits from refreshing."""


@dataclass(frozen=True, slots=True)
class TellPage:
    """`opened`: the group that is open and first. `told`: what the reader told us before. `fault`: why the last press was not taken
    in, with what was `typed`; `sizes`: of clothes, of shoes."""

    around: Surroundings
    opened: str | None
    told: tuple[KnownFact, ...]
    clothes: tuple[str, ...]
    shoes: tuple[str, ...]
    fault: str | None = None
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnclearPage:
    """`words`: what the reader wrote; they are kept nowhere. `heard`: (kind, key) of what they may mean for their safety; None
    where they speak of neither food nor materials; empty where they name an allergy we have no word for."""

    around: Surroundings
    words: str
    heard: tuple[tuple[str, str], ...] | None


def tell_page(page: TellPage) -> bytes:
    """The page as HTML, proofed. Raises ProofFailed like a drawing."""
    around, locale = page.around, page.around.person.locale
    told = {(fact.kind, fact.value) for fact in page.told}
    return _page(
        "microsite/tell.html",
        around,
        "tell page",
        page=page,
        groups=_in_order(page.opened),
        opened=page.opened if page.opened in GROUPS else None,
        said=[_capital(value_words(locale, fact)) for fact in page.told[:_SAID_MOST]],
        chips={
            "diet": [(key, _capital(vocabulary.diet(locale, key))) for key in vocabulary.followed_keys()],
            "allergen": [(key, _capital(vocabulary.allergen(locale, key))) for key in vocabulary.allergen_keys()],
            "never": [(key, _capital(vocabulary.materials(locale, NEVER[key]))) for key in NEVER],
            "place": [(place, text(locale, f"terms.place.{place}")) for place in get_args(Place)],
        },
        is_told=lambda group, key: _is_told(told, group, key),
        fault=page.fault if page.fault and f"tell.error.{page.fault}" in keys("tell") else None,
    )


def unclear_page(page: UnclearPage) -> bytes:
    """What we are not sure about, put to whoever wrote it. Proofed."""
    locale = page.around.person.locale
    heard = page.heard or ()
    return _page(
        "microsite/unclear.html",
        page.around,
        "unclear page",
        page=page,
        heard=[_named(locale, kind, key) for kind, key in heard],
        means=_meanings(page.heard),
    )


def _meanings(heard: tuple[tuple[str, str], ...] | None) -> tuple[tuple[str, str, str], ...]:
    """(group, value, key of the sentence) of each answer that is offered."""
    if heard is None:
        return (("dislike", "", "rather_not"), ("has_already", "", "has"))
    never = (("meant", "never", "never"),) if heard else ()
    return (*never, ("meant", "rather_not", "rather_not"), ("meant", "only_asking", "only_asking"))


def _page(template: str, around: Surroundings, where: str, **values: object) -> bytes:
    return framed(template, around, where, around=around, **values).encode()


def _in_order(opened: str | None) -> tuple[str, ...]:
    """The group that was asked for stands first."""
    return tuple(sorted(GROUPS, key=lambda group: group != opened))


def _is_told(told: set[tuple[str, str]], group: str, key: str) -> bool:
    if group == "never":
        return all(("material", material) in told for material in NEVER[key])
    return (group, key) in told


def _named(locale: str, kind: str, key: str) -> str:
    names = {"diet": vocabulary.diet, "allergen": vocabulary.allergen, "material": vocabulary.material}
    return names[kind](locale, key)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
