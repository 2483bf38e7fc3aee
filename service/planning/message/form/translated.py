"""The sender's words in other languages: in use as long as they belong to the English they were written for.

When the English changes, a translation that stayed as it was waits, in `old_words`, until somebody has changed it or said that it
still fits. Its people read the English words meanwhile, as those do whose language was left empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.recipients.models import Recipient

WORDS: Final = ("occasion", "message")
ENGLISH: Final = "en"
FITS: Final = "fits"
"""The value of a ticked box `<field>_<locale>_fits`: somebody has looked, and the translation says what the English says."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A language with words that wait for a look, and how many people of the campaign read the English ones instead."""

    locale: str
    fields: tuple[str, ...]
    people: int


def sort_words(
    form: Mapping[str, str], name: str, texts: Mapping[str, str], before: Campaign | None
) -> tuple[dict[str, str], dict[str, str]]:
    """(words in use, words that wait) of one field. `before`: the campaign as it was, or the one whose words were copied."""
    was = {} if before is None else {locale: _plain(text) for locale, text in getattr(before, name).items()}
    old = {} if before is None else before.old_words.get(name, {})
    has_changed = before is not None and texts[ENGLISH] != was.get(ENGLISH)
    waiting = {
        locale: text
        for locale, text in texts.items()
        if locale != ENGLISH
        and form.get(f"{name}_{locale}_{FITS}") != FITS
        and (text == old.get(locale) or (has_changed and text == was.get(locale)))
    }
    return {locale: text for locale, text in texts.items() if locale not in waiting}, waiting


def shown_words(campaign: Campaign, name: str) -> dict[str, str]:
    """What the form shows: the words in use, and those that wait."""
    return {**campaign.old_words.get(name, {}), **getattr(campaign, name)}


def waiting_fields(campaign: Campaign) -> frozenset[str]:
    """The form's fields whose words wait: message_cs."""
    return frozenset(f"{name}_{locale}" for name in WORDS for locale in campaign.old_words.get(name, {}))


def waiting_languages(session: Session, campaign: Campaign) -> list[Waiting]:
    """Every language with words that wait, in the order of its code."""
    locales = sorted({locale for name in WORDS for locale in campaign.old_words.get(name, {})})
    if not locales:
        return []
    rows = session.execute(
        select(Recipient.locale, func.count())
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(CampaignRecipient.campaign_id == campaign.id, Recipient.erased_at.is_(None))
        .group_by(Recipient.locale)
    ).all()
    return [
        Waiting(
            locale,
            tuple(name for name in WORDS if locale in campaign.old_words.get(name, {})),
            sum(people for reader, people in rows if reader.partition("-")[0] == locale),
        )
        for locale in locales
    ]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
