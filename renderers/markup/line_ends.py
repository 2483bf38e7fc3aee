"""Where a line of a page, mail or statement may not end, in everything that stands there: our sentences, names and products' texts.

Short words and counted things are tied as `translations.tie` says. A short word with a hyphen ("s-a", "ne-am", "e-mail") stays on
one line in a <span class="nb">: no family we set has a hyphen that does not break, and a letter without width between its parts
would be copied and searched with it. A name stays with its "&" and with its legal form, in every language. Only what is read is
touched, never a value in an attribute.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from renderers.language.translations import resolve, tie

LONGEST: Final = 16
"""In letters. A longer compound may part at its hyphen, so that no narrow column is overrun."""
_KEEPS_HYPHENS: Final = {"cs": LONGEST, "ro": LONGEST, "ru": 9}
"""Up to how many letters. Czech would have to say the hyphen again on the next line, Romanian joins two words by it that are one to
the ear, Russian a word and a particle (чего-то, кое-что); its longer compounds part at it."""
_TAG: Final = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_NAME: Final = re.compile(r"<(/?)([a-zA-Z0-9]+)")
_HYPHENED: Final = re.compile(rf"(?<![\w-])(?=[\w-]{{3,{LONGEST}}}(?![\w-]))[^\W\d_]+(?:-[^\W\d_]+)+")
LONGEST_NAME: Final = 24
"""In letters. A longer name may part before its "&"."""
_NBSP: Final = "\N{NO-BREAK SPACE}"
_AND: Final = re.compile(r"(&(?:amp;)?) (?=\S)")
_IN_NAME: Final = r"[^\s<>\u3000-\u9fff\uff00-\uffef]+"
"""Japanese sets no space around a name, and its own letters are none of it."""
_JOINED: Final = re.compile(rf"({_IN_NAME}) (&(?:amp;)?{_NBSP}{_IN_NAME})")
_FORM: Final = (
    r"("
    r"ASA?|A/S|ApS|AB|OÜ|Oyj?|SE|e?hf\.|slhf\.|ohf\.|GmbH|AG|KG|UG|Ltd\.?|Limited|LLC|LLP|Inc\.?|Corp\.?|plc|PLC|PLLC|"
    r"SRL|S\.R\.L\.|S\.r\.l\.|SpA|S\.p\.A\.|SA|S\. ?A\.|SARL|SAS|SL|S\. ?L\.|BV|B\. ?V\.|NV|N\. ?V\.|[Ss]p\. ?z ?o\. ?o\.|"
    r"s\. ?r\. ?o\.|a\. ?s\.|k\. ?s\.|v\. ?o\. ?s\.|o\. ?p\. ?s\.|z\. ?s\.|z\. ?ú\.|ش\.م\.م\.?"
    r")(?![A-Za-zÀ-ž0-9])"
)
_LEGAL_FORM: Final = re.compile(rf"(?<=[\w,.)»”]) {_FORM}")
_NAME_OF: Final = re.compile(rf"{_IN_NAME} &amp; {_IN_NAME}(?: {_FORM})?|{_IN_NAME}(?<=[\w,.)»”]) {_FORM}")
_FORM_BEFORE: Final = re.compile(r"\b(ООО|АО|ПАО|ЗАО|ОАО|ИП|НКО) (?=[«„“\"A-ZА-ЯЁ])")
_KEPT: Final = '<span class="nb">'
_LANG: Final = re.compile(r'\slang="([^"]+)"')
_NO_END: Final = frozenset({"html", "div", "img", "link", "input"})
"""The sheet of a page or mail names its own language; the others end at once."""
_NOT_READ: Final = frozenset({"style", "script"})
_PLAIN: Final = frozenset({"title", "option", "textarea", "svg", "code"})
"""They hold no tags of ours."""


def kept_together(locale: str, html: str) -> str:
    """The same HTML with its words tied, those in another language as that one asks. Doing it twice changes nothing."""
    parts = _TAG.split(html)
    inside, before, spoken = "", "", _Spoken(resolve(locale))
    for at, part in enumerate(parts):
        if at % 2:
            inside, before = _inside(inside, part), part
            spoken.read(part)
        elif part and inside not in _NOT_READ and not part.isspace():
            said = tie(spoken.language, part)
            # A slot of a compiled form is filled with plain words.
            is_plain = inside or before == _KEPT or "data-slot=" in before
            longest = _KEEPS_HYPHENS.get(spoken.language, 0)
            if longest and not is_plain and "-" in said:
                said = _HYPHENED.sub(partial(_as_one, longest), said)
            # A name that is kept has a space in it: one word is none.
            parts[at] = said if is_plain or " " not in said else _NAME_OF.sub(_on_one_line, said)
    return "".join(parts)


def names_kept(words: str) -> str:
    """The words, plain or escaped, with every name tied to its "&" and its legal form. No "&" ends a line."""
    if "&" in words:
        words = _JOINED.sub(_joined, _AND.sub(rf"\1{_NBSP}", words))
    words = _LEGAL_FORM.sub(lambda form: f"{_NBSP}{form[1].replace(' ', _NBSP)}", words)
    return _FORM_BEFORE.sub(rf"\1{_NBSP}", words)


def _as_one(longest: int, compound: re.Match[str]) -> str:
    return f"{_KEPT}{compound[0]}</span>" if len(compound[0]) <= longest else compound[0]


def _on_one_line(name: re.Match[str]) -> str:
    """A name in a <span>, so that it is copied and searched with its own spaces; a long one keeps only what must not part."""
    letters = len(name[0].replace("&amp;", "&"))
    return f"{_KEPT}{name[0]}</span>" if letters <= LONGEST_NAME else names_kept(name[0])


def _joined(name: re.Match[str]) -> str:
    letters = len(name[0].replace("&amp;", "&"))
    return f"{name[1]}{_NBSP}{name[2]}" if letters <= LONGEST_NAME else name[0]


class _Spoken:
    """The language of the words that come next: the page's, or that of the element we are in."""

    def __init__(self, of_page: str) -> None:
        self._of_page = of_page
        self.language = of_page
        self._element, self._depth = "", 0

    def read(self, tag: str) -> None:
        found = _NAME.match(tag)
        if found is None:
            return
        end, name = found.groups()
        language = None if end or self._element or name in _NO_END else _LANG.search(tag)
        if language is not None:
            self._element, self._depth = name, 1
            self.language = resolve(language[1])
        elif name == self._element:
            self._depth += -1 if end else 1
            if not self._depth:
                self._element, self.language = "", self._of_page


def _inside(inside: str, tag: str) -> str:
    """The element without tags of ours that we are in after this tag; empty where there is none."""
    found = _NAME.match(tag)
    if found is None:
        return inside
    end, name = found.groups()
    if inside:
        return "" if end and name == inside else inside
    return name if not end and name in _NOT_READ | _PLAIN else ""
