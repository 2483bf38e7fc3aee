"""What a list says once it was read: file, row and cell, each of which knows what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from service.dietary.vocabulary import Allergen, Diet, Material
from service.folding import company_key
from service.planning.people.lists.cells.read_cells import PolicyReading
from service.planning.people.lists.headings import Field
from service.planning.people.lists.notes.propose import ProposedFact
from service.recipients.acquaintance import AccountValue, Lifecycle, Relationship
from service.recipients.sources.codes import Basis
from service.sheets.refusals import Question
from service.sheets.text import clean


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with its trouble, if any. `suggestion` is the likely answer, offered and never taken by itself.

    `field` is None for what concerns the row as a whole and can only be fixed in the file; `column` is the heading as written.
    """

    field: Field | None
    title: str
    raw: str
    error: str | None = None
    suggestion: str | None = None
    code: str | None = None
    column: str | None = None


def beyond_header(raw: Sequence[str], width: int) -> Cell:
    """The error of a row with filled cells right of the last heading, of which there are `width`."""
    count = max(place for place, cell in enumerate(raw, start=1) if cell.strip())
    said = ", ".join(clean(cell) for cell in raw[width:] if cell.strip())
    return Cell(
        None,
        "Cells beyond the headings",
        said,
        f"This row has {count} cells, the header {width}: “{said[:200]}” is beyond it. A comma has probably split a "
        "cell: put that cell in quotation marks, or give the extra column a heading, and upload the file again.",
        code="cells_beyond_header",
    )


@dataclass(frozen=True, slots=True)
class PersonReading:
    """What one good row says."""

    company: str
    given_name: str | None
    family_name: str | None
    email: str
    country: str
    city: str | None
    locale: str
    job_title: str | None
    avoid: Allergen
    follow: Diet
    diet_known: bool
    diet_ask: bool
    materials: Material
    dietary_text: str
    """Every cell and note of the row in which dietary words were found, as written; "" where the row says nothing about food."""
    interests: tuple[str, ...]
    has_already: tuple[str, ...]
    dislikes: tuple[str, ...]
    away: tuple[date, date] | None
    policy: PolicyReading
    adult: bool | None
    relationship: Relationship | None
    lifecycle: Lifecycle | None
    age_from: int | None = None
    """The age in years that the person has reached for certain: 18 for "yes", 21 for "21+"."""
    owner: str | None = None
    """Who of the sender's people knows this person, as their customer system names them: their giver."""
    basis: Basis | None = None
    """Why they may be written to, where the row itself says so."""
    told_in: tuple[int, ...] = ()
    """The dietary columns that are kept and hold something in this row."""
    proposed: tuple[ProposedFact, ...] = ()
    """What the notes say, for whoever uploads the list to confirm or drop; see `with_facts`."""
    opted_out: bool = False
    """Whether they want no mail, as the sender's own system knows."""
    account_value: AccountValue | None = None
    motive: str | None = None
    """What moves them, as whoever keeps the list noted: a code of `recipients.questions.MOTIVES`."""
    personal_line: str | None = None
    """What the sender writes to this person alone, in the merge language, read and found good."""
    taste_words: str = ""
    """What of the notes may be compared with gifts (`notes/taste_words`); compared as they are saved, and then gone."""


def with_facts(person: PersonReading, dropped: Collection[str]) -> PersonReading:
    """The person with what their notes say, less what was `dropped`: ids of proposed facts."""
    if not person.proposed:
        return person
    kept: dict[str, list[str]] = {kind: [] for kind in ("interest", "has_already", "dislike", "away")}
    for fact in person.proposed:
        if fact.id not in dropped:
            kept[fact.kind].append(fact.value)
    gone = {fact.id for fact in person.proposed} & set(dropped)
    last = max(kept["away"], default=None)
    return replace(
        person,
        interests=tuple(dict.fromkeys((*person.interests, *kept["interest"]))),
        has_already=_joined("has_already", person.has_already, kept, gone),
        dislikes=_joined("dislike", person.dislikes, kept, gone),
        away=person.away or ((date.min, date.fromisoformat(last)) if last else None),
        proposed=(),
    )


def _joined(
    kind: str, stated: Sequence[str], kept: Mapping[str, Sequence[str]], gone: Collection[str]
) -> tuple[str, ...]:
    said = (one for one in stated if f"{kind}:{one}" not in gone)
    return tuple(dict.fromkeys((*said, *kept[kind])))


@dataclass(frozen=True, slots=True)
class Restricts:
    """What a row says about food, and whether it has to be asked about."""

    avoid: Allergen
    follow: Diet
    materials: Material
    ask: bool


def with_food(person: PersonReading, text: str, restricts: Restricts) -> PersonReading | None:
    """The person with what another row of theirs says about food, as `text`; None where it adds nothing.

    Whatever it adds is asked about, and until they answer the stricter reading holds.
    """
    adds = (
        restricts.avoid & ~person.avoid
        or restricts.follow & ~person.follow
        or restricts.materials & ~person.materials
        or restricts.ask
    )
    if not text or not adds:
        return None
    return replace(
        person,
        avoid=person.avoid | restricts.avoid,
        follow=person.follow | restricts.follow,
        materials=person.materials | restricts.materials,
        diet_known=False,
        diet_ask=True,
        dietary_text="\n".join(filter(None, (person.dietary_text, text))),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One row as uploaded. `number` counts as the spreadsheet does. `repeats`: the row of the same person.

    `food` is what the row says about food, as written, whether the row can be read or not.
    """

    number: int
    cells: tuple[Cell, ...]
    person: PersonReading | None
    repeats: int | None = None
    questions: tuple[Question, ...] = ()
    food: str = ""
    restricts: Restricts | None = None
    """What that means, of a row that may be left out: its person is elsewhere in the list."""

    @property
    def has_errors(self) -> bool:
        """Whether a cell of it needs fixing."""
        return any(cell.error for cell in self.cells)

    @property
    def errors(self) -> tuple[Cell, ...]:
        """The cells that need fixing."""
        return tuple(cell for cell in self.cells if cell.error)


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """How one column was read: its heading as written, and the title of the field it fills, or None.

    `is_joined`: where several columns fill the field, every one of them counts; else the first that is filled in a row.
    """

    heading: str
    title: str | None
    is_read_for_food: bool
    is_joined: bool = False


@dataclass(frozen=True)
class Upload:
    """A whole file. `row_count` counts every row below the headings that holds anything and was not hidden."""

    filename: str
    rows: tuple[Row, ...]
    unknown_columns: tuple[str, ...]
    unknown_interests: tuple[str, ...]
    skipped: tuple[tuple[int, int], ...] = ()
    """(row number left out, row number of the same person)."""
    file_questions: tuple[Question, ...] = ()
    columns: tuple[ColumnRead, ...] = ()

    @cached_property
    def repeated_rows(self) -> tuple[int, ...]:
        """Numbers of the rows whose person appears earlier."""
        return tuple(row.number for row in self.rows if row.repeats is not None)

    @cached_property
    def plain_repeats(self) -> tuple[int, ...]:
        """Those of them that say nothing about food which the first row does not say: leaving them out can hurt nobody."""
        said = {row.number: row.food.casefold() for row in self.rows}
        return tuple(
            row.number
            for row in self.rows
            if row.repeats is not None and row.food.casefold() in {"", said.get(row.repeats)}
        )

    @cached_property
    def bad_rows(self) -> tuple[Row, ...]:
        """Rows that need fixing."""
        return tuple(row for row in self.rows if row.has_errors)

    @property
    def has_errors(self) -> bool:
        """Whether a row needs fixing, or there is none."""
        return bool(self.bad_rows) or not self.rows

    @cached_property
    def people(self) -> tuple[tuple[int, PersonReading], ...]:
        """(row number, person) of every good row."""
        return tuple((row.number, row.person) for row in self.rows if row.person is not None)

    @cached_property
    def account_count(self) -> int:
        """Companies of all good rows."""
        return len({company_key(person.company) for _, person in self.people})

    @cached_property
    def asked_count(self) -> int:
        """How many people will be asked about food."""
        return sum(person.diet_ask for _, person in self.people)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Everything that is open or was read otherwise than it stands: of the file first, then row by row."""
        return (*self.file_questions, *(question for row in self.rows for question in row.questions))
