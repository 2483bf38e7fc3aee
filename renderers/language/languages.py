"""Languages by the name their own readers give them, and whether we speak one."""

from __future__ import annotations

from functools import cache
from typing import Final

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from markupsafe import Markup

from renderers.language.translations import LOCALES, direction

_LONGEST: Final = 35
"""Letters of a language tag (BCP 47); a longer one is somebody's joke."""


def is_spoken(tag: str) -> bool:
    """Whether our pages are to be had in the language of this tag (BCP 47)."""
    return tag.replace("_", "-").split("-")[0].lower() in LOCALES


@cache
def canonical(tag: str) -> str | None:
    """The tag as BCP 47 writes it, pt-BR for pt_br; None for a language that CLDR does not know."""
    known = _parsed(tag)
    return None if known is None else "-".join(filter(None, (known.language, known.script, known.territory)))


@cache
def own_name(tag: str) -> str | None:
    """Deutsch, português (Portugal); None where the language's own name is not known.

    The country goes without saying where most of its speakers live.
    """
    known = _parsed(tag)
    if known is None:
        return None
    usual = get_global("likely_subtags").get(known.language, "").rpartition("_")[2]
    return (Locale.parse(known.language) if known.territory == usual else known).get_display_name()


def marked_name(tag: str) -> Markup | None:
    """The same for a page: the name says which language it is in."""
    name = own_name(tag)
    return None if name is None else Markup('<bdi lang="{}">{}</bdi>').format(canonical(tag), name)


@cache
def spoken() -> tuple[tuple[str, str, str], ...]:
    """(tag, own name, direction) of every language that a page can be read in, in the order in which they are offered."""
    names = ((tag, own_name(tag) or tag) for tag in LOCALES)
    return tuple((tag, name[:1].upper() + name[1:], direction(tag)) for tag, name in names)


def _parsed(tag: str) -> Locale | None:
    if len(tag) > _LONGEST:
        return None
    try:
        known = Locale.parse(tag.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return None
    return known if known.get_display_name() else None
