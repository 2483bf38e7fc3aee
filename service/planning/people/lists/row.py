"""One row's cells, each read as its field asks, and what is wrong or open about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from service.dietary.vocabulary import Allergen, Diet, Material
from service.planning.people.lists.cells.basis import read_basis, read_opted_out, says_out
from service.planning.people.lists.cells.food import FoodReading, Told, is_only_food, unsaid
from service.planning.people.lists.cells.names import (
    may_be_empty,
    placeholders,
    read_name,
    read_part,
    read_whole,
    without,
)
from service.planning.people.lists.cells.personal import read_motive, read_owner, read_personal_line
from service.planning.people.lists.cells.read_cells import (
    NO_POLICY,
    read_account_value,
    read_adult,
    read_age_from,
    read_company,
    read_dislikes,
    read_email,
    read_has_already,
    read_interests,
    read_lifecycle,
    read_locale,
    read_policy,
    read_relationship,
)
from service.planning.people.lists.columns import FIRST_FILLED, TITLES
from service.planning.people.lists.file_context import FileContext
from service.planning.people.lists.headings import Field, plain_heading
from service.planning.people.lists.notes.beside import DO_NOT_CONTACT, Beside, propose_beside, stated_things
from service.planning.people.lists.notes.propose import ProposedFact, says_stop
from service.planning.people.lists.notes.taste_words import taste_words
from service.planning.people.lists.upload import Cell, PersonReading, beyond_header
from service.sheets.countries import read_country
from service.sheets.dates import read_date
from service.sheets.read_table import MAX_CELL, Line
from service.sheets.refusals import CellError, Question
from service.sheets.sheet import BROKEN
from service.sheets.text import clean, says_nothing
from service.sheets.vocabulary import folded

Value = TypeVar("Value")
Code = TypeVar("Code", bound=str)
_JOINS: Final[Mapping[Field, str]] = {
    "interests": ", ", "notes": "\n", "policy": "; ", "opted_out": "\n", "basis": "\n"}  # fmt: skip
_MAY_BE_EMPTY: Final[frozenset[Field]] = frozenset(
    {"given_name", "family_name", "full_name", "city", "job_title", "locale", "owner"})  # fmt: skip
_FAMILY_FIRST: Final = folded("family_first")
_NOTHING_READ: Final = FoodReading(Allergen(0), Diet(0), Material(0), known=False, ask=False, text="")


class RowReader:
    """Reads one row's cells and keeps what each of them says is wrong."""

    def __init__(
        self, file: FileContext, line: Line, corrections: Mapping[Field, str], repeats: int | None = None
    ) -> None:
        """`repeats`: the row of the same person, where that is known already."""
        self.file, self.number = file, line.number
        width = len(file.columns.header)
        self.raw = line.cells if len(line.cells) >= width else line.cells + ("",) * (width - len(line.cells))
        self.comment, self.corrections = line.comment, corrections
        self.unknown_interests: tuple[str, ...] = ()
        self.company, self.email, self.repeats = "", "", repeats
        self.questions: list[Question] = []
        self.beyond: list[Cell] = []
        self.refused: dict[Field, CellError] = {}
        self._is_broken = any(BROKEN in cell for cell in self.raw) if "\x00" in "".join(self.raw) else False
        if corrections or self._is_broken:
            self.texts = {name: self._text(name) for name in file.columns.found}
        else:
            self.texts = {name: self.raw[place] for name, place in file.alone}
            for name in file.together:
                self.texts[name] = self._text(name)
        self.food = _NOTHING_READ
        self._refuse_what_is_too_much()

    @property
    def cells(self) -> dict[Field, Cell]:
        """Every field that the list has, as the row says it, with what is wrong there."""
        return {name: self._shown_cell(name) for name in self.file.columns.found}

    def read(self) -> PersonReading | None:
        """The person of this row, or None where a cell is wrong."""
        company = self.company = self._take("company", read_company, "")
        email = self.email = self._take("email", read_email, "")
        self._refuse_twice(email)
        country = self._take("country", read_country, "")
        given, family = self._names(country)
        self.food, notes = self._food(), self._of("notes")
        about_food = self.file.food.find(notes)
        known, unknown = read_interests(self._of("interests"))
        self.unknown_interests = unsaid(unknown, self.file.food.find(", ".join(unknown)))
        already = unsaid(stated_things(read_has_already(notes)), about_food)
        unwanted = unsaid(stated_things(read_dislikes(notes)), about_food)
        away = self._away()
        person = PersonReading(
            company=company,
            given_name=given,
            family_name=family,
            email=email,
            country=country,
            city=self._plain("city"),
            locale=read_locale(self._of("locale"), country),
            job_title=self._plain("job_title"),
            avoid=self.food.avoid,
            follow=self.food.follow,
            diet_known=self.food.known,
            diet_ask=self.food.ask,
            materials=self.food.materials,
            dietary_text=self.food.text,
            interests=known,
            has_already=already,
            dislikes=unwanted,
            away=away,
            policy=self._take("policy", read_policy, NO_POLICY),
            adult=self._take("adult", read_adult, None),
            relationship=self._code("relationship", read_relationship),
            lifecycle=self._code("lifecycle", read_lifecycle),
            account_value=self._code("account_value", read_account_value),
            motive=self._code("motive", read_motive),
            personal_line=self._take("personal_line", read_personal_line, None),
            age_from=self._take("adult", read_age_from, None),
            owner=self._plain("owner"),
            basis=read_basis(self._of("basis")),
            proposed=self._proposed(notes, Beside(known, already, unwanted, is_away=away is not None)),
            told_in=self._told_in(),
            opted_out=read_opted_out(self._of("opted_out")) or says_out(self._of("basis")),
            taste_words=taste_words(notes) if self.file.compares_notes else "",
        )
        return None if self.has_errors else person

    def _proposed(self, notes: str, beside: Beside) -> tuple[ProposedFact, ...]:
        """What the notes say of the person; where they say that nobody may write to them, the row is stopped."""
        if says_stop(notes):
            self._refuse("notes", DO_NOT_CONTACT)
            return ()
        return propose_beside(notes, self.file.today, beside)

    @property
    def has_errors(self) -> bool:
        """Whether something in the row needs fixing."""
        return bool(self.beyond or self.refused)

    def _cell(self, name: Field, place: int) -> str:
        """A cell of a field; where a name or a town could not be computed, nobody needs to fix that."""
        if self._is_broken and name in _MAY_BE_EMPTY:
            return self.raw[place].replace(BROKEN, "#N/A")
        return self.raw[place]

    def _heading(self, name: Field) -> str:
        return self.file.columns.title(self.file.columns.found[name][0])

    def _text(self, name: Field) -> str:
        """What the row says for a field, joined or chosen where several columns hold it; a correction stands instead."""
        if name in self.corrections:
            return self.corrections[name]
        places = self.file.columns.found[name]
        if len(places) == 1:
            return self._cell(name, places[0])
        cells = [self._cell(name, place) for place in places]
        if name in _JOINS:
            return _JOINS[name].join(cell for cell in cells if cell.strip())
        if name in FIRST_FILLED:
            return next((cell for cell in cells if cell.strip() and not says_nothing(cell)), cells[0])
        return cells[0]

    def _shown(self, name: Field) -> str:
        if name == "diet" and name not in self.corrections:
            return "; ".join(filter(str.strip, (self.raw[place] for place in self.file.columns.found["diet"])))
        return self.texts[name]

    def _shown_cell(self, name: Field) -> Cell:
        error = self.refused.get(name)
        if error is None:
            return Cell(name, TITLES[name], clean(self._shown(name)[:MAX_CELL]), column=self._heading(name))
        shown = "" if error.code == "formula_broken" else clean(self._shown(name)[:MAX_CELL])
        return Cell(name, TITLES[name], shown, error.sentence, error.suggestion, error.code, self._heading(name))

    def _of(self, name: Field) -> str:
        return "" if name in self.refused else self.texts.get(name, "")

    def _is_refused(self, name: Field) -> bool:
        return name in self.refused

    def _refuse_what_is_too_much(self) -> None:
        """What is too long or broken is not read at all, and shown no further than it may go."""
        width = len(self.file.columns.header)
        if len(self.raw) > width and any(cell.strip() for cell in self.raw[width:]):
            self.beyond.append(beyond_header(self.raw, width))
        if not self.corrections and not self._is_broken and max(map(len, self.raw), default=0) <= MAX_CELL:
            return
        for name in self.file.columns.found:
            texts = [self.texts[name]]
            if name not in self.corrections:
                texts = [self._cell(name, place) for place in self.file.columns.found[name]]
            longest = max(map(len, texts))
            if longest > MAX_CELL:
                self._refuse(
                    name,
                    CellError(
                        f"{longest:,} characters is too long; the limit is {MAX_CELL:,}. Shorten it.",
                        code="cell_too_long",
                    ),
                )
            elif any(BROKEN in text for text in texts):
                self._refuse(
                    name,
                    CellError(
                        "The formula in this cell gave an error, or its value was never saved. Open the sheet and "
                        "save it again, or enter the value itself.",
                        code="formula_broken",
                    ),
                )

    def _take(self, name: Field, read: Callable[[str], Value], otherwise: Value) -> Value:
        if name in self.refused or name not in self.texts:
            return otherwise
        try:
            return read(self.texts[name])
        except CellError as error:
            self._refuse(name, error)
            return otherwise

    def _code(self, name: Field, read: Callable[..., Code | None]) -> Code | None:
        return self._take(name, lambda text: read(text, is_ours=name in self.file.ours), None)

    def _refuse(self, name: Field, error: CellError) -> None:
        self.refused[name] = error

    def _plain(self, name: Field) -> str | None:
        """A text in which what exports write for nothing counts as nothing."""
        if says_nothing(self._of(name)):
            self._note_placeholder(name)
            return None
        return self._take(name, read_owner if name == "owner" else read_name, None)

    def _note_placeholder(self, name: Field) -> None:
        said = clean(self.texts[name])
        what = "the greeting needs no name" if name in {"given_name", "family_name", "full_name"} else "nothing is lost"
        self.questions.append(
            Question(
                self.number,
                self._heading(name),
                "placeholder",
                f"“{said}” is what exports write in an empty cell, so we read it as empty; {what}.",
                (said,),
                said,
            )
        )

    def _names(self, country: str) -> tuple[str | None, str | None]:
        fields: tuple[Field, Field, Field] = ("given_name", "family_name", "full_name")
        cells = (self._of("given_name"), self._of("family_name"), self._of("full_name"))
        if cells[2] or any(map(may_be_empty, cells)):
            for name, is_empty in zip(fields, placeholders(*cells, self.file.often_names), strict=True):
                if is_empty:
                    self._note_placeholder(name)
                    self.texts[name] = ""
        given, family = self._take("given_name", read_part, None), self._take("family_name", read_part, None)
        if given and not family and "," in given:
            whole = self._take("given_name", lambda text: read_whole(text, country), None)
            return (whole.given, whole.family) if whole else (None, None)
        if given and family:
            return given, family
        said = self._take("full_name", read_name, None) or ""
        if given or family:
            # "Name" beside "Vorname" is the family name; beside a family name it is whatever else it holds.
            rest = without(given or family, said) if "," not in said and "@" not in said else None
            return (given, family or rest) if given else (rest, family)
        whole = self._take("full_name", lambda text: read_whole(text, country, family_first=self._family_first()), None)
        return (whole.given, whole.family) if whole else (None, None)

    def _family_first(self) -> bool:
        return plain_heading(self._heading("full_name")) in _FAMILY_FIRST

    def _refuse_twice(self, email: str) -> None:
        if not email:
            return
        if self.repeats is None and self.file.seen is not None:
            first = self.file.seen.setdefault(email.casefold(), self.number)
            self.repeats = first if first != self.number else None
        if self.repeats is not None:
            self._refuse(
                "email",
                CellError(
                    f"The same person is in row {self.repeats}. Each person gets one gift, so skip one of the rows.",
                    code="person_repeated",
                ),
            )

    def _food(self) -> FoodReading:
        columns = self.file.columns
        diets = [
            Told(columns.title(place), self.raw[place], follows_up=place in columns.follow_ups)
            for place in columns.found.get("diet", ())
        ]
        diets = [told for told in diets if BROKEN not in told.text]
        if columns.asked:
            return self._asked_about_food(diets)
        if self._is_refused("diet"):
            return self.file.food.unreadable(diets)
        has_religion = any(self.raw[place].strip() for place in columns.religion)
        try:
            return self.file.food.read(
                self.number, diets, self._others(), self.corrections.get("diet"), has_religion=has_religion
            )
        except CellError as error:
            self._refuse("diet", error)
            return self.file.food.unreadable(diets)

    def _told_in(self) -> tuple[int, ...]:
        columns = self.file.columns
        return tuple(
            place for place in columns.found.get("diet", ()) if place not in columns.asked and self.raw[place].strip()
        )

    def _asked_about_food(self, diets: Sequence[Told]) -> FoodReading:
        """Of columns that are not imported nothing is kept: whoever has something there is asked, and nobody is known to avoid
        nothing."""
        columns = self.file.columns
        left = {columns.title(place) for place in columns.asked}
        try:
            food = self.file.food.read(
                self.number,
                [told for told in diets if told.column not in left],
                self._others(),
                self.corrections.get("diet"),
                has_religion=any(self.raw[place].strip() for place in columns.religion),
            )
        except CellError as error:
            self._refuse("diet", error)
            return self.file.food.unreadable([told for told in diets if told.column not in left])
        has_answer = any(self.raw[place].strip() and not says_nothing(self.raw[place]) for place in columns.asked)
        return replace(food, known=False, ask=food.ask or has_answer)

    def _others(self) -> list[Told]:
        """Every text that somebody may have written about food outside the dietary columns.

        What the file says counts whether or not something else was typed over it.
        """
        columns, raw, telling = self.file.columns, self.raw, self.file.food.telling
        places, slipped = self.file.searched, tuple(self._slipped())
        texts = [
            Told(columns.title(place), raw[place])
            for place in telling(raw, dict.fromkeys((*places, *slipped)) if slipped else places)
        ]
        texts += [
            Told(columns.title(place), raw[place], only_plain=True)
            for place in telling(raw, columns.plain, only_plain=True)
            if place not in slipped
        ]
        if "policy" in self.corrections:
            # A policy may refuse food for a whole company; what it is fixed to no longer says what stood there.
            texts += [Told(columns.title(place), raw[place], only_plain=True) for place in columns.found["policy"]]
        for place in columns.found.get("interests", ()):
            if raw[place] and (unknown := read_interests(raw[place])[1]):
                texts.append(Told(columns.title(place), ", ".join(unknown)))
        for name in ("notes", "interests"):
            if name in self.corrections:
                texts.append(Told(self._heading(name), self.corrections[name]))
        if self.comment:
            texts.append(Told("(notes on cells)", self.comment))
        if self.repeats is not None:
            # The row may be left out; what slipped out of its columns is then its person's all the same.
            texts += [Told(cell.title, cell.raw) for cell in self.beyond]
        return [told for told in texts if told.text.strip() and BROKEN not in told.text]

    def _slipped(self) -> Iterator[int]:
        """The columns right of a dietary one that hold a diet or an allergen and nothing else, as far as they do."""
        for diet in self.file.columns.found.get("diet", ()):
            for place in range(diet + 1, len(self.file.columns.header)):
                if not is_only_food(self.raw[place]):
                    break
                if place in self.file.columns.overflow:
                    yield place

    def _away(self) -> tuple[date, date] | None:
        orders = self.file.orders
        first = self._take("away_from", lambda text: read_date(text, orders.get("away_from", "day")), None)
        last = self._take("away_to", lambda text: read_date(text, orders.get("away_to", "day")), None)
        if first is None and last is None:
            return None
        if first and last and last < first:
            self._refuse(
                "away_to",
                CellError(f"Away until {last} ends before it begins, {first}.", code="dates_reversed"),
            )
            return None
        return (first or date.min, last or date.max)
