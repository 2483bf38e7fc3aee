"""The brand card: what the sender's words keep to, looked for in everything that they wrote for this campaign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from renderers.language.languages import own_name
from service.campaigns.models import Campaign
from service.folding import fold


@dataclass(frozen=True, slots=True)
class CardRule:
    """One rule. `broken`: "“deal” in the message, English", one for each place; none where it is kept. `ours`: it is about our own
    sentences alone."""

    rule: str
    where: str
    broken: tuple[str, ...] = ()
    ours: bool = False


def card_of(campaign: Campaign) -> tuple[CardRule, ...]:
    """The rules of the card and whether they are kept; the words that are never written only where there are some."""
    card = campaign.brand.get("card", {})
    texts = tuple(_texts(campaign))
    languages = len({locale for _, locale, _ in texts})
    where = f"Your subject, occasion, message and inscription, in {languages} {'language' if languages == 1 else 'languages'}"
    found = [
        CardRule(
            "Plain, never salesy; formal in Czech, Romanian, Russian and Arabic", "Every sentence of ours", ours=True
        )
    ]
    if never := card.get("never"):
        found.append(CardRule(f"Never: {', '.join(never)}", where, _broken(never, texts)))
    if names := card.get("names"):
        rule = f"Your name: {campaign.brand.get('name', '')}, never {', '.join(names)}"
        found.append(CardRule(rule, where, _broken(names, texts)))
    return tuple(found)


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


def _broken(words: list[str], texts: tuple[tuple[str, str, str], ...]) -> tuple[str, ...]:
    return tuple(
        f"“{word}” in the {what}, {_language(locale)}"
        for word in words
        for what, locale, text in texts
        if re.search(rf"(?<!\w){re.escape(fold(word))}(?!\w)", fold(text))
    )


def _language(locale: str) -> str:
    return own_name(locale) or locale
