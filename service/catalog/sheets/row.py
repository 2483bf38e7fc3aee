"""One row of a sheet of gifts: every cell read, what is wrong gathered, and the product it makes where nothing is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from service.catalog.entry import (
    CLEAR,
    ENGLISH,
    GROUPS,
    LANGUAGES,
    LONGEST_VARIANT,
    NOT_MAILED,
    Kind,
    Picture,
    ProductEntry,
    ProductText,
    Source,
    SourceKind,
    contradicted,
    own_entry,
)
from service.catalog.landed.reckon import ALL_OF_IT
from service.catalog.own.inscriptions import Inscription, read_inscription_cell
from service.catalog.sheets.cells import (
    EUROS,
    is_empty,
    read_age,
    read_countries,
    read_currency,
    read_delivered,
    read_kind,
    read_lead_days,
    read_origin,
    read_price,
    read_source,
    read_source_date,
    read_stock,
    read_yes,
    slug,
)
from service.catalog.sheets.found import WHY, BadCell, GiftRow, Option
from service.catalog.sheets.marks.beside import without_named
from service.catalog.sheets.marks.cells import MARK_FIELDS, Doubt, Marks, is_mark, read_named, read_single
from service.catalog.sheets.shapes import is_shape, shape_for
from service.catalog.sheets.vocabulary import title_of
from service.sheets.dates import Order, read_date
from service.sheets.refusals import CellError
from service.sheets.sheet import BROKEN
from service.sheets.text import clean
from service.written import written

Value = TypeVar("Value")
USUAL_LEAD_DAYS: Final = 5
PLAIN_LINE: Final = "From our own selection."
PLAIN_INSIDE: Final = "What’s in it isn’t listed yet."
LONGEST: Final[Mapping[str, int]] = {
    "name": 120,
    "line": 300,
    "inside": 1000,
    "category": 40,
    "variant": LONGEST_VARIANT,
    "product": 80,
    "tariff": 40,
}


@dataclass(frozen=True, slots=True)
class SheetContext:
    """What holds for all rows: field -> its columns, the order of dates, today, codes that several rows share, and the columns
    that are not read with their headings."""

    columns: Mapping[str, tuple[int, ...]]
    order: Order
    today: date
    shared_codes: frozenset[str]
    unread: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class RowReader:
    """Reads one row. `answers` are cells as somebody has answered them, by field."""

    sheet: SheetContext
    number: int
    cells: tuple[str, ...]
    answers: Mapping[str, str]
    raw: dict[str, str] = field(default_factory=dict)
    bad: list[BadCell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def read(self) -> GiftRow:
        """The row, with its product where nothing stops it."""
        self.raw = {name: self._text(name) for name in self.sheet.columns}
        landing = self._landing()
        values = {
            "name": self._words("name", required="A gift needs a name"),
            "price": self._price(),
            "countries": self._countries(),
            "landing": landing,
            "stock": self._read("stock", read_stock, empty=0),
            "lead_days": self._optional("lead_days", read_lead_days, USUAL_LEAD_DAYS),
            "restock_on": self._optional("restock_on", lambda text: read_date(text, self.sheet.order), None),
            "perishable": self._optional("perishable", read_yes, False),
            "min_age": self._optional("min_age", read_age, None),
            "kind": self._optional("kind", read_kind, None),
            "alcohol": self._optional("alcohol", read_yes, None),
            "source": self._source(),
            "marks": self._marks(),
            "texts": self._texts(),
            "code": self._code(),
            "inscription": self._optional("inscription", read_inscription_cell, None),
        }
        if landing.get("delivered") == "email" and (values["kind"] != "neither" or values["perishable"]):
            self._fails("delivered", CellError(NOT_MAILED.capitalize(), "included", code="delivered_unknown"), "")
        entry = None if self.bad else self._entry(values)
        words = tuple(entry.words or ()) if entry is not None else ()
        return GiftRow(self.number, self.raw, tuple(self.bad), entry, tuple(self.notes), words)

    def _text(self, name: str) -> str:
        if name in self.answers:
            return self.answers[name]
        found = [self.cells[place] for place in self.sheet.columns[name] if place < len(self.cells)]
        if is_mark(name):
            return ", ".join(dict.fromkeys(filter(None, map(str.strip, found))))
        return next((text for text in found if text.strip()), "")

    def _fails(self, name: str, error: CellError | Doubt, text: str, *, likely: str | None = None) -> None:
        if isinstance(error, Doubt):
            cell = BadCell(
                name, title_of(name), text, error.error, error.why, "mark_unclear", error.options, is_doubt=True
            )
        else:
            suggestion = error.suggestion if error.suggestion is not None else likely
            options = (Option(f"Change to {suggestion}", suggestion),) if suggestion else ()
            if error.code.startswith("source_"):
                options = (*options, Option("Leave the source empty; those marks stay unknown", ""))
            cell = BadCell(name, title_of(name), text, error.sentence, WHY.get(error.code, ""), error.code, options)
        self.bad.append(cell)

    def _read(self, name: str, read: Callable[[str], Value], empty: Value) -> Value:
        """A cell that has to be there."""
        text = self.raw.get(name, "")
        if text == BROKEN:
            self._broken(name)
            return empty
        try:
            return read(text)
        except CellError as error:
            self._fails(name, error, text)
            return empty

    def _optional(self, name: str, read: Callable[[str], Value], empty: Value) -> Value:
        text = self.raw.get(name, "")
        return empty if text != BROKEN and is_empty(text) else self._read(name, read, empty)

    def _broken(self, name: str) -> None:
        self._fails(
            name,
            CellError(
                "This cell is a formula without a result. Open the file in your spreadsheet, save it, upload it again",
                code="formula_broken",
            ),
            "",
        )
        self.raw[name] = ""

    def _price(self) -> tuple[int, str]:
        currency = self._optional("currency", read_currency, None)
        nothing: tuple[int, str | None] = (0, None)
        minor, named = self._read("price", lambda text: self._whole_price(text, currency), nothing)
        if currency is None and named is None:
            self.notes.append("currency_assumed")
        return minor, currency or named or EUROS

    def _countries(self) -> list[str]:
        nothing: tuple[str, ...] = ()
        return list(self._read("countries", read_countries, nothing))

    def _landing(self) -> dict[str, str | None]:
        """Where it lies and what its price covers, by the columns that the sheet has."""
        found = {
            "origin": self._optional("origin", read_origin, None),
            "tariff": self._words("tariff") or None,
            "delivered": self._optional("delivered", read_delivered, "included"),
        }
        if found["delivered"] not in ALL_OF_IT and not self.raw.get("origin"):
            error = CellError("Say where the pieces lie: delivery and duty depend on it", code="origin_unknown")
            self._fails("origin" if "origin" in self.sheet.columns else "delivered", error, "")
        return {name: value for name, value in found.items() if name in self.sheet.columns}

    def _whole_price(self, text: str, currency: str | None) -> tuple[int, str | None]:
        if is_empty(text):
            raise CellError("A gift needs a price", code="price_missing")
        return read_price(text, currency)

    def _words(self, name: str, required: str = "", most: int | None = None) -> str:
        """A text on one line. Too long a one is offered cut at a word."""
        text = self.raw.get(name, "")
        if text == BROKEN:
            self._broken(name)
            return ""
        said = clean(written(text))
        if is_empty(said):
            if required:
                self._fails(name, CellError(required, code="name_missing"), text)
            return ""
        limit = most or LONGEST.get(name.partition(":")[0], 300)
        if len(said) > limit:
            cut = said[:limit].rsplit(" ", 1)[0]
            self._fails(
                name,
                CellError(f"This text has {len(said):,} characters; we show {limit:,}", cut, code="too_long"),
                text,
            )
        return said

    def _code(self) -> str:
        text = self.raw.get("code", "")
        said = "" if text == BROKEN or is_empty(text) else clean(text)
        if re.fullmatch(r"\d(?:[.,]\d+)?[eE]\+?\d+", said):
            self._fails(
                "code",
                CellError(
                    f"“{said}” is a number that the spreadsheet has rounded. Format the column as text and enter it again",
                    code="code_mangled",
                ),
                text,
            )
        return said

    def _texts(self) -> dict[str, tuple[str, str]]:
        """Language -> (line, inside); names of other languages stand in `raw`."""
        found = {}
        for language in LANGUAGES:
            suffix = "" if language == ENGLISH else f":{language}"
            name = self._words(f"name{suffix}") if suffix else ""
            line, inside = self._words(f"line{suffix}"), self._words(f"inside{suffix}")
            if suffix and name:
                found[f"{language}:name"] = (name, "")
            found[language] = (line, inside)
        return found

    def _source(self) -> tuple[SourceKind, date] | None:
        kind = self._optional("source", read_source, None)
        if kind is None:
            return None
        text = self.raw.get("source_date", "")
        try:
            return kind, read_source_date("" if is_empty(text) else text, self.sheet.order, self.sheet.today)
        except CellError as error:
            self._fails("source_date" if "source_date" in self.sheet.columns else "source", error, text)
            return None

    def _marks(self) -> dict[str, str]:
        marks = Marks()
        for name in filter(is_mark, self.sheet.columns):
            for text in self._mark_texts(name):
                if text == BROKEN:
                    self._broken(name)
                    continue
                doubt = read_named(name, text, marks) if name in MARK_FIELDS else read_single(name, text, marks)
                if doubt is not None:
                    self._fails(name, doubt, text)
        return marks.whole()

    def _mark_texts(self, name: str) -> list[str]:
        """The cells of a mark. Several columns of one thing ("Milk", "Milch") are answers of their own: the strictest counts."""
        if name in MARK_FIELDS or name in self.answers:
            return [self.raw.get(name, "")]
        filled = [self.cells[place] for place in self.sheet.columns[name] if place < len(self.cells)]
        return [text for text in filled if text.strip()] or [""]

    def _entry(self, values: Mapping[str, Any]) -> ProductEntry:
        kind, marks = self._kind(values)
        minor, currency = values["price"]
        variant, product = self._words("variant"), self._words("product")
        name, code = values["name"], values["code"]
        shape = self._shape(name)
        texts = self._product_texts(name, values["texts"])
        said = [text for one in texts.values() for text in one.as_document().values()]
        marks, named = without_named(marks, (*said, variant, *self._half_texts(values["texts"])), self._unread())
        if named:
            self.notes.append("named_elsewhere")
        sources = self._sources(values["source"], marks)
        shared_code = code if code in self.sheet.shared_codes else ""
        family = product or shared_code or (name if variant else "")
        # A code of this row alone is kept as it is; one that several rows share, and a name, need the version beside them.
        own_code = code if code not in self.sheet.shared_codes else ""
        sku = slug(own_code or " ".join(filter(None, (family or name, variant))))
        alcohol = values["alcohol"]
        if alcohol is None:
            alcohol = kind == "edible" and not ("diets.no_alcohol" in sources and marks["diets.no_alcohol"] == "suited")
            if alcohol:
                self.notes.append("alcohol_unknown")
        entry = ProductEntry(
            sku=sku,
            kind=kind,
            category=_category(self._words("category")) or shape[1],
            price_minor=minor,
            currency=currency,
            regions=values["countries"],
            stock=values["stock"],
            restock_on=values["restock_on"],
            lead_days=values["lead_days"],
            perishable=values["perishable"],
            alcohol=alcohol,
            min_age=values["min_age"],
            allergens=_group("allergens", marks) if kind != "neither" else {},  # type: ignore[arg-type]
            diets=_group("diets", marks) if kind != "neither" else {},  # type: ignore[arg-type]
            materials=_group("materials", marks),  # type: ignore[arg-type]
            sources=sources,
            interests=self._interests() or list(shape[2]),
            texts=texts,
            picture=Picture(archetype=shape[0], image=f"shapes/{shape[0]}"),
            family=slug(family) if family else None,
            variant={"title": {ENGLISH: variant}} if variant else None,
            **_inscription(values["inscription"]),
            **values["landing"],
        )
        denied = contradicted(entry.marks(), alcohol=entry.alcohol)
        if denied:
            self.notes.append("diet_contradicted")
        checked = own_entry(entry)
        found = checked.marks()
        if any(mark in CLEAR and found[key] != mark for key, mark in entry.marks().items() if key not in denied):
            self.notes.append("source_missing")
        return checked

    def _kind(self, values: Mapping[str, Any]) -> tuple[Kind, dict[str, str]]:
        """An empty kind is edible, and whatever would clear it is unknown."""
        marks = dict(values["marks"])
        if values["kind"] is not None:
            return values["kind"], marks
        self.notes.append("kind_empty")
        return "edible", {name: "unknown" if mark in CLEAR else mark for name, mark in marks.items()}

    def _sources(self, source: tuple[SourceKind, date] | None, marks: Mapping[str, str]) -> dict[str, Source]:
        if source is None:
            return {}
        return {name: Source(source=source[0], on=source[1]) for name, mark in marks.items() if mark in CLEAR}

    def _shape(self, name: str) -> tuple[str, str, tuple[str, ...]]:
        """(archetype, category, interests)."""
        wanted = clean(self.raw.get("picture", "")).lower()
        if wanted and is_shape(wanted):
            shape = shape_for(wanted)
            return wanted, shape.category, shape.interests
        shape = shape_for(name, self.raw.get("category", ""), self.raw.get("line", ""))
        return shape.archetype, shape.category if shape.is_near else "other", shape.interests if shape.is_near else ()

    def _interests(self) -> list[str]:
        said = re.split(r"[,;|\n]+", self.raw.get("interests", ""))
        return list(dict.fromkeys(clean(one).lower()[:40] for one in said if not is_empty(one)))[:12]

    def _unread(self) -> list[tuple[str, str]]:
        return [(heading, self.cells[at]) for at, heading in self.sheet.unread.items() if at < len(self.cells)]

    @staticmethod
    def _half_texts(said: Mapping[str, tuple[str, str]]) -> list[str]:
        """Texts in other languages, also those of which a part is missing."""
        return [text for pair in said.values() for text in pair if text]

    def _product_texts(self, name: str, said: Mapping[str, tuple[str, str]]) -> dict[str, ProductText]:
        line, inside = said[ENGLISH]
        if not line:
            self.notes.append("line_empty")
        if not inside:
            self.notes.append("inside_empty")
        texts = {ENGLISH: ProductText(name=name, line=line or PLAIN_LINE, inside=inside or PLAIN_INSIDE)}
        for language in LANGUAGES:
            own_name = said.get(f"{language}:name")
            if language == ENGLISH or own_name is None:
                continue
            own_line, own_inside = said[language]
            # A language counts where all of it is there; half of a text beside an English half helps nobody.
            if own_line and own_inside:
                texts[language] = ProductText(name=own_name[0], line=own_line, inside=own_inside)
            else:
                self.notes.append(f"half_translated:{language}")
        return texts


def _group(group: str, marks: Mapping[str, str]) -> dict[str, str]:
    return {name: marks.get(f"{group}.{name}", "unknown") for name in GROUPS[group]}


def _inscription(said: Inscription | None) -> dict[str, Any]:
    return {} if said is None else {"inscription_letters": said.letters, "inscription_kinds": list(said.kinds)}


def _category(text: str) -> str:
    return re.sub(r"\s+", "_", text.casefold().strip())[:40]
