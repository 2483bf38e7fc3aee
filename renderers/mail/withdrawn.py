"""The mail to somebody who said yes and whose gift the sender has cancelled since. It says why, and names no gift."""

from __future__ import annotations

from renderers.context import CancelReason, Rendition, Story
from renderers.mail.letter import letter
from renderers.proof import proof, recording


def withdrawn_mail(story: Story, reason: CancelReason) -> Rendition:
    """Proofed. Files as of the invitation, words alone. Raises ProofFailed or TemplateError."""
    with recording() as inserted:
        mail = letter("withdrawn", "withdrawn", "mail.withdrawn", story, reason=reason)
        proof(mail.text, inserted, "withdrawn")
    return mail
