"""The mail that confirms a donation once it is paid: where the value went, and the way to its note. It names no gift and no sum."""

from __future__ import annotations

from renderers.context import Rendition, Story
from renderers.mail.letter import letter
from renderers.proof import proof, recording


def donation_mail(story: Story, charity: str) -> Rendition:
    """Proofed. `charity`: its name as it is registered. Files as of the invitation, words alone. Raises ProofFailed or
    TemplateError."""
    with recording() as inserted:
        mail = letter(
            "donation_note",
            "donation",
            "donation.mail",
            story,
            charity=charity,
            note=f"{story.links.page}/donation.pdf",
        )
        proof(mail.text, inserted, "donation mail")
    return mail
