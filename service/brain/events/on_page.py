"""What somebody did on our own pages: a press, or a look that their own page reported after a real touch or key. Never a GET."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.brain.events.decided_again import ask_again
from service.brain.events.happened import OURS
from service.brain.events.models import DEVICES, ENTRIES, PersonEvent, UseConsent, ViewingWish
from service.db.writing.insert_new import insert_new
from service.errors import InvalidInput, LinkClosed, TooMany
from service.recipients.consents.note import note_consent
from service.recipients.consents.wordings import USE
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.security.ids import new_id

PAGES: Final = frozenset({"gift", "others", "statement", "offers", "known", "thread", "preferences"})
"""Kinds of our pages, by which looks are counted."""
VISIT: Final = timedelta(minutes=30)
"""The same kind of page within so long is the same look."""
OTHER: Final = "other:"
"""How the code of a look at one of the other gifts begins; then the gift that its person has, and the product looked at."""
MOST_A_DAY: Final = 200
"""Events of one person on our pages; more is no person."""


def note_look(
    session: Session, recipient_id: str, page: str, entry: str | None, device: str | None, at: datetime
) -> bool:
    """One look at a kind of page, once a visit. False where it is known already, or they want nothing counted.

    `device` is kept only where they agreed. The caller has checked that the report came with the form's nonce, from a browser that
    lets itself be counted. Raises InvalidInput, TooMany, LinkClosed for an erased person.
    """
    if page not in PAGES or (entry is not None and entry not in ENTRIES):
        raise InvalidInput("This didn’t come from our page.", param="page")
    person = present(session, recipient_id)
    wish = session.get(ViewingWish, person.id)
    if wish is not None and not wish.is_counted:
        return False
    kept = device if device in DEVICES and may_count_use(session, recipient_id) else None
    number = int(at.timestamp() // VISIT.total_seconds())
    return _add(session, person, "page_look", page, f"{page}:{number}", at, entry, kept)


def note_other_looked(session: Session, recipient_id: str, gift_id: str, product_id: str, at: datetime) -> bool:
    """They touched one of the other gifts that are set aside for them, once a visit; only where they let us count that. False where
    they don’t, or it is known already. The caller has checked what `note_look` needs, and that this gift was shown to them."""
    person = present(session, recipient_id)
    if not may_count_use(session, recipient_id):
        return False
    number = int(at.timestamp() // VISIT.total_seconds())
    code = f"{OTHER}{gift_id}:{product_id}"
    return _add(session, person, "page_look", code, f"{code}:{number}", at)


def other_in(code: str) -> tuple[str, str] | None:
    """(gift, product) of a look at one of the other gifts; None for any other code."""
    gift_id, _, product_id = code.removeprefix(OTHER).partition(":")
    return (gift_id, product_id) if code.startswith(OTHER) and product_id else None


def note_offers_seen(session: Session, recipient_id: str, offer_ids: Iterable[str], at: datetime) -> int:
    """They pressed for these offers to be shown; each counts once a day. How many were new."""
    person = present(session, recipient_id)
    return sum(_add(session, person, "offer_seen", one, f"seen:{one}:{at:%Y%m%d}", at) for one in offer_ids)


def note_offer_pressed(session: Session, recipient_id: str, offer_id: str, at: datetime) -> bool:
    """They pressed an offer's link; it counts once a day."""
    person = present(session, recipient_id)
    return _add(session, person, "offer_pressed", offer_id, f"pressed:{offer_id}:{at:%Y%m%d}", at)


def note_film(
    session: Session, recipient_id: str, kind: Literal["film_through", "film_stopped"], viewing: str, at: datetime
) -> bool:
    """They watched their film through, or left it before its half. Whoever goes on and watches it through in the same viewing did
    not leave it. False where it is known already."""
    person = present(session, recipient_id)
    if kind == "film_through":
        left = _id_of(person, f"film_stopped:{viewing}")
        session.execute(
            delete(PersonEvent).where(PersonEvent.recipient_id == person.id, PersonEvent.external_id == left)
        )
    elif _is_known(session, person, f"film_through:{viewing}"):
        return False
    return _add(session, person, kind, "film", f"{kind}:{viewing}", at)


def may_count_use(session: Session, recipient_id: str) -> bool:
    """Whether they agreed to devices and behaviour being counted."""
    return session.get(UseConsent, recipient_id) is not None


def say_use(session: Session, recipient_id: str, *, agrees: bool, at: datetime) -> None:
    """They let us count how they use their pages, or no longer do: then what was counted of devices, and of other gifts
    that they looked at, goes."""
    person = present(session, recipient_id)
    now = session.get(UseConsent, recipient_id)
    if agrees and now is None:
        session.add(UseConsent(recipient_id=person.id, workspace_id=person.workspace_id, agreed_at=at))
        note_consent(session, person, "use", "agreed", at, wording=USE)
    if not agrees and now is not None:
        session.delete(now)
        note_consent(session, person, "use", "withdrawn", at)
        rows = session.scalars(
            select(PersonEvent).where(PersonEvent.recipient_id == person.id, PersonEvent.device.is_not(None))
        )
        for row in rows:
            row.device = None
        session.execute(
            delete(PersonEvent).where(
                PersonEvent.recipient_id == person.id, PersonEvent.code.startswith(OTHER, autoescape=True)
            )
        )
    session.flush()


def forget_events(session: Session, recipient_id: str) -> None:
    """Nothing of what they did is left."""
    session.execute(delete(PersonEvent).where(PersonEvent.recipient_id == recipient_id))
    session.execute(delete(UseConsent).where(UseConsent.recipient_id == recipient_id))
    session.execute(delete(ViewingWish).where(ViewingWish.recipient_id == recipient_id))


def present(session: Session, recipient_id: str) -> Recipient:
    """The person, locked. Raises LinkClosed for one who was erased."""
    person = lock_person(session, recipient_id)
    if person.erased_at is not None:
        raise LinkClosed()
    return person


def _add(
    session: Session,
    person: Recipient,
    kind: str,
    code: str,
    mark: str,
    at: datetime,
    entry: str | None = None,
    device: str | None = None,
) -> bool:
    lately = select(func.count()).where(
        PersonEvent.recipient_id == person.id,
        PersonEvent.taken_at > at - timedelta(days=1),
        PersonEvent.external_id.startswith(OURS, autoescape=True),
    )
    if (session.scalar(lately) or 0) >= MOST_A_DAY:
        raise TooMany("These pages have been reported too often today.")
    row = {
        "id": new_id("evt"),
        "workspace_id": person.workspace_id,
        "recipient_id": person.id,
        "kind": kind,
        "external_id": _id_of(person, mark),
        "code": code,
        "amount_minor": None,
        "currency": None,
        "entry": entry,
        "device": device,
        "at": at,
        "taken_at": at,
    }
    is_new = bool(insert_new(session, PersonEvent, ("workspace_id", "external_id"), [row]))
    if is_new and kind in _DECIDES and not code.startswith(OTHER):
        ask_again(session, person)
    return is_new


def _id_of(person: Recipient, mark: str) -> str:
    digest = hashlib.blake2b(f"{person.id}\x00{mark}".encode(), digest_size=12).hexdigest()
    return f"{OURS}{digest}"


def _is_known(session: Session, person: Recipient, mark: str) -> bool:
    known = select(PersonEvent.id).where(
        PersonEvent.workspace_id == person.workspace_id, PersonEvent.external_id == _id_of(person, mark)
    )
    return session.scalar(known) is not None


_DECIDES: Final = frozenset({"page_look", "offer_pressed", "film_through", "film_stopped"})
"""What is decided for anew. That offers were shown changes nothing, and a look at another gift teaches what is liked."""
