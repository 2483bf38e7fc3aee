"""The one mail that reminds of a gift. Like the invitation it names no gift, no diet and no reason."""

from __future__ import annotations

from renderers.context import Rendition, Story
from renderers.mail.letter import letter
from renderers.proof import proof, recording


def reminder_mail(story: Story) -> Rendition:
    """Proofed. Files as of the invitation, words alone. Raises ProofFailed or TemplateError."""
    with recording() as inserted:
        mail = letter("reminder", "reminder", "mail.reminder", story)
        proof(mail.text, inserted, "reminder")
    return mail
