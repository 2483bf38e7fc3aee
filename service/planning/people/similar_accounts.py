"""Companies of a list whose names differ only in accents from those that were saved before: told, and never joined."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.folding import company_key, without_accents
from service.planning.people.lists.upload import Upload
from service.recipients.models import Account
from service.sheets.refusals import Question


def similar_accounts(session: Session, workspace_id: str, upload: Upload) -> list[Question]:
    """A question for each company of the list that the workspace does not have, and that looks like one it has."""
    rows = session.execute(
        select(Account.name_key, Account.name).where(Account.workspace_id == workspace_id).order_by(Account.name_key)
    )
    saved = {key: name for key, name in rows}
    by_bare: dict[str, str] = {}
    for key, name in saved.items():
        by_bare.setdefault(without_accents(key), name)
    told: dict[str, Question] = {}
    for number, person in upload.people:
        key = company_key(person.company)
        other = by_bare.get(without_accents(key))
        if key in saved or key in told or other is None:
            continue
        told[key] = Question(
            None,
            None,
            "similar_companies",
            f"“{person.company}” (row {number}) and “{other}”, which you already have, differ only in accents, "
            "so they stay two companies, each with its own gift policy. If they are the same, spell them the same "
            "way.",
        )
    return list(told.values())
