"""The product's own sentences in every language it speaks, and the one place where a value enters a sentence.

A catalog is `assets/translations/<locale>.json` (surfaces common, microsite, mail, privacy) plus `<locale>.<surface>.json` for the
surfaces that keep their own file. Keys are dotted, their first part is the surface. A value is a sentence with `{fields}`, or an
object of CLDR plural forms chosen by `count`. `**words**` are strong where a surface has a strong voice and plain elsewhere.
Quotation marks around a field (`«{company}»`) are left out around a value that holds its own (ООО «Ромашка»).

A key or a locale that is not complete is an error when its surface is loaded, not a hole in somebody's page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Final, cast
from unicodedata import bidirectional

from babel import Locale
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from renderers.errors import TemplateError
from renderers.proof import verified

ASSETS: Final = Path(__file__).resolve().parents[2] / "assets"
CATALOGS: Final = ASSETS / "translations"
LOCALES: Final = ("en", "ru", "is", "cs", "ro", "ar", "ja")
DEFAULT_LOCALE: Final = "en"

_REGIONS: Final = {"en": "en_GB"}
"""The day comes before the month in our English, so Babel is asked for the British one."""
_PLURALS: Final = frozenset({"zero", "one", "two", "few", "many", "other"})
_FIELD: Final = re.compile(r"\{([a-z_]+)\}")
_TIED: Final = {
    "cs": re.compile(r"(?<![^\s(„])([AaIiOoUuKkSsVvZz]|[Nn]a|[Zz]e|[Dd]o|[Vv]e) (?=\S)"),
    "ru": re.compile(r"(?<![^\s(«])([ВвКкСсОоУуИиЯя]|[Нн]а|[Нн]е|[Пп]о|[Дд]о|[Ии]з|[Оо]т) (?=\S)"),
}
_COUNTED: Final = re.compile(r"(?:(?<=\d)|(?<=\d\.)|(?<=\{count\})) (?=[^\W\d_]+(?!\w)|%)")
_TIES_NUMBERS: Final = frozenset({"cs", "ru", "ro", "is"})

_CLOSING: Final = {"«": "»", "„": "“", "“": "”", "「": "」"}
_QUOTES: Final = frozenset('«»„“”"「」')

_ISOLATE: Final = "\N{FIRST STRONG ISOLATE}"
_ISOLATED: Final = "\N{POP DIRECTIONAL ISOLATE}"

Sentence = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Worded:
    """A value in the language `locale`, to be put into a sentence that may be in another: on a page it then says which."""

    words: str
    locale: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of the catalog, or the name of the field whose value stands there, with the quotation marks around it."""

    words: str
    is_field: bool
    quotes: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class _Spoken:
    """One sentence as plain text and for HTML, where its own words are escaped already."""

    plain: tuple[_Piece, ...]
    marked: tuple[_Piece, ...]


@cache
def resolve(locale: str) -> str:
    """The language we speak to a reader of `locale` (BCP 47): itself, its language, else English."""
    language = locale.replace("_", "-").split("-")[0].lower()
    return language if language in LOCALES else DEFAULT_LOCALE


@cache
def babel_locale(locale: str) -> Locale:
    """The Babel locale used for dates, plurals and sums of a language we ship."""
    language = resolve(locale)
    return Locale.parse(_REGIONS.get(language, language))


@cache
def direction(locale: str) -> str:
    """`ltr` or `rtl`."""
    return str(babel_locale(locale).text_direction)


def tie(locale: str, words: str) -> str:
    """Ties what no line may part, as the language's typesetting asks; English, Arabic and Japanese ask for nothing.

    A number and what it counts (30 dní, 14. května) in four languages, short prepositions and the next word in Czech and Russian;
    a Russian dash begins no line.
    """
    language = resolve(locale)
    if language in _TIES_NUMBERS:
        words = _COUNTED.sub("\N{NO-BREAK SPACE}", words)
    if language in _TIED:
        words = _TIED[language].sub("\\1\N{NO-BREAK SPACE}", words)
    return words.replace(" —", "\N{NO-BREAK SPACE}—") if language == "ru" else words


def text(locale: str, key: str, **values: object) -> str:
    """One sentence as plain text. Every value is verified and recorded for the proof.

    Raises TemplateError for an unknown key or a missing value, ProofFailed for a value that is empty or not text.
    """
    return "".join(
        _quoted(piece, _plain(locale, _value(key, piece.words, values))) if piece.is_field else piece.words
        for piece in _spoken(locale, key, values).plain
    )


def framed(locale: str, key: str, **values: object) -> str:
    """The same sentence where there is no markup: a plain mail, a subject, the title of a page.

    A value that is text stands between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, as <bdi> would set it apart, in every
    right-to-left sentence, and in the others where it runs from the right.
    """
    pieces: list[str] = []
    for piece in _spoken(locale, key, values).plain:
        value = _value(key, piece.words, values) if piece.is_field else None
        said = _plain(locale, value) if piece.is_field else piece.words
        pieces.append(_quoted(piece, said, isolate(said) if _is_set_apart(locale, value) else said))
    return "".join(pieces)


def marked(locale: str, key: str, **values: object) -> Markup:
    """The same sentence for HTML: words and values are escaped, `**` becomes <strong>, Markup values stand as they are.

    A plain value is isolated in right-to-left languages and wherever it runs the other way, so that a name cannot turn the sentence
    around.
    """
    return Markup(  # noqa: S704 every piece was escaped when the sentence was read, every value is by _html
        "".join(
            _in_sentence(locale, piece, _value(key, piece.words, values)) if piece.is_field else piece.words
            for piece in _spoken(locale, key, values).marked
        )
    )


def keys(surface: str) -> frozenset[str]:
    """Every key of one surface."""
    return frozenset(_surface(surface)[DEFAULT_LOCALE])


def fields(locale: str, key: str) -> frozenset[str]:
    """Names of the values one sentence asks for, over all its plural forms."""
    sentence = _find(locale, key)
    forms = (sentence,) if isinstance(sentence, str) else sentence.values()
    return frozenset(name for form in forms for name in _FIELD.findall(form))


def _spoken(locale: str, key: str, values: Mapping[str, object]) -> _Spoken:
    forms = _forms(locale, key)
    if isinstance(forms, _Spoken):
        return forms
    count = values.get("count")
    if not isinstance(count, int):
        raise TemplateError(f"The sentence {key} has plural forms and needs a whole number as `count`.", where=locale)
    return forms.get(babel_locale(locale).plural_form(count), forms["other"])


@cache
def _forms(locale: str, key: str) -> _Spoken | Mapping[str, _Spoken]:
    """A sentence taken apart once, or each of its plural forms: pages are typeset while their readers wait."""
    sentence = _find(locale, key)
    if isinstance(sentence, str):
        return _take_apart(sentence)
    return {form: _take_apart(words) for form, words in sentence.items()}


def _take_apart(sentence: str) -> _Spoken:
    plain, in_html = [], []
    tags = cycle(("<strong>", "</strong>"))
    parts = _FIELD.split(sentence)
    quotes = [_quotes_around(parts, at) if at % 2 else ("", "") for at in range(len(parts))]
    for at, words in enumerate(parts):
        if at % 2:
            field = _Piece(words, is_field=True, quotes=quotes[at])
            plain.append(field)
            in_html.append(field)
        else:
            begin = len(quotes[at - 1][1]) if at else 0
            end = len(words) - (len(quotes[at + 1][0]) if at + 1 < len(parts) else 0)
            own = words[begin:end]
            first, *rest = own.split("**")
            tagged = str(escape(first)) + "".join(next(tags) + str(escape(more)) for more in rest)
            plain.append(_Piece(own.replace("**", ""), is_field=False))
            in_html.append(_Piece(tagged, is_field=False))
    return _Spoken(tuple(plain), tuple(in_html))


def _quotes_around(parts: list[str], at: int) -> tuple[str, str]:
    opening, closing = parts[at - 1][-1:], parts[at + 1][:1]
    return (opening, closing) if closing and _CLOSING.get(opening) == closing else ("", "")


def _quoted(piece: _Piece, value: str, framed: str | None = None) -> str:
    """A value within the quotation marks that its sentence sets around it; one that holds some keeps its own alone."""
    opening, closing = ("", "") if _QUOTES.intersection(value) else piece.quotes
    return f"{opening}{value if framed is None else framed}{closing}"


def _find(locale: str, key: str) -> Sentence:
    try:
        return _surface(key.split(".", maxsplit=1)[0])[resolve(locale)][key]
    except KeyError:
        raise TemplateError(f"There is no sentence {key} in the catalogues.", where=resolve(locale)) from None


def _value(key: str, name: str, values: Mapping[str, object]) -> object:
    if name not in values:
        raise TemplateError(f"The sentence {key} needs a value for {{{name}}}.")
    return values[name]


def isolate(words: str) -> str:
    """The words with a direction of their own, for text without markup."""
    return f"{_ISOLATE}{words}{_ISOLATED}"


def foreign(locale: str, of: str) -> Markup:
    """For a tag whose words are in another language than the page: how they are to be read, aloud and in which direction."""
    if resolve(of) == resolve(locale):
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(resolve(of), direction(of))


def _is_set_apart(locale: str, value: object) -> bool:
    words = value.words if isinstance(value, Worded) else value
    if not isinstance(words, str):
        return False
    return direction(locale) == "rtl" or any(bidirectional(letter) in {"R", "AL"} for letter in words)


def _plain(locale: str, value: object) -> str:
    if isinstance(value, Worded):
        return verified(value.words)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(format_decimal(value, locale=babel_locale(locale)))
    return verified(value)


def _in_sentence(locale: str, piece: _Piece, value: object) -> str:
    words = "" if isinstance(value, Markup) else _plain(locale, value)
    return _quoted(piece, words, _html(locale, value))


def _html(locale: str, value: object) -> str:
    if isinstance(value, Markup):
        return value
    words, tag = escape(_plain(locale, value)), foreign(locale, value.locale) if isinstance(value, Worded) else ""
    return f"<bdi{tag}>{words}</bdi>" if tag or _is_set_apart(locale, value) else words


@cache
def _surface(surface: str) -> Mapping[str, Mapping[str, Sentence]]:
    """Locale -> key -> sentence, complete. Raises TemplateError naming the first hole."""
    catalogs = {locale: _load(locale, surface) for locale in LOCALES}
    expected = catalogs[DEFAULT_LOCALE].keys()
    if not expected:
        raise TemplateError(f"There is no surface {surface} in the catalogues.", where=str(CATALOGS))
    for locale, catalog in catalogs.items():
        for key in sorted(expected ^ catalog.keys()):
            problem = "is missing" if key in expected else "is not in the English catalogue"
            raise TemplateError(f"The sentence {key} {problem}.", where=locale)
        for key, sentence in catalog.items():
            _check_forms(locale, key, sentence)
    return catalogs


def _check_forms(locale: str, key: str, sentence: Sentence) -> None:
    if isinstance(sentence, str):
        return
    wanted = babel_locale(locale).plural_form.tags | {"other"}
    if sentence.keys() != wanted:
        raise TemplateError(f"The plural forms of {key} must be {', '.join(sorted(wanted))}.", where=locale)


def _load(locale: str, surface: str) -> dict[str, Sentence]:
    found: dict[str, Sentence] = {}
    for path in (CATALOGS / f"{locale}.json", CATALOGS / f"{locale}.{surface}.json"):
        if path.exists():
            tree = json.loads(path.read_text(encoding="utf-8"))
            found.update(
                (key, _tied(locale, sentence)) for key, sentence in _flatten(tree) if key.startswith(surface + ".")
            )
    return found


def _flatten(tree: Mapping[str, object], path: str = "") -> list[tuple[str, Sentence]]:
    """Dotted keys of a catalog, nested or already flat."""
    found: list[tuple[str, Sentence]] = []
    for name, value in tree.items():
        key = f"{path}{name}"
        if isinstance(value, str) or _is_plural(value):
            found.append((key, cast(Sentence, value)))
        elif isinstance(value, dict):
            found += _flatten(value, f"{key}.")
        else:
            raise TemplateError(f"The entry {key} is neither a sentence nor plural forms.", where=str(CATALOGS))
    return found


def _is_plural(value: object) -> bool:
    return isinstance(value, dict) and "other" in value and value.keys() <= _PLURALS


def _tied(locale: str, sentence: Sentence) -> Sentence:
    if isinstance(sentence, str):
        return tie(locale, sentence)
    return {form: tie(locale, words) for form, words in sentence.items()}
