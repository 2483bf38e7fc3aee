"""What a list says, as plain data for machines: the same as the upload page shows, without a server, database or workspace."""

from __future__ import annotations

from typing import Any

from service.contact.prior_consent import asking_by_default, lacks_basis
from service.dietary.vocabulary import ALLERGENS, DIETS
from service.folding import company_key
from service.planning.people.lists.upload import PersonReading, Upload
from service.recipients.sources.codes import Basis
from service.sheets.refusals import ListRefused


def report(upload: Upload, *, with_people: bool, basis: Basis | None = None) -> dict[str, Any]:
    """`rows` counts every row that was read. Rows count as the spreadsheet does; `column` is the heading as written. `facts`: what
    notes propose; `in_no_wave`: people whose country asks for prior consent and who have no basis: that of their row, else
    the list's `basis`.

    `people` (only `with_people`) holds the good rows; `diets` and `allergens` are sorted keys, and the stricter
    reading where the person is asked.
    """
    said: dict[str, Any] = {
        "rows": len(upload.rows),
        "errors": [
            {
                "row": row.number,
                "column": cell.column,
                "code": cell.code,
                "sentence": cell.error,
                "suggestion": cell.suggestion,
            }
            for row in upload.rows
            for cell in row.errors
        ],
        "questions": [
            {"row": asked.row, "column": asked.column, "code": asked.code, "sentence": asked.sentence}
            for asked in upload.questions
        ],
        "unmapped": list(upload.unknown_columns),
        "facts": [
            {"row": row, "kind": fact.kind, "value": fact.value, "words": fact.words}
            for row, person in upload.people
            for fact in person.proposed
        ],
        "in_no_wave": [
            {"row": row, "name": name_of(person), "country": person.country}
            for row, person in in_no_wave(upload, basis)
        ],
    }
    return said | {"people": [_person(row, person) for row, person in upload.people]} if with_people else said


def in_no_wave(upload: Upload, basis: Basis | None) -> list[tuple[int, PersonReading]]:
    """(row, person) of those who cannot be written to by mail for want of a basis. `basis`: what is stated of the whole list."""
    asking = asking_by_default()
    return [
        (row, person) for row, person in upload.people if lacks_basis(person.country, person.basis or basis, asking)
    ]


def name_of(person: PersonReading) -> str:
    """By which a person of a list is named: the address where there is no name."""
    return " ".join(filter(None, (person.given_name, person.family_name))) or person.email


def refusal(refused: ListRefused, *, with_people: bool) -> dict[str, Any]:
    """The same for a file that cannot be read as a whole: one error without a row."""
    error = {
        "row": None,
        "column": None,
        "code": refused.list_code,
        "sentence": refused.sentence,
        "suggestion": None,
    }
    said: dict[str, Any] = {
        "rows": 0,
        "errors": [error],
        "questions": [],
        "unmapped": [],
        "facts": [],
        "in_no_wave": [],
    }
    return said | {"people": []} if with_people else said


def _person(row: int, person: PersonReading) -> dict[str, Any]:
    return {
        "row": row,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "company": person.company,
        "account_key": company_key(person.company),
        "country": person.country,
        "diets": sorted(name for name, bit in DIETS.items() if person.follow & bit),
        "allergens": sorted(name for name, bit in ALLERGENS.items() if person.avoid & bit),
        "diet_known": person.diet_known,
        "ask": person.diet_ask,
    }
