"""The words of each scene, chosen before a pixel is drawn. Frames, captions, transcript and proof all read them.

A scene's words are all it knows of a story, so two people with the same words share its pictures. Facts about a person appear in
one scene only, and only interests they told or the giver noted; never a diet. What a product contains is the product's own fact
and stands beside what it is free of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Final
from urllib.parse import urlsplit

from renderers import names, vocabulary
from renderers.context import Story
from renderers.dates import day
from renderers.proof import verified
from renderers.translations import text

MOST_FACTS: Final = 2
MOST_TILES: Final = 3
IMPLIED: Final = {"vegan": {"vegetarian", "pescatarian", "dairy_free"}, "vegetarian": {"pescatarian"}}
"""Diets that a stricter one already says; the film has seconds, the page has the full table."""

Lines = tuple[str, ...]
UNSEEN: Final[dict[str, Any]] = {"unseen": True}
"""Metadata of a field that changes the picture but is not read as text: the link inside a code."""


class Words:
    """What one scene says. Each scene has its own frozen dataclass of strings and tuples of strings, its fields what it draws."""

    def spoken(self) -> Lines:
        """The scene's sentences in order, for captions, transcript and voice."""
        raise NotImplementedError

    def shown(self) -> Lines:
        """Every text a frame of the scene shows, from its fields, so that none can be left out of the proof."""
        return tuple(line for _, lines in self.texts() for line in lines)

    def texts(self) -> Iterator[tuple[str, Lines]]:
        """Each field that is read, with its texts; one that is None has none."""
        for each in fields(self):  # type: ignore[arg-type]  # every subclass is a dataclass
            value = getattr(self, each.name)
            if value is not None and not each.metadata.get("unseen"):
                yield each.name, (value,) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Opening(Words):
    """`name` stands alone as a line, in the order the person writes it; None: the line itself becomes the headline."""

    name: str | None
    line: str

    def spoken(self) -> Lines:
        return (self.name, self.line) if self.name else (self.line,)


@dataclass(frozen=True, slots=True)
class Why(Words):
    """One or two facts in the person's own words, or how many gifts were looked at."""

    told: str
    facts: Lines
    answer: str

    def spoken(self) -> Lines:
        return (f"{self.told} {', '.join(self.facts)}", self.answer)


@dataclass(frozen=True, slots=True)
class Gift(Words):
    title: str
    line: str

    def spoken(self) -> Lines:
        return (self.title, self.line)


@dataclass(frozen=True, slots=True)
class Inside(Words):
    """`safe` holds at most two checked facts of the product, `contains` its warnings."""

    title: str
    contents: str
    safe: Lines
    contains: Lines
    checked: str

    def spoken(self) -> Lines:
        return (self.title, self.contents, *self.safe, *self.contains, self.checked)


@dataclass(frozen=True, slots=True)
class Swap(Words):
    title: str
    terms: str
    names: Lines

    def spoken(self) -> Lines:
        return (self.title, self.terms, *self.names)


@dataclass(frozen=True, slots=True)
class Yours(Words):
    """`address` is the host a person sees under the code; the code itself carries the whole link."""

    title: str
    until: str
    address: str
    link: str = field(metadata=UNSEEN)

    def spoken(self) -> Lines:
        return (self.title, self.until)


@dataclass(frozen=True, slots=True)
class SignOff(Words):
    thanks: str
    given_name: str
    sender: str
    role: str

    def spoken(self) -> Lines:
        return (self.thanks, self.sender, self.role)


def opening_words(story: Story) -> Opening:
    name = names.masthead_name(story.person)
    key = "video.opening.line" if name else "video.opening.headline"
    return Opening(verified(name, "person.name") if name else None, text(story.person.locale, key))


def why_words(story: Story) -> Why:
    locale = story.person.locale
    interests = [
        reason for reason in story.reasons if reason.code == "interest" and reason.source in ("asked", "imported")
    ]
    asked = [reason for reason in interests if reason.source == "asked"]
    chosen = (asked or interests)[:MOST_FACTS]
    facts = tuple(verified(vocabulary.interest(locale, reason.value), "reasons.value") for reason in chosen)
    if asked:
        return Why(text(locale, f"video.why.told_{len(facts)}"), facts, text(locale, "video.why.answer"))
    if facts:
        return Why(text(locale, "video.why.noted", giver=story.brand.name), facts, text(locale, "video.why.answer"))
    counted = text(locale, "video.why.count", count=story.considered)
    return Why(text(locale, "video.why.looked"), (counted,), text(locale, "video.why.kept"))


def gift_words(story: Story) -> Gift:
    return Gift(verified(story.gift.name, "gift.name"), verified(story.gift.line, "gift.line"))


def inside_words(story: Story) -> Inside:
    gift, locale = story.gift, story.person.locale
    facts = gift.safety
    safe: list[str] = []
    if not facts.is_consumable:
        safe.append(text(locale, "video.inside.not_consumable"))
    implied = {diet for key in facts.suits for diet in IMPLIED.get(key, ())}
    if suits := tuple(key for key in facts.suits if key not in implied):
        safe.append(text(locale, "video.inside.suits", diets=_listed(locale, vocabulary.diet, suits)))
    if facts.is_consumable and not (facts.contains or facts.may_contain or facts.unknown):
        safe.append(text(locale, "video.inside.none_of_listed"))
    warnings = [
        text(locale, f"video.inside.{key}", allergens=_listed(locale, vocabulary.allergen, keys))
        for key, keys in (("contains", facts.contains), ("may_contain", facts.may_contain), ("unknown", facts.unknown))
        if keys
    ]
    if facts.min_age is not None:
        warnings.append(text(locale, "video.inside.age", years=str(facts.min_age)))
    return Inside(
        text(locale, "video.inside.title"),
        verified(gift.inside, "gift.inside"),
        tuple(safe[:2]),
        tuple(warnings),
        text(locale, "video.inside.checked"),
    )


def swap_words(story: Story) -> Swap:
    locale = story.person.locale
    return Swap(
        text(locale, "video.swap.title"),
        text(locale, "video.swap.terms"),
        tuple(verified(gift.name, "alternatives.name") for gift in story.alternatives[:MOST_TILES]),
    )


def yours_words(story: Story) -> Yours:
    locale = story.person.locale
    return Yours(
        text(locale, "video.yours.title"),
        text(locale, "video.yours.until", day=day(locale, story.open_until)),
        verified(urlsplit(story.links.page).netloc, "links.page"),
        verified(story.links.page, "links.page"),
    )


def sign_off_words(story: Story) -> SignOff:
    locale, sender = story.person.locale, story.sender
    return SignOff(
        text(locale, "video.sign_off.thanks"),
        verified(names.sender_given_name(sender), "sender.name"),
        verified(sender.name, "sender.name"),
        text(locale, "video.sign_off.role", title=sender.title, company=sender.company),
    )


def _listed(locale: str, word: Callable[[str, str], str], keys: Lines) -> str:
    return vocabulary.listed(locale, [word(locale, key) for key in keys])
