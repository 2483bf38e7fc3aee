"""The mail that brings a letter of a thread: the giver's words, or an automatic answer signed as one."""

from __future__ import annotations

from renderers.context import Rendition, Story
from renderers.mail.letter import letter
from renderers.proof import proof, recording


def reply_mail(story: Story, *, words: str | None, is_automatic: bool, joins_thread: bool) -> Rendition:
    """Proofed. Files as of the invitation, words alone. `words` None: they are read on the page. `joins_thread`: whether a reply
    comes back to us, or goes to the giver. Raises ProofFailed or TemplateError."""
    with recording() as inserted:
        mail = letter(
            "reply",
            "reply",
            "thread.mail",
            story,
            written=words,
            lines=words.split("\n") if words else [],
            is_automatic=is_automatic,
            joins_thread=joins_thread,
            thread=f"{story.links.page}/thread",
        )
        proof(mail.text, inserted, "reply")
    return mail
