"""The sender's note for one person: their words with the person's values in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from renderers.context import Person, Sender
from renderers.errors import TemplateError
from renderers.inscription.merged import KINDS, inscription_for
from renderers.language import names
from renderers.language.translations import resolve
from renderers.merge import merge, missing
from service.campaigns.models import Campaign
from service.campaigns.wording import in_language
from service.catalog.models import Product
from service.recipients.lines.length import LONGEST
from service.recipients.models import PersonalLine
from service.security.encryption import readable

SUBJECT_FIELDS: Final = ("greeting_name", "given_name", "full_name", "company", "sender_name", "sender_company")
"""What a subject may name: never the gift, since mail is read over shoulders."""
_HONORIFIC: Final = re.compile(r"(\{(?:greeting_name|given_name|full_name)(?:\|[^{}]*)?\})(?:様|さま|さん)")
"""What a Japanese letter writes behind a name; whoever told how to address them said it in their words."""
_SUBJECT_LONGEST: Final = 78
"""Letters of a subject with its values; where a name makes it longer, ours stands there."""


def merge_values(person: Person, sender: Sender, gift_name: str | None) -> Mapping[str, str | None]:
    """Field -> value, None where it is not known or does not read like what it should be."""
    return {
        "greeting_name": names.greeting_name(person),
        "given_name": names.given_name(person),
        "full_name": names.full_name(person),
        "company": names.company_name(person),
        "city": names.usable(person.city),
        "sender_name": sender.name,
        "sender_company": sender.company,
        "gift_name": gift_name,
    }


def merged_inscription(campaign: Campaign, person: Person, product: Product) -> str | None:
    """What stands on this product for this person; None where nothing can, or the campaign wants nothing."""
    if not campaign.inscription or product.inscription_letters is None:
        return None
    kinds = KINDS if product.inscription_kinds is None else product.inscription_kinds
    return inscription_for(in_language(campaign.inscription, person.locale), person, product.inscription_letters, kinds)


def merged_message(campaign: Campaign, person: Person, sender: Sender, gift_name: str | None) -> str:
    """The note in the person's language. Raises renderers' ContextError naming every value that it needs and that is missing."""
    message = _as_told(in_language(campaign.message, person.locale), person)
    return merge(message, merge_values(person, sender, gift_name))


def merged_line(
    session: Session, campaign: Campaign, recipient_id: str, values: Mapping[str, str | None]
) -> str | None:
    """What the giver wrote to this person alone. None where they wrote nothing, and where it needs what is not known of the person
    or gets longer than there is room: a letter without it is whole."""
    row = session.get(PersonalLine, (recipient_id, campaign.id))
    words = None if row is None else readable(row.words)
    if not words:
        return None
    try:
        if missing(words, values):
            return None
        line = merge(words, values)
    except TemplateError:
        return None
    return line if 0 < len(line) <= LONGEST else None


def merged_subject(campaign: Campaign, person: Person, sender: Sender) -> str | None:
    """The sender's own subject in the language that the person reads; None, for ours to stand there, where there is none in it,
    where it is not well formed or needs what is not known, or where it gets too long."""
    line = campaign.brand.get("subjects", {}).get(resolve(person.locale))
    if not line:
        return None
    values = {name: value for name, value in merge_values(person, sender, None).items() if name in SUBJECT_FIELDS}
    try:
        if missing(line, values, SUBJECT_FIELDS):
            return None
        merged = " ".join(merge(_as_told(line, person), values, SUBJECT_FIELDS).split())
    except TemplateError:
        return None
    return merged if 0 < len(merged) <= _SUBJECT_LONGEST else None


def _as_told(copy: str, person: Person) -> str:
    return copy if names.called(person) is None else _HONORIFIC.sub(r"\1", copy)
