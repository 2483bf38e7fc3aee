"""Is the sender's copy well formed, and does everybody have what it needs? Asked while it can still be fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from renderers.context import Person
from renderers.errors import ProofFailed, TemplateError
from renderers.inscription.merged import INSCRIPTION_FIELDS, LONGEST
from renderers.merge import MERGE_FIELDS, merge, missing, parse, placeholders
from renderers.proof import require_copy
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.purpose import PURPOSES
from service.campaigns.wording import in_language
from service.content.stories.relation.in_campaign import called_in
from service.content.stories.sender import sender_of
from service.content.stories.sender_note import merge_values
from service.errors import InvalidInput
from service.recipients.models import Account, Recipient

FIELD_WORDS: Final[Mapping[str, str]] = {
    "greeting_name": "How the person is addressed in their language, as in “Jano”",
    "given_name": "Given name",
    "full_name": "Full name, as the person writes it",
    "company": "The person’s company",
    "city": "City",
    "sender_name": "Your name",
    "sender_company": "Your company",
    "gift_name": "The gift, once it is chosen",
}
CHOSEN_LATER: Final = "gift_name"
SOMEBODY: Final = "Nan Goldin"
"""Stands for every value while copy is read by itself."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Somebody who would not get this message: `missing` are the fields it needs and they lack."""

    recipient: Recipient
    company: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldUse:
    """A placeholder of the message and for how many people its value is known."""

    name: str
    words: str
    known: int


@dataclass(frozen=True, slots=True)
class CopyCheck:
    """How many people the copy was checked for, the placeholders in it, and who lacks some."""

    people: int
    uses: Sequence[FieldUse]
    gaps: Sequence[Gap]


def require_copy_whole(message: Mapping[str, str], occasion: Mapping[str, str]) -> None:
    """Raises InvalidInput with line and column of the first placeholder that is not well formed, or naming what the proof would
    refuse of every person's copy; `param` is message.<locale>.
    """
    for field, texts, allowed in (("message", message, MERGE_FIELDS), ("occasion", occasion, ())):
        for locale, words in texts.items():
            try:
                parse(words, allowed)
                require_copy(merge(words, dict.fromkeys(allowed, SOMEBODY)), (SOMEBODY,), "")
            except (TemplateError, ProofFailed) as error:
                at = f" ({error.where})" if error.where else ""
                raise InvalidInput(f"{error.sentence}{at}", param=f"{field}.{locale}") from None


def require_inscription_whole(texts: Mapping[str, str]) -> None:
    """Raises InvalidInput for words that cannot stand on a gift: badly formed, more than one line, or longer than any gift has
    room."""
    for locale, words in texts.items():
        try:
            parse(words, INSCRIPTION_FIELDS)
            shortest = merge(words, dict.fromkeys(INSCRIPTION_FIELDS, "N"), INSCRIPTION_FIELDS)
            require_copy(shortest, ("N",), "")
        except (TemplateError, ProofFailed) as error:
            at = f" ({error.where})" if error.where else ""
            raise InvalidInput(f"{error.sentence}{at}", param=f"inscription.{locale}") from None
        if "\n" in words or len(shortest) > LONGEST:
            raise InvalidInput(
                f"An inscription is one line of at most {LONGEST} letters. Shorten it.", param=f"inscription.{locale}"
            )


def check_copy(session: Session, campaign: Campaign) -> CopyCheck:
    """What the message needs of everybody who takes part, each in their language; in the order of the upload."""
    people = _people(session, campaign) if any(map(placeholders, campaign.message.values())) else []
    uses = {name: 0 for words in campaign.message.values() for name in placeholders(words)}
    gaps = []
    for recipient, account, person in people:
        values = _values(campaign, person)
        for name in uses:
            uses[name] += values[name] is not None
        if lost := missing(in_language(campaign.message, person.locale), values):
            gaps.append(Gap(recipient, account.name, lost))
    return CopyCheck(len(people), [FieldUse(name, FIELD_WORDS[name], known) for name, known in uses.items()], gaps)


def count_gaps(session: Session, campaign: Campaign, most: int = 1_000) -> int:
    """How many people would not get the message as it stands. In a campaign of more than `most` only those whose value is not there
    at all are counted, which the database can tell; the page of letters reads everybody's."""
    columns = {**_COLUMNS, **dict.fromkeys(_NAMES, or_(Recipient.given_name.is_(None), _is_stranger(campaign)))}
    used = {name for words in campaign.message.values() for name in placeholders(words)} & columns.keys()
    if not used:
        return 0
    in_campaign = select(func.count()).where(CampaignRecipient.campaign_id == campaign.id)
    if (session.scalar(in_campaign) or 0) <= most:
        return len(check_copy(session, campaign).gaps)
    absent = {name: columns[name] for name in sorted(used)}
    rows = session.execute(
        select(Recipient.locale, *(column.label(name) for name, column in absent.items()), func.count())
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .join(Account, Account.id == Recipient.account_id)
        .where(CampaignRecipient.campaign_id == campaign.id, Recipient.erased_at.is_(None), or_(*absent.values()))
        .group_by(Recipient.locale, *absent.values())
    ).all()
    found = 0
    for locale, *gone, people in rows:
        values = dict.fromkeys(FIELD_WORDS, SOMEBODY) | {
            name: None for name, lost in zip(absent, gone, strict=True) if lost
        }
        found += people if missing(in_language(campaign.message, locale), values) else 0
    return found


_COLUMNS: Final[Mapping[str, ColumnElement[bool]]] = {
    "greeting_name": Recipient.given_name.is_(None),
    "given_name": Recipient.given_name.is_(None),
    "full_name": and_(Recipient.given_name.is_(None), Recipient.family_name.is_(None)),
    "city": Recipient.city.is_(None),
}
"""A field of the message that somebody may lack -> how the database sees that they do."""


_NAMES: Final = ("greeting_name", "given_name", "full_name")


def _is_stranger(campaign: Campaign) -> ColumnElement[bool]:
    """As SQL, for a large campaign: whom the name policy leaves without their name. Who has kept a gift before counts here too, so
    that rather too many are looked at than too few."""
    is_prospect = func.coalesce(Account.relationship, PURPOSES[campaign.purpose].relationship or "") == "prospect"
    return and_(is_prospect, Recipient.name_told_at.is_(None))


def _people(session: Session, campaign: Campaign) -> list[tuple[Recipient, Account, Person]]:
    rows = session.execute(
        select(Recipient, Account)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .join(Account, Account.id == Recipient.account_id)
        .where(CampaignRecipient.campaign_id == campaign.id, Recipient.erased_at.is_(None))
        .order_by(CampaignRecipient.row_number)
    )
    return [(recipient, account, called_in(session, campaign, recipient, account)) for recipient, account in rows]


def _values(campaign: Campaign, person: Person) -> Mapping[str, str | None]:
    return merge_values(person, sender_of(campaign, person.locale), FIELD_WORDS[CHOSEN_LATER])
