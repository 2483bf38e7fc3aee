"""What a list says, as plain data for machines: the same as the upload page shows, without a server, database or workspace."""

from __future__ import annotations

from typing import Any

from service.dietary.vocabulary import ALLERGENS, DIETS
from service.folding import company_key
from service.planning.people.lists.upload import PersonReading, Upload
from service.sheets.refusals import ListRefused


def report(upload: Upload, *, with_people: bool) -> dict[str, Any]:
    """`rows` counts every row that was read. Rows count as the spreadsheet does; `column` is the heading as written.

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
    }
    return said | {"people": [_person(row, person) for row, person in upload.people]} if with_people else said


def refusal(refused: ListRefused, *, with_people: bool) -> dict[str, Any]:
    """The same for a file that cannot be read as a whole: one error without a row."""
    error = {
        "row": None,
        "column": None,
        "code": refused.list_code,
        "sentence": refused.sentence,
        "suggestion": None,
    }
    said: dict[str, Any] = {"rows": 0, "errors": [error], "questions": [], "unmapped": []}
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
