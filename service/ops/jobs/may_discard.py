"""Which jobs that failed may be discarded: one table, a line a kind. What stands in no table is kept.

A job is often the only thing that will still move a gift, its money or a warning; without it they would hang for ever. Orders,
captures and releases are steps of `gifting/transitions` and follow from the gift alone: who wants them not to happen ends the gift,
and what was to be made for it can be discarded then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from service.gifting.cancel import back_until
from service.gifting.models import RecipientGift

ALWAYS: Final = frozenset(
    {
        "brain.decide", "brain.happened", "brain.learn", "brain.offer_changed", "brain.offered", "content.compose",
        "content.preview", "insights.statement", "ops.alert", "ops.audit", "ops.rotate_keys", "outreach.approval_mail",
        "outreach.invite_colleague", "outreach.number_code", "outreach.sign_in_link", "outreach.tell_giver",
        "outreach.test_mail", "planning.check_list", "planning.read_calendar", "planning.read_list", "planning.rehearse",
        "planning.repair", "planning.save_list", "safety.draw_picture",
    }
)  # fmt: skip
"""Nothing waits for them but whoever asked, who can ask again."""
OF_A_GIFT: Final = frozenset(
    {
        "content.mail", "content.microsite", "content.poster", "content.video", "content.video_square",
        "gifting.redecide", "outreach.ask", "outreach.chosen_again", "outreach.invite", "outreach.on_its_way",
        "outreach.resend",
    }
)  # fmt: skip
"""Their subject is a gift. While it goes on, its piece and its money are set aside for what they make."""
_ERASURE: Final = "It deletes what is left of someone who was erased. Run it again once its cause is fixed."
_SAFETY: Final = "It keeps someone safe. Run it again once its cause is fixed."
_STATEMENT: Final = "A statement or a donation note is owed. Run it again once its cause is fixed."
_ANSWER: Final = "Someone is waiting for this answer. Answer on the page Messages, or run it again."
_MESSAGE: Final = "Its message would wait for ever. Send it again or end it on the outbox page."
NEVER: Final[Mapping[str, str]] = {
    "content.donation_note": _STATEMENT,
    "content.restate": _STATEMENT,
    "content.shred": _ERASURE,
    "content.statement": _STATEMENT,
    "conversation.answer": _ANSWER,
    "gifting.look_at_account": _SAFETY,
    "gifting.look_at_left_out": _SAFETY,
    "gifting.look_at_product": _SAFETY,
    "outreach.basis_came": "People wait for their first email. Run it again, or close the campaign.",
    "outreach.donation_note": _STATEMENT,
    "outreach.let_go": _ERASURE,
    "outreach.reply": _ANSWER,
    "outreach.safety_notice": _SAFETY,
    "outreach.send": _MESSAGE,
    "outreach.tell_withdrawn": "Someone said yes to a gift that was cancelled and has to be told. Run it again.",
    "outreach.text": _MESSAGE,
    "planning.forget_in_uploads": _ERASURE,
    "planning.launch": "It sets money and stock aside for a wave. Run it again, or close the campaign, which releases both.",
    "planning.mark_pending": "A plan waits for its approval. Take the request back on the campaign’s page.",
    "planning.plan": "A campaign waits for its plan. Ask for it again on the campaign’s page, or delete the draft.",
    "planning.register_ready": "Whoever looks after ethics doesn’t know yet that last month’s register is there. Run it again.",
    "planning.show_new_day": "People would read a last day that isn’t so. Run it again.",
    "planning.take_in_batch": "A script waits for what becomes of its people. Run it again.",
    "safety.recall": _SAFETY,
    "webhooks.deliver": "Another system waits for it. Run it again, or send it again from the page of its webhook.",
    "webhooks.take_in": "A carrier or a CRM told us this once. Run it again.",
    "webhooks.tell_off": "An owner doesn’t know yet that a webhook was turned off. Run it again.",
}
"""Kind -> why it stays, and what to do instead."""
_UNKNOWN: Final = "This version doesn’t know what depends on it. Run it again with the version that asked for it."
_NO_GIFT: Final = "Its gift can’t be found, so nobody knows what depends on it. Run: handpicked audit"
_ENDED: Final = frozenset({"canceled", "expired", "failed", "returned"})
"""Statuses of a gift that nobody will be shown again as one to have; a delivered one's page stays."""


def why_kept(kind: str, gift: RecipientGift | None, at: datetime) -> str | None:
    """Why a job that failed may not be discarded, and what to do instead; None where it may.

    `gift`: its subject, held still by the caller, for a kind of `OF_A_GIFT`; None where there is none.
    """
    if kind in ALWAYS:
        return None
    if kind in OF_A_GIFT:
        return _why_gift_goes_on(gift, at)
    return NEVER.get(kind, _UNKNOWN)


def _why_gift_goes_on(gift: RecipientGift | None, at: datetime) -> str | None:
    if gift is None:
        return _NO_GIFT
    page = f"/campaigns/{gift.campaign_id}/running/{gift.id}"
    if gift.status not in _ENDED:
        return _AFTER_YES.get(gift.status, f"Its gift goes on. To end it and release its money, cancel it: {page}")
    until = back_until(gift)
    if until is not None and at < until:
        return f"Its gift was cancelled, and until {until:%-d %B, %H:%M} UTC that can be undone: {page}"
    return None


_DECIDED: Final = "What was decided is charged or released by itself. Run it again once its cause is fixed."
_AFTER_YES: Final[Mapping[str, str]] = {
    "declined": _DECIDED,
    "delivered": "Its gift has arrived, and its page stays open to them. Run it again once its cause is fixed.",
    "donated": _DECIDED,
    "ordered": "Its gift is ordered and charged. To end it, report it as failed with the parcels; then discard this.",
    "shipped": "Its gift is on its way. It ends when it arrives, comes back or is reported as lost.",
}
"""Where cancelling is no longer how a gift ends."""
