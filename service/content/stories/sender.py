"""The person who gives, as one reader is told of them: job title and country in the reader's language where there is one."""

from __future__ import annotations

from renderers.context import Sender
from renderers.language.places import place
from service.campaigns.models import Campaign
from service.campaigns.wording import language_of


def sender_of(campaign: Campaign, locale: str) -> Sender:
    """Raises KeyError or TypeError where the campaign's sender lacks a part, which its form never leaves out."""
    told = {name: words for name, words in campaign.sender.items() if name != "titles"}
    titles = {**campaign.sender.get("titles", {}), "en": told["title"]}
    language = language_of(titles, locale)
    return Sender(**told | {"title": titles[language], "title_locale": language, "city": place(locale, told["city"])})
