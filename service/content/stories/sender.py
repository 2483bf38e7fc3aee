"""The person who gives, as one reader is told of them: job title and country in the reader's language where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from renderers.context import Sender
from renderers.language.places import place
from service.campaigns.models import Campaign
from service.campaigns.wording import language_of


def sender_of(campaign: Campaign, locale: str, words: Mapping[str, Any] | None = None) -> Sender:
    """`words`: of whoever gives to this reader, as `givers.whose.sender_words` has them; None for the campaign's own sender.

    Raises KeyError or TypeError where a part is missing, which no form leaves out."""
    whole = campaign.sender if words is None else words
    told = {name: words for name, words in whole.items() if name != "titles"}
    titles = {**whole.get("titles", {}), "en": told["title"]}
    language = language_of(titles, locale)
    return Sender(**told | {"title": titles[language], "title_locale": language, "city": place(locale, told["city"])})
