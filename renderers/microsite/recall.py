"""The recall notice as a page: it names the product and nobody, and asks its reader for one press that they have read it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import LanguageNote, Story
from renderers.language.translations import marked, text
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.product.recall import HEADING, RecallFacts, parts
from renderers.proof import proof, recording


def recall_page(
    story: Story,
    facts: RecallFacts,
    *,
    base_path: str,
    nonce: str,
    confirmed_at: datetime | None,
    is_stale: bool,
    language: LanguageNote | None = None,
) -> bytes:
    """HTML, proofed. Of the story only the brand and the links are told. `is_stale`: the press came from an old page."""
    locale = story.person.locale
    with recording() as inserted:
        html = typeset(
            "microsite/recall.html",
            locale,
            theme=theme_of(story.brand),
            mark=wordmark(story.brand, None),
            base_path=base_path,
            nonce=nonce,
            heading=text(locale, HEADING),
            facts=facts,
            parts=parts(locale, facts, partial(marked, locale)),
            confirmed_at=confirmed_at,
            is_stale=is_stale,
            help=story.links.help,
            language=language,
        )
        proof(readable(html, "recall"), inserted, "recall")
    return html.encode()
