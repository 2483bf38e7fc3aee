"""How a colleague signs as a giver: their job title, in the languages they wrote it in, and a telephone number by which a reader
can check that a gift is theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from sqlalchemy.orm import Session

from service.errors import Forbidden, InvalidInput, NotFound
from service.security.encryption import readable
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.models import User
from service.written import one_line

LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Signature:
    """`title` in English, `titles` locale -> the same in another language; `phone` E.164, "" for none."""

    title: str
    titles: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""


def signature_of(user: User) -> Signature | None:
    """None where they have not said, or where it can no longer be read."""
    kept = readable(user.signature)
    return None if not kept else Signature(**json.loads(kept))


def read_signature(title: str, titles: Mapping[str, str], phone: str) -> Signature:
    """What a form says. Raises InvalidInput for a title that is missing or too long, and for a number that is none."""
    words = one_line(title)
    if not words:
        raise InvalidInput("Enter a job title. It appears under the name.", param="title")
    others = {locale: one_line(one) for locale, one in titles.items() if one_line(one)}
    for locale, one in [("", words), *others.items()]:
        if len(one) > LONGEST:
            raise InvalidInput(f"Use at most {LONGEST} characters.", param=f"title_{locale}" if locale else "title")
    return Signature(words, others, _number(phone))


def set_signature(session: Session, user_id: str, signature: Signature, actor: Actor, at: datetime) -> User:
    """Writes how somebody signs: they themselves, or whoever runs the team. Raises NotFound, Forbidden."""
    user = session.get(User, user_id, with_for_update=True)
    if user is None or user.workspace_id != actor.workspace_id:
        raise NotFound("There’s no such colleague.")
    if user.id != actor.user_id and not actor.may("manage_staff"):
        raise Forbidden("Only they, or an owner or manager, can say how they sign.")
    user.signature = json.dumps(asdict(signature), ensure_ascii=False, sort_keys=True)
    session.flush()
    record_act(session, actor, "user.signature_set", at, subject_id=user.id)
    return user


def international(number: str) -> str:
    """E.164 as it is written for people, for example +47 21 12 34 56."""
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)


def _number(typed: str) -> str:
    words = typed.strip()
    if not words:
        return ""
    try:
        found = phonenumbers.parse(words[:40])
    except NumberParseException:
        found = None
    if found is None or not phonenumbers.is_valid_number(found) or len(words) > 40:
        raise InvalidInput("This is no telephone number. Begin it with + and the country code.", param="phone")
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)
