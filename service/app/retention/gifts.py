"""What is kept of gifts and of what was written about them."""

from __future__ import annotations

from functools import partial
from typing import Final

from service.app.retention.people import ERASED
from service.app.retention.period import Period
from service.brain import forget as forget_decisions
from service.brain.events import forget as forget_events
from service.content.films import preview
from service.gifting import soft_holds
from service.outreach.returns import forget
from service.recipients.afterwards import forget as afterwards
from service.recipients.letters import forget as forget_letters

_THEIRS: Final = partial(Period, whose="recipients")

OF_GIFTS: Final = (
    _THEIRS(
        "Gifts: what was chosen, offered, answered, sent and paid",
        (
            "gift", "gift_event", "gift_alternative", "gift_wait", "set_aside", "money_entry", "journal_line",
            "supplier_invoice_line", "campaign_recipient",
            "decision_record", "incident", "parcel", "recall_notice", "card_code", "giver_request", "donation_booking",
            "sector_sign",
        ),
        None,
        "their workspace is deleted",
        note="Ids, codes and sums: they stay without a name when their person is erased, so that the books add up.",
        purpose="give",
    ),
    _THEIRS(
        "Pages, letters, films and statements that were drawn",
        ("rendition", "statement_version", "files"),
        None,
        ERASED,
        note="Rows and files go; so does a film that a cancelled gift no longer needs.",
        purpose="give",
    ),
    _THEIRS(
        "How far a film was played",
        ("film_event",),
        None,
        "they switch it off or delete it, or " + ERASED,
        purpose="learn",
    ),
    _THEIRS("Lines written to one person", ("personal_line",), None, ERASED, purpose="give"),
    _THEIRS("Meetings offered and answered", ("meeting_answer",), None, ERASED, purpose="talk"),
    _THEIRS(
        "Charities that people named",
        ("named_charity",),
        None,
        ERASED,
        note="An accepted one stays without its name, since a gift’s money went by it.",
        purpose="give",
    ),
    _THEIRS(
        "That somebody was written to: when, why, and what happened",
        ("contact", "mail_message"),
        None,
        "their workspace is deleted",
        note="Ids and codes, no text and no address.",
        purpose="write",
    ),
    _THEIRS(
        "Addresses that came back, or whose person complained",
        ("suppression",),
        None,
        ERASED,
        note="Keyed hashes.",
        purpose="write",
    ),
    _THEIRS(
        "Who was drawn for what, and what came of it",
        ("assignment", "drawn_term", "outcome", "offer_event"),
        None,
        "their workspace is deleted",
        note="Ids, codes and days, from which figures are counted.",
        purpose="learn",
    ),
    _THEIRS(
        "Models of what is liked",
        ("learned_model",),
        None,
        "their workspace is deleted",
        note="They hold no personal value; the next one after an erasure is built from what is left.",
        purpose="learn",
    ),
    _THEIRS(
        "Returned mail",
        ("mail_return",),
        forget.KEPT,
        "it arrived",
        "returns of mail forgotten",
        "Its consequences stay: the state of the invitation, an address we no longer use.",
        purpose="write",
    ),
    _THEIRS(
        "Messages between people and their giver",
        ("letter",),
        forget_letters.KEPT,
        "they were written",
        "old letters deleted",
        "Emails that quoted one are in the giver’s own mailbox.",
        purpose="talk",
    ),
    _THEIRS(
        "Purchases, product use and looks",
        ("person_event",),
        forget_events.KEPT,
        "they happened",
        "old events of people deleted",
        "Ids and codes, of offers seen and opened too.",
        purpose="learn",
    ),
    _THEIRS(
        "What was best for somebody at a moment, and why",
        ("next_decision",),
        forget_decisions.KEPT,
        "they were made",
        "old decisions deleted",
        "Ids, codes and figures. What was sent is kept with the messages.",
        purpose="choose",
    ),
    _THEIRS(
        "Messages that gave way to a better one",
        ("capped_message",),
        forget_decisions.KEPT,
        "they were held back",
        "old decisions deleted",
        "They go with the decision that held them back.",
        purpose="choose",
    ),
    _THEIRS(
        "Names on what people say of a gift",
        ("rating",),
        afterwards.NAMED,
        "they were asked",
        "names taken off answers",
        "The answer stays, without its person and its gift; a question that nobody answered goes.",
        does="Takes person and gift off the row.",
        purpose="talk",
    ),
    _THEIRS(
        "Thank-you notes",
        ("thank_you",),
        afterwards.KEPT,
        "they were written",
        "old thank-you notes deleted",
        purpose="talk",
    ),
    _THEIRS(
        "Film previews before launch",
        ("film_preview", "files"),
        preview.KEPT,
        "they were made",
        "old previews dropped",
        does="Deletes the row; its file follows (last line).",
        purpose="give",
    ),
    _THEIRS(
        "Items set aside while someone chooses",
        ("soft_hold",),
        soft_holds.HELD_FOR,
        "the press",
        "soft holds ended",
        does="Deletes the row. Who chooses can have it for as long again, ten times.",
        purpose="give",
    ),
)  # fmt: skip
