"""The page of somebody's settings, and what its form says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, cast

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from renderers.context import Reader
from renderers.language.translations import LOCALES, resolve
from renderers.microsite.own.preferences import NumberWaiting, PreferencesPage, preferences_page
from service.campaigns.models import Campaign
from service.config import settings as config
from service.contact.wishes.choices import OFTEN_DAYS, Choices, Often, choices_of, save_choices, take_back
from service.contact.wishes.terms import Channel
from service.contact.wishes.ways import is_text_on
from service.content.links import links_of
from service.content.pages.language import ORDINARY, Look, keep_language, note_of
from service.content.pages.nonce import form_nonce
from service.content.preferences.number import (
    NUMBER_ACTS,
    needs_code,
    press_number,
    require_code,
    with_confirmed_number,
)
from service.content.stories.giver import giver_of
from service.content.stories.relation.naming import called
from service.content.stories.story import reader_of
from service.errors import Conflict, InvalidInput, LinkClosed
from service.gifting.models import RecipientGift
from service.recipients.lock import lock_person
from service.recipients.models import Account, Recipient
from service.recipients.numbers.codes import code_of, end_checks, pending_of
from service.recipients.numbers.keep_number import is_refused
from service.recipients.numbers.models import NumberCheck
from service.recipients.numbers.read_number import international, read_number
from service.recipients.wishes.wishes import EARLIEST, LATEST, TOPICS, WEEK, Wishes, before_of
from service.security.encryption import readable
from service.workspaces.sandbox import is_sandbox

_CHANNELS: Final[tuple[Channel, ...]] = ("mail", "text", "card", "link", "none")
LONGEST_PAUSE: Final = timedelta(days=366)


def channels() -> tuple[Channel, ...]:
    """The ways that can be chosen, as this installation can go them."""
    return tuple(channel for channel in _CHANNELS if channel != "text" or is_text_on())


def settings_page(
    session: Session, gift: RecipientGift, at: datetime, notice: str | None, reader: Reader, look: Look = ORDINARY
) -> bytes:
    """The page's HTML; nothing is written."""
    recipient = session.get_one(Recipient, gift.recipient_id)
    sender, brand = giver_of(session, session.get_one(Campaign, gift.campaign_id), recipient.id)
    now = choices_of(session, recipient, at.date())
    locale = look.asked or recipient.locale
    return preferences_page(
        PreferencesPage(
            person=called(session, gift, reader_of(recipient, session.get_one(Account, gift.account_id), locale)),
            sender=sender,
            brand=brand,
            reader=reader,
            base_path=f"/gift/{gift.id}",
            nonce=form_nonce(gift, at),
            help=links_of(gift).help,
            channels=channels() if now.channel in channels() else (*channels(), now.channel),
            channel=now.channel,
            number=None if now.number is None else international(now.number),
            is_number_refused=is_refused(session, recipient.id),
            waiting=_waiting(session, recipient, at),
            takes_stop=bool(config().text_secret.get_secret_value()),
            often=now.often,
            refused=now.wishes.refused,
            quiet_days=now.wishes.quiet_days,
            hours=(now.wishes.not_before, now.wishes.not_after),
            pause_until=_ahead(now.wishes.pause_until, at.date()),
            is_unsubscribed=recipient.unsubscribed_at is not None,
            may_undo=before_of(session, recipient) is not None,
            notice=notice,
            language=note_of(recipient.locale, look.asked, look.browser),
        )
    )


def change_settings(session: Session, gift: RecipientGift, form: MultiDict[str, str], at: datetime) -> str:
    """Carries out one press; answers the notice. Raises LinkClosed, InvalidInput with the field as `param`; nothing has changed
    then."""
    recipient = lock_person(session, gift.recipient_id)
    if recipient.erased_at is not None:
        raise LinkClosed()
    act = form.get("act", "save")
    if act in NUMBER_ACTS:
        return press_number(session, recipient, act, form.get("code", ""), at)
    before = recipient.locale
    if act == "take_back":
        try:
            take_back(session, recipient, at)
        except Conflict:
            return "nothing_to_undo"
        _follow_language(session, gift, recipient, before, at)
        return "undone"
    now = choices_of(session, recipient, at.date())
    chosen = read_choices(form, now, at.date(), recipient.country)
    is_saved = save_choices(session, recipient, with_confirmed_number(session, recipient, now, chosen), at)
    if is_saved:
        _follow_language(session, gift, recipient, before, at)
    if needs_code(session, recipient, chosen):
        require_code(session, recipient, chosen.number or "", at)
        return "code_sent"
    if chosen.channel != "text":
        end_checks(session, NumberCheck.recipient_id == recipient.id)
    return "saved" if is_saved else "same"


def read_choices(form: MultiDict[str, str], now: Choices, today: date, country: str) -> Choices:
    """What the form says. `country`: ISO 3166 alpha-2, of a number written without its own. Raises InvalidInput with the
    first field that cannot be read."""
    channel, often, language = form.get("channel", ""), form.get("often", ""), form.get("language", "")
    _require(channel in {*channels(), now.channel}, "channel", "Choose how we may reach you.")
    number = read_number(form.get("number", ""), country) if channel == "text" else None
    _require(often in OFTEN_DAYS, "often", "Choose how often at most.")
    _require(language in LOCALES, "language", "Choose one of the languages on the page.")
    wanted = form.getlist("topic")
    _require(set(wanted) <= set(TOPICS), "topic", "Choose from the kinds of message on the page.")
    wishes = Wishes(
        tuple(topic for topic in TOPICS if topic not in wanted),
        _days(form.getlist("quiet")),
        *_hours(form.get("not_before", ""), form.get("not_after", "")),
        _pause(form.get("pause_until", "").strip(), today, now.wishes.pause_until),
    )
    own = now.language if resolve(now.language) == language else language
    return Choices(cast(Channel, channel), cast(Often, often), wishes, own, number)


def _waiting(session: Session, recipient: Recipient, at: datetime) -> NumberWaiting | None:
    check = pending_of(session, recipient.id, at)
    number = None if check is None else readable(check.number)
    if check is None or number is None:
        return None
    # Nothing leaves a sandbox, whose people are invented: there the page shows the code.
    shown = code_of(check) if is_sandbox(session, recipient.workspace_id) else None
    return NumberWaiting(international(number), check.state == "refused", shown)


def _follow_language(session: Session, gift: RecipientGift, recipient: Recipient, before: str, at: datetime) -> None:
    """What is drawn already is drawn again in the language that they chose."""
    chosen = recipient.locale
    if chosen != before and chosen in LOCALES:
        recipient.locale = before
        session.flush()
        keep_language(session, gift, chosen, at)


def _days(days: Sequence[str]) -> tuple[int, ...]:
    _require(all(day in {str(one) for one in range(WEEK)} for day in days), "quiet", "Choose days of the week.")
    _require(len(set(days)) < WEEK, "quiet", "Leave at least one day of the week, or choose to hear nothing at all.")
    return tuple(sorted({int(day) for day in days}))


def _hours(first: str, last: str) -> tuple[int, int]:
    whole = {str(hour) for hour in range(EARLIEST, LATEST + 1)}
    _require(first in whole and last in whole, "hours", "Choose whole hours.")
    _require(int(first) < int(last), "hours", "The first hour has to come before the last.")
    return int(first), int(last)


def _pause(until: str, today: date, now: date | None) -> date | None:
    if not until:
        return None
    try:
        day = date.fromisoformat(until)
    except ValueError:
        day = date.min
    _require(day == now or today < day <= today + LONGEST_PAUSE, "pause_until", "Choose a day within a year from now.")
    return day


def _ahead(day: date | None, today: date) -> date | None:
    return None if day is None or day <= today else day


def _require(is_right: bool, field: str, sentence: str) -> None:
    if not is_right:
        raise InvalidInput(sentence, param=field)
