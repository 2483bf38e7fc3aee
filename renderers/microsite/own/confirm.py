"""The second press before something that keeps a person safe is taken away: it names what falls, and what may come to them then.

The form posts to `<base_path>/<act>` what the first press sent (`fields`), the hidden `nonce`, and `confirm`: the id of every fact
that is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from renderers.context import Brand, Person, Reader, Sender
from renderers.language.phrases import about_diet, may_contain
from renderers.language.translations import text
from renderers.language.vocabulary import allergen_keys, diet_keys
from renderers.microsite.framed import framed
from renderers.microsite.own.privacy import KnownFact, value_words


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """`facts`: what falls, at least one. `instead`: what is noted in its place. `back`: where whoever keeps it goes."""

    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    act: Literal["privacy", "answer"]
    fields: tuple[tuple[str, str], ...]
    facts: tuple[KnownFact, ...]
    instead: KnownFact | None
    back: str
    help: str


@dataclass(frozen=True, slots=True)
class Falls:
    """One fact as it is printed: whose word it was, and what may come once it is gone."""

    said: str
    effect: str


def confirm_page(page: ConfirmPage) -> bytes:
    """The page as HTML, proofed. Raises TemplateError for a fact nobody has a word for, ProofFailed like a drawing."""
    locale = page.person.locale
    html = framed(
        "microsite/confirm.html",
        page,
        "confirmation",
        falls=[_falls(page, fact) for fact in page.facts],
        instead=None if page.instead is None else _named(locale, page.instead),
    )
    return html.encode()


def _falls(page: ConfirmPage, fact: KnownFact) -> Falls:
    locale = page.person.locale
    if fact.kind == "diet" and fact.value in diet_keys():
        return Falls(_said(page, fact), about_diet(locale, "may_come", fact.value))
    if fact.kind == "allergen" and fact.value in allergen_keys():
        return Falls(_said(page, fact), may_contain(locale, fact.value))
    effect = "unsuited" if fact.kind == "diet" else "contains"
    return Falls(_said(page, fact), text(locale, f"privacy.confirm.{effect}", value=value_words(locale, fact)))


def _named(locale: str, fact: KnownFact) -> str:
    """A fact's value as it is named behind a colon."""
    if fact.kind == "diet" and fact.value in diet_keys():
        return about_diet(locale, "named", fact.value)
    return value_words(locale, fact)


def _said(page: ConfirmPage, fact: KnownFact) -> str:
    locale = page.person.locale
    value = _named(locale, fact)
    if fact.source == "imported":
        return text(locale, "privacy.confirm.imported", value=value, company=page.sender.company)
    return text(locale, f"privacy.confirm.{'asked' if fact.source == 'asked' else 'inferred'}", value=value)
