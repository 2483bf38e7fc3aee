"""Short lists, read."""

from __future__ import annotations

from service.planning.people.lists.intake import PersonReading, Upload, read_upload


def read(text: str) -> Upload:
    return read_upload(text.encode(), "people.csv")


def person(text: str) -> PersonReading:
    """The one person of a list without faults."""
    upload = read(text)
    assert [cell.error for row in upload.rows for cell in row.errors] == []
    [(_, one)] = upload.people
    return one


def codes(upload: Upload) -> list[tuple[int | None, str | None, str]]:
    return [(one.row, one.column, one.code) for one in upload.questions]
