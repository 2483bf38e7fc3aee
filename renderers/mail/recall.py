"""The mail that recalls a product: the whole notice with the product's picture, and the link where its reader confirms it."""

from __future__ import annotations

from functools import partial
from typing import Final

from renderers.context import Rendition, Story
from renderers.language.translations import framed, marked, text
from renderers.mail.letter import letter
from renderers.product.recall import HEADING, RecallFacts, parts
from renderers.proof import proof, recording

PICTURE: Final = "product"
"""Content id of the product's picture, which whoever sends the mail puts into it."""


def recall_mail(story: Story, facts: RecallFacts) -> Rendition:
    """Proofed. Files as of the invitation. Of the story only the person, the sender and the links are told.

    Raises ProofFailed or TemplateError.
    """
    locale = story.person.locale
    with recording() as inserted:
        mail = letter(
            "recall",
            "recall",
            "safety.recall",
            story,
            subject_of={"product": facts.product},
            greeting=text(locale, HEADING),
            facts=facts,
            parts=parts(locale, facts, partial(marked, locale)),
            plain_parts=parts(locale, facts, partial(framed, locale)),
            notice_link=f"{story.links.page}/recall",
            picture=PICTURE if facts.image else None,
        )
        proof(mail.text, inserted, "recall")
    return mail
