"""People as a script sends them, written as the rows of a list, so that both are read by the same rules, cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from service.planning.people.lists.columns import TITLES, Field
from service.planning.people.lists.intake import Upload, read_upload

FIELDS: Final[Mapping[str, Field]] = {
    "email": "email",
    "account": "company",
    "country": "country",
    "given_name": "given_name",
    "family_name": "family_name",
    "job_title": "job_title",
    "city": "city",
    "locale": "locale",
    "diets": "diet",
    "interests": "interests",
    "notes": "notes",
    "away_from": "away_from",
    "away_to": "away_to",
    "policy": "policy",
    "adult": "adult",
    "relationship": "relationship",
    "lifecycle": "lifecycle",
    "account_value": "account_value",
    "motive": "motive",
    "personal_line": "personal_line",
    "owner": "owner",
    "basis": "basis",
    "opted_out": "opted_out",
}
"""What a script calls a field -> the field of a list."""
_CALLED: Final = {field: name for name, field in FIELDS.items()}
_FIRST: Final = 2
"""The row of the first person: the headings stand in the first."""


def read_rows(people: Sequence[Mapping[str, Any]]) -> Upload:
    """What the rows say, and what is wrong with them. Raises ListRefused where nothing can be read at all."""
    written = io.StringIO()
    table = csv.writer(written)
    used = [name for name in FIELDS if any(person.get(name) not in (None, [], "") for person in people)]
    table.writerow([TITLES[FIELDS[name]] for name in used])
    for person in people:
        table.writerow([_cell(person.get(name)) for name in used])
    return read_upload(written.getvalue().encode(), "batch.csv")


def faults_of(upload: Upload) -> list[dict[str, str]]:
    """Every cell that needs fixing as {code, param, title}, `param` as recipients.3.email, counted from 0."""
    found = []
    for row in upload.bad_rows:
        for cell in row.errors:
            name = _CALLED.get(cell.field) if cell.field else None
            place = f"recipients.{row.number - _FIRST}" + (f".{name}" if name else "")
            hint = f" Did you mean “{cell.suggestion}”?" if cell.suggestion else ""
            found.append({"code": "invalid_input", "param": place, "title": f"{cell.error}{hint}"})
    return found


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "; ".join(value) if isinstance(value, list) else str(value)
    return " ".join(text.split())
