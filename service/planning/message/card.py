"""The brand card: what all words keep to, looked for in everything that the sender wrote for this campaign and in our sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from renderers.language.languages import own_name
from service.campaigns.models import Campaign
from service.folding import fold
from service.planning.message.card_rules import OF_TONE, RULES, TONES, Rule, broken_by
from service.planning.message.our_texts import SURFACES, our_texts


@dataclass(frozen=True, slots=True)
class CardRule:
    """One rule. `broken`: "“deal” in the message, English", one for each place; none where it is kept. `ours`: it is about our own
    sentences alone."""

    rule: str
    where: str
    broken: tuple[str, ...] = ()
    ours: bool = False


def card_of(
    campaign: Campaign, lines: Sequence[tuple[str, str]] = (), *, has_prospects: bool = False
) -> tuple[CardRule, ...]:
    """The rules of the card and whether they are kept, each only where the card has it. `lines`: (language, text) of the lines that
    are written to single people; `has_prospects`: whether people are among the readers whom the sender doesn't work with yet."""
    card = campaign.brand.get("card", {})
    texts = (*_texts(campaign), *(("personal line", locale, words) for locale, words in lines))
    languages = tuple(dict.fromkeys(locale for _, locale, _ in texts))
    in_all = f"in {len(languages)} {'language' if len(languages) == 1 else 'languages'}"
    where = f"Your subject, occasion, message, inscription and personal lines, {in_all}"
    whole = f"{where}, and our sentences on {', '.join(SURFACES)}"
    found = [
        CardRule(
            "Plain, never salesy; formal in Czech, Romanian, Russian and Arabic", "Every sentence of ours", ours=True
        )
    ]
    if never := card.get("never"):
        found.append(
            CardRule(
                f"Never: {', '.join(never)}", whole, (*_broken(never, texts), *_broken_by_us(tuple(never), languages))
            )
        )
    if names := card.get("names"):
        rule = f"Your name: {campaign.brand.get('name', '')}, never {', '.join(names)}"
        found.append(CardRule(rule, where, _broken(names, texts)))
    if always := card.get("always"):
        said = fold(" ".join(words for what, _, words in texts if what == "message"))
        lost = tuple(f"“{word}” is missing from the message" for word in always if fold(word) not in said)
        found.append(CardRule(f"Always: {', '.join(always)}", "Your message", lost))
    for rule in (rule for tone in TONES if tone in card.get("tone", ()) for rule in OF_TONE[tone]):
        found.append(CardRule(RULES[rule], whole, (*_against(rule, texts), *_ours_against(rule, languages))))
    if formality := dict(word.split() for word in card.get("formality", ())):
        named = ", ".join(f"{_language(locale)} {how}" for locale, how in formality.items())
        broken = (*_against("formality", texts, formality), *_ours_against("formality", tuple(formality), formality))
        found.append(CardRule(f"{RULES['formality']}: {named}", whole, broken))
    if has_prospects:
        found.append(CardRule(RULES["common_past"], where, _against("common_past", texts)))
    return tuple(found)


def _against(
    rule: Rule, texts: Sequence[tuple[str, str, str]], formality: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """One place for each text that breaks a rule, what the sender can change first."""
    found = (
        (what, locale, broken_by(rule, locale, words, (formality or {}).get(locale))) for what, locale, words in texts
    )
    return tuple(f"“{words}” in the {what}, {_language(locale)}" for what, locale, words in found if words is not None)


def _ours_against(rule: Rule, languages: Iterable[str], formality: Mapping[str, str] | None = None) -> Iterator[str]:
    """The same for our own sentences."""
    for locale in languages:
        for surface in SURFACES:
            for words in _ours_that_break(rule, locale, surface, (formality or {}).get(locale)):
                yield f"“{words}” in the {surface} (ours), {_language(locale)}"


@lru_cache(maxsize=1_024)
def _ours_that_break(rule: Rule, locale: str, surface: str, formality: str | None) -> tuple[str, ...]:
    """Our sentences change with a release alone, so they are read once in a process."""
    found = (broken_by(rule, locale, words, formality) for words in our_texts(locale, surface))
    return tuple(words for words in found if words is not None)


@lru_cache(maxsize=64)
def _broken_by_us(words: tuple[str, ...], languages: tuple[str, ...]) -> tuple[str, ...]:
    texts = (
        (f"{name} (ours)", locale, sentence)
        for name in SURFACES
        for locale in languages
        for sentence in our_texts(locale, name)
    )
    return _broken(words, tuple(texts))


def _texts(campaign: Campaign) -> Iterator[tuple[str, str, str]]:
    """(what it is, language, text) of all that the sender wrote, that which waits for a look too."""
    listed = (
        ("subject", campaign.brand.get("subjects", {})),
        ("occasion", {**campaign.old_words.get("occasion", {}), **campaign.occasion}),
        ("message", {**campaign.old_words.get("message", {}), **campaign.message}),
        ("inscription", campaign.inscription or {}),
    )
    for what, texts in listed:
        for locale, text in texts.items():
            if text:
                yield what, locale, text


def _broken(words: Sequence[str], texts: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
    return tuple(
        f"“{word}” in the {what}, {_language(locale)}"
        for word in words
        for what, locale, text in texts
        if re.search(rf"(?<!\w){re.escape(fold(word))}(?!\w)", fold(text))
    )


def _language(locale: str) -> str:
    return own_name(locale) or locale
