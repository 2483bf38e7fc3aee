"""Jinja for what we write ourselves: every value passes the verifying gate, every sentence comes from the catalogs.

Templates are ours and trusted; what a sender writes uses `renderers.merge` instead. An undefined name, None, a blank or a bare
number with a fraction stops the drawing where Jinja alone would print it.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from renderers.context import Money
from renderers.errors import ContextError
from renderers.language import dates, vocabulary
from renderers.language.joins import joins
from renderers.language.languages import marked_name, spoken
from renderers.language.money import money
from renderers.language.translations import (
    ASSETS,
    Worded,
    direction,
    foreign,
    framed,
    marked,
    resolve,
    text,
    tie,
)
from renderers.markup.line_ends import kept_together
from renderers.proof import verified

TEMPLATES: Final = ASSETS / "templates"


def typeset(template: str, locale: str, **values: object) -> str:
    """A template below assets/templates with its values, in the reader's language.

    In it `t(key, ...)` is a sentence, `say(key, ...)` the same as plain text for attributes, `head(key, ...)` for titles, which
    hold no tags; `sum`, `until`, `day`, `full_day` write figures, `diet`, `allergen`, `interest`, `listed` name things,
    `foreign(language)` marks a tag whose words are not in the language of the page, `worded(words, language)` a value within a
    sentence, `called(tag)` is a language by its own name, `languages` all that we speak; `colon`, `comma`, `stop` and `gap` join as
    its script does. What must not be parted at a line's end is tied afterwards, whoever wrote it.
    Raises ContextError or ProofFailed for a value that is missing, TemplateError for a sentence that is.
    """
    as_html = template.endswith(".html")
    words = _environment().get_template(template).render(_language(locale, as_html=as_html) | values)
    return kept_together(locale, words) if as_html else tie(locale, words)


def _language(locale: str, *, as_html: bool) -> dict[str, object]:
    return {
        "locale": resolve(locale),
        "direction": direction(locale),
        "languages": spoken(),
        "called": marked_name,
        "t": partial(marked if as_html else framed, locale),
        "say": partial(text, locale),
        "head": partial(framed, locale),
        "sum": lambda amount: _sum(locale, amount),
        "until": partial(dates.until, locale),
        "day": partial(dates.day, locale),
        "full_day": partial(dates.full_day, locale),
        "diet": partial(vocabulary.diet, locale),
        "allergen": partial(vocabulary.allergen, locale),
        "interest": partial(vocabulary.interest, locale),
        "listed": lambda words: vocabulary.listed(locale, list(words)),
        "foreign": partial(foreign, locale),
        "worded": Worded,
        "isolated": lambda words: _isolated(locale, words),
        **{name: Markup(sign) for name, sign in joins(locale).items()},  # noqa: S704 our own signs
    }


def _sum(locale: str, amount: Money) -> str:
    return money(locale, amount)


def _isolated(locale: str, words: str) -> Markup:
    """A name or a sum that must keep its own direction, wherever it stands."""
    frame = Markup("<bdi>{}</bdi>") if direction(locale) == "rtl" else Markup("{}")
    return frame.format(verified(words))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        finalize=_gate,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def _gate(value: object) -> object:
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return verified(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, StrictUndefined):
        return value
    raise ContextError(f"A template printed a {type(value).__name__} where text is needed.")
