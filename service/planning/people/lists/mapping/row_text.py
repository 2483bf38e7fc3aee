"""A row that was read, as text and back: it is kept so, encrypted as one, until its person is saved."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from service.dietary.vocabulary import Allergen, Diet, Material
from service.planning.people.lists.cells.read_cells import NO_POLICY, PolicyReading
from service.planning.people.lists.notes.propose import ProposedFact
from service.planning.people.lists.upload import Cell, PersonReading, Restricts, Row
from service.sheets.refusals import Question

_WRITE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def row_text(row: Row) -> str:
    """The row as JSON."""
    said: dict[str, Any] = {}
    if row.person is not None:
        said["person"] = _person(row.person)
    if row.cells:
        said["cells"] = [
            [cell.field, cell.title, cell.raw, cell.error, cell.suggestion, cell.code, cell.column]
            for cell in row.cells
        ]
    if row.questions:
        said["questions"] = [
            [one.row, one.column, one.code, one.sentence, list(one.words), one.text] for one in row.questions
        ]
    if row.food:
        said["food"] = row.food
    if row.restricts is not None:
        meant = row.restricts
        said["restricts"] = [int(meant.avoid), int(meant.follow), int(meant.materials), meant.ask]
    if row.repeats is not None:
        said["repeats"] = row.repeats
    return _WRITE(said)


def row_of(number: int, text: str) -> Row:
    """The row that `row_text` wrote."""
    said = json.loads(text)
    return Row(
        number,
        tuple(Cell(*cell) for cell in said.get("cells", ())),
        _person_of(said["person"]) if "person" in said else None,
        said.get("repeats"),
        tuple(
            Question(row, column, code, sentence, tuple(words), shown)
            for row, column, code, sentence, words, shown in said.get("questions", ())
        ),
        said.get("food", ""),
        _restricts_of(said["restricts"]) if "restricts" in said else None,
    )


def _restricts_of(said: list[Any]) -> Restricts:
    avoid, follow, materials, ask = said
    return Restricts(Allergen(avoid), Diet(follow), Material(materials), ask)


def _person(person: PersonReading) -> list[Any]:
    return [
        person.company,
        person.given_name,
        person.family_name,
        person.email,
        person.country,
        person.city,
        person.locale,
        person.job_title,
        int(person.avoid),
        int(person.follow),
        person.diet_known,
        person.diet_ask,
        int(person.materials),
        person.dietary_text,
        list(person.interests),
        list(person.has_already),
        list(person.dislikes),
        [day.isoformat() for day in person.away] if person.away else None,
        None if person.policy is NO_POLICY or person.policy == NO_POLICY else asdict(person.policy),
        person.adult,
        person.relationship,
        person.lifecycle,
        person.age_from,
        person.owner,
        person.basis,
        list(person.told_in),
        [[fact.kind, fact.value, fact.words] for fact in person.proposed],
        person.opted_out,
        person.account_value,
        person.motive,
        person.personal_line,
        person.taste_words,
    ]


def _person_of(said: list[Any]) -> PersonReading:
    *plain, avoid, follow, known, ask, materials, text, interests, already, dislikes, away, policy = said[:19]
    company, given, family, email, country, city, locale, job = plain
    adult, relationship, lifecycle, age_from, owner, basis, told_in, proposed, opted_out, *added = said[19:]
    first, last = away or (None, None)
    # A row that was read before accounts had a value, people a line or notes were compared, ends earlier.
    return PersonReading(
        company, given, family, email, country, city, locale, job,
        Allergen(avoid), Diet(follow), known, ask, Material(materials), text,
        tuple(interests), tuple(already), tuple(dislikes),
        (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None,
        PolicyReading(**policy) if policy else NO_POLICY,
        adult, relationship, lifecycle, age_from, owner, basis, tuple(told_in),
        tuple(ProposedFact(*fact) for fact in proposed), opted_out,
        *added,
    )  # fmt: skip
