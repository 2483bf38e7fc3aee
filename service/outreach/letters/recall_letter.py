"""A recall as one person reads it, in their language: the facts for mail and page, and the mail itself."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, cast

from PIL import Image
from sqlalchemy.orm import Session

from renderers.context import Rendition
from renderers.errors import ImageRefused, RenderError
from renderers.mail.recall import PICTURE, recall_mail
from renderers.product.pictures import picture_path
from renderers.product.recall import Hazard, RecallFacts, Remedy
from service.campaigns.models import Campaign
from service.campaigns.wording import in_language, language_of
from service.catalog.models import Product
from service.content.produce import RenderRefused
from service.content.stories.story import gift_facts, waiting_story
from service.gifting.events import EventKind, last_time
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage, Recall, RecallNotice
from service.recipients.models import Recipient

MEDIA_TYPE: Final = "image/jpeg"
_SIDE: Final = 480
"""Twice the size it is shown in."""


def recall_facts(session: Session, recall: Recall, gift: RecipientGift, locale: str | None = None) -> RecallFacts:
    """The recall in `locale`, or in the language of the gift's person. Nothing in it is about the person."""
    campaign = session.get_one(Campaign, gift.campaign_id)
    sent_on = last_time(session, gift, EventKind.SHIPPED)
    locale = locale or session.get_one(Recipient, gift.recipient_id).locale
    product = session.get_one(Product, recall.product_id)
    return facts_in(locale, recall, product, str(campaign.sender["company"]), sent_on)


def facts_in(locale: str, recall: Recall, product: Product, giver: str, sent_on: datetime | None) -> RecallFacts:
    """The recall in one language, as everybody reads it who was given the product by `giver` on that day."""
    words = gift_facts(product, locale)
    return RecallFacts(
        product=words.name,
        product_locale=words.locale,
        kind=cast(Literal["edible", "skin", "neither"], product.kind),
        brand=recall.brand,
        sku=product.sku,
        batch=recall.batch,
        image=words.image if picture_of(words.image) is not None else None,
        giver=giver,
        sent_on=sent_on,
        hazard=cast(Hazard, recall.hazard),
        allergen=recall.allergen,
        details=in_language(recall.texts, locale),
        details_locale=language_of(recall.texts, locale),
        remedies=tuple(cast(Remedy, remedy) for remedy in recall.remedies),
        contact=recall.contact,
    )


def draw_recall(session: Session, message: MailMessage) -> Rendition:
    """The proofed mail.

    Raises LinkClosed for a person who was erased, RenderRefused where it would not be right.
    """
    gift = session.get_one(RecipientGift, message.gift_id)
    story = waiting_story(session, gift)
    try:
        return recall_mail(story, recall_facts(session, recall_of(session, message), gift))
    except RenderError as error:
        raise RenderRefused("recall", error) from None


def recall_picture(session: Session, message: MailMessage) -> Mapping[str, tuple[str, bytes]]:
    """The product's picture as every mail program can show it, by its content id; none where there is none."""
    product = session.get_one(Product, recall_of(session, message).product_id)
    path = picture_of(gift_facts(product, "en").image)
    if path is None:
        return {}
    with Image.open(path) as picture:
        whole = picture.convert("RGB")
    whole.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    whole.save(made, "JPEG", quality=82, optimize=True)
    return {PICTURE: (MEDIA_TYPE, made.getvalue())}


def recall_of(session: Session, message: MailMessage) -> Recall:
    """The recall that a recall mail tells of."""
    notice = session.get_one(RecallNotice, message.about_id)
    return session.get_one(Recall, notice.recall_id)


def picture_of(image: str) -> Path | None:
    """The file of a product's picture; None where it has none."""
    try:
        return picture_path(image)
    except ImageRefused:
        return None
