"""Two mails about a gift's safety: that it is being chosen again, and that one which has left must not be used yet.

Neither says why: a reason would name what its reader must not eat, and mail is read over shoulders.
"""

from __future__ import annotations

from renderers.context import Rendition, Story
from renderers.mail.letter import letter
from renderers.proof import proof, recording


def chosen_again_mail(story: Story, *, ran_out: bool = False, may_wait: bool = False) -> Rendition:
    """Proofed. `ran_out`: there was none left, so that it is no safety mail, and says so. `may_wait`: its reader can wait for the
    first gift instead, behind a link of its own.

    Files as of the invitation, words alone; the new gift is not named. Raises ProofFailed or TemplateError.
    """
    chosen = "chosen" if story.may_swap else "chosen_fixed"
    told = "choosing" if story.state == "held" else chosen
    with recording() as inserted:
        mail = letter("chosen_again", "chosen_again", "safety.again", story, told=told, ran_out=ran_out, waits=may_wait)
        proof(mail.text, inserted, "chosen again")
    return mail


def unsafe_mail(story: Story) -> Rendition:
    """Proofed. Names the gift that has left, since its reader has to know it among others. Raises ProofFailed or TemplateError."""
    address = story.links.help.removeprefix("mailto:")
    with recording() as inserted:
        mail = letter("safety_notice", "safety_notice", "safety.unsafe", story, address=address)
        proof(mail.text, inserted, "safety notice")
    return mail
