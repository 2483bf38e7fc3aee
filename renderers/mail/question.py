"""The mail that brings the link to the one question without which no gift can be chosen. What is asked stands on the page alone."""

from __future__ import annotations

from renderers.context import Rendition, Story
from renderers.mail.letter import letter
from renderers.proof import proof, recording


def question_mail(story: Story) -> Rendition:
    """Proofed. Files as of the invitation. Of the story only the person, the sender, the closing day and the links are told.

    It stands outside the table of renderers, whose stories are whole, since a person who waits has no gift yet. Letters are not
    looked for either: a mail is drawn with its reader's fonts, and what ours lack is no reason not to ask. Raises ProofFailed or
    TemplateError.
    """
    with recording() as inserted:
        mail = letter("question", "question", "mail.question", story)
        proof(mail.text, inserted, "question mail")
    return mail
