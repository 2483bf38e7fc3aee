"""Everything we hold about somebody, as a page: the same entries as the file, in the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import Brand, Person, Reader
from renderers.language.dates import full_day
from renderers.language.translations import text
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording

Value = str | int | bool | datetime | None | Sequence["Value"]
Entry = Mapping[str, Value]
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class ExportPage:
    """`sections`: name -> its entries, each field -> value, as they stand in the file."""

    person: Person
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    made_at: datetime
    sections: Mapping[str, Sequence[Entry]]


def export_page(page: ExportPage) -> bytes:
    """The page as HTML, proofed. Raises TemplateError for a section or field that has no name, ProofFailed like a drawing."""
    locale = page.person.locale
    with recording() as inserted:
        html = typeset(
            "microsite/export.html",
            locale,
            page=page,
            theme=theme_of(page.brand),
            mark=wordmark(page.brand, page.person if page.reader == "greeted" else None),
            base_path=page.base_path,
            nonce=page.nonce,
            sections=[
                (name, len(entries), [_lines(locale, entry) for entry in entries])
                for name, entries in page.sections.items()
            ],
        )
        proof(readable(html, "export page"), inserted, "export page")
    return html.encode()


def _lines(locale: str, entry: Entry) -> list[tuple[str, str]]:
    """(field's name, value in words) of everything that is known in an entry."""
    said = ((name, _words(locale, value)) for name, value in entry.items())
    return [(text(locale, f"preferences.export.field.{name}"), words) for name, words in said if words]


def _words(locale: str, value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return text(locale, f"privacy.value.{'yes' if value else 'no'}")
    if isinstance(value, datetime):
        return f"{full_day(locale, value)}, {value:%H:%M} UTC"
    if isinstance(value, str | int):
        return str(value)
    return _BETWEEN.join(words for words in (_words(locale, one) for one in value) if words)
