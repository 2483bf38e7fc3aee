"""The giver as the pages about a person's data name them: those pages open whatever stands in the campaign."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from sqlalchemy.orm import Session

from renderers.brand.theme import theme_of
from renderers.context import Brand, Sender
from renderers.errors import RenderError
from service.campaigns.givers.whose import sender_words
from service.campaigns.models import Campaign
from service.content.stories.story import brand_of
from service.written import one_line

_BLANK: Final = "–"
"""Stands for a word of the giver's that holds nothing to see. No gift page, letter or paper is drawn with it."""


def giver_of(session: Session, campaign: Campaign, recipient_id: str) -> tuple[Sender, Brand]:
    """Who gives to this person in the campaign, and its brand. A name in it that holds nothing to see, or a colour that is none,
    keeps nobody from correcting and erasing what is known about them."""
    words = sender_words(session, campaign, recipient_id)
    told = {field.name: one_line(str(words.get(field.name, ""))) or _BLANK for field in fields(Sender)}
    told["title_locale"] = "en"
    name, site = (one_line(str(campaign.brand.get(word, ""))) or _BLANK for word in ("name", "site"))
    try:
        brand = brand_of(campaign.brand | {"name": name, "site": site})
        theme_of(brand)
    except (RenderError, ValueError, TypeError, AttributeError):
        brand = Brand(name=name, site=site, tokens={})
    return Sender(**told), brand
