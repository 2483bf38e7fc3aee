"""Writing consents and objections down. Rows are added in the transaction of what they are about, and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.db.writing.chunks import in_chunks
from service.recipients.consents.models import Consent
from service.recipients.consents.wordings import FOOD
from service.recipients.models import Recipient
from service.security.ids import new_id

About = Literal["food", "mail", "texts", "use", "viewing", "shown"]
Act = Literal["agreed", "stated", "withdrawn", "objected", "resumed"]
Channel = Literal["page", "mail", "text", "list", "key"]
_ENDS: Final = frozenset({"withdrawn", "resumed"})


def note_consent(
    session: Session,
    person: Recipient,
    about: About,
    act: Act,
    at: datetime,
    *,
    wording: str | None = None,
    channel: Channel = "page",
) -> None:
    """One act of the person's own. `wording`: what they read, in their language; None where there was nothing to read."""
    session.add(
        Consent(
            id=new_id("cns"), workspace_id=person.workspace_id, recipient_id=person.id, about=about, act=act, wording=wording,
            locale=person.locale if wording else None, said_on=None, channel=channel, statement_id=None, at=at,
        )
    )  # fmt: skip


def note_food_told(session: Session, person: Recipient, at: datetime) -> None:
    """They told what they avoid, under the sentence beside the form: one row, however many things they told with the same press."""
    session.flush()
    same = select(Consent.id).where(
        Consent.recipient_id == person.id, Consent.about == "food", Consent.act == "agreed", Consent.at == at
    )
    if session.scalar(same.limit(1)) is None:
        note_consent(session, person, "food", "agreed", at, wording=FOOD)


def note_stated(
    session: Session, statement_id: str, sources: Iterable[Mapping[str, Any]], at: datetime, *, by_key: bool
) -> None:
    """What a list states of these people: rows of `PersonSource` that are new, or say something else than before."""
    rows = [row for source in sources for row in _stated(source)]
    for row in rows:
        row |= {"id": new_id("cns"), "statement_id": statement_id, "channel": "key" if by_key else "list", "at": at}
    for some in in_chunks(rows):
        session.execute(insert(Consent), list(some))


def _stated(source: Mapping[str, Any]) -> list[dict[str, Any]]:
    of = {
        "workspace_id": source["workspace_id"],
        "recipient_id": source["recipient_id"],
        "act": "stated",
        "locale": None,
    }
    told = [
        {**of, "about": "food", "wording": f"food_{how}.1", "said_on": date.fromisoformat(on)}
        for how, on in source["food"].get("told", ())
    ]
    return [{**of, "about": "mail", "wording": f"basis_{source['basis']}.1", "said_on": None}, *told]


def consents_of(session: Session, recipient_id: str) -> Sequence[tuple[Consent, datetime | None]]:
    """All of a person's, in the order in which they happened, each with the moment at which it was taken back; None: it stands."""
    rows = session.scalars(
        select(Consent).where(Consent.recipient_id == recipient_id).order_by(Consent.at, Consent.id)
    ).all()
    return [(row, _ended(row, rows[number + 1 :])) for number, row in enumerate(rows)]


def _ended(row: Consent, later: Sequence[Consent]) -> datetime | None:
    if row.act in _ENDS:
        return None
    return next((one.at for one in later if one.about == row.about and one.act in _ENDS), None)
