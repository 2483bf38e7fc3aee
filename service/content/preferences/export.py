"""Everything that we hold about a person, for them: the same entries for the file and for the page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import Reader
from renderers.language.dates import full_day
from renderers.language.translations import text
from renderers.microsite.own.export import Entry, ExportPage, export_page
from service.api.external import external_ids_of
from service.brain.events.viewing import is_counted, is_shown
from service.campaigns.models import Campaign
from service.campaigns.wording import language_of
from service.catalog.models import Product
from service.contact.models import Contact
from service.contact.wishes.choices import OFTEN_DAYS, choices_of
from service.content.links import links_of
from service.content.pages.language import ORDINARY, Look
from service.content.pages.nonce import form_nonce
from service.content.preferences.export_rows import ROWS, meetings_of, rows_of
from service.content.stories.giver import giver_of
from service.content.stories.story import reader_of
from service.gifting.models import GiftEvent, RecipientGift, Wait
from service.recipients.consents.models import Consent
from service.recipients.consents.note import consents_of
from service.recipients.consents.wordings import WORDINGS, version_of
from service.recipients.disputes.models import LineDispute
from service.recipients.models import Account, DeliveryAddress, ProfileFact, Question, Recipient
from service.recipients.postal.models import KeptAddress, MailedCode
from service.recipients.sources.basis import stated_of
from service.recipients.visibility import own_copy
from service.security.encryption import readable

Export = Mapping[str, Sequence[Entry]]
_IN_THEIR_ROW = ("given_name", "family_name", "called", "email", "job_title", "city", "owner")


def export_of(session: Session, gift: RecipientGift, at: datetime, locale: str) -> Export:
    """Section -> entries, each field -> value; a value that can no longer be read is left out. `locale`: of wordings and names. A
    hidden price is not told: it is nobody's personal value, and stands on the statement."""
    person = session.get_one(Recipient, gift.recipient_id)
    company = giver_of(session, session.get_one(Campaign, gift.campaign_id), person.id)[0].company
    return {
        "person": [_person(session, person)],
        "facts": _facts(session, person),
        "consents": _consents(session, person, company, locale),
        "agreements": _agreements(session, person, company, locale),
        "preferences": [_preferences(session, person, at)],
        "questions": _questions(session, person),
        "gifts": _gifts(session, person, locale),
        "history": _history(session, person),
        "addresses": _addresses(session, person),
        "messages": _messages(session, person),
        **{section: rows_of(session, person, section) for section in ROWS},
        "meetings": meetings_of(session, person),
        "disputes": _disputes(session, person),
    }


def export_json(export: Export, at: datetime) -> bytes:
    """The file: UTF-8, moments in ISO 8601 UTC."""
    whole = {"exported_at": at, **export}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=lambda value: value.isoformat()).encode() + b"\n"


def everything_page(
    session: Session, gift: RecipientGift, at: datetime, reader: Reader, look: Look = ORDINARY
) -> bytes:
    """The same as a page; nothing is written."""
    recipient = session.get_one(Recipient, gift.recipient_id)
    locale = look.asked or recipient.locale
    return export_page(
        ExportPage(
            person=reader_of(recipient, session.get_one(Account, gift.account_id), locale),
            brand=giver_of(session, session.get_one(Campaign, gift.campaign_id), recipient.id)[1],
            reader=reader,
            base_path=f"/gift/{gift.id}",
            nonce=form_nonce(gift, at),
            help=links_of(gift).help,
            made_at=at,
            sections=export_of(session, gift, at, locale),
        )
    )


def _person(session: Session, person: Recipient) -> Entry:
    values = {name: readable(getattr(person, name)) for name in _IN_THEIR_ROW}
    values["external_id"] = readable(external_ids_of(session, [person.id]).get(person.id))
    return values | {
        "company": session.get_one(Account, person.account_id).name,
        "country": person.country,
        "language": person.locale,
        "basis": person.basis,
        "since": person.created_at,
        "name_told_at": person.name_told_at,
        "unsubscribed_at": person.unsubscribed_at,
    }


def _facts(session: Session, person: Recipient) -> Sequence[Entry]:
    """All of them, also those that were taken back."""
    rows = session.scalars(
        select(ProfileFact)
        .where(ProfileFact.recipient_id == person.id)
        .order_by(ProfileFact.created_at, ProfileFact.kind, ProfileFact.id)
    )
    return [own_copy(row) | {"wording": _wording(row)} for row in rows]


def _wording(row: ProfileFact) -> str | None:
    """The sentence that stood beside the form, as they read it."""
    if row.condition_wording is None or row.condition_locale is None:
        return None
    return text(row.condition_locale, WORDINGS[row.condition_wording])


def _consents(session: Session, person: Recipient, company: str, locale: str) -> Sequence[Entry]:
    """What lists state, in the words in which the person's page tells it."""
    found: list[Entry] = []
    for one in stated_of(session, person.id):
        wording = [text(locale, f"privacy.origin.{one.basis}", company=company)]
        wording += [
            text(locale, f"privacy.origin.food_{how}", company=company, day=full_day(locale, _noon(day)))
            for how, day in one.food
        ]
        found.append({"basis": one.basis, "wording": wording, "source": one.source or None, "since": one.said_at})
    return found


def _agreements(session: Session, person: Recipient, company: str, locale: str) -> Sequence[Entry]:
    """What they agreed to, took back or objected to, each with the words they read, in the language in which they read them."""
    return [
        {
            "about": row.about,
            "status": row.act,
            "wording": _quoted(row, company, locale),
            "version": None if row.wording is None else version_of(row.wording),
            "language": row.locale,
            "way": row.channel,
            "at": row.at,
            "until": ended,
        }
        for row, ended in consents_of(session, person.id)
    ]


def _quoted(row: Consent, company: str, locale: str) -> str | None:
    if row.wording is None:
        return None
    spoken = row.locale or locale
    day = {} if row.said_on is None else {"day": full_day(spoken, _noon(row.said_on))}
    return text(spoken, WORDINGS[row.wording], **{"company": company, **day})


def _preferences(session: Session, person: Recipient, at: datetime) -> Entry:
    now = choices_of(session, person, at.date())
    wishes = now.wishes
    return {
        "channel": now.channel,
        "days_between": OFTEN_DAYS[now.often],
        "refused": list(wishes.refused),
        "quiet_days": list(wishes.quiet_days),
        "not_before": wishes.not_before,
        "not_after": wishes.not_after,
        "pause_until": None if wishes.pause_until is None else wishes.pause_until.isoformat(),
        "language": now.language,
        "number": now.number,
        "viewing_counted": is_counted(session, person.id),
        "viewing_shown": is_shown(session, person.id),
    }


def _questions(session: Session, person: Recipient) -> Sequence[Entry]:
    rows = session.scalars(
        select(Question).where(Question.recipient_id == person.id).order_by(Question.asked_at, Question.id)
    )
    return [
        {"kind": row.kind, "asked_at": row.asked_at, "answered_at": row.answered_at, "skipped_at": row.skipped_at}
        for row in rows
    ]


def _gifts(session: Session, person: Recipient, locale: str) -> Sequence[Entry]:
    waiting = select(Wait.gift_id, Wait.until).join(RecipientGift, RecipientGift.id == Wait.gift_id)
    waiting = waiting.where(RecipientGift.recipient_id == person.id, Wait.state == "waiting")
    waits: dict[str, datetime] = {gift_id: until for gift_id, until in session.execute(waiting)}
    rows = session.execute(
        select(RecipientGift, Product.texts)
        .outerjoin(Product, Product.id == RecipientGift.product_id)
        .where(RecipientGift.recipient_id == person.id, RecipientGift.launched_at.is_not(None))
        .order_by(RecipientGift.created_at, RecipientGift.id)
    )
    return [
        {
            "gift": gift.id,
            "product": texts[language_of(texts, locale)]["name"] if texts else None,
            "status": gift.status,
            "since": gift.launched_at,
            "answered_at": gift.decided_at,
            "reason": gift.decline_reason,
            "office": gift.office_answer,
            "office_at": gift.office_answered_at,
            "passed_on": gift.passed_on_at,
            "until": waits.get(gift.id),
        }
        for gift, texts in rows
    ]


def _history(session: Session, person: Recipient) -> Sequence[Entry]:
    rows = session.execute(
        select(GiftEvent.gift_id, GiftEvent.kind, GiftEvent.at)
        .join(RecipientGift, RecipientGift.id == GiftEvent.gift_id)
        .where(RecipientGift.recipient_id == person.id, RecipientGift.launched_at.is_not(None))
        .order_by(GiftEvent.id)
    )
    return [{"gift": gift_id, "kind": kind, "at": at} for gift_id, kind, at in rows]


def _addresses(session: Session, person: Recipient) -> Sequence[Entry]:
    rows = session.scalars(
        select(DeliveryAddress)
        .where(DeliveryAddress.recipient_id == person.id, DeliveryAddress.body.is_not(None))
        .order_by(DeliveryAddress.created_at, DeliveryAddress.id)
    )
    found: list[Entry] = []
    for row in rows:
        body: Mapping[str, Any] = json.loads(readable(row.body) or "{}")
        carried = {"carrier": row.carrier, "tracking": readable(row.tracking)}
        found.append({"gift": row.gift_id, **body, **carried, "since": row.created_at, "until": row.erase_after})
    kept = session.get(KeptAddress, person.id)
    if kept is not None:
        body = json.loads(readable(kept.body) or "{}")
        found.append({**body, "since": kept.kept_at, "until": kept.erase_after})
    codes = (
        select(MailedCode).where(MailedCode.recipient_id == person.id).order_by(MailedCode.sent_at, MailedCode.gift_id)
    )
    for code in session.scalars(codes):
        found.append(
            {"gift": code.gift_id, "code": readable(code.body), "since": code.sent_at, "until": code.erase_after}
        )
    return found


def _messages(session: Session, person: Recipient) -> Sequence[Entry]:
    """What reached them, or left for them."""
    rows = session.execute(
        select(Contact.gift_id, Contact.purpose, Contact.at, Contact.way)
        .where(Contact.recipient_id == person.id)
        .order_by(Contact.at, Contact.id)
    )
    return [{"gift": gift_id, "kind": purpose, "way": way, "at": at} for gift_id, purpose, at, way in rows]


def _disputes(session: Session, person: Recipient) -> Sequence[Entry]:
    """What was written about their line of a statement, as long as it is kept."""
    rows = session.scalars(
        select(LineDispute).where(LineDispute.recipient_id == person.id).order_by(LineDispute.opened_at, LineDispute.id)
    )
    return [
        {
            "gift": row.gift_id,
            "reason": row.reason,
            "note": readable(row.note),
            "answer": readable(row.answer),
            "since": row.opened_at,
            "until": row.closed_at,
        }
        for row in rows
    ]


def _noon(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 a day alone has no zone
